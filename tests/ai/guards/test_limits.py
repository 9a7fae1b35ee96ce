"""From when and until when, from what to what, how long: what stands before a number, and what is told without one."""

import pytest

from ai import guards
from ai.guards.recipes import expecting

BATHS = (
    "The baths, shut since March 2019, will reopen. The lamp was sold before 2018. It is free until 31 March; after "
    "that it costs $12 a year. A ticket is £5.40, up from £4.80. Profit was £18.6m, against £21.3m a year earlier. "
    "Start-up time drops from 2.8 seconds to 0.9. Debt was cut from £64m to £39m."
)
GAS = (
    "Die Stadtwerke erhöhen den Gaspreis zum 1. April um 8 Prozent auf 11,9 Cent. Die Halle ist spätestens am 29. "
    "August wieder offen und ab dem 12. Mai gesperrt. Lübeck klettert von Rang vier auf Rang zwei. Im Januar liegt "
    "sie nun bei 5,2 Grad statt bei 3,5 Grad. Die Karten gibt es bis 6. Mai."
)


def refused(text: str, language: str, source: str, of: str = "", feature: str = "summary") -> str:
    expect = expecting(feature, language=language, source=source, source_language=of or language)
    verdicts = guards.check(text, None, expect, ("numbers", "facts"))
    return " ".join(verdict.message for verdict in verdicts if not verdict.ok)


@pytest.mark.parametrize(
    ("language", "source", "good", "bad"),
    [
        (
            "en",
            BATHS,
            "The baths, closed since March 2019, will reopen.",
            "The baths, closed until March 2019, will open.",
        ),
        ("en", BATHS, "The lamp was sold before 2018.", "The lamp was sold after 2018."),
        ("en", BATHS, "Free until 31 March, after that $12 a year.", "Free from 31 March, until then $12 a year."),
        ("en", BATHS, "A ticket is £5.40 instead of £4.80.", "A ticket is £4.80 instead of £5.40."),
        ("en", BATHS, "Profit was £18.6m, down from £21.3m.", "Profit was £21.3m, up from £18.6m."),
        ("en", BATHS, "Start-up time: 0.9 seconds, down from 2.8.", "Start-up time: 2.8 seconds, up from 0.9."),
        ("en", BATHS, "Debt is down to £39m from £64m.", "Debt is down by £39m from £64m."),
        ("de", GAS, "Der Gaspreis steigt auf 11,9 Cent.", "Der Gaspreis steigt um 11,9 Cent."),
        ("de", GAS, "Spätestens am 29. August ist die Halle offen.", "Frühestens am 29. August ist die Halle offen."),
        ("de", GAS, "Lübeck klettert von Rang vier auf Rang zwei.", "Lübeck klettert von Rang zwei auf Rang vier."),
        (
            "de",
            GAS,
            "Heute sind es 5,2 Grad, früher waren es 3,5 Grad.",
            "Heute sind es 3,5 Grad, früher waren es 5,2 Grad.",
        ),
        ("de", GAS, "Bis 6. Mai gibt es Karten.", "Ab 6. Mai gibt es Karten."),
    ],
)
def test_what_stands_before_a_number_says_the_same(language: str, source: str, good: str, bad: str) -> None:
    assert not refused(good, language, source)
    assert refused(bad, language, source)


def test_a_translation_keeps_until_when() -> None:
    source = "Die Bibliothek bleibt bis 17. Januar zu. Karten gibt es bis 6. Mai im Musikhaus Lenz."
    shut = "La biblioteca resta chiusa fino al 17 gennaio. "
    assert not refused(f"{shut}I biglietti sono in vendita fino al 6 maggio da Musikhaus Lenz.", "it", source, "de")
    assert refused(f"{shut}I biglietti sono in vendita dal 6 maggio da Musikhaus Lenz.", "it", source, "de")


def test_closed_until_a_day_is_open_from_that_day() -> None:
    source = "The museum is closed until 14 September."
    assert not refused("The museum opens again from 14 September.", "en", source)


