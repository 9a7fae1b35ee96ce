"""Words of a language that are names elsewhere, and names that are translated: inga, nació; Karl and Charles."""

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path

from ai.guards.reading import folded

_KOREAN = re.compile(
    r"Kim|Lee|Park|Choi|Jung|Jeong|Kang|Cho|Yoon|Jang|Lim|Han|Oh|Seo|Shin|Kwon|Hwang|Ahn|Song|Ryu|Hong|Moon|Yang|Bae"
    r"|Baek|Nam|Noh|Joo|Min|Son|Yoo|Bong|Pak|Yi|Ko"
)
_OF_TWO = re.compile(r"[A-Z][a-z]+-[A-Za-z]?[a-z]+")
LEAST_INFLECTED = 5  # letters
_FOLDER = Path(__file__).parent / "data"


def is_word(bare: str, language: str) -> bool:
    """A common word of the language that is a name elsewhere. `bare` is folded."""
    return bare in _words().get(language, frozenset())


def is_korean(first: str, second: str) -> bool:
    """A Korean surname before a given name of two: Park Jae-min."""
    return bool(_KOREAN.fullmatch(first) and _OF_TWO.fullmatch(second))


def same_name(bare: str) -> frozenset[int]:
    """Which names of saints and rulers it is, in any language: Karl is Charles. `bare` is folded."""
    return _cut(bare, _same("names"))


def saint(bare: str) -> frozenset[int]:
    """Which names of saints alone it is. `bare` is folded."""
    return _cut(bare, _same("saints"))


def tells_of_saint(there: frozenset[str]) -> bool:
    """Whether among the words is one for a saint."""
    return not _told().isdisjoint(there)


def _cut(bare: str, names: dict[str, frozenset[int]]) -> frozenset[int]:
    cuts = range(3 if len(bare) > LEAST_INFLECTED else 1)  # Ryszarda
    return next((found for cut in cuts if (found := names.get(bare[: len(bare) - cut]))), frozenset())


@lru_cache(maxsize=4096)
def saint_in(bare: str) -> frozenset[int]:
    """Which names of saints begin a word for what is named after them: Marienkirche, Magdalenenflut."""
    head = next((head for head in _heads() if bare.endswith(head) and len(bare) > len(head) + 2), "")
    stem = bare[: len(bare) - len(head)].removesuffix("-") if head else ""
    forms = (stem, stem.removesuffix("s"), stem.removesuffix("n"), stem.removesuffix("en"), stem.removesuffix("ns"))
    names = (_within().get(form, form) for form in forms if len(form) > 2)
    return next(
        (found for name in names if (found := _same("names").get(name, _same("saints").get(name)))), frozenset()
    )


@cache
def _within() -> dict[str, str]:
    words = _table("within").split()
    return dict(zip(words[::2], words[1::2], strict=True))


@cache
def _heads() -> tuple[str, ...]:
    forms = (f"{folded(head)}{end}" for head in _table("heads").split() for end in ("", "s", "n", "es"))
    return tuple(sorted(forms, key=len, reverse=True))


@cache
def _words() -> dict[str, frozenset[str]]:
    table = tomllib.loads((_FOLDER / "words.toml").read_text(encoding="utf-8"))
    return {language: frozenset(map(folded, str(words).split())) for language, words in table.items()}


@cache
def _same(kind: str) -> dict[str, frozenset[int]]:
    """The lines of each name; those of saints alone are below 0."""
    rows: dict[str, frozenset[int]] = {}
    for line, row in enumerate(_table(kind).strip().splitlines(), 1):
        for word in map(folded, row.split()):
            rows[word] = rows.get(word, frozenset()) | {-line if kind == "saints" else line}
    return rows


@cache
def _told() -> frozenset[str]:
    return frozenset(_table("told").split())


@cache
def _table(name: str) -> str:
    return str(tomllib.loads((_FOLDER / "same.toml").read_text(encoding="utf-8"))[name])
