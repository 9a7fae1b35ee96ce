"""Measures may be told in other units, where they are the same but for rounding."""

import pytest

from ai.guards.converted import measures
from tests.ai.guards.test_notations import refused

# (language, text, language of the answer, answer)
SAME = [
    ("en", "The path is 400 km long.", "de", "Der Weg ist 250 Meilen lang."),
    ("de", "Er wanderte rund 400 Kilometer weit.", "en", "He walked some 400 kilometres, or about 250 miles."),
    ("de", "Er wanderte rund 400 Kilometer weit.", "en", "He walked about 250 miles."),
    ("en", "It is up to five miles away.", "it", "Si trova fino a otto chilometri di distanza."),
    ("en", "A 25-mile footpath runs there.", "de", "Dort verläuft ein gut 40 Kilometer langer Fußweg."),
    ("en", "It lies under three feet of water.", "de", "Er liegt fast einen Meter unter Wasser."),
    ("en", "Temperatures fall to 50°F.", "de", "Die Temperatur fällt auf 10 Grad."),
    ("en", "It can fall to 14°F there.", "de", "Es kann dort auf minus 10 Grad abkühlen."),
    ("en", "They walk half a mile there.", "de", "Sie laufen dort 800 Meter."),
    ("sv", "Vinden kan nå 22 meter per sekund.", "en", "Winds may reach 22 metres per second (about 80 km/h)."),
    ("sv", "Vinden kan nå 22 meter per sekund.", "en", "Winds may reach nearly 50 mph."),
    (
        "en",
        "He weighs 200 pounds and is six feet tall.",
        "fr",
        "Il pèse environ 90 kilos et mesure un peu plus de 1,80 mètre.",
    ),
    ("en", "The farm has 250 acres.", "es", "La granja tiene unas 100 hectáreas."),
    ("en", "The tank holds 10 gallons.", "nl", "De tank bevat bijna 40 liter."),
    ("de", "Es waren 38 Grad.", "en", "It was 100 degrees Fahrenheit."),
    ("en", "The lake is 12 inches deep.", "sv", "Sjön är 30 centimeter djup."),
    ("en", "The lake is five miles away.", "zh", "湖在八公里外。"),
    ("en", "The lake is 30 miles away.", "ja", "湖は約48キロ離れている。"),
    ("en", "The lake is 30 miles away.", "pl", "Jezioro jest oddalone o prawie 50 kilometrów."),
    ("en", "The lake is 30 miles away.", "da", "Søen ligger knap 50 kilometer væk."),
    ("en", "The lake is 30 miles away.", "tr", "Göl yaklaşık 48 kilometre uzakta."),
    ("sv", "Det är tre mil dit.", "en", "It is 30 kilometres away."),
    ("sv", "Det är tre mil dit.", "en", "It is nearly 20 miles away."),
    ("en", "Cut it between 5 and 10 inches.", "de", "Schneiden Sie es zwischen 13 und 25 Zentimeter lang."),
]
OTHER = [
    ("en", "It is up to five miles away.", "it", "Si trova fino a cinque chilometri di distanza."),
    ("en", "It is up to five miles away.", "it", "Si trova fino a dodici chilometri di distanza."),
    ("en", "It is up to five miles away.", "de", "Es ist bis zu fünf Kilometer entfernt."),
    ("en", "A 25-mile footpath runs there.", "de", "Dort verläuft ein gut 25 Kilometer langer Fußweg."),
    ("en", "A 25-mile footpath runs there.", "de", "Dort verläuft ein gut 50 Kilometer langer Fußweg."),
    ("en", "A 25-mile footpath runs there.", "de", "Dort verläuft ein fast 38 Kilometer langer Fußweg."),
    ("en", "Temperatures fall to 50°F.", "de", "Die Temperatur fällt auf 50 Grad."),
    ("en", "Temperatures fall to 50°F.", "de", "Die Temperatur fällt auf 20 Grad."),
    ("en", "They walk half a mile there.", "de", "Sie laufen dort 500 Meter."),
    ("sv", "Vinden kan nå 22 meter per sekund.", "en", "Winds may reach 22 metres per second (about 60 km/h)."),
    ("sv", "Vinden kan nå 22 meter per sekund.", "en", "Winds may reach 22 km/h."),
    ("en", "It lies under three feet of water.", "de", "Er liegt drei Meter unter Wasser."),
    ("en", "The tank holds 10 gallons.", "nl", "De tank bevat 10 liter."),
    ("sv", "Det är tre mil dit.", "en", "It is three miles away."),
    ("sv", "Det är tre mil dit.", "en", "It is 30 miles away."),
]


@pytest.mark.parametrize(("of", "text", "language", "answer"), SAME)
def test_a_measure_may_be_converted(of: str, text: str, language: str, answer: str) -> None:
    assert not refused("translate", text, answer, language, of)


@pytest.mark.parametrize(("of", "text", "language", "answer"), OTHER)
def test_a_wrong_conversion_is_refused(of: str, text: str, language: str, answer: str) -> None:
    assert "numbers" in refused("translate", text, answer, language, of)


def test_units_are_read_with_what_they_are_told_for() -> None:
    found = measures("It is 5 square miles; 9 miles an hour; 25 to 40 cm; half a mile; 50°F; a mile.", "en")
    assert {(float(one.number), one.unit) for one in found} == {
        (5, "sqmile"), (9, "mph"), (25, "cm"), (40, "cm"), (0.5, "mile"), (50, "fahrenheit"), (1, "mile"), (1, "hour")
    }  # fmt: skip
