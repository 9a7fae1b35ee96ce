"""What the rules find in a text."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aicmr.lib import html
from content.quality.checking import check
from content.quality.house import House
from content.quality.models import GlossaryTerm, Guideline
from content.quality.rules import Finding, rules
from content.quality.rules.words import sentences

SIGN_IN = GlossaryTerm(code="T-SIGN1", term="sign-in page", forbidden=["login page"], note="It signs in.")


def found(body: str, *, language: str = "en", fields: dict[str, str] | None = None, **house: Any) -> list[Finding]:
    body = html.normalise(body)
    return check(None, body, language=language, fields=fields, rules_of=House(**house))  # type: ignore[arg-type]


def ids(*args: Any, **more: Any) -> list[str]:
    return [finding.rule for finding in found(*args, **more)]


def counted(measure: str, limit: int) -> tuple[Guideline, ...]:
    return (Guideline(code="G-7F3K", title="Short", rule="Short.", measure=measure, limit=limit, priority=1),)


def test_a_good_text_has_no_finding() -> None:
    body = '<h2>Boats</h2><p>See the <a href="/timetable/">timetable</a>.</p><h3>Ferries</h3><p>Six of them.</p>'
    assert found(body, terms=(SIGN_IN,), guidelines=counted("sentence-words", 20)) == []


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ('<figure><img src="/a.jpg"></figure>', "image-alt"),
        ('<figure><img src="/a.jpg" alt=" "></figure>', "image-alt"),
        ("<h2>One</h2><h4>Two</h4>", "heading-order"),
        ("<h3>First</h3>", "heading-order"),
        ('<h2><img src="/a.jpg" alt="x"></h2>', "heading-empty"),
        ('<p>See <a href="/x/"></a>this.</p>', "link-empty"),
        ('<p>See <a href="/x/">Click here!</a></p>', "link-words"),
        ("<p>Open the Login page.</p>", "glossary"),
    ],
)
def test_each_fault_is_found_once_in_its_block(body: str, rule: str) -> None:
    findings = found(body, terms=(SIGN_IN,))
    assert [finding.rule for finding in findings] == [rule]

    assert findings[0].block and findings[0].message


def test_link_words_are_those_of_the_language() -> None:
    assert ids('<p><a href="/x/">hier</a></p>', language="de-AT") == ["link-words"]
    assert ids('<p><a href="/x/">hier</a></p>', language="fr") == []


def test_a_linked_picture_with_words_is_no_empty_link() -> None:
    assert ids('<p><a href="/x/"><img src="/a.jpg" alt="Timetable"></a></p>') == []


def test_glossary_findings_carry_the_block_as_it_would_be_right() -> None:
    body = '<p>Open the <a href="/login page/">login <em>page</em></a> or the login page.</p>'
    finding = found(body, terms=(SIGN_IN,))[0]
    assert (finding.quote, finding.guideline) == ("login page", "T-SIGN1")
    assert "Write “sign-in page” instead of “login page”. It signs in." in finding.message
    assert "the sign-in page.</p>" in finding.fix and 'href="/login page/"' in finding.fix


def test_code_and_quotations_are_left_alone() -> None:
    body = "<blockquote><p>the login page</p></blockquote><pre>login page</pre><p><code>login page</code></p>"
    assert found(body, terms=(SIGN_IN,)) == []


def test_fields_are_checked_too() -> None:
    findings = found("", terms=(SIGN_IN,), fields={"title": "The login page"})
    assert [(finding.rule, finding.field) for finding in findings] == [("glossary", "title")]


def test_sentences_and_paragraphs_are_counted_by_guidelines_alone() -> None:
    body = "<p>One two three four five six. Seven eight.</p>"
    assert ids(body) == []
    finding = found(body, guidelines=counted("sentence-words", 5))[0]
    assert (finding.rule, finding.guideline, finding.priority) == ("long-sentence", "G-7F3K", 1)
    assert finding.quote == "One two three four five six."
    assert ids(body, guidelines=counted("paragraph-words", 7)) == ["long-paragraph"]
    assert ids(body, guidelines=counted("paragraph-words", 8)) == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"title": "T" * 61}, ["seo-title"]),
        ({"title": "T" * 61, "seo_title": "Short"}, []),
        ({"seo_description": ""}, ["seo-description"]),
        ({"seo_description": "Too short"}, ["seo-description"]),
        ({"seo_description": "D" * 161}, ["seo-description"]),
        ({"seo_description": "D" * 120}, []),
        ({}, []),
    ],
)
def test_lengths_for_search_engines(fields: dict[str, str], expected: list[str]) -> None:
    assert ids("", fields=fields) == expected


def test_a_guideline_sets_another_length() -> None:
    assert ids("", fields={"title": "T" * 61}, guidelines=counted("seo-title-chars", 70)) == []


def test_abbreviations_end_no_sentence() -> None:
    assert sentences("Dr. Bell came. St. Mary rang, e.g. Tuesdays. It rained!") == [
        "Dr. Bell came.",
        "St. Mary rang, e.g. Tuesdays.",
        "It rained!",
    ]


def test_every_rule_has_an_id_and_a_label() -> None:
    assert set(rules()) == {
        *("image-alt", "heading-order", "heading-empty", "link-empty", "link-words"),
        *("glossary", "long-sentence", "long-paragraph", "seo-title", "seo-description"),
    }


@given(st.text(alphabet="<>/ap h2imglinkoe=\"'.- \n", max_size=200))
def test_whatever_the_html_is_it_answers(body: str) -> None:
    body = html.normalise(body)
    blocks = {block.id for block in html.blocks(body)}
    for finding in found(body, terms=(SIGN_IN,), guidelines=counted("sentence-words", 3)):
        assert finding.block in blocks
