"""Emphasis and links that stand on other words than in the text, or on far more or fewer of them.

A good answer rewords what is marked: it moved only where the words that it stood on are still there without it, and
none of them in it.
"""

import re
from collections import Counter
from collections.abc import Iterator

from ai.guards import claims, denials, marked, naming
from ai.guards.marked import Passage, are_alike, is_link, share, words
from ai.guards.phrases import claimed
from ai.guards.reading import plain
from ai.guards.verdicts import Expect

MOST = 30  # links of a block or text, and passages of one kind in a block, that are compared
NEAR = 8  # words on each side of a passage that it may have grown over
LEAST_GROWN, LEAST_GROWN_LINK = 2, 4  # words
UNLIKE, LONGER = 4, 30  # so many times as long, and so many characters more
LEAST_NAME = 4  # letters
_ADDRESS_WORD = re.compile(r"[^\W\d_]{4,}")
_OF_ADDRESSES = frozenset(("http", "https", "mailto", "html", "index", "example", "test"))


def emphasis(answer: str, expect: Expect) -> Iterator[str]:
    """Words that were emphasised and are still there without it; emphasis that grew or shrank."""
    for mine, given in marked.paired_blocks(answer, expect.source):
        yield from (f"the emphasis of “{text}” {what}" for text, what in _Block(mine, given, expect, False).faults())


def links(answer: str, expect: Expect) -> Iterator[str]:
    """Links that stand on other words, or changed places with another."""
    for mine, given in marked.paired_blocks(answer, expect.source):
        yield from (f"the link of “{text}” {what}" for text, what in _Block(mine, given, expect, True).faults())
    yield from _exchanged(answer, expect)


class _Rest:
    """What stands in a block outside the passages of one kind."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = words(text)
        self._times = Counter(self.words)

    def count(self, word: str) -> int:
        return sum(times for other, times in self._times.items() if are_alike(word, other))


class _Block:
    """The marked passages of a block, and those of the block of the text that it stands for."""

    def __init__(self, mine: str, given: str, expect: Expect, links: bool) -> None:
        self.mine, self.given, self.expect, self.links = mine, given, expect, links
        self.is_same = expect.wanted == expect.source_code
        # Where much is left out or put into a list, a word alone may stand again as a label.
        self.is_free = bool(expect.shape) or "names" not in expect.keep

    def faults(self) -> Iterator[tuple[str, str]]:
        here, there = self._passages(self.mine), self._passages(self.given)
        for kind, olds in list(there.items())[:MOST]:
            news = here.get(kind, [])
            if not news or len(olds) + len(news) > MOST:
                continue
            rest = _Rest(_without(self.mine, news)), _Rest(_without(self.given, olds))
            for old in olds:
                if self._has_moved(old, news, *rest):
                    yield old.text[:40], "moved to other words"
            if len(olds) == len(news):
                yield from self._resized(olds, news)

    def _passages(self, block: str) -> dict[str, list[Passage]]:
        found: dict[str, list[Passage]] = {}
        for one in marked.passages(block):
            if is_link(one.kind) == self.links and words(one.text):
                found.setdefault(one.kind, []).append(one)
        return found

    def _has_moved(self, old: Passage, news: list[Passage], rest: _Rest, rest_given: _Rest) -> bool:
        own = words(old.text)
        said = [word for new in news for word in words(new.text)]
        telling = _telling(own, self.expect.source_code)
        if share(telling, said) or any(old.text in new.text for new in news):
            return False
        if self._is_denial_elsewhere(old, news, rest, rest_given):
            return True
        if marked.is_unspaced(self.expect):
            return False
        if self.is_same:
            return self._stands_plain(telling, old, news, rest, rest_given)
        named = [token for token in re.findall(r"\w+", plain(old.text)) if _is_told_abroad(token)]
        if any(rest.count(word) > rest_given.count(word) for word in words(" ".join(named))):
            return not share(own, said)
        return self._is_idea_elsewhere(old, news, rest, rest_given)

    def _stands_plain(
        self, telling: list[str], old: Passage, news: list[Passage], rest: _Rest, rest_given: _Rest
    ) -> bool:
        own = words(old.text)
        if self.links and telling == own and all(naming.is_generic(one, self.expect.wanted) for one in own):
            return False  # here, on it
        if self.is_free and len(telling) < LEAST_GROWN:
            return self._is_name_left(old, news, rest, rest_given)
        if self.is_free and not _runs(own, rest.words):
            return False
        return all(rest.count(word) > rest_given.count(word) for word in telling)

    def _is_name_left(self, old: Passage, news: list[Passage], rest: _Rest, rest_given: _Rest) -> bool:
        """A link that left one name, which is still told, for words that the text has without it."""
        if not self.links or self.expect.shape or not old.text[:1].isupper():
            return False
        said = [word for new in news for word in words(new.text)]
        now = {*rest_given.words}
        return all(rest.count(word) > rest_given.count(word) for word in words(old.text)) and all(
            word in now and not naming.is_generic(word, self.expect.wanted) or word.isdigit() for word in said
        )

    def _is_denial_elsewhere(self, old: Passage, news: list[Passage], rest: _Rest, rest_given: _Rest) -> bool:
        """Not, in a sentence that still has it."""
        mine, given = self.expect.codes
        known = claimed("not", given)
        if not known or not claimed("not", mine) or not all(known.fullmatch(word) for word in words(old.text)):
            return False
        said = " ".join(new.text for new in news)
        if denials.denies(said, mine) or denials.has("lacks", said, mine):
            return False
        return denials.denies(rest.text, mine) and not denials.denies(rest_given.text, given)

    def _is_idea_elsewhere(self, old: Passage, news: list[Passage], rest: _Rest, rest_given: _Rest) -> bool:
        mine, given = self.expect.codes
        own = _ideas(old.text, given)
        said = _ideas(" ".join(new.text for new in news), mine)
        return bool(own) and not own & said and own <= _ideas(rest.text, mine) - _ideas(rest_given.text, given)

    def _resized(self, olds: list[Passage], news: list[Passage]) -> Iterator[tuple[str, str]]:
        if marked.is_unspaced(self.expect):
            return
        least = LEAST_GROWN_LINK if self.links else 1 if self.expect.corrects else LEAST_GROWN
        for old, new in zip(olds, news, strict=True):
            if self.is_same:
                if _grown(new, old, self.given) >= least:
                    yield old.text[:40], "grew"
                elif _grown(old, new, self.mine) >= least:
                    yield old.text[:40], "shrank"
            elif _is_unlike(len(new.text), len(old.text)) and not self.links:
                yield old.text[:40], "grew" if len(new.text) > len(old.text) else "shrank"


def _exchanged(answer: str, expect: Expect) -> Iterator[str]:
    """Two links each of which has the words of the other, in any language: plan for der Plan, and the address's own."""
    bags, said = _bags(expect.source), _bags(answer, with_address=False)
    both = [kind for kind in bags if kind in said][:MOST]
    shared = {word for word, times in Counter(word for bag in bags.values() for word in bag).items() if times > 1}
    own = {kind: sorted(bags[kind] - shared) for kind in both}
    has = {(a, b): sum(share([word], own[b]) for word in said[a]) for a in both for b in both}
    for at, one in enumerate(both):
        for other in both[at + 1 :]:
            if not has[one, one] and not has[other, other] and has[one, other] + has[other, one]:
                yield f"the links {one[:40]} and {other[:40]} changed places"


