"""Sentences of a text: abbreviations, numbers (4,2 or 3.8), dates (12. November 2026) and quotations kept whole."""

import re

from ai.local.tables import ABBREVIATIONS, MONTH_NAMES, WEAK_ABBREVIATIONS

_SPACES = re.compile(r"[ \t\r\f\v\u00a0\u202f]*\n[ \t\r\f\v]*|[ \t\r\f\v]+")
# A French quotation closes behind a space: « Oui. »
_END = re.compile(r"([.!?…]+(?:[ \u00a0\u202f]»(?=[\s\[.,;:)]|$))?[\"'”’»“)\]]*)(?=\s+|$)|([。！？]+[」』”’）]*)")
_LAST_WORD = re.compile(r"([^\s(\"'„“«»]+)$")
_OPENING = "\"'„“”‘«»([¿¡-–—"
_ARTICLE = re.compile(r"\b(?:der|die|das|den|dem|des|zum|zur|vom|im)\s*$", re.IGNORECASE)
_ORDINAL = re.compile(r"^\d{1,2}$|^[IVXLC]+$")


def split(text: str) -> list[str]:
    """The sentences of every paragraph, in order, with inner white space made single."""
    return [sentence for paragraph in re.split(r"\n\s*\n", text) for sentence in _of_paragraph(paragraph)]


def _of_paragraph(paragraph: str) -> list[str]:
    flat = _SPACES.sub(" ", paragraph).strip()
    found: list[str] = []
    start = 0
    for match in _END.finditer(flat):
        if match.group(1) and not _ends(flat, match, start):
            continue
        found.append(flat[start : match.end()].strip())
        start = match.end()
    found.append(flat[start:].strip())
    return [sentence for sentence in found if sentence]


def _ends(flat: str, match: re.Match[str], start: int) -> bool:
    """Whether this dot ends a sentence; an exclamation or question mark ends one unless it goes on in lower case."""
    following = flat[match.end() :].lstrip()
    if not following:
        return True
    opener = following.lstrip(_OPENING)[:1]
    if match.group(1)[0] != "." or match.group(1).startswith(("...", "..")):
        return not opener.islower()
    word = _LAST_WORD.search(flat[start : match.start()])
    last = word.group(1) if word else ""
    if _is_abbreviation(last, following) or _is_ordinal(last, following, flat[start : match.start()]):
        return False
    return not opener.islower()


def _is_abbreviation(last: str, following: str) -> bool:
    bare = last.lower().strip("(„“\"'«")
    if bare in ABBREVIATIONS or (bare in WEAK_ABBREVIATIONS and following[:1].isdigit()):
        return True
    if following.startswith(("¿", "¡")):
        return False
    single = len(bare) == 1 and bare.isalpha()  # initials, and spaced ones such as "z. B."
    return single or bool(re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]", bare))


def _is_ordinal(last: str, following: str, before: str) -> bool:
    """`12. November`, `die 3. Liga`: a short number before a word that is no new sentence's start."""
    if not _ORDINAL.match(last):
        return False
    next_word = re.split(r"[\s,.;:]", following, maxsplit=1)[0].lower()
    if next_word in MONTH_NAMES:
        return True
    return following[:1].islower() or following[:1].isdigit() or bool(_ARTICLE.search(before[: -len(last)]))
