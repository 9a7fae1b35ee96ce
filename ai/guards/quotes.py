"""Quotations: what an answer puts between quotation marks is what the text says, word for word."""

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher

from ai.guards import denials
from ai.guards.memory import by_length
from ai.guards.reading import folded, plain
from ai.guards.spelling import distance

LEAST_WORDS = 4  # what is shorter may be a title, or a word that is meant otherwise
LEAST_TYPED = 6  # letters
PUT_RIGHT = 0.85  # share of a quotation that is as it was
_QUOTED = re.compile(
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


@by_length
def quotations(text: str) -> tuple[str, ...]:
    return tuple(next(group for group in match.groups() if group) for match in _QUOTED.finditer(plain(text)))


def changed(answer: str, source: str, language: str, *, corrects: bool = False) -> Iterator[str]:
    """Quotations that the text does not have, but for a letter here and there. Where the text quotes nobody, only those
    with words that it does not have: what it tells may be put between marks. `corrects`: mistakes in them may be put
    right."""
    has_quotations = any(len(one.split()) >= LEAST_WORDS for one in quotations(source))
    given = _WORD.findall(folded(plain(source)))
    joined = f" {' '.join(given)} "
    for quotation in quotations(answer):
        for part in re.split(r"\[?(?:…|\.\.\.)\]?|(?<=[.!?])\s", quotation):
            words = _WORD.findall(folded(part))
            if _is_reordered(words, source):
                continue
            if corrects and _is_put_right(words, source) or _is_shortened(words, source, language):
                continue
            if len(words) >= LEAST_WORDS and f" {' '.join(words)} " not in joined and not _is_near(words, given):
                if not has_quotations and _are_of(words, given):
                    break
                yield quotation
                break


def shortened(answer: str, source: str, language: str) -> Iterator[str]:
    """Quotations of which words are gone without a mark."""
    known = f" {' '.join(_WORD.findall(folded(plain(source))))} "
    for quotation in quotations(answer):
        for part in re.split(r"\[?(?:…|\.\.\.)\]?|(?<=[.!?])\s", quotation):
            words = _WORD.findall(folded(part))
            if (
                len(words) >= LEAST_WORDS
                and f" {' '.join(words)} " not in known
                and _is_shortened(words, source, language)
            ):
                yield quotation
                break


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
