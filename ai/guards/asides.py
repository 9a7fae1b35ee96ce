"""Brackets that speak of the work: a slip that was mended, a bound that was kept, an order, another wording."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from ai.guards.reading import folded, lowered, plain
from ai.guards.remarks import unseen
from ai.guards.verdicts import Expect, strings

_FILE = Path(__file__).parent / "data" / "asides.toml"
_BRACKET = re.compile(r"([(\[（【［])([^()\[\]（）【】［］\n]{2,300})[)\]）】］](?!\()")
_ENGLISH = "en"  # what models speak of their work in, whatever the answer is in
MOST_FIXED = 9  # words of a bracket that tells what was mended
LEAST_EITHER = 3  # words of another wording
WIDE = ("ja", "zh")  # without blanks between words
# This sentence, dieser Satz.
_ONE = (
    "this|the|an?|dies\\w*|der|die|das|ein\\w*|cet?|cette|le|la|les|une?|el|este|esta|esa|il|lo|quest[ao]|una|de|het|deze|dit|een"
    "|o|a|esse|essa|um|uma|ten|ta|to|den|det|denne|dette|denna|detta|tämä|tento|bu|эт\\w+|цей|ця|це"
)
_WORD = re.compile(r"[^\W_]+")
_ANY_ALTERNATIVE = re.compile(r"alternativ\w*\s?:", re.I)


def orders(text: str, data: Any, expect: Expect) -> Iterator[str]:
    """What somebody is told in a bracket of a heading or a cell, or in an attribute."""
    for said in _brackets(text, data):
        yield from (said for language in _languages(expect) if _opens("order", said, language, expect))


def remarks(text: str, data: Any, expect: Expect) -> Iterator[str]:
    """What was mended, that it fits, or how it could be said otherwise."""
    for said in _brackets(text, data):
        is_short = len(said.split()) <= MOST_FIXED
        for language in _languages(expect):
            if (is_short and _opens("fixed", said, language, expect)) or _offers(said, language, expect):
                yield said


def _brackets(text: str, data: Any) -> Iterator[str]:
    for piece in [text] if data is None else strings(data):
        read = lowered("\n".join((plain(piece), *(f"[{one}]" for one in unseen(piece)))))
        yield from (match.group(2).strip() for match in _BRACKET.finditer(read))


def _opens(kind: str, said: str, language: str, expect: Expect) -> bool:
    """A clause of the bracket begins so, and no bracket of the text does."""
    table = _table(language)
    found = table[kind].search(said) if table else None
    return found is not None and folded(found.group("said")) not in folded(expect.source) and not _has(kind, expect)


def _offers(said: str, language: str, expect: Expect) -> bool:
    """`or, more formally: …`; an alternative alone is one of a headline, elsewhere the text may have one."""
    table = _table(language)
    found = table["either"].match(said) if table else None
    if found is None or folded(found.group("said")) in folded(expect.grounds):
        return False
    if _ANY_ALTERNATIVE.match(said) and not (expect.plain and len(_WORD.findall(said)) > LEAST_EITHER):
        return False
    return not _has("either", expect)


def _has(kind: str, expect: Expect) -> bool:
    """Whether the text has a bracket of this kind, or is in a language that cannot be asked."""
    table = _table(expect.source_code)
    return table is None or any(table[kind].search(said) for said in _brackets(expect.source, None))


def _languages(expect: Expect) -> tuple[str, ...]:
    if not expect.source.strip():
        return ()
    return tuple(dict.fromkeys((expect.wanted or expect.source_code, expect.source_code, _ENGLISH)))


@cache
def _table(language: str) -> dict[str, re.Pattern[str]] | None:
    code = {"nb": "no", "nn": "no"}.get(language, language)
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8")).get(code)
    if rows is None:
        return None
    ends = "" if code in WIDE else r"(?!\w)"
    begins = rf"(?:\A|[.,;:!–—-]\s{{0,3}})\W{{0,3}}(?:(?:{_ONE})\s)?"
    shapes = {kind: shape.replace(" ", r"\s+").replace("ß", "ss") for kind, shape in rows.items()}
    return {
        "fixed": re.compile(rf"{begins}(?P<said>{shapes['fixed']}){ends}"),
        "order": re.compile(rf"{begins}(?P<said>{shapes['order']}){ends}"),
        "either": re.compile(rf"\W{{0,3}}(?P<said>{shapes['either']})\s?[:：]"),
    }
