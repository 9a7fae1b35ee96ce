"""German nouns have capitals and are no names; quotations, places and ages that were changed."""

import pytest

from ai.guards.nouns import is_noun
from tests.ai.guards.test_notations import refused


@pytest.mark.parametrize(
    "word", ["Weltkrieges", "Spitzendiplomat", "Wahlkampfveranstaltungen", "Umgebung", "Städte", "Nähe"]
)
def test_a_compound_or_a_case_of_a_common_noun_is_one(word: str) -> None:
    assert is_noun(word)


@pytest.mark.parametrize(
    "word", ["Hoffmann", "Lindström", "Schröder", "Ingolstadt", "Merkel", "Sommer", "Gelsenkirchen"]
)
def test_a_surname_or_a_town_is_none(word: str) -> None:
    assert not is_noun(word)


@pytest.mark.parametrize(
    ("text", "good", "bad"),
    [
        ("Laut Trumps Ziel wird gebaut.", "Trumps Präsenz dient dem Bau.", ""),
        ("Er sagte, James Spielzeit sei begrenzt.", "Er sagte, James spiele nur begrenzt.", "Er sagte, Jones spiele."),
        (
            "Die USA gewannen zwei Spiele.",
            "Die Vereinigten Staaten gewannen zwei Spiele.",
            "Kanada gewann zwei Spiele.",
        ),
        ("Brian O’Hagan kam am Montagnachmittag.", "Am Nachmittag des Montag kam Brian O‘Hagan.", "Brian O‘Hogan kam."),
        (
            "Ein Streik in Tschechien traf sie.",
            "Sie traf ein Streik in Tschechien.",
            "Sie traf ein Streik in der Slowakei.",
        ),
        ("Der Bus fährt um 7.15 Uhr ab.", "Abfahrt des Busses: 7:15 Uhr.", "Abfahrt des Busses: 7:45 Uhr."),
    ],
)
def test_german_is_reworded(text: str, good: str, bad: str) -> None:
    assert refused("rewrite", text, good, "de", "de") <= {"length", "language"}
    assert not bad or {"names", "numbers"} & refused("rewrite", text, bad, "de", "de")


def test_a_quotation_may_be_worded_otherwise_and_none_may_be_new() -> None:
    text = "Ann Ware opened it. “Most patients need only better habits, not pills”, she says. It closes at 9."
    told = (
        "Ann Ware opened it. She says: “Most patients only need better habits. They do not need pills.” It closes at 9."
    )
    assert refused("simplify", text, told, "en", "en") == set()
    more = f"{told} “We have never been so happy about a clinic”, she adds."
    assert "facts" in refused("simplify", text, more, "en", "en")
    turned = told.replace("They do not need pills.", "They need pills.").replace(
        "only need better habits", "need better habits"
    )
    assert "facts" in refused("simplify", text, turned, "en", "en")


def test_somebody_is_not_as_old_as_somebody_else() -> None:
    text = "Lidia Farnesi died on Sunday aged 84. Bruno Castaldi, who is 62, played for her, and sang as well."
    assert (
        refused("summary", text, "Lidia Farnesi died on Sunday at 84. Bruno Castaldi played for her.", "en", "en")
        == set()
    )
    assert "facts" in refused("summary", text, "Lidia Farnesi died on Sunday at 62. Bruno Castaldi played.", "en", "en")


def test_two_persons_do_not_change_their_ages() -> None:
    text = "Cheesemaker Edith Calloway, 63, will offer tastings, and beekeeper Samir Haddad, 29, shows a glass hive."
    turned = text.replace("63", "0").replace("29", "63").replace("0", "29")
    assert refused("rewrite", text, text, "en", "en") == set()
    assert "facts" in refused("rewrite", text, turned, "en", "en")


def test_a_title_has_no_host_and_a_firm_may_have_the_name_of_one() -> None:
    text = "Orders are taken in Leeds at bread.example until noon. The site chess.example has a new owner."
    assert "links" in refused("title", text, "Why Leeds orders at bread.example", "en", "en")
    assert refused("title", text, "New owner for chess.example", "en", "en") == set()


def test_a_person_left_out_of_a_translation_is_missed() -> None:
    text = "Le public a préféré le film du Coréen Park Jae-min."
    assert refused("translate", text, "Il pubblico ha preferito il film del coreano Park Jae-min.", "it", "fr") == set()
    assert "names" in refused("translate", text, "Il pubblico ha preferito il film di un regista coreano.", "it", "fr")
