"""What a proposal would change is all there to be seen, also what no word shows."""

import pytest

from ai.proposals.differences import Row, comparison
from aicmr.lib.diff import Change

BODY = '<p data-id="aaaaaaaa">First.</p>\n<p data-id="bbbbbbbb">Second.</p>'
PICTURE = (
    '<figure data-id="ffffffff" data-asset="abc"><img src="/a.jpg" alt="A crane"><figcaption>Dawn</figcaption></figure>'
)


def changed(before: str, after: str) -> Row:
    (row,) = comparison("body", f'<p data-id="aaaaaaaa">{before}</p>', f'<p data-id="aaaaaaaa">{after}</p>')
    return row


def test_a_comparison_shows_blocks_of_a_body_and_words_of_a_line() -> None:
    (row,) = comparison("title", "The new pier", "The old pier")
    assert "<del>new</del>" in row.words
    assert "<ins>old</ins>" in row.words
    rows = comparison("body", BODY, f"{BODY}<p>Third.</p>")
    assert [row.op for row in rows] == ["same", "same", "new"]


def test_a_comparison_is_escaped() -> None:
    (row,) = comparison("title", "", "<script>alert(1)</script>")
    assert "<script>" not in row.words


@pytest.mark.parametrize(
    ("before", "after", "besides"),
    [
        (
            'See <a href="https://a.example/">the plan</a>.',
            'See <a href="https://b.example/">the plan</a>.',
            [("gone", "link “the plan”: https://a.example/"), ("new", "link “the plan”: https://b.example/")],
        ),
        ('See <a href="https://a.example/">it</a>.', "See it.", [("gone", "link “it”: https://a.example/")]),
        ("All <em>old</em>.", "All <strong>old</strong>.", [("gone", "italics"), ("new", "bold")]),
        ("One. Two.", "One.<br>Two.", [("new", "line break")]),
    ],
)
def test_what_changes_without_a_word_is_named(before: str, after: str, besides: list[tuple[str, str]]) -> None:
    assert changed(before, after).besides == [Change(*each) for each in besides]  # type: ignore[arg-type]


def test_words_alone_bring_nothing_besides() -> None:
    assert changed("One <em>two</em> three.", "One <em>too</em> three.").besides == []


def test_another_kind_of_block_is_named() -> None:
    (row,) = comparison("body", '<p data-id="aaaaaaaa">Head</p>', '<h2 data-id="aaaaaaaa">Head</h2>')
    assert [change.text for change in row.besides] == ["paragraph", "heading"]


def test_pictures_that_come_and_go_are_shown() -> None:
    gone, same = comparison("body", f"{PICTURE}\n{BODY.splitlines()[0]}", BODY.splitlines()[0])
    assert (gone.op, same.op) == ("gone", "same") and 'alt="A crane"' in gone.picture and same.picture == ""
    new = comparison("body", BODY, f"{BODY}\n{PICTURE}")[-1]
    assert new.op == "new" and "/a.jpg" in new.picture
    (swapped,) = comparison("body", PICTURE, PICTURE.replace("/a.jpg", "/b.jpg").replace("A crane", "A gull"))
    assert [change.text for change in swapped.besides] == ["picture “A crane”", "picture “A gull”"]


def test_addresses_of_new_blocks_are_told() -> None:
    row = comparison("body", BODY, f'{BODY}<p>Go <a href="https://new.example/?a=1&amp;b=2">there</a>.</p>')[-1]
    assert row.besides == [Change("new", "link “there”: https://new.example/?a=1&b=2")]


def test_nothing_of_a_picture_can_run() -> None:
    bad = PICTURE.replace('alt="A crane"', 'alt="x" onerror="alert(1)"')
    assert "onerror" not in comparison("body", BODY, f"{BODY}{bad}")[-1].picture
