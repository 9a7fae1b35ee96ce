"""Amounts, times and parts may be written in any way, and none of them as another: `equal.toml`."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from ai import guards
from ai.guards.recipes import expecting

CLASSES = tomllib.loads((Path(__file__).parent / "equal.toml").read_text(encoding="utf-8"))
SAID = {
    "en": "The report says of it: {} as before.",
    "de": "Im Bericht heißt es: {} wie bisher.",
    "fr": "Le rapport le dit : {} comme avant.",
    "es": "El informe lo dice: {} como antes.",
    "it": "Il rapporto lo dice: {} come prima.",
    "nl": "Het rapport zegt het: {} als vroeger.",
    "pl": "Raport mówi tak: {} jak dawniej.",
    "pt": "O relatório diz isso: {} como antes.",
    "sv": "Rapporten säger: {} som förut.",
}
FIRST = ("en", "de")
NO_DIGITS = ("area", "firstquarter", "twothirds", "nineties")  # whose digits are part of a word, or of a name
# What differs in kind, and so never stands for one another.
APART = [
    ("halfhour", "quarterhour", "threequarters", "ninety"),
    ("halfmillion", "onehalfmillion", "twohalfmillion", "thousands"),
    ("fiftypercent", "quarterpercent", "threequarterpercent", "tenth", "fifth"),
    ("afternoon", "evening", "morning", "quarterto"),
    ("cents", "price", "euros", "dollars"),
    ("firsthalf", "firstquarter"),
]


def refused(source: str, answer: str, codes: tuple[str, str]) -> str:
    """What `numbers`, `names` and `facts` say of the answer; '' where they let it pass."""
    text, told = SAID[codes[0]].format(source), SAID[codes[1]].format(answer)
    feature = "rewrite" if codes[0] == codes[1] else "translate"
    expect = expecting(feature, language=codes[1], source=text, source_language=codes[0])
    found = (one for one in guards.check(told, None, expect) if not one.ok)
    return " ".join(one.message for one in found if one.guard in ("numbers", "names", "facts"))


def pairs(name: str, languages: tuple[str, ...]) -> Iterator[tuple[str, str, tuple[str, str]]]:
    rows = {code: forms for code, forms in CLASSES[name].items() if code in languages}
    for one, mine in rows.items():
        for other, theirs in rows.items():
            yield from ((first, said, (one, other)) for first in mine[:1] for said in theirs)
            yield from ((said, first, (one, other)) for first in theirs[:1] for said in mine)


@pytest.mark.parametrize("name", CLASSES)
def test_what_is_the_same_may_be_written_in_any_way(name: str) -> None:
    wrong = [(*pair, why) for pair in pairs(name, FIRST) if pair[0] != pair[1] and (why := refused(*pair))]
    assert not wrong


@pytest.mark.slow
@pytest.mark.parametrize("name", CLASSES)
def test_what_is_the_same_may_be_written_in_any_way_in_any_language(name: str) -> None:
    wrong = [(*pair, why) for pair in pairs(name, tuple(SAID)) if pair[0] != pair[1] and (why := refused(*pair))]
    assert not wrong


@pytest.mark.parametrize("name", [name for name in CLASSES if name not in NO_DIGITS])
def test_another_digit_is_refused(name: str) -> None:
    passed = []
    for source, said, codes in pairs(name, FIRST):
        for match in re.finditer(r"[1-9]", said):
            other = f"{said[: match.start()]}{(int(match.group()) + 3) % 10}{said[match.end() :]}"
            is_new = source != other and re.search(r"\d", source)
            passed += [(source, other, codes)] if is_new and not refused(source, other, codes) else []
    told = {form for forms in CLASSES[name].values() for form in forms}
    assert not [one for one in passed if one[1] not in told]


@pytest.mark.parametrize("group", APART, ids=lambda group: group[0])
def test_what_is_not_the_same_is_refused(group: tuple[str, ...]) -> None:
    passed = [
        (CLASSES[one][code][0], said, code)
        for one in group
        for other in group
        for code in FIRST
        for said in CLASSES[other][code]
        if one != other and not refused(CLASSES[one][code][0], said, (code, code))
    ]
    assert len(passed) <= 2, passed  # an hour and 30 minutes, for 30 minutes
