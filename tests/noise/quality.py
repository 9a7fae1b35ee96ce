"""Guidelines and a glossary of the other site, with the words that tests use on theirs."""

from accounts.sites.models import Site
from content.quality.models import Edition, GlossaryTerm, Guideline, GuidelineVersion, TermVersion
from tests.people import People


def make(site: Site, people: People) -> None:
    rule = Guideline.objects.create(
        site=site, code="G-N01S", title="Noise of the other site", rule="Shout.", priority=1, version=1,
        measure="sentence-words", limit=1,
    )  # fmt: skip
    GuidelineVersion.objects.create(row=rule, number=1, snapshot=rule.snapshot(), created_by=people.editor)
    term = GlossaryTerm.objects.create(
        site=site, code="T-N01SE", term="noise", preferred="Noise of the other site", forbidden=["harbour"], version=1
    )
    TermVersion.objects.create(row=term, number=1, snapshot=term.snapshot(), created_by=people.editor)
    Edition.objects.create(site=site, name="ed-noise", guidelines=[["G-N01S", 1]], terms=[["T-N01SE", 1]])
