"""Which sentence of a text says what a clause says: the one that has most of its words."""

from collections import Counter
from collections.abc import Iterable

from ai.guards import claims
from ai.guards.claims import Clause

LEAST_WORDS = 2


class Index:
    """Bags of words, found by what they share with another."""

    def __init__(self, bags: Iterable[Iterable[str]]) -> None:
        self._places: dict[str, list[int]] = {}
        for place, bag in enumerate(bags):
            for word in set(bag):
                self._places.setdefault(word, []).append(place)

    def nearest(self, words: Iterable[str]) -> tuple[int, int]:
        """(the place of the first bag that shares most of the words, how many it shares); (-1, 0): none shares any."""
        shared = Counter(place for word in set(words) for place in self._places.get(word, ()))
        if not shared:
            return -1, 0
        most = max(shared.values())
        return min(place for place, times in shared.items() if times == most), most

    def having(self, words: Iterable[str], least: float) -> list[int]:
        """The places of the bags that share at least so many of the words."""
        shared = Counter(place for word in set(words) for place in self._places.get(word, ()))
        return sorted(place for place, times in shared.items() if times >= least)


class Told:
    """The clauses of a text, and its sentences, found by their words."""

    def __init__(self, text: str, language: str) -> None:
        self.clauses = claims.clauses(text, language)
        sentences: dict[int, list[Clause]] = {}
        for clause in self.clauses:
            sentences.setdefault(clause.sentence, []).append(clause)
        self._words = {number: _joined(parts) for number, parts in sentences.items()}
        self._whole = {number: ", ".join(part.text for part in parts) for number, parts in sentences.items()}
        self._texts = list(self._whole.values())
        self._index = Index(self._words.values())

    def words_of(self, clause: Clause) -> frozenset[str]:
        """All of its sentence."""
        return self._words[clause.sentence]

    def sentence_of(self, clause: Clause) -> str:
        return self._whole[clause.sentence]

    def all_saying(self, words: frozenset[str], share: float) -> list[str]:
        """Every sentence that has enough of the words."""
        bare = stems(words)
        return [self._texts[place] for place in self._index.having(bare, max(LEAST_WORDS, share * len(bare)))]

    def saying(self, words: frozenset[str], share: float) -> str:
        """The sentence that has most of the words, if it has enough of them."""
        bare = stems(words)
        place, shared = self._index.nearest(bare)
        return self._texts[place] if place >= 0 and shared >= max(LEAST_WORDS, share * len(bare)) else ""


def _joined(parts: list[Clause]) -> frozenset[str]:
    return frozenset[str]().union(*(part.words for part in parts))


def stems(words: frozenset[str]) -> frozenset[str]:
    return words - claims.subjects(words)
