"""How people are related."""

import pytest

from ai import guards
from ai.guards.recipes import expecting


@pytest.mark.parametrize(
    ("of", "source", "language", "good", "bad"),
    [
        (
            "en",
            "He leaves a daughter, Nuala.",
            "en",
            "His daughter Nuala survives him.",
            "His sister Nuala survives him.",
        ),
        (
            "de",
            "Seine Enkelin Jule half Werner.",
            "de",
            "Jule, die Enkelin, half Werner.",
            "Jule, die Tochter, half Werner.",
        ),
        (
            "de",
            "Seine Schwester Gerlinde geht.",
            "en",
            "His sister Gerlinde is leaving.",
            "His wife Gerlinde is leaving.",
        ),
        ("es", "Lo dedicó a su madre, Dolores.", "en", "To Dolores, her mother.", "To Dolores, her grandmother."),
        ("fr", "Son frère Paul l’a dit.", "fr", "Paul, son frère, l’a dit.", "Paul, son mari, l’a dit."),
        ("it", "Il cognato Luca è partito.", "it", "Luca, il cognato, è partito.", "Luca, il fratello, è partito."),
        ("en", "He was the son of a tram driver.", "en", "His father drove a tram.", "His uncle drove a tram."),
    ],
)
def test_a_relation_stays_what_it_is(of: str, source: str, language: str, good: str, bad: str) -> None:
    def refused(text: str) -> bool:
        expect = expecting("summary", language=language, source=source, source_language=of)
        return any(not verdict.ok for verdict in guards.check(text, None, expect, ("facts",)))

    assert not refused(good)
    assert refused(bad)


def test_what_comes_next_in_a_story_may_tell_of_other_relations() -> None:
    expect = expecting("continue", language="en", source="Her sister waited at the gate.", source_language="en")
    said = "Then an uncle came up the lane with a lamp in his hand, and nobody spoke."
    assert all(verdict.ok for verdict in guards.check(said, None, expect, ("facts",)))
