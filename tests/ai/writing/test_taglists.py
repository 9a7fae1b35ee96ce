"""Lists of tags that models write."""

import pytest

from ai.writing import taglists

KNOWN = ["Harbour", "C#", "海"]


@pytest.mark.parametrize(
    ("text", "tidy"),
    [
        ("harbour, Bridges", "Harbour, Bridges"),
        ("#harbour, “Bridges”.", "Harbour, Bridges"),
        ("c#, C", "C#, C"),
        (".NET, 海, 山", ".NET, 海, 山"),
        ("Harbour, harbour, HARBOUR", "Harbour"),
        ("a, b, c, d, Harbour", "a, b, c, Harbour"),
        ('-, #, ""', ""),
    ],
)
def test_names_are_spelled_as_the_site_spells_them(text: str, tidy: str) -> None:
    assert taglists.tidied(text, KNOWN) == tidy


def test_what_is_filed_already_stands_in_front_once() -> None:
    assert taglists.tidied("harbour, Bridges", KNOWN, have="Old news, Harbour") == "Old news, Harbour, Bridges"
    assert taglists.tidied("Harbour", KNOWN, have="Harbour") == ""
