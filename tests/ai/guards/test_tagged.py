"""Names in tags, in descriptions of pictures, and of regions and towns in translations."""

import pytest

from ai import guards
from ai.guards.recipes import expecting

CLUB = (
    "Der TSV Lüttenhagen trennt sich von Trainer Björn Kjellberg. Das gab Vorsitzender Detlef Poggensee am Montag "
    "bekannt. Nachfolgerin wird Mareike Sund; die Spielerin Anna-Lena Fey war überrascht."
)
BRIDGE = (
    "Farid Haddad cut the ribbon of the new footbridge in Keswell on Sunday. Joan Ellery held a plaque, and Ottilie "
    "Brandt played the cornet."
)


def refused(text: str, source: str, language: str, of: str, feature: str, data: object = None) -> bool:
    expect = expecting(feature, language=language, source=source, source_language=of)
    return any(not verdict.ok for verdict in guards.check(text, data, expect, ("names",)))


@pytest.mark.parametrize(
    ("tag", "is_named"),
    [
        ("Mareike Sund", True),
        ("TSV Lüttenhagen", True),
        ("Anna-Lena Fey", True),
        ("Trainerwechsel", True),
        ("Trainer Kjellberg", True),
        ("Marieke Sund", False),
        ("Bjarne Kjellberg", False),
        ("Mareike Kjellberg", False),
        ("Sund, Marlies", False),
        ("R. Poggensee", False),
        ("TSV Lüttenhausen", False),
        ("Trennung von Trainer Björn Kjellborg", False),
    ],
)
def test_a_tag_that_is_nearly_a_name_of_the_text_is_refused(tag: str, is_named: bool) -> None:
    assert refused(tag, CLUB, "de", "de", "tags", {"tags": [tag], "new_tags": []}) is not is_named


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("Farid Haddad cuts a ribbon on a wooden footbridge in Keswell, next to Joan Ellery.", True),
        ("A man in a Victorian coat cuts a ribbon.", True),
        ("Farid Haddad cuts a ribbon next to Joan Farrow.", False),
        ("Farid Haddad cuts a ribbon on a footbridge across the Thames.", False),
        ("Ottilie Brand-Lowe plays the cornet.", False),
    ],
)
def test_a_description_of_a_picture_names_nobody_else(text: str, is_named: bool) -> None:
    assert refused(text, BRIDGE, "en", "en", "alt_text") is not is_named


@pytest.mark.parametrize(
    ("of", "source", "language", "good", "bad"),
    [
        ("de", "62 Stellen in der Steiermark bleiben.", "en", "62 jobs in Styria stay.", "62 jobs in Carinthia stay."),
        ("es", "El derbi gallego fue bueno.", "en", "The Galician derby was good.", "The Catalan derby was good."),
        (
            "fr",
            "Il revient à l'acteur belge.",
            "de",
            "Er geht an den belgischen Schauspieler.",
            "Er geht an den niederländischen Schauspieler.",
        ),
        ("fr", "La société lyonnaise Lumo grandit.", "en", "Lumo of Lyon is growing.", "Lumo of Bordeaux is growing."),
        (
            "de",
            "Der Zug aus Erzurum kam an.",
            "en",
            "The train from Erzurum arrived.",
            "The train from Erzincan arrived.",
        ),
    ],
)
def test_regions_and_those_who_are_from_there_are_translated(
    of: str, source: str, language: str, good: str, bad: str
) -> None:
    assert not refused(good, source, language, of, "translate")
    assert refused(bad, source, language, of, "translate")


def test_a_description_makes_no_person_of_two() -> None:
    source = "Ad aprire sarà la pianista Giulia Ferrante, seguita dal quartetto del trombettista Paolo Marchetti."
    assert not refused("La pianista Giulia Ferrante prova nel chiostro.", source, "it", "it", "alt_text")
    assert refused("La pianista Giulia Marchetti prova nel chiostro.", source, "it", "it", "alt_text")


def test_a_description_names_nobody_behind_a_trade() -> None:
    source = "A diver ties coral fragments to a steel frame off Bonaire, where Imani Okonjo leads the work."
    assert not refused("Diver ties fragments of coral to a steel frame.", source, "en", "en", "alt_text")
    assert refused("Diver Marlon Statius ties fragments of coral to a frame.", source, "en", "en", "alt_text")