@pytest.mark.parametrize(
    ("language", "source", "good", "bad"),
    [
        ("en", "The trial runs for six months.", "The trial runs for half a year.", "The trial runs for a year."),
        ("en", "The trial runs for a decade.", "The trial runs for ten years.", "The trial runs for a year."),
        ("en", "The walk takes 30 minutes.", "The walk takes half an hour.", "The walk takes one hour and 30 minutes."),
        ("en", "The walk takes 90 minutes.", "The walk takes one and a half hours.", "The walk takes an hour."),
        ("en", "They met after fourteen months.", "They met after more than a year.", "They met after a week."),
        ("de", "Der Versuch läuft sechs Monate.", "Der Versuch läuft ein halbes Jahr.", "Der Versuch läuft ein Jahr."),
        ("fr", "L’essai dure dix-huit mois.", "L’essai dure un an et demi.", "L’essai dure une semaine."),
    ],
)
def test_how_long_something_takes_is_told_without_a_number_too(language: str, source: str, good: str, bad: str) -> None:
    assert not refused(good, language, source, feature="rewrite")
    assert refused(bad, language, source, feature="rewrite")


@pytest.mark.parametrize(
    ("of", "source", "language", "good", "bad"),
    [
        (
            "en",
            "Mix 1½ tsp salt and 2 tbsp oil.",
            "de",
            "1½ TL Salz und 2 EL Öl mischen.",
            "1½ EL Salz und 2 EL Öl mischen.",
        ),
        (
            "de",
            "Ein Helm aus dem 4. Jahrhundert v. Chr.",
            "it",
            "Un elmo del IV secolo a.C.",
            "Un elmo del IV secolo d.C.",
        ),
        ("en", "It begins at 6:45 p.m.", "ja", "午後6時45分に始まる。", "午前6時45分に始まる。"),
        ("en", "About two fifths came by bus.", "ja", "およそ5分の2がバスで来た。", "およそ5分の3がバスで来た。"),
        (
            "pl",
            "Woda ogrzała się od lat osiemdziesiątych.",
            "en",
            "It has warmed since the 1980s.",
            "It has warmed since the 1970s.",
        ),
        (
            "tr",
            "Lokanta sabah yedi buçukta açılıyor.",
            "de",
            "Das Lokal öffnet um halb acht.",
            "Das Lokal öffnet um halb neun.",
        ),
        (
            "tr",
            "Pazar günleri saat dokuzda açılıyor.",
            "de",
            "Sonntags öffnet es um neun Uhr.",
            "Sonntags öffnet es um zehn Uhr.",
        ),
        (
            "pt",
            "O filme passa às 21h15.",
            "pt",
            "O filme passa às nove e um quarto da noite.",
            "O filme passa às nove menos um quarto da noite.",
        ),
        ("it", "Elda, oggi ottantottenne, dipinge.", "it", "Elda, 88 anni, dipinge.", "Elda, 78 anni, dipinge."),
        (
            "en",
            "It works between -5 and 40 degrees.",
            "en",
            "It works at -5 to 40 degrees.",
            "It works at 5 to 40 degrees.",
        ),
        (
            "en",
            "It is 35 minutes faster than before.",
            "en",
            "It saves 35 minutes.",
            "It is 35 minutes slower than before.",
        ),
        (
            "de",
            "Es waren dreimal so viele wie 2012.",
            "de",
            "2012 war es ein Drittel davon.",
            "Es waren doppelt so viele wie 2012.",
        ),
    ],
)
def test_times_spoons_parts_and_eras_are_read_in_each_language(
    of: str, source: str, language: str, good: str, bad: str
) -> None:
    assert not refused(good, language, source, of, "translate" if of != language else "rewrite")
    assert refused(bad, language, source, of, "translate" if of != language else "rewrite")


def test_an_hour_that_is_told_as_one_is_no_other_number() -> None:
    source = "Die Partie steigt am 8. März um 19 Uhr; Karten kosten 9 bis 16 Euro."
    assert not refused("Am 8. März um 19 Uhr; die Karten kosten 9 bis 16 Euro.", "de", source, feature="rewrite")
    assert refused("Am 8. März um 9 Uhr; 19 Karten für 9 bis 16 Euro.", "de", source, feature="rewrite")


def test_a_score_at_half_time_and_a_time_with_seconds_are_read() -> None:
    match = "Zur Pause führten die Gäste mit 15:13, am Ende stand es 31:27; sie warf vier Siebenmeter."
    assert not refused(
        "The visitors led 15–13 at the break; it ended 31–27, with four seven-metre throws.", "en", match, "de"
    )
    race = "Jelagat venceu em 1h09m47s, menos 18 segundos do que o anterior recorde."
    assert not refused("Jelagat siegte in 1:09:47 Stunden, 18 Sekunden unter dem Rekord.", "de", race, "pt")
    assert refused("Jelagat siegte in 1:19:47 Stunden, 18 Sekunden unter dem Rekord.", "de", race, "pt")