def _bags(text: str, *, with_address: bool = True) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for one in marked.passages(text):
        if is_link(one.kind):
            said = {word for word in words(one.text) if len(word) >= LEAST_NAME or word.isdigit()}
            address = {word.lower() for word in _ADDRESS_WORD.findall(one.kind)} - _OF_ADDRESSES
            found.setdefault(one.kind, set()).update(said | (address if with_address else set()))
    return found


def _telling(own: list[str], language: str) -> list[str]:
    """The words that carry meaning, or all where none does: not one."""
    return [word for word in own if not naming.is_generic(word, language)] or own


def _is_told_abroad(token: str) -> bool:
    """A number, or what looks like a name: another language may have it letter for letter."""
    return any(map(str.isdigit, token)) or (token[0].isupper() and len(token) >= LEAST_NAME)


def _ideas(text: str, language: str) -> set[str]:
    return {key for key in claims.content(text, language) if key[:2] in ("c:", "w:")}


def _without(block: str, found: list[Passage]) -> str:
    """The words of the block outside the passages."""
    kept, at = [], 0
    for one in sorted(found, key=lambda one: one.start):
        kept.append(block[at : max(at, one.start)])
        at = max(at, one.end)
    return plain(" | ".join((*kept, block[at:])))


def _runs(own: list[str], there: list[str]) -> bool:
    """Whether the words stand there side by side."""
    return any(there[at : at + len(own)] == own for at in range(len(there) - len(own) + 1))


def _grown(new: Passage, old: Passage, block: str) -> int:
    """How many of the words around the old passage the new one has as well, in their order."""
    mine, own = words(new.text), words(old.text)
    inside = [at for at, word in enumerate(mine) if any(are_alike(word, one) for one in own)]
    if not inside:
        return 0
    left, right = mine[: inside[0]], mine[inside[-1] + 1 :]
    before, behind = words(plain(block[: old.start]))[-NEAR:], words(plain(block[old.end :]))[:NEAR]
    grown = len(left) if left and _are_alike(left, before[-len(left) :]) else 0
    return grown + (len(right) if right and _are_alike(right, behind[: len(right)]) else 0)


def _are_alike(some: list[str], others: list[str]) -> bool:
    return len(some) == len(others) and all(are_alike(a, b) for a, b in zip(some, others, strict=True))


def _is_unlike(one: int, other: int) -> bool:
    return max(one, other) > UNLIKE * min(one, other) + LONGER
