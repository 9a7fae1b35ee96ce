import pytest

from accounts.sites.models import Site
from ai.writing import checking, rendering
from ai.writing.models import Brief, BriefSource, Draft, DraftSection

IDS = {1: "aaaaaaaa"}


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
        ("**What it cost**\n\nMuch.", "**What it cost**\n\nMuch."),
        ("# Another title\n\nMuch.", "Much."),
        ("```markdown\nMuch.\n```", "Much."),
        ("Much.\n\n## More\n\nText.", "Much.\n\n### More\n\nText."),
        ("Much. [^1]\n\n[^1]: The report", "Much. [^1]"),
    ],
)
def test_a_models_wrapping_is_taken_off(text: str, kept: str) -> None:
    assert rendering.section_text(text, "What it cost") == kept


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
