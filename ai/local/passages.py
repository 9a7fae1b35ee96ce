"""Sources cut into passages, and which sentences of them bear on a question."""

import math
import re
from collections import Counter
from dataclasses import dataclass, field

from ai.local import sentences
from ai.local.facts import plain
from ai.local.wording import stems, tokens

_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_BULLET = re.compile(r"^\s*(?:[-*+•]|\d{1,3}[.)])\s+")
_QUOTE = re.compile(r"^(?:\s{0,3}>\s?)+")
_SKIP = re.compile(r"^\s*(?:\||!\[|<|:::|={3,}|-{3,}|[*_]{3,}\s*$|\[[^\]]+\]:)")
_THANKS = re.compile(
    r"\b(thank|thanks|sponsor|developed by|contributed by|subscribe|newsletter|cookie|copyright|all rights reserved|"
    r"danken|dank an|gefördert von|abonnieren|merci à|gracias a|grazie a)\b",
    re.IGNORECASE,
)
_LEANING = re.compile(
    r"^(this|that|these|those|it|its|they|their|he|she|his|her|such|but|however|also|so|then|there|both|"
    r"das|dies|diese[rsnm]?|es|er|sie|damit|dadurch|dabei|aber|auch|so|dann|dort|zudem|außerdem|"
    r"cela|ceci|ces|cette|il|elle|ils|elles|mais|esto|eso|estos|estas|pero|questo|questa|questi|queste|ma|"
    r"dit|deze|dat|het|hij|zij|maar|isso|isto|esses|essas|mas)\b",
    re.IGNORECASE,
)
# Words to a machine that may read along: such a sentence says nothing about the subject.
_TO_MACHINES = re.compile(
    r"\b(?:ignor\w*|disregard|forget|override|bypass|vergiss|vergessen\s+sie|missachte\w*|oublie[sz]?|olvid\w+|dimentica|"
    r"vergeet|esqueça|bỏ\s+qua)\b[^.!?]{0,60}\b(?:instructions?|prompts?|guidelines|anweisung\w*|vorgaben|instruc\w+|"
    r"istruzioni|instructies|instruções|hướng\s+dẫn|chỉ\s+dẫn)\b|"
    r"\bsystem\s+(?:prompt|message)\b|^\W*system\s*:|\byou\s+are\s+now\s+(?:an?\s+(?:ai|assistant|chat|model)|dan\b)|"
    r"\bdu\s+bist\s+(?:jetzt|nun)\s+(?:eine?\s+(?:ki|assistent|modell)|dan\b)|\b(?:as|dear)\s+(?:an?\s+)?(?:ai|llm|assistant|language\s+model)\b",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(
    r"\b(for example|for instance|e\.g\.|such as|zum Beispiel|z\. ?B\.|par exemple|por ejemplo|ad esempio|bijvoorbeeld|"
    r"por exemplo|ví dụ)",
    re.IGNORECASE,
)
_CODE = re.compile(r"\w+_\w+|\w+\(\w*\)|\b[a-z]+[A-Z]\w*|\b[A-Z][a-z]+[A-Z]\w*|--\w+|\w+\.\w+\.\w+")


@dataclass
class Passage:
    """A run of sentences under one heading. `source` is the number that citations show."""

    source: int
    heading: str
    lines: list[str] = field(default_factory=list)
    own: bool = False


@dataclass(frozen=True)
class Hit:
    passage: Passage
    position: int
    score: float

    @property
    def text(self) -> str:
        return self.passage.lines[self.position]


def cut(text: str, *, source: int, own: bool = False) -> list[Passage]:
    """Passages of a Markdown or plain text; code, tables, pictures and rules are left out, they are no sentences."""
    found = [Passage(source, "", [], own)]
    paragraph: list[str] = []
    fenced, quoted = False, False

    def close() -> None:
        if paragraph:
            found[-1].lines += sentences.split(plain(" ".join(paragraph)))
            paragraph.clear()

    for written in text.replace("\r\n", "\n").split("\n"):
        line = _QUOTE.sub("", written)  # the marks of a quotation are not its words
        if line != written and not quoted:
            close()
        quoted = line != written
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
            close()
            continue
        heading = _HEADING.match(line)
        if heading and not fenced:
            close()
            found.append(Passage(source, plain(heading.group(2)), [], own))
        elif fenced or not line.strip() or _SKIP.match(line):
            close()
        else:
            if _BULLET.match(line):
                close()
            paragraph.append(_BULLET.sub("", line.strip()))
    close()
    return [passage for passage in found if passage.lines]


class Ranking:
    """Weighs stems by how rare they are in the sources at hand, then sentences and passages by the stems they share."""

    def __init__(self, passages: list[Passage], code: str | None) -> None:
        self.passages, self.code = passages, code
        self._stems = {id(p): [set(stems(line, code)) for line in p.lines] for p in passages}
        self._headings = {id(p): set(stems(p.heading, code)) for p in passages}
        documents = [s for lists in self._stems.values() for s in lists]
        counts = Counter(word for document in documents for word in document)
        self._rarity = {word: math.log(1 + len(documents) / n) for word, n in counts.items()}

    def hits(self, question: str, *, technical: bool = False, example: bool = False) -> list[Hit]:
        """Sentences that share something with the question, best first."""
        wanted = set(stems(question, self.code))
        found: list[Hit] = []
        for passage in self.passages:
            under = self._share(wanted, self._headings[id(passage)])
            for position, own in enumerate(self._stems[id(passage)]):
                score = self._share(wanted, own) + 1.2 * under - 0.04 * position
                score *= _worth(passage.lines[position], technical=technical, example=example)
                if score > 0 and (under or wanted & own):
                    found.append(Hit(passage, position, score))
        return sorted(found, key=lambda hit: -hit.score)

    def coverage(self, question: str, hit: Hit) -> float:
        """How much of the question, by weight, the sentence and its heading speak of: 0 to 1."""
        wanted = set(stems(question, self.code))
        whole = sum(self._rarity.get(word, 1.0) for word in wanted) or 1.0
        there = self._stems[id(hit.passage)][hit.position] | self._headings[id(hit.passage)]
        return self._share(wanted, there) / whole

    def _share(self, wanted: set[str], there: set[str]) -> float:
        return sum(self._rarity.get(word, 1.5) for word in wanted & there)


def without_words_to_machines(found: list[Passage]) -> tuple[list[Passage], int]:
    """(the passages that are left, how many sentences were taken out)."""
    taken = 0
    for passage in found:
        kept = [line for line in passage.lines if not _TO_MACHINES.search(line)]
        taken += len(passage.lines) - len(kept)
        passage.lines = kept
    return [passage for passage in found if passage.lines], taken


def leans(sentence: str) -> bool:
    """Whether a sentence needs the one before it to be understood."""
    return bool(_LEANING.match(sentence))


def is_technical(sentence: str) -> bool:
    return bool(_CODE.search(sentence))


def _worth(sentence: str, *, technical: bool, example: bool) -> float:
    length = len(tokens(sentence))
    worth = 1.0
    if _THANKS.search(sentence):
        worth *= 0.15
    if not re.search(r"[.!?。！？][\"'”’»“)\]]*$", sentence):
        worth *= 0.5
    if length < 5 or length > 60:
        worth *= 0.4
    if is_technical(sentence) != technical:
        worth *= 0.55
    if example and _EXAMPLE.search(sentence):
        worth *= 1.5
    return worth
