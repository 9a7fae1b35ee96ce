"""A draft by the built-in provider from a long source: nothing in it is invented."""

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.sites.models import Site
from ai.local import sentences
from ai.writing import rendering
from ai.writing.briefs import SourceFile
from ai.writing.models import Draft
from aicmr.lib import html
from aicmr.lib.text import count_words
from tests.ai.writing.making import FACTS, brief, started, worked
from tests.conftest import ClientFor
from tests.people import People

pytestmark = pytest.mark.django_db
NOUNS = ("pier", "harbour", "ferry", "lamp", "railing", "council", "tide", "crane", "captain", "ticket", "gull", "rope")
VERBS = ("carries", "serves", "crosses", "guards", "repairs", "opens", "measures", "follows", "lights", "visits")
QUOTED = re.compile(r"“[^”]+”|„[^“”]+“|\"[^\"]+\"|«[^»]+»")


def long_source(seed: int, words: int = 3_000) -> str:
    """Markdown of at least so many words: headings, and sentences that are all different."""
    lines, count, n = ["# The harbour report", ""], 0, seed
    while count < words:
        if n % 40 == seed % 40:
            lines.append(f"\n## The {NOUNS[n % 12]} and the {NOUNS[n * 5 % 12]}\n")
        line = (
            f"In year {1900 + n % 120} the {NOUNS[n * 7 % 12]} {VERBS[n % 10]} the {NOUNS[n * 11 % 12]} "
            f"number {n} near the old {NOUNS[n * 3 % 12]} of the town."
        )
        lines.append(line)
        count += len(line.split())
        n += 1
    return "\n".join(lines)


def told(draft: Draft) -> list[str]:
    """Every sentence of the draft's body, without its list of sources; citations stay as [1]."""
    body = rendering.body_of(draft, with_sources=False)
    blocks = [block for block in html.blocks(body) if not block.tag.startswith("h")]
    return [sentence for block in blocks for line in block.text.split("\n") for sentence in sentences.split(line)]


def bare(text: str) -> str:
    return re.sub(r"[\W_]+", " ", re.sub(r"\[\d+\]", "", text)).strip().lower()


def unfounded(draft: Draft, notes: str, source: str) -> list[str]:
    """Sentences that stand neither in the notes, nor in quotation marks with a citation and so in the source."""
    allowed, quotable = f" {bare(notes)} ", f" {bare(source)} "
    found = []
    for sentence in told(draft):
        quotation = QUOTED.search(sentence)
        is_quoted = bool(quotation) and bool(re.search(r"\[\d+\]", sentence)) and bare(quotation.group()) in quotable  # type: ignore[union-attr]
        if bare(sentence) and f" {bare(sentence)} " not in allowed and not is_quoted:
            found.append(sentence)
    return found


@pytest.mark.slow
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 500), wish=st.sampled_from(["Explain the lamp.", "Begin with the ferry.", "Be funny."]))
def test_every_sentence_has_an_origin(site: Site, people: People, seed: int, wish: str) -> None:
    source = long_source(seed)
    assert count_words(source) >= 3_000
    file: Any = SourceFile("The harbour report", f"report-{seed}.md", source)
    draft = worked(started(site, people.creator, brief(instructions=[wish], files=[file])))
    assert draft.state == Draft.State.PROPOSED, draft.error
    assert told(draft) and unfounded(draft, FACTS, source) == []
    if wish == "Explain the lamp.":
        assert any(QUOTED.search(sentence) for sentence in told(draft)), "the source was drawn upon"
    assert wish.rstrip(".") not in draft.body


def test_the_check_itself_finds_an_invented_sentence(site: Site, people: People) -> None:
    draft = worked(started(site, people.creator, brief()))
    section = draft.sections.first()
    assert section is not None
    section.text += "\n\nThe pier is the finest in the whole country."
    section.save(update_fields=["text"])
    draft = Draft.objects.for_page().get(pk=draft.pk)
    assert unfounded(draft, FACTS, "") == ["The pier is the finest in the whole country."]


def test_the_page_says_that_no_language_model_was_used(site: Site, people: People, client_for: ClientFor) -> None:
    draft = worked(started(site, people.creator, brief()))
    page = client_for(people.creator).get(f"/admin/writing/draft/{draft.pk}/change/").content.decode()
    assert "No language model was used" in page
