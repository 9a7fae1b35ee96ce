"""Quotations: what an answer puts between quotation marks is what the text says, word for word."""

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher

from ai.guards import claims, denials
from ai.guards.memory import by_length
from ai.guards.reading import folded, plain
from ai.guards.spelling import distance

LEAST_WORDS = 4  # what is shorter may be a title, or a word that is meant otherwise
LEAST_TYPED = 6  # letters
LEAST_TOLD = 2  # words that say something, of a quotation that is worded otherwise
PUT_RIGHT = 0.85  # share of a quotation that is as it was
QUOTED = re.compile(
    r"“([^“”\n]{1,600})”|„([^„“”\n]{1,600})[“”]|\"([^\"\n]{1,600})\"|«([^«»\n]{1,600})»|»([^«»\n]{1,600})«|‘([^‘’\n]{1,600})’(?!\w)"
)
_JOINING = frozenset(
    [
        "and",
        "but",
        "so",
        "et",
        "mais",
        "moi",
        "toi",
        "lui",
        "und",
        "aber",
        "y",
        "e",
        "pero",
        "ma",
        "en",
        "maar",
        "och",
        "men",
    ]
)
MOST_CUT = 4  # words of a quotation that may be gone: the pump by the river
_WORD = re.compile(r"[^\W_]+")
_PARTS = re.compile(r"\[?(?:…|\.\.\.)\]?|(?<=[.!?])\s")


@by_length
def quotations(text: str) -> tuple[str, ...]:
    return tuple(next(group for group in match.groups() if group) for match in QUOTED.finditer(plain(text)))


def changed(answer: str, source: str, language: str, *, corrects: bool = False, keeps: bool = True) -> Iterator[str]:
    """Quotations that nobody said: more of them than the text has, or one that is denied there, or is not. Where the
    text quotes nobody, only those with words that it does not have: what it tells may be put between marks.
    `corrects`: mistakes in them may be put right; `keeps`: the answer has what the text has, so that one may stand for
    another."""
    found = [one for one in quotations(answer) if _is_new(one, source, language, corrects=corrects)]
    said = _joined(answer)
    given = [one for one in quotations(source) if len(one.split()) >= LEAST_WORDS and _joined(one) not in said]
    gone = [one for one in given if not any(one in _like(other, source, language) for other in quotations(answer))]
    yield from (one for one in found if not keeps or len(found) > len(gone) or _is_opposed(one, source, language))


def reworded(answer: str, source: str, language: str) -> Iterator[str]:
    """Quotations that say with other words, or fewer, what is quoted in the text."""
    known = _joined(source)
    for quotation in quotations(answer):
        parts = [_joined(part) for part in _PARTS.split(quotation)]
        if any(len(part.split()) >= LEAST_WORDS and part not in known for part in parts):
            yield quotation


def _is_new(quotation: str, source: str, language: str, *, corrects: bool) -> bool:
    """Whether the text does not have it, but for a letter here and there."""
    has_quotations = any(len(one.split()) >= LEAST_WORDS for one in quotations(source))
    given = _WORD.findall(folded(plain(source)))
    joined = _joined(source)
    if _is_of(quotation, source, language):
        return False
    for part in _PARTS.split(quotation):
        words = _WORD.findall(folded(part))
        if _is_reordered(words, source) or _is_of(part, source, language):
            continue
        if corrects and _is_put_right(words, source) or _is_shortened(words, source, language):
            continue
        if len(words) >= LEAST_WORDS and _joined(part) not in joined and not _is_near(words, given):
            return has_quotations or not _are_of(words, given)
    return False


def _joined(text: str) -> str:
    return f" {' '.join(_WORD.findall(folded(plain(text))))} "


def _is_shortened(words: list[str], source: str, language: str) -> bool:
    """Whether a sentence that the text quotes has these words and, at one place, a few more."""
    for one in quotations(source):
        for sentence in re.split(r"(?<=[.!?;])\s", one):
            theirs = _WORD.findall(folded(sentence))
            more = len(theirs) - len(words)
            if 0 < more <= MOST_CUT and len(words) >= LEAST_WORDS:
                same = next((at for at, (a, b) in enumerate(zip(words, theirs, strict=False)) if a != b), len(words))
                gone = theirs[same : same + more]
                if words[same:] == theirs[same + more :] and not denials.denies(" ".join(gone), language):
                    return True
    return False


def _is_of(part: str, source: str, language: str) -> bool:
    """Whether half of what it tells stands in one quotation of the text, and is denied there if it is denied here."""
    return any(denials.denies(part, language) == denials.denies(one, language) for one in _like(part, source, language))


def _is_opposed(quotation: str, source: str, language: str) -> bool:
    like = _like(quotation, source, language)
    return bool(like) and not _is_of(quotation, source, language)


def _like(part: str, source: str, language: str) -> list[str]:
    """Quotations of the text that have half of what it tells."""
    mine = claims.content(part, language)
    if len(mine) < LEAST_TOLD:
        return []
    return [one for one, theirs in _told(source, language) if 2 * len(mine & theirs) >= len(mine)]


@by_length
def _told(source: str, language: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Each quotation of the text with what it tells."""
    return tuple((one, claims.content(one, language)) for one in quotations(source))


def _is_put_right(words: list[str], source: str) -> bool:
    """Whether a quotation of the text has nearly the same letters in the same order."""
    mine = " ".join(words)
    others = (" ".join(_WORD.findall(folded(one))) for one in quotations(source))
    return any(SequenceMatcher(None, mine, other, autojunk=False).ratio() >= PUT_RIGHT for other in others)


def _is_reordered(words: list[str], source: str) -> bool:
    """Whether a quotation of the text has these words in another order."""
    mine = Counter(words)
    others = (Counter(_WORD.findall(folded(one))) for one in quotations(source))
    return any({*(mine - other), *(other - mine)} <= _JOINING for other in others)


def _are_of(words: list[str], given: list[str]) -> bool:
    """Whether most of the longer words stand in the text."""
    longer = [word for word in words if len(word) >= LEAST_TYPED]
    return 2 * sum(word in given for word in longer) >= len(longer)


def _is_near(words: list[str], given: list[str]) -> bool:
    starts = (at for at in range(len(given) - len(words) + 1) if given[at][:1] == words[0][:1])
    return any(
        all(one == other or _is_typo(one, other) for one, other in zip(words[1:], given[at + 1 :], strict=False))
        and (words[0] == given[at] or _is_typo(words[0], given[at]) or words[0][:2] == given[at][:2])  # einen, ein
        for at in starts
    )


def _is_typo(one: str, other: str) -> bool:
    """A word that is long enough to be told although a letter is wrong."""
    return min(len(one), len(other)) >= LEAST_TYPED and distance(one, other, 1) <= 1
