"""Figures of a text that nobody would call numbers."""

import pytest

from ai.guards import check
from ai.guards.figures import LONGEST, figures
from ai.guards.verdicts import Expect


@pytest.mark.parametrize(
    "digits", ["7" * 5000, "1,234" * 2000, "3." + "14159" * 1000, "12,45," * 1000 + "7", "9" * 5000 + "万"]
)
def test_digits_without_an_end_are_told_apart_and_break_nothing(digits: str) -> None:
    told = f"On May {digits} it was {digits} metres."
    assert any(len(one.raw) > LONGEST for one in figures(told, "en"))
    same = Expect(language="en", source=told, keep=("numbers",))
    assert all(verdict.ok for verdict in check(told, None, same, ("numbers",)))
    assert not all(verdict.ok for verdict in check(told.replace(digits, "12"), None, same, ("numbers",)))
