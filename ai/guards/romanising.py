"""Names of scripts without capitals in Latin letters, as far as it takes to tell whether two spellings are one name.

Hangul and kana are spelled by rule, Indic, Thai and Georgian letters by their names in Unicode, Chinese characters,
Arabic and Hebrew letters by `data/sounds.toml`. Compared are the consonants, the like-sounding as one: vowels differ.
"""

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from ai.guards.reading import folded
from ai.guards.spelling import distance


def _syllables(table: str) -> tuple[str, ...]:
    """A table with a sign for what is not spoken."""
    return tuple("" if sound == "-" else sound for sound in table.split())


_FILE = Path(__file__).parent / "data" / "sounds.toml"
_INITIALS = _syllables("g k n d t r m b p s s - j j j k t p -")
_FINALS = _syllables("- g g g n n n d l g m l l l p l m b b s s n j j k t p -")
_HEADS = _syllables("kk?|g kk n d|t tt r|l m b|p pp|bb sh? ss - j|ch|z jj ch k t p h")
_VOWELS = _syllables(
    "ah? ae|ai|e ya yae eo|uh?|o|e e|ae yeo|you?|ye ye|yae oh? wa wae oe|oi|we yo u|oo|ou|woo wo|weo "
    "we wi|wee|ui yu|yoo|you eu|u|e ui|eui|ee i|ee|y"
)
_TAILS = _syllables("- k|g k k n n n t|d l|r k m l l l p l m p|b p t|s t ng t t k t p t")
_NAMED = re.compile(
    r"(?:DEVANAGARI|BENGALI|GURMUKHI|GUJARATI|ORIYA|TAMIL|TELUGU|KANNADA|MALAYALAM|SINHALA|KHMER|LAO|GEORGIAN) LETTER"
    r" (?:SHORT )?(\w+)$|(?:KATAKANA|HIRAGANA) LETTER (?:SMALL )?(\w+)$|THAI CHARACTER (\w+)"
)
_CLASSES = {
    **dict.fromkeys("bpfv", "P"),
    **dict.fromkeys("dt", "T"),
    **dict.fromkeys("kgqc", "K"),
    **dict.fromkeys("szj", "S"),
    **dict.fromkeys("lr", "L"),
    "m": "M",
    "n": "N",
    "x": "KS",
}
_SPELLINGS = (
    ("sch", "s"), ("tsch", "s"), ("tch", "s"), ("dzh", "s"), ("sh", "s"), ("zh", "s"), ("ch", "s"), ("ts", "s"),
    ("tz", "s"), ("ph", "p"), ("th", "t"), ("kh", "k"), ("gh", "g"), ("dh", "d"), ("bh", "b"), ("ng", "n"),
    ("ci", "si"), ("ce", "se"),
)  # fmt: skip
WIDE = re.compile(r"[\u0590-\u06ff\u0900-\u0fff\u10a0-\u10ff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_MUTE = re.compile(r"r+(?![aeiouy])|h")  # Weber is spoken Weba in Japanese
_LISPED = str.maketrans("ذظض", "ززز")
LEAST = 4  # sounds from which one may differ


@lru_cache(maxsize=8192)
def sounds(word: str) -> frozenset[str]:
    """The consonants of a name in any script; several where a letter is spoken in several ways."""
    if WIDE.search(word):
        spellings = (word, word.translate(_LISPED))
        return frozenset(filter(None, (_classes("".join(map(_spelled, one))) for one in spellings)))
    spelled = folded(word)
    ways = (
        spelled,
        spelled.replace("ch", "k"),
        spelled.replace("j", ""),
        spelled.replace("g", "j"),
        _MUTE.sub("", spelled),
        _MUTE.sub("", spelled.replace("gh", "").removesuffix("re")),  # Brightwater, Whitmore
    )
    return frozenset(filter(None, map(_classes, ways)))


def is_like(one: str, other: str) -> bool:
    """Whether two words may be spellings of one name."""
    return any(_are_near(mine, theirs) for mine in sounds(one) for theirs in sounds(other))


def is_in(name: str, word: str, *, prefixed: bool = False) -> bool:
    """Whether a word may be the name with something behind it, a particle; `prefixed`: or one sound before it."""
    return any(
        mine == theirs[cut : cut + len(mine)]
        for mine in sounds(name)
        for theirs in sounds(word)
        for cut in range(1 + prefixed)
    )


def pinyin(text: str) -> list[str]:
    """The syllable of each Chinese character; '' for one that is in no table."""
    return [_pinyin().get(char, "") for char in text]


def is_known(word: str) -> bool:
    """Whether the table has every character."""
    return all(char in _pinyin() or not "\u4e00" <= char <= "\u9fff" for char in word)


def is_korean(name: str, words: list[str]) -> bool:
    """Whether a Korean name is among Latin words: 김민수 as Kim Min-su, Kim Minsoo, Min Su Kim."""
    bare = [folded(word).replace("-", "").replace("'", "") for word in words]
    windows = [*bare, *("".join(bare[at : at + 2]) for at in range(len(bare) - 1))]
    spellings = _tables()["korean"].get(name[:1], "").split()
    family = re.compile("|".join((*spellings, _hangul(name[:1]))))
    given = re.compile("".join(map(_hangul, name[1:])))
    return any(map(family.fullmatch, bare)) and any(map(given.fullmatch, windows))


def _hangul(char: str) -> str:
    """An expression of the ways in which a syllable is written."""
    if not "\uac00" <= char <= "\ud7a3":
        return re.escape(char)
    initial, rest = divmod(ord(char) - 0xAC00, 588)
    vowel, final = divmod(rest, 28)
    return f"(?:{_HEADS[initial]})(?:{_VOWELS[vowel]})(?:{_TAILS[final]})"


def reading(name: str) -> str:
    """How a Japanese family name is read, if it is one of the commonest."""
    for size in (3, 2, 1):
        if known := _tables()["readings"].get(name[:size]):
            return known
    return ""


def _are_near(one: str, other: str) -> bool:
    if min(len(one), len(other)) < LEAST:
        return one == other
    return distance(one, other, 1) <= 1


def _classes(spelled: str) -> str:
    for spelling, sound in _SPELLINGS:
        spelled = spelled.replace(spelling, sound)
    found = "".join(_CLASSES.get(char, "") for char in spelled)
    return re.sub(r"(.)\1+", r"\1", found)


@lru_cache(maxsize=4096)
def _spelled(char: str) -> str:
    if "\uac00" <= char <= "\ud7a3":
        initial, rest = divmod(ord(char) - 0xAC00, 588)
        return f"{_INITIALS[initial]}a{_FINALS[rest % 28]}"
    if char in _pinyin():
        return _pinyin()[char].replace("x", "s").replace("q", "s").replace("r", "l").removesuffix("ng")
    if (letter := _tables()["letters"].get(char)) is not None:
        return f"{letter}a" if letter else "a"
    match = _NAMED.match(unicodedata.name(char, ""))
    if not match:
        return "n" if unicodedata.name(char, "").endswith("SIGN ANUSVARA") else "a"
    if match.group(3) and match.group(3).startswith(("SARA", "MAI")):
        return "a"
    name = next(group for group in match.groups() if group).lower()
    if char in "ッっ":
        return "a"
    return {"n": "n", "tu": "ts", "ti": "ts", "si": "shi", "hu": "fu", "zi": "zi", "ca": "sa", "cha": "sa"}.get(
        name, name
    )


@cache
def _pinyin() -> dict[str, str]:
    return {char: syllable for syllable, chars in _tables()["pinyin"].items() for char in chars}


def is_syllables(word: str) -> bool:
    """Whether a Latin word may be Chinese: Zhang, Xiaoming."""
    bare = folded(word).replace("-", "")
    ends = {0}  # of what may be syllables from the beginning on
    for start in range(len(bare)):
        if start in ends:
            ends |= {end for end in range(start + 1, start + 7) if bare[start:end] in _tables()["pinyin"]}
    return len(bare) in ends


@cache
def _tables() -> dict[str, dict[str, str]]:
    with _FILE.open("rb") as file:
        return tomllib.load(file)
