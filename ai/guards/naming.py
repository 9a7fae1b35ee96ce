"""Names in a text: runs of capitalised words, persons by their given name or title, places, identifiers.

In German every noun has a capital, and in a headline every word may: there only persons, places and identifiers are
told.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from ai.guards import dates, languages, nouns, offices, quantities, vocabulary
from ai.guards.memory import by_length
from ai.guards.places import POSSESSIVE, places_in
from ai.guards.reading import LETTER, folded, plain
from ai.local.tables import STOP_WORDS

_FILE = Path(__file__).parent / "data" / "names.toml"
_WORD = re.compile(rf"{LETTER}(?:{LETTER}|\d)*(?:['’ʼ.&-](?:{LETTER}|\d)+)*")
_FREE_WORD = re.compile(rf"(?<![\d.,:]){_WORD.pattern}")
_ANY_WORD = re.compile(rf"(?:{LETTER}|\d)+(?:['’ʼ.&-](?:{LETTER}|\d)+)*")
_TWO = r"[A-ZÀ-ÖØ-ÞĀ-Ž][^\W\d_]+ [A-ZÀ-ÖØ-ÞĀ-Ž][\w’'-]+"
_LISTED_GAP = re.compile(r", | (?:und|sowie) ")
_LISTED = re.compile(rf"(?<!\w){_TWO}(?:, {_TWO}){{0,20}} (?:und|sowie) {_TWO}")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")  # no part of MySQL
_IDENTIFIER = re.compile(r"^(?=.*[a-zà-ÿ])(?:.*[a-zà-ÿ0-9][A-Z]|.*[A-Za-z].*\d)|^[A-Z]+\d")
# under-18s, Q1
_COUNTS = re.compile(r"(?:under|over|unter|über|moins|sub|mid|pre|post|u)-?\d{1,3}s?$|[qh][1-4]$", re.I)
_SURNAME = re.compile(r"^(?:Mc|Mac|De|Di|Du|La|Le|Van|Von|Fitz|O['’])[A-ZÀ-Ý][a-zà-ÿ]+$")
_STARTS = re.compile(r"(?:^(?:\W{0,3}(?:\d{1,2}|[a-z])\b)?|['’]s|[\n.!?…:;•|/]|[\"'“”„«»(\[‘’¿¡—–-]|[.!?…][)\]])\s*$")
# Titles that no dot ends: in Morecambe Bay. Shot over a year.
_WHOLE = re.compile(
    r"bay|sir|lady|lord|king|pope|dean|duke|earl|graf|chef|pan|pani|don|fru|herr|frau|duc|duca|pak|ibu", re.I
)
_GAP = 80  # characters of white space and marks between two sentences
_MONTHS = frozenset(("august", "augusto", "april", "june", "may"))  # given names as well
_BEHIND_DAY = re.compile(r"[\d.º](?: de)?\s*$")
_TOWN_ENDS = ("s", "er", "a", "u", "ie", "ach", "e")
LONGEST_SHORT_TITLE = 4  # letters of one that a dot may end: Prof.
SHORT = 4  # letters: UN and WHO, not un and who
HEADLINE = 0.6  # share of longer words with a capital


@dataclass
class Run:
    """Capitalised words side by side. `is_initial`: the first begins a sentence; `is_titled`: a title stands before."""

    tokens: list[str] = field(default_factory=list)
    is_initial: bool = False
    is_titled: bool = False
    in_headline: bool = False
    is_common: bool = False  # an article stands before

    @property
    def is_doubtful(self) -> bool:
        """Alone at the start of a sentence or a cell a stem proves little: danie, a dish, is not Dana."""
        return len(self.tokens) == 1 and (self.is_common or self.is_initial and not is_exact(self.tokens[0]))

    def given(self, language: str) -> int:
        """The place of the first given name, or -1."""
        names = zip(self.tokens, (*self.tokens[1:], ""), strict=True)
        found = (at for at, two in enumerate(names) if is_given(two[0], language) or vocabulary.is_korean(*two))
        return next(found, -1)


@by_length
def runs(text: str, language: str) -> tuple[Run, ...]:
    """The runs of every line, without the function words and titles that they begin with."""
    found: list[Run] = []
    for line in plain(text).split("\n"):
        headline = _is_headline(line, language)
        bare = offices.without_capitals(line, language)
        cut = (part for raw in _raw_runs(bare, language) for part in _parted(raw, language))
        every = (_trimmed(raw, language, headline) for raw in cut)
        found += [run for run in every if run.tokens and not _is_no_name(run, language)]
    return tuple(found)


def _is_no_name(run: Run, language: str) -> bool:
    """A common word that begins a sentence, or a German noun: Class sizes, Inga bilar, der Roman."""
    word = run.tokens[0]
    if len(run.tokens) != 1 or run.is_titled or not (run.is_initial or language == "de"):
        return bool(_COUNTS.match(word))  # Q1
    is_named = is_town(word) or is_known_name(word) or is_named_after(word)
    is_noun = language == "de" and not is_named and nouns.is_noun(word)
    return is_noun or vocabulary.is_word(stripped(word), language)


@by_length
def identifiers(text: str) -> tuple[str, ...]:
    """GitHub, iPhone, B2B, COVID-19."""
    return tuple(
        dict.fromkeys(
            word
            for word in _FREE_WORD.findall(_CJK.sub(" ", plain(text)))
            if _IDENTIFIER.match(word) and not (_SURNAME.match(word) or _COUNTS.match(word) or quantities.unit_of(word))
        )
    )


@by_length
def words(text: str) -> frozenset[str]:
    """All words of the text, folded; parts of hyphenated ones as well."""
    whole = [POSSESSIVE.sub("", word) for word in _ANY_WORD.findall(plain(text, code=True))]
    parts = [part for word in whole for part in re.split(r"['’ʼ.&-]", word)]
    dotless = [word.replace(".", "") for word in whole if "." in word]
    return frozenset(folded(word) for word in (*whole, *parts, *dotless) if word)


@by_length
def listed_persons(text: str, language: str) -> tuple[str, ...]:
    """Words of names of two that stand in a row with a person: Mira Schönfeld, Can Yıldız und Paul Brecht."""
    found: list[str] = []
    for match in _LISTED.finditer(plain(text)):
        pairs = [pair.split() for pair in _LISTED_GAP.split(match.group())]
        if any(is_given(first, language) and not may_be_given(first) for first, _ in pairs):
            found += [word for pair in pairs for word in pair]
    return tuple(found)


@lru_cache(maxsize=16384)
def stripped(token: str) -> str:
    return folded(POSSESSIVE.sub("", token))


@lru_cache(maxsize=16384)
def is_given(token: str, language: str) -> bool:
    bare = romanised(stripped(token))
    exact, stems = _given()
    if bare in exact or (bare.endswith("s") and bare[:-1] in exact and language not in languages.having("inflecting")):
        return True
    return language in languages.having("inflecting") and len(bare) > 4 and any(bare[:-cut] in stems for cut in (1, 2))


def is_exact(token: str) -> bool:
    """A given name as it stands, without an ending."""
    return romanised(stripped(token)).removesuffix("s") in _given()[0] or romanised(stripped(token)) in _given()[0]


def may_be_given(token: str) -> bool:
    """A given name that is a word as well: Rose, Will, Paz."""
    return stripped(token) in _doubtful_given()


@lru_cache(maxsize=16384)
def is_generic(token: str, language: str) -> bool:
    bare = stripped(token)
    return bare in _generic() or bare in _folded_stops(language)


def is_no_name(token: str, language: str) -> bool:
    """A word that is generic, or of an office: Executive."""
    return is_generic(token, language) or offices.is_office(stripped(token), language)


def is_named_after(token: str) -> bool:
    """Alfred-Wegener-Institut: a given name and another in one word."""
    first, _, rest = token.partition("-")
    return rest[:1].isupper() and len(first) > SHORT and stripped(first) in _given()[0] and not may_be_given(first)


def without_owned(tokens: list[str]) -> list[str]:
    """German: the name alone of Neil Barofskys Erinnerungen, Joans Tochter."""
    for at, token in enumerate(tokens[:-1]):
        is_owner = stripped(token) not in _given()[0] if at == 0 else True
        if token.endswith("s") and is_owner:
            return tokens[: at + 1]
    return tokens


def is_title(token: str) -> bool:
    return stripped(token).rstrip(".") in _titles()


def trade_ends(language: str) -> tuple[str, ...]:
    """How words end that stand before a name and are none: Teacher Tierney, la conseillère Vasseur."""
    return tuple(str(_tables()["trade_ends"].get(language, "")).split())


def is_label(word: str) -> bool:
    """Whether a number behind the word names a thing: line 7, room 12."""
    return word.lower() in _labels()


def is_town(token: str) -> bool:
    """Whether the word names a well-known town, with an ending or without."""
    bare = romanised(stripped(token)).partition("'")[0].partition("’")[0]
    stems = (bare.removesuffix(end) for end in _TOWN_ENDS if len(bare) > len(end) + 4)
    return bare in _towns() or any(stem in _towns() for stem in stems)


def is_known_name(token: str) -> bool:
    """Whether the word names a firm, a brand or a party that everybody knows."""
    return stripped(token) in _known_names()


def is_place(word: str) -> bool:
    return is_town(word) or bool(places_in(word.title()))


def romanised(word: str) -> str:
    """Cyrillic and Greek in Latin letters; `word` is folded."""
    return "".join(languages.latin_of(char) for char in word)


@lru_cache(maxsize=4096)
def skeletons(word: str) -> frozenset[str]:
    """What spellings of one name in several scripts have in common: its consonants, the like-sounding as one.
    Several where a letter is spoken in several ways: `ch` as in Chester and as in Bach."""
    read = folded(word)
    spellings = {romanised(read), romanised(read.replace("г", ""))}  # г is g, and the h of other languages
    return frozenset(
        _skeleton(bare.replace("ch", sound) if "sch" not in bare else bare)
        for bare in spellings
        for sound in ("sch", "k")
    )


def _skeleton(bare: str) -> str:
    for spelling, sound in _SOUNDS:
        bare = bare.replace(spelling, sound)
    bare = "".join(_CLASSES.get(char, char) for char in bare if char.isalpha())
    bare = re.sub(r"[aeiouyjhäöü]", "", bare)
    return re.sub(r"(.)\1+", r"\1", bare)


def wide_patterns(language: str) -> tuple[str, str]:
    """(words before a person's name, words after it) in a language without capitals."""
    table = _tables()["wide"]
    return str(table.get(f"{language}_before", "")), str(table.get(f"{language}_after", ""))


def _raw_runs(line: str, language: str) -> Iterator[tuple[list[str], bool, str]]:
    """(tokens, whether the first starts a sentence, the word before)."""
    tokens: list[str] = []
    initial, before, last, end = False, "", "", 0
    for match in _WORD.finditer(line):
        word, gap = match.group(), line[end : match.start()]
        capital = word[0].isupper()
        joins = word.lower() in languages.having("particles") and (language != "de" or is_given(last, language))
        if tokens and (not gap.isspace() or not (capital or joins)):
            yield tokens, initial, before
            tokens = []
        if capital and not tokens:
            if "." in gap and (len(last) > LONGEST_SHORT_TITLE or _WHOLE.fullmatch(last) or re.search(r"\d", gap)):
                last = ""  # said the spokeswoman. Services; 31 maj 2024. Innan
            initial, before = bool(_STARTS.search(line, max(0, match.start() - _GAP), match.start())), last
        is_behind_day = capital and _BEHIND_DAY.search(line, max(0, match.start() - _GAP), match.start())
        if is_behind_day and (word.lower() in _MONTHS or dates.is_name(word, language)):
            tokens, capital = [], False  # bis zum 31. August Ja; 12 de Março
        if capital and may_be_given(word) and line[: match.start()].rstrip()[-1:].isdigit():
            tokens, capital = [], False  # 30 Mark
        if capital or tokens:
            tokens.append(word)
        last, end = word, match.end()
    if tokens:
        yield tokens, initial, before


def _trimmed(raw: tuple[list[str], bool, str], language: str, headline: bool) -> Run:
    tokens, initial, before = raw
    titled = (
        is_title(before)
        and (len(before) > 1 or before.isupper())
        and not (language == "de" and before.islower())
        and not POSSESSIVE.search(before)
    )
    common = stripped(before) in languages.having("articles")
    while tokens and (is_filler(tokens[0], language) or is_title(tokens[0])):
        titled = titled or (is_title(tokens[0]) and not POSSESSIVE.search(tokens[0]))
        tokens, initial = tokens[1:], False
    while tokens and tokens[-1].lower() in languages.having("particles") and not tokens[-1][0].isupper():
        tokens = tokens[:-1]
    return Run([token for token in tokens if token[0].isupper()], initial, titled, headline, common)


def _parted(raw: tuple[list[str], bool, str], language: str) -> Iterator[tuple[list[str], bool, str]]:
    """A run cut at months and weekdays that are no given names: 12 Mayıs Pazartesi günü; on Monday Labour."""
    tokens, initial, before = raw
    days = [at for at, token in enumerate(tokens) if _is_day(token, language)]
    if not days or language == "de" and len(tokens) > 1:  # Kerstin Sonntag
        yield raw
        return
    for start, end in zip((0, *(at + 1 for at in days)), (*days, len(tokens)), strict=True):
        if tokens[start:end]:
            yield tokens[start:end], initial and start == 0, before if start == 0 else tokens[start - 1]


def _is_day(token: str, language: str) -> bool:
    return dates.is_name(token, language) and not is_exact(token)


def is_filler(token: str, language: str) -> bool:
    return stripped(token) in _folded_stops(language) or len(token) == 1 or not token[0].isupper()


def _is_headline(line: str, language: str) -> bool:
    longer = [word for word in _WORD.findall(line) if len(word) > 3]
    capitals = sum(word[0].isupper() for word in longer)
    return language not in languages.having("caseless") and len(longer) > 2 and capitals > HEADLINE * len(longer)


@cache
def _folded_stops(language: str) -> frozenset[str]:
    return frozenset(folded(word) for word in STOP_WORDS.get(language, frozenset()))


@cache
def _given() -> tuple[frozenset[str], frozenset[str]]:
    names = (*str(_tables()["given"]).split(), *str(_tables()["more_given"]).split())
    return frozenset(names), frozenset(name[:-1] if name[-1] in "aeiouy" else name for name in names if len(name) > 3)


@cache
def _doubtful_given() -> frozenset[str]:
    return frozenset(str(_tables()["doubtful_given"]).split())


@cache
def _labels() -> frozenset[str]:
    return frozenset(str(_tables()["labels"]).split())


@cache
def _towns() -> frozenset[str]:
    return frozenset(str(_tables()["towns"]).split())


@cache
def _known_names() -> frozenset[str]:
    return frozenset(str(_tables()["known_names"]).split())


@cache
def _titles() -> frozenset[str]:
    return frozenset(folded(word) for word in str(_tables()["titles"]).split())


@cache
def _generic() -> frozenset[str]:
    return frozenset(folded(word) for word in str(_tables()["generic"]).split())


@cache
def _tables() -> dict[str, Any]:
    with _FILE.open("rb") as file:
        return tomllib.load(file)


_SOUNDS = (
    ("tsch", "s"), ("sch", "s"), ("szcz", "s"), ("shch", "s"), ("tch", "s"), ("tsh", "s"), ("sh", "s"), ("zh", "s"),
    ("sz", "s"), ("cz", "s"), ("rz", "s"), ("ts", "s"), ("tz", "s"), ("ph", "f"), ("th", "t"), ("ck", "k"), ("x",
    "ks"), ("qu", "k"),
    ("dj", "s"), ("dzh", "s"), ("gh", "g"),
)  # fmt: skip
_CLASSES = {letter: sound for sound, letters in (("v", "wf"), ("k", "cq"), ("s", "zçšžčş")) for letter in letters}
