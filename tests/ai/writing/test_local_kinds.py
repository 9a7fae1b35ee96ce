"""Drafts by the built-in provider from long sources of every kind: no sentence without an origin."""

import itertools
import re
from collections.abc import Callable
from typing import Any

import pytest

from accounts.sites.models import Site
from ai.writing.briefs import SourceFile
from ai.writing.models import Draft
from ai.writing.sources import from_html
from aicmr.lib.text import count_words
from tests.ai.writing.making import FACTS, brief, started, worked
from tests.ai.writing.test_local_property import QUOTED, told, unfounded
from tests.people import People

pytestmark = pytest.mark.django_db
LEAST = 3_000
WHO = (
    "Mrs. Ito",
    "Dr. J. Berg",
    "the council",
    "an inspector",
    "Capt. O'Neill",
    "the St. Mary school",
    "U.S. engineers",
)
DID = ("checked", "paid for", "moved", "painted", "measured", "sold", "borrowed", "praised", "closed", "repaired")
WHAT = ("the lamps", "the ferry", "the railing", "a crane", "the tide gauge", "the ticket hut", "two ropes", "the pier")
WER = (
    "Frau Dr. Kühn",
    "der Stadtrat",
    "die Feuerwehr",
    "Hr. Özdemir",
    "das Amt",
    "die Fa. Groß & Söhne",
    "z. B. ein Gast",
)
TAT = ("prüfte", "bezahlte", "strich", "maß", "verkaufte", "lobte", "sperrte", "reparierte")
WAS = ("die Lampen", "die Fähre", "das Geländer", "den Kran", "den Pegel", "die Kasse", "zwei Seile", "den Steg")


def english(n: int) -> str:
    done = f"{WHO[n % 7]} {DID[n * 3 % 10]} {WHAT[n * 5 % 8]}"
    return f"On day {n} {done} for approx. {n + 7}.5 kg of rope, i.e. ca. {n} euros"


def deutsch(n: int) -> str:
    done = f"{TAT[n % 8]} {WER[n * 3 % 7]} {WAS[n * 5 % 8]}"
    return f"Am {n % 28 + 1}. Mai {1900 + n % 120} {done}, d. h. etwa {n},5 Mio. Euro"


def many(make: Callable[[int], str], between: str = "\n") -> str:
    lines: list[str] = []
    words = 0
    for n in itertools.count(1):
        lines.append(make(n))
        words += len(lines[-1].split())
        if words >= LEAST + 400:
            return between.join(lines)
    raise AssertionError


def minutes(n: int) -> str:
    if n % 12 == 1:
        return f"\nTOP {n // 12 + 1}: {WHAT[n % 8].title()}"
    return f"{n % 24:02d}:{n % 60:02d} {WHO[n % 7]}: {english(n)}."


def spoken(n: int) -> str:
    return f'“{english(n)},” said {WHO[n % 7]}. ‘Is it no. {n}?’ asked Ms. Lee. "{english(n + 5000)}!"'


def table(n: int) -> str:
    return ("" if n > 1 else "| Day | Who | What |\n|---|---|---|\n") + f"| {n} | {WHO[n % 7]} | {english(n)} |"


def pasted(n: int) -> str:
    return (
        f"<div class='x'><h3>{WHAT[n % 8]}</h3><p style='color:red'>{english(n)}. <b>{english(n + 9000)}</b>"
        f"<br>{english(n + 7000)}!</p><ul><li>{WHO[n % 7]}</li></ul><script>track({n})</script></div>"
    )


KINDS: dict[str, Callable[[], str]] = {
    "minutes": lambda: many(minutes),
    "German": lambda: "# Bericht\n\n" + many(lambda n: f"{deutsch(n)}. ", ""),
    "quotations": lambda: many(spoken, "\n\n"),
    "a table": lambda: many(table),
    "a list without full stops": lambda: many(lambda n: f"{n}. {english(n)}"),
    "one line": lambda: many(lambda n: f"{english(n)}.", " "),
    "carriage returns": lambda: many(lambda n: f"{english(n)}." + ("\r\n" if n % 5 else ""), "\r\n"),
    "pasted HTML": lambda: from_html(f"<html><body>{many(pasted)}</body></html>")[1],
    "quotation marks that do not close": lambda: many(lambda n: f'He said: "{english(n)}. „{deutsch(n)}.'),
}


def outside(sentence: str) -> str:
    """What a sentence says beside its quotation."""
    return re.sub(r"\[\d+\]|[\W_]", "", QUOTED.sub("", sentence))


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_every_sentence_of_a_draft_has_an_origin(site: Site, people: People, kind: str) -> None:
    source = KINDS[kind]()
    assert count_words(source) >= LEAST
    file: Any = SourceFile("The harbour report", "report.md", source)
    language = "de" if kind == "German" else "en"
    wishes = ["Explain the lamps and the ferry.", "Begin with the ticket hut."]
    draft = worked(started(site, people.creator, brief(instructions=wishes, files=[file], language=language)))
    assert draft.state == Draft.State.PROPOSED, draft.error
    assert told(draft) and unfounded(draft, FACTS, source) == []
    beside = [sentence for sentence in told(draft) if QUOTED.search(sentence) and outside(sentence)]
    assert beside == []
    assert "<script" not in draft.body and "track(" not in draft.body
