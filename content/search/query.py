"""What someone typed, understood: words, "phrases", -excluded, begin*. No input is an error."""

import re
from dataclasses import dataclass, field

from content.search.tokenizer import RUNS, encode, encode_prefix, fold, pairs

MAX_LENGTH = 200
MAX_CLAUSES = 12
MAX_PHRASE = 60  # tokens; InnoDB refuses 128
_CHUNK = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')
# Words that say nothing about the topic: left out when the query has others, since few texts hold all of them.
_FILLERS = frozenset(
    """
    a an and are as at be by for from how i in is it of on or that the this to was what when where who will with
    der die das ein eine und oder im zu mit von fur auf ist sind wie wer
    le la les un une et ou de du des en dans est pour avec que qui el los las y con por para una
    """.split()  # noqa: SIM905
)
_FILLER_TOKENS = frozenset(map(encode, _FILLERS))


@dataclass(frozen=True)
class Clause:
    """Tokens that follow each other; `is_prefix`: the last one is the beginning of a word."""

    tokens: tuple[str, ...]
    is_prefix: bool = False
    is_excluded: bool = False


@dataclass(frozen=True)
class Query:
    """`clauses` must all hold; `words` are the folded words (and beginnings, with `*`) that a snippet marks."""

    text: str
    clauses: list[Clause] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    @property
    def is_searchable(self) -> bool:
        return any(not clause.is_excluded for clause in self.clauses)


def parse(text: str) -> Query:
    """Understand `text`; what is over 200 characters or 12 parts is left out."""
    text = " ".join(text.replace("\x00", " ").split())[:MAX_LENGTH]
    clauses: list[Clause] = []
    words: list[str] = []
    fillers: list[str] = []
    for minus, phrase, chunk in _CHUNK.findall(text):
        source = phrase or chunk
        is_filler = not phrase and fold(source) in _FILLERS
        for clause, word in _clauses(source, is_prefix=not phrase and chunk.endswith("*"), is_excluded=bool(minus)):
            clauses.append(clause)
            if not minus:
                (fillers if is_filler else words).append(word)
    return Query(text, _without_fillers(clauses)[:MAX_CLAUSES], words or fillers)


def _clauses(source: str, *, is_prefix: bool, is_excluded: bool) -> list[tuple[Clause, str]]:
    """Each run of spaced words is one phrase (e-mail, v2.5), each run without spaces one of its own."""
    found: list[tuple[Clause, str]] = []
    spaced: list[str] = []

    def close(prefix: bool) -> None:
        prefix = prefix and len(spaced) <= MAX_PHRASE
        del spaced[MAX_PHRASE:]
        if spaced:
            last = encode_prefix(spaced[-1]) if prefix else encode(spaced[-1])
            clause = Clause((*map(encode, spaced[:-1]), last), prefix, is_excluded)
            found.append((clause, " ".join(spaced) + "*" * prefix))
            spaced.clear()

    for unspaced, word in RUNS.findall(fold(source)):
        if word:
            spaced.append(word)
            continue
        close(prefix=False)
        single = len(unspaced) == 1
        run = (encode_prefix(unspaced),) if single else tuple(pairs(unspaced))[:MAX_PHRASE]
        found.append((Clause(run, single, is_excluded), unspaced))
    close(is_prefix)
    return found


def _without_fillers(clauses: list[Clause]) -> list[Clause]:
    telling = [clause for clause in clauses if len(clause.tokens) > 1 or clause.tokens[0] not in _FILLER_TOKENS]
    return telling if any(not clause.is_excluded for clause in telling) else clauses
