from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from aicmr.lib import diff


@dataclass(frozen=True)
class Block:
    id: str
    text: str
    tag: str = "p"

    @property
    def html(self) -> str:
        return f'<{self.tag} data-id="{self.id}">{self.text}</{self.tag}>'


def ops(before: list[Block], after: list[Block]) -> list[str]:
    return [row.op for row in diff.blocks(before, after)]


def test_one_changed_word_is_the_only_change() -> None:
    changes = diff.words("The quick brown fox", "The quick red fox")
    assert [(c.op, c.text) for c in changes] == [
        ("same", "The quick "),
        ("gone", "brown"),
        ("new", "red"),
        ("same", " fox"),
    ]


@given(st.text(), st.text())
def test_words_lose_nothing_of_either_text(before: str, after: str) -> None:
    changes = diff.words(before, after)
    assert "".join(c.text for c in changes if c.op != "new") == before
    assert "".join(c.text for c in changes if c.op != "gone") == after


def test_marked_words_are_escaped() -> None:
    html = diff.words_html(diff.words("a", "a <script>"))
    assert "<script>" not in html and "<ins>" in html and "&lt;" in html


def test_a_rewritten_block_is_found_by_its_id() -> None:
    rows = diff.blocks([Block("a", "One"), Block("b", "Old words")], [Block("a", "One"), Block("b", "Wholly other")])
    assert [row.op for row in rows] == ["same", "changed"]
    assert {c.text for c in rows[1].words if c.op == "new"} >= {"Wholly"}


def test_new_and_gone_blocks_stand_where_they_were() -> None:
    before = [Block("a", "Alpha"), Block("b", "Beta"), Block("c", "Gamma")]
    after = [Block("a", "Alpha"), Block("n", "Xylophone"), Block("c", "Gamma")]
    assert sorted(ops(before, after)[1:3]) == ["gone", "new"]
    assert ops(before, after)[0] == ops(before, after)[3] == "same"


def test_a_moved_block_is_called_moved() -> None:
    before = [Block("a", "Alpha"), Block("b", "Beta"), Block("c", "Gamma")]
    assert ops(before, [before[2], before[0], before[1]]) == ["moved", "same", "same"]


def test_blocks_without_a_common_id_are_matched_by_their_words() -> None:
    before = [Block("a", "The council met on Monday to vote")]
    after = [Block("z", "The council met on Tuesday to vote")]
    assert ops(before, after) == ["changed"]


def test_nothing_against_nothing_is_nothing() -> None:
    assert diff.blocks([], []) == [] and diff.words("", "") == []


@given(st.lists(st.sampled_from("abcdefg"), unique=True), st.lists(st.sampled_from("abcdefg"), unique=True))
def test_every_block_of_both_sides_is_shown_once(before: list[str], after: list[str]) -> None:
    rows = diff.blocks([Block(i, f"text {i}") for i in before], [Block(i, f"text {i}") for i in after])
    assert [row.after.id for row in rows if row.after] == after
    assert sorted(row.before.id for row in rows if row.before) == sorted(before)
