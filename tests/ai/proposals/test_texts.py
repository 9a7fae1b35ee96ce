from ai.proposals import texts
from aicmr.lib import html
from tests.ai.proposals.making import BODY


def test_marks_and_ids_do_not_change_what_a_text_is() -> None:
    marked = texts.marked(html.normalise(BODY), "abc")
    assert texts.digest("body", marked) == texts.digest("body", BODY)
    assert texts.digest("body", BODY) != texts.digest("body", BODY.replace("40", "41"))


def test_the_order_of_tags_does_not_matter() -> None:
    assert texts.digest("tags", "Pier, Harbour") == texts.digest("tags", "harbour,  pier")


def test_the_share_of_edits_is_measured_by_words() -> None:
    old = "one two three four five six seven eight nine ten"
    assert texts.edited_share(old, old) == 0
    assert texts.edited_share(old, "") == 1
    assert texts.edited_share(old, old.replace("one two three", "eleven twelve thirteen")) == 0.3
    assert texts.edited_share(old, f"{old} and more words") == 0


def test_the_text_of_a_mark_follows_through_moves_and_copies() -> None:
    body = '<p data-p="m1">One.</p><p>Two.</p><ul><li><span data-p="m1">Three.</span></li></ul>'
    assert texts.text_of_mark(body, "m1") == "One.\n\nThree."


def test_a_comparison_shows_blocks_of_a_body_and_words_of_a_line() -> None:
    (row,) = texts.comparison("title", "The new pier", "The old pier")
    assert "<del>new</del>" in row.words
    assert "<ins>old</ins>" in row.words
    rows = texts.comparison("body", BODY, f"{BODY}<p>Third.</p>")
    assert [row.op for row in rows] == ["same", "same", "new"]


def test_a_comparison_is_escaped() -> None:
    (row,) = texts.comparison("title", "", "<script>alert(1)</script>")
    assert "<script>" not in row.words
