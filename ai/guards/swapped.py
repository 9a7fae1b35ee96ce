"""One noun in the place of another, where the sentence is else as it was: a wasp's nest for a bird's nest."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from ai.guards.memory import by_length
from ai.guards.reading import folded, plain, sentences
from ai.guards.saying import Index
from ai.guards.spelling import distance
from ai.guards.verdicts import Expect
from ai.local.tables import STOP_WORDS

_WORD = re.compile(r"[^\W_]+")
LEAST_NOUN = 4  # letters
MISSPELT = 2  # letters
LEAST_LEFT, LEAST_AROUND = 2, 5  # words that are the same on the left, and on both sides
LEAST_AT_END = 4  # on the left, where the sentence ends behind the noun
LONGEST = 150  # words of a sentence; what is longer is none, and comparing it takes long
ALIKE = 4  # letters that two forms of one word begin with
# Words before a noun; “to” stands before verbs as well.
_BEFORE = {
    "en": "a an the of for in on at by with from after before his her their its our s no",
    "de": "",
    "fr": "le la les l un une des du de d au aux en son sa ses leur leurs par pour sur avec sans",
    "es": "el la los las un una unos unas de del al en su sus por para con sin",
    "it": "il lo la i gli le l un uno una di del della dei delle dal dalla in su per con suo sua",
    "nl": "de het een van voor in op met door na zijn haar hun",
    "pt": "o a os as um uma de do da dos das em no na por para com seu sua",
}


def nouns(answer: str, expect: Expect) -> Iterator[str]:
    """Nouns that stand nowhere in the text, in the place of one that is gone."""
    code = expect.wanted
    if code != expect.source_code or code not in _BEFORE:
        return
    given = _sentences(expect.grounds)
    index = _indexed(expect.grounds)
    there = {word for sentence in given for word in map(folded, sentence)}
    here = {word for sentence in _sentences(answer) for word in map(folded, sentence)}
    for mine in _sentences(answer):
        place, _ = index.nearest(word.lower() for word in mine) if len(mine) > LEAST_AROUND else (-1, 0)
        if place >= 0 and (theirs := given[place]):
            for new, old in _replaced(mine, theirs, code):
                if expect.corrects and distance(folded(new), folded(old), MISSPELT) <= MISSPELT:
                    continue
                if _is_new(new, there) and _is_new(old, here) and not _are_forms(folded(new), folded(old)):
                    yield f"{new} for {old}"


@by_length
def _sentences(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(_WORD.findall(sentence)) for sentence in sentences(plain(text)))


@by_length
def _indexed(text: str) -> Index:
    return Index({word.lower() for word in sentence} for sentence in _sentences(text))


def _replaced(mine: tuple[str, ...], theirs: tuple[str, ...], code: str) -> Iterator[tuple[str, str]]:
    """(new, old) where one word stands for one between words that are the same."""
    if max(len(mine), len(theirs)) > LONGEST:
        return
    here, there = [word.lower() for word in mine], [word.lower() for word in theirs]
    steps = SequenceMatcher(None, here, there, autojunk=False).get_opcodes()
    for place, (kind, start, end, begin, stop) in enumerate(steps):
        if kind != "replace" or end - start != 1 or stop - begin != 1:
            continue
        left = _equal(steps[place - 1]) if place else 0
        right = _equal(steps[place + 1]) if place + 1 < len(steps) else 0
        is_end = place + 1 == len(steps) or (end == len(mine) and stop == len(theirs))
        if left < LEAST_LEFT or not (left + right >= LEAST_AROUND and right or is_end and left >= LEAST_AT_END):
            continue
        if _is_noun(mine[start], mine[start - 1], code) and _is_noun(theirs[begin], theirs[begin - 1], code):
            yield mine[start], theirs[begin]


def _equal(step: tuple[str, int, int, int, int]) -> int:
    return step[2] - step[1] if step[0] == "equal" else 0


def _is_noun(word: str, before: str, code: str) -> bool:
    if len(word) < LEAST_NOUN or not word.isalpha() or word.lower() in STOP_WORDS.get(code, frozenset()):
        return False
    return word[0].isupper() if code == "de" else before.lower() in _BEFORE[code].split()


def _is_new(word: str, there: set[str]) -> bool:
    bare = folded(word)
    return not any(_are_forms(bare, other) for other in there)


def _are_forms(one: str, other: str) -> bool:
    """Whether both may be forms of one word, or one a part of the other."""
    return one[:ALIKE] == other[:ALIKE] or (min(len(one), len(other)) >= ALIKE and (one in other or other in one))
