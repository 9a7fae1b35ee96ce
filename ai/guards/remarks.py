"""Sentences about the work that was asked for, wherever they stand in an answer: orders to whoever does it, and remarks
on what was done, could be done, or cannot be done."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

from ai.guards.claims import content
from ai.guards.memory import by_length
from ai.guards.reading import folded, lowered, plain, sentences
from ai.guards.talk import CUT, KNOWN, SAID
from ai.guards.verdicts import Expect, strings
from ai.local.tables import STOP_WORDS

_FILE = Path(__file__).parent / "data" / "remarks.toml"
LONGEST = 320  # characters of a sentence that is judged
SHORT = 12  # words of a sentence that names no more than a bound
LEAST, LONG = 4, 22  # words of a sentence that has nothing from the text
SHORTEST = 5  # words of a bracket
LONG_HINT = 14  # words of a sentence that only hints
LEAST_WIDE = 10  # characters, in scripts without blanks
ALONE = ("label", "alone", "ban", "bound", "strong", "whole")  # signs that need no word of work
WIDE = ("ja",)  # without blanks between words
# What no reader of the page sees at once: attributes and comments.
_UNSEEN = re.compile(
    r"\s(?:alt|title|aria-label|summary)\s{0,3}=\s{0,3}(?:\"([^\"]{1,600})\"|'([^']{1,600})')|<!--(.{1,600}?)-->",
    re.DOTALL | re.I,
)
ORDERS = ("order", "order_end", "must")
REMARKS = ("edited", "asked", "cannot")
HINTS = ("offer", "does")  # only in a sentence that stands apart
_OR = re.compile(r"(?:or|oder|ou|o|of|oppure|eller|lub|albo|veya|nebo|tai|или|або)\b")
_ASIDE = re.compile(r"[(\[（【［]([^()\[\]（）【】［］\n]{2,300})[)\]）】］](?!\()")
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d")
_CELL = re.compile(r"<t[dh]\b[^<>]{0,300}>", re.I)
_LINK = re.compile(r"<a\b[^<>]{0,600}>", re.I)
_OF_TABLE, _LINKED = "\ue000", "\ue001"
_CLAUSE = (
    r"(?:^|[:;,([–—]\s{0,3}|\s(?:and|und|et|y|e|ed|en|i|och|og|ja|a|и|та)\s)[^\w\n]{0,4}"
    r"(?:(?:please|bitte|merci de|por favor|per favore|graag|proszę|vänligen|venligst|vennligst|prosím|пожалуйста"
    r"|always|immer|toujours|siempre|sempre|altijd|zawsze|alltid|altid|also|auch|only|nur)\s)?"
)


@dataclass(frozen=True)
class Unit:
    """A sentence, or what stands in a bracket, an attribute or a comment."""

    said: str
    is_aside: bool = False
    is_alone: bool = False  # a block, not one of a table, has nothing else
    is_edge: bool = False  # the first or the last of the answer
    is_last: bool = False

    @property
    def is_apart(self) -> bool:
        return self.is_aside or self.is_alone or self.is_edge


def orders(text: str, data: Any, expect: Expect) -> Iterator[str]:
    """What somebody is told to do with a text, and the text given does not say."""
    for unit, tables in _judged(text, data, expect):
        yield from (unit.said for table in tables if _is_order(unit, table, expect))


def remarks(text: str, data: Any, expect: Expect) -> Iterator[str]:
    """What is said of the work: that it was done, how, at whose wish, that it could be done otherwise, or cannot."""
    for unit, tables in _judged(text, data, expect):
        yield from (unit.said for table in tables if _is_label(unit, table, expect) or _is_remark(unit, table, expect))


def _judged(text: str, data: Any, expect: Expect) -> Iterator[tuple[Unit, tuple["Table", ...]]]:
    """The units of an answer that is made from a text, each with the tables of the languages it may be in."""
    if not expect.source.strip():
        return
    names = dict.fromkeys((expect.wanted or expect.source_code, expect.source_code, "en"))
    tables = tuple(found for name in names if (found := _table(name)))
    for piece in [text] if data is None else strings(data):
        for unit in _units(piece):
            if _LINKED in unit.said and "<a" in expect.source:
                # A sentence that has one of the text's links is one of the text's; what it is called before it is not.
                unit = replace(unit, said=_before_a_colon(unit.said))
            if unit.said.strip() and len(unit.said) <= LONGEST:
                yield replace(unit, said=unit.said.replace(_LINKED, "")), tables


def _before_a_colon(said: str) -> str:
    head, colon, rest = said.partition(":")
    return head if colon and _LINKED in rest and _LINKED not in head else ""


def unseen(text: str) -> tuple[str, ...]:
    """What stands in attributes and comments."""
    return tuple(unescape(next(filter(None, match.groups()))).strip() for match in _UNSEEN.finditer(text))


@by_length
def _units(text: str) -> tuple[Unit, ...]:
    found = [Unit(part, is_aside=True) for said in unseen(text) for part in sentences(said)]
    lines = [line.strip() for line in plain(_LINK.sub(_marked, _CELL.sub(_marked, text))).split("\n") if line.strip()]
    for place, line in enumerate(lines):
        found += [Unit(match.group(1).strip(), is_aside=True) for match in _ASIDE.finditer(line)]
        is_cell, parts = line[0] in f"{_OF_TABLE}|", sentences(_ASIDE.sub(" ", line.strip(_OF_TABLE)))
        for at, part in enumerate(parts):
            is_last = place == len(lines) - 1 and at == len(parts) - 1
            shown = Unit(part, False, len(parts) == 1, is_last or place == at == 0, is_last and bool(place or at))
            found.append(Unit(part) if is_cell else shown)
    return tuple(found)


def _marked(match: re.Match[str]) -> str:
    return f"{match.group()}{_LINKED if match.group()[1] in 'aA' else _OF_TABLE}"


def _is_order(unit: Unit, table: "Table", expect: Expect) -> bool:
    said = _unquoted(unit.said)
    if table.news("whole", said, expect) or table.bans(said, expect) or table.bounds(said, expect):
        return True
    for kind in ORDERS:
        rest = table.without(kind, said)
        if len(said.split()) > LONG_HINT or _has_words_of_the_text(table.without("work", rest), expect):
            rest = table.without("weak", rest)
        if table.news(kind, said, expect) and table.news("bound", said, expect):
            return True
        is_told = table.news(kind, said, expect) and not (kind == "order_end" and table.has("finite", said))
        if is_told and (table.news("work", rest, expect) or _is_about_nothing_else(unit, table, expect)):
            return True
    return False


def _has_words_of_the_text(said: str, expect: Expect) -> bool:
    """Readers are told to do things as well: leave the bridge on your left."""
    return _is_same_language(expect) and _shared(said, expect)


def _is_remark(unit: Unit, table: "Table", expect: Expect) -> bool:
    said = _unquoted(unit.said)
    if table.news("strong", said, expect):
        return True
    if unit.is_aside and _is_remark_in_brackets(unit, table, expect):
        return True
    signs = any(table.news(kind, said, expect) for kind in REMARKS)
    if signs and (table.news("work", said, expect) or _is_about_nothing_else(unit, table, expect)):
        return True
    if not unit.is_apart or not table.news("work", said, expect):
        return False
    hints = len(said.split()) <= LONG_HINT and any(table.news(kind, said, expect) for kind in HINTS)
    hints = hints or (said[-1:] in "?？" and unit.is_last and plain(expect.source).rstrip()[-1:] not in "?？")
    return (hints and not _is_told(unit.said, expect)) or _is_foreign(unit, table, said, expect)


def _is_remark_in_brackets(unit: Unit, table: "Table", expect: Expect) -> bool:
    """(Corrected: them, held), (cut for length), [or, if you prefer, drums]."""
    said = _unquoted(unit.said)
    if _OR.match(said) and table.news("offer", said, expect):
        return True
    if not table.news("edited", said, expect) or len(said.split()) < 2:
        return False
    if not table.opens("edited", said):
        return len(said.split()) <= SHORTEST and table.has("work", said) and not _is_told(unit.said, expect)
    return table.opens("edited", said, r"\s?[:：]") or not _is_told(unit.said, expect)


def _is_about_nothing_else(unit: Unit, table: "Table", expect: Expect) -> bool:
    """A sentence of its own whose word of work the text has too, but none of the others."""
    if not unit.is_apart or not _is_same_language(expect) or _NUMBER.search(unit.said):
        return False
    said = _unquoted(unit.said)
    if table.is_wide or not table.has("work", said) or len(said.split()) > LONG_HINT:
        return False
    return not _shared(table.without("work", said), expect)


def _is_foreign(unit: Unit, table: "Table", said: str, expect: Expect) -> bool:
    """A sentence with a word of work that has nothing at all from the text."""
    if not _is_same_language(expect):
        return False
    least = LEAST_WIDE if table.is_wide else LEAST
    size = len(said) if table.is_wide else len(_WORD.findall(said))
    if not least <= size <= LONG * (3 if table.is_wide else 1) or _NUMBER.search(said):
        return False
    return table.news("work", table.without("weak", said), expect) and not _shared(unit.said, expect)


def _is_same_language(expect: Expect) -> bool:
    return not expect.wanted or expect.wanted == expect.source_code


def _is_told(said: str, expect: Expect) -> bool:
    """Whether the text tells of the same."""
    mine = content(said, expect.wanted or expect.source_code)
    return len(mine & _content(expect.grounds, expect.source_code)) > KNOWN * len(mine)


def _shared(said: str, expect: Expect) -> bool:
    return bool(content(said, expect.wanted or expect.source_code) & _content(expect.grounds, expect.source_code))


def _is_label(unit: Unit, table: "Table", expect: Expect) -> bool:
    """`Simplified text:` before a sentence; (draft) as a bracket or a block of its own."""
    said = lowered(unit.said)
    return table.news("label", said, expect) or (
        (unit.is_aside or (unit.is_alone and unit.is_edge)) and table.news("alone", said, expect)
    )


@by_length
def _content(text: str, language: str) -> frozenset[str]:
    """Of the whole text, which each sentence of the answer is compared with."""
    return content(plain(text), language)


def _unquoted(said: str) -> str:
    return lowered(CUT.sub(" ", SAID.sub(" ", said)))


class Table:
    """The words of one language."""

    def __init__(self, name: str, rows: dict[str, str]) -> None:
        self.name = name
        self.is_wide = name in WIDE
        self._shapes = {kind: self._compiled(kind, shape) for kind, shape in rows.items() if shape}
        if not self.is_wide:
            no, bare = rows["no"], rows["bare"]
            self._shapes["ban"] = self._whole(rf"(?:{no}) (?:\w+ ){{0,1}}?(?:{bare})")
            self._shapes["bound"] = self._whole(
                rf"(?:{rows['limit']}) (?:\w+ )?(?:{rows['units']})|(?:{rows['units']})[,:]? (?:{rows['limit']})"
            )
        self._shapes["alone"] = self._spaced(rf"\A\W*(?:{rows['label']})[\s\d]*\W*\Z")

    def news(self, kind: str, said: str, expect: Expect) -> bool:
        """Whether the sentence has a word of this kind that the text has not."""
        shape = self._shapes.get(kind)
        if shape is None:
            return False
        return any(not _is_given(match.group(), kind, self, expect) for match in shape.finditer(said))

    def opens(self, kind: str, said: str, then: str = "") -> bool:
        """Whether the sentence begins with a word of this kind."""
        found = self._shapes[kind].match(said) if kind in self._shapes else None
        return found is not None and re.match(then, said[found.end() :]) is not None

    def without(self, kind: str, said: str) -> str:
        """The sentence without its words of this kind."""
        shape = self._shapes.get(kind)
        return said if shape is None else shape.sub(" ", said)

    def has(self, kind: str, said: str) -> bool:
        shape = self._shapes.get(kind)
        return shape is not None and shape.search(said) is not None

    def bans(self, said: str, expect: Expect) -> bool:
        """No lists, no Markdown: a sentence of nothing but what is not wanted."""
        shape = self._shapes.get("ban")
        found = (
            [match for match in shape.finditer(said) if not _is_given(match.group(), "ban", self, expect)]
            if shape
            else []
        )
        rest = len(_WORD.findall(said)) - sum(len(_WORD.findall(match.group())) for match in found)
        return bool(found) and rest <= 3 * len(found)

    def bounds(self, said: str, expect: Expect) -> bool:
        return len(said.split()) <= SHORT and self.news("bound", said, expect)

    def _compiled(self, kind: str, shape: str) -> re.Pattern[str]:
        if kind == "label":
            return self._spaced(rf"\A\W{{0,6}}(?:{shape})(?: (?:in|en|auf|i|w|em) \w+ \w+)?\s?\d?\s?[:：]")
        if self.is_wide:
            return re.compile(shape)
        if kind == "order":
            return self._spaced(rf"{_CLAUSE}(?:{shape})(?!\w)")
        if kind == "order_end":
            return self._spaced(rf"(?<!\w)(?:{shape})(?=\W*(?:[,;.!:]|\Z))")
        return self._whole(shape)

    def _whole(self, shape: str) -> re.Pattern[str]:
        return self._spaced(rf"(?<!\w)(?:{shape})(?!\w)")

    @staticmethod
    def _spaced(shape: str) -> re.Pattern[str]:
        return re.compile(shape.replace(" ", r"\s+").replace("ß", "ss"))


def _is_given(found: str, kind: str, table: Table, expect: Expect) -> bool:
    """Whether the text says so itself: in the same words, or, of another language, somewhere in a sentence that has a
    word of work and one of this kind."""
    if not _is_same_language(expect):
        given = _table(expect.source_code)
        return given is None or (
            kind != "work" and _says(expect.source, kind if kind in ALONE else "", expect.source_code)
        )
    if table.is_wide:
        return found in lowered(expect.grounds)
    words = _WORD.findall(folded(found))
    long = [word for word in words if len(word) > 3 and word not in _stops(table.name)] or words[-1:]
    return all(_stem(word) in _beginnings(expect.grounds) for word in long)


@cache
def _stops(language: str) -> frozenset[str]:
    return frozenset(map(folded, STOP_WORDS.get(language, ())))


@by_length
def _beginnings(text: str) -> frozenset[str]:
    return frozenset(word[:size] for word in _WORD.findall(folded(text)) for size in range(2, len(word) + 1))


def _stem(word: str) -> str:
    return word[: max(4, len(word) - 3)] if len(word) > 4 else word


@by_length
def _says(source: str, kind: str, language: str) -> bool:
    """Whether the text has a sentence of this kind; those that need a word of work are one kind."""
    table = _table(language)
    kinds = (kind,) if kind in ALONE else (*ORDERS, *REMARKS, *HINTS)
    said = (lowered(unit.said) for unit in _units(source))
    return table is not None and any(
        (kind in ALONE or table.has("work", one)) and any(table.has(sign, one) for sign in kinds) for one in said
    )


@cache
def _table(language: str) -> Table | None:
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8")).get({"nb": "no", "nn": "no"}.get(language, language))
    return None if rows is None else Table(language, rows)
