import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai.proposals import texts
from aicmr.lib import html
from tests.ai.proposals.making import BODY

WORDS = "one two three four five six seven eight nine ten"


def test_marks_and_ids_do_not_change_what_a_text_is() -> None:
    marked = texts.marked(html.normalise(BODY), "abc")
    assert texts.digest("body", marked) == texts.digest("body", BODY)
    assert texts.digest("body", BODY) != texts.digest("body", BODY.replace("40", "41"))


def test_the_order_of_tags_does_not_matter() -> None:
    assert texts.digest("tags", "Pier, Harbour") == texts.digest("tags", "harbour,  pier")


@pytest.mark.parametrize(
    ("now", "share"),
    [
        (WORDS, 0),
        ("", 1),
        (WORDS.replace("one two three", "eleven twelve thirteen"), 0.3),
        (f"{WORDS} and more words", 0),
        ("six seven eight nine ten one two three four five", 0),  # moved, not edited
        ("ten nine eight seven six five four three two one", 0.9),  # words alone are no passage
        ("four five six seven", 0.6),
    ],
)
def test_the_share_of_edits_is_measured_by_words(now: str, share: float) -> None:
    assert texts.edited_share(WORDS, now) == share


@given(st.lists(st.sampled_from(WORDS.split())), st.lists(st.sampled_from(WORDS.split())))
def test_a_share_is_a_share(old: list[str], now: list[str]) -> None:
    assert 0 <= texts.edited_share(" ".join(old), " ".join(now)) <= 1
    assert texts.edited_share(" ".join(old), " ".join(old)) == 0


def test_words_are_marked_by_spans_and_what_has_none_by_itself() -> None:
    body = (
        '<p>One <a href="https://a.example/">two</a>.</p><ul><li>Three<ul><li>Four</li></ul></li></ul>'
        "<table><tbody><tr><td>Five</td></tr></tbody></table><pre><code>six</code></pre>"
        '<figure data-asset="abc"><img src="/a.jpg" alt="Seven"><figcaption>Eight</figcaption></figure>'
    )
    assert texts.marked(body, "m") == (
        '<p><span data-p="m">One <a href="https://a.example/">two</a>.</span></p>\n'
        '<ul><li><span data-p="m">Three</span><ul><li><span data-p="m">Four</span></li></ul></li></ul>\n'
        '<table><tbody><tr><td><span data-p="m">Five</span></td></tr></tbody></table>\n'
        '<pre data-p="m"><code>six</code></pre>\n'
        '<figure data-asset="abc" data-p="m"><img src="/a.jpg" alt="Seven">'
        '<figcaption><span data-p="m">Eight</span></figcaption></figure>'
    )


def test_what_stood_there_before_keeps_its_id_and_its_marks() -> None:
    known = '<p data-id="aaaaaaaa"><span data-p="old">One.</span></p>'
    assert texts.marked("<p>One.</p><p>Two.</p>", "new", known=known) == (
        f'{known}\n<p><span data-p="new">Two.</span></p>'
    )


def test_the_text_of_a_mark_follows_through_moves_splits_and_merges() -> None:
    body = (
        '<p data-id="aaaaaaaa">By hand. <span data-p="m1">One tw</span><strong><span data-p="m1">o.</span></strong></p>'
        '<p>Two.</p><ul data-id="bbbbbbbb"><li><span data-p="m1">Three.</span></li><li>Four</li></ul>'
        '<p data-id="cccccccc" data-p="m1">Five <em data-p="m1">six</em>.</p>'
    )
    assert texts.blocks_of_mark(body, "m1") == [
        ("aaaaaaaa", "One two."),
        ("bbbbbbbb", "Three."),
        ("cccccccc", "Five six."),
    ]
    assert texts.text_of_mark(body, "m1") == "One two.\n\nThree.\n\nFive six."
    assert texts.text_of_mark(body, "m2") == ""
