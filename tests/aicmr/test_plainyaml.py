"""YAML of strangers: data, or one error that says where."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aicmr.lib import plainyaml

_LAUGHS = "a: &a [x, x]\n" + "".join(
    f"b{n}: &b{n} [{', '.join(['*a' if n == 0 else f'*b{n - 1}'] * 9)}]\n" for n in range(9)
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", None),
        ("a: 1\nb: [x, 2020-01-02]", {"a": 1, "b": ["x", date(2020, 1, 2)]}),
        ("a: 0x1F", {"a": 31}),
        ("a: &x [1]\nb: *x", {"a": [1], "b": [1]}),
    ],
)
def test_plain_data_is_read(text: str, found: object) -> None:
    assert plainyaml.load(text) == found


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a: 1\nb: [", 2, "expected"),
        ("a: !!bool maybe", 1, ""),
        ("a: !!int ''", 1, ""),
        ("a: !!float ''", 1, ""),
        ("a: !!timestamp soon", 1, ""),
        ("a: !!timestamp 2020-99-99", 1, ""),
        ("x: 1\na: 0x" + "f" * 5000, 2, "too long"),
        ("a: " + "9" * 5000, 1, ""),
        ("a: 0000-00-00", 1, ""),
        ("a: !!python/object/apply:os.system [ls]", 1, "could not determine a constructor"),
        ("? [a]\n: b", 1, "unhashable"),
        ("[" * 5000, 1, ""),
        (_LAUGHS, 1, "aliases too often"),
        ("a: \0", 1, ""),
        ("a: \ud800", 1, ""),
        ("a: 1\n---\nb: 2", 2, "another document"),
    ],
)
def test_what_is_none_is_told_with_its_line(text: str, line: int, said: str) -> None:
    with pytest.raises(plainyaml.BadYaml) as caught:
        plainyaml.load(text)
    assert said in str(caught.value) and str(caught.value)
    assert caught.value.line == line


@given(st.text(alphabet="ab01:-[]{}&*!?|>'\"#, \n\t%@`~", max_size=60))
def test_nothing_else_is_ever_raised(text: str) -> None:
    try:
        plainyaml.load(text)
    except plainyaml.BadYaml as error:
        assert error.line >= 1
