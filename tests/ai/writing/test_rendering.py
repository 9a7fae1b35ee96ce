import pytest

from accounts.sites.models import Site
from ai.writing import checking, rendering, tidying
from ai.writing.models import Brief, BriefSource, Draft, DraftSection

IDS = {1: "aaaaaaaa"}
TOLD = ["Begin with the costs; name no prices."]


def test_citations_become_links_and_unknown_ones_go() -> None:
    html = rendering.section_html("Said so. [^1] And so. [^7]", IDS)
    assert html == '<p>Said so.<sup><a href="#b-aaaaaaaa">[1]</a></sup> And so.</p>\n'


def test_neither_raw_html_nor_pictures_come_through() -> None:
    html = rendering.section_html("<script>x</script> ![a](https://evil.test/p.png) **bold**", IDS)
    assert "<script" not in html
    assert "<img" not in html
    assert "<strong>bold</strong>" in html


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("## What it cost\n\nMuch.", "Much."),
        ("**What it cost**\n\nMuch.", "Much."),
        ("What it cost\n\nMuch.", "Much."),
        ("What it cost\n------------\nMuch.", "Much."),
        ("# The pier\n\n## What it cost\n\nMuch.", "Much."),
        ("What it cost is not known.", "What it cost is not known."),
        ("Much.\n\n## Sources\n\n[^1]: The report", "Much."),
        ("Much. [1] More [2](https://a.test).", "Much. [^1] More [2](https://a.test)."),
        ("Begin with the costs. Much.\n\nName no prices.", "Much."),
        ("Begin with\nthe costs; name no prices. Much.", "Much."),
        ("# Another title\n\nMuch.", "Much."),
        ("```markdown\nMuch.\n```", "Much."),
        ("Much.\n\n## More\n\nText.", "Much.\n\n### More\n\nText."),
        ("Much. [^1]\n\n[^1]: The report", "Much. [^1]"),
    ],
)
def test_a_models_wrapping_is_taken_off(text: str, kept: str) -> None:
    assert tidying.section_text(text, "What it cost", titles=["The pier"], instructions=TOLD) == kept


def test_an_article_does_not_begin_with_a_heading() -> None:
    assert tidying.section_text("### Introduction\n\nIt opened.", "") == "It opened."


def test_a_fact_told_wrongly_goes_before_it_is_told_again() -> None:
    cited = "It is loved. [^1]\n\nThe pier is old, says a report, and long. [^2]"
    wrong = f"The pier is metres long and opened in May. {cited}"
    left = tidying.without_fact(wrong, "The pier is 120 metres long and opened on 3 May 2026.", "en")
    assert left == cited


@pytest.mark.django_db
def test_a_body_lists_only_the_sources_that_it_cites(site: Site) -> None:
    brief = Brief.objects.create(site=site, topic="T", language="fr")
    for number, address in ((1, "https://example.org/a?b=1&c=2"), (2, "notes.md")):
        given = {"number": number, "kind": "text", "title": "A <b>", "address": address, "state": "ready"}
        BriefSource.objects.create(brief=brief, **given)
    draft = Draft.objects.create(site=site, brief=brief, kind="article", object_id=1)
    DraftSection.objects.create(draft=draft, position=0, heading="Un & deux", text="Oui. [^1]", state="done")
    body = rendering.body_of(draft)
    assert "Un &amp; deux</h2>" in body
    assert "Sources</h2>" in body
    assert '[1] <a href="https://example.org/a?b=1&amp;c=2">A &lt;b&gt;</a>' in body
    assert "notes.md" not in body


@pytest.mark.parametrize(
    ("fact", "text", "language", "lost"),
    [
        ("4,2 Kilometer in Lindenau", "Der Weg in Lindenau misst 4.2 Kilometer.", "de", []),
        ("4,2 Kilometer in Lindenau", "Der Weg misst 4 Kilometer.", "de", ["4,2", "Lindenau"]),
        ("Er kostete 1.200 Euro", "Er kostete 1200 Euro.", "de", []),
        ("Anna Weber fixed CVE-2026-1", "CVE-2026-1 was fixed by Weber.", "en", ["Anna"]),
        ("The fault CVE-2026-1", "Nothing was fixed.", "en", ["CVE-2026-1"]),
        ("die Räder der Stadt", "In der Stadt fahren die Rädern.", "de", []),
    ],
)
def test_numbers_and_names_are_looked_for_mechanically(fact: str, text: str, language: str, lost: list[str]) -> None:
    assert set(checking.missing(fact, text, language)) == set(lost)
