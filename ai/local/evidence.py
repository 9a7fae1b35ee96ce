"""What stands behind each sentence of a draft, and where its numbers, dates and names come from. Rules, no model.

A sentence is looked for among the notes of the brief and the sentences of the sources by the share of its meaning
words that stand there (overlap of stems, as extractive summaries are scored), and must find its numbers there too.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field

from ai.local import dates, facts, language, passages, sentences
from ai.local.wording import stem, stems, stop_words
from aicmr.lib.text import words

NOTES = 0  # the place of the brief's own notes, beside the numbers of sources
ENOUGH = 0.5
LEAST_STEMS = 2
_CITATION = re.compile(r"\s?\[\^(\d{1,3})\]")
_AFTER_END = re.compile(r"([.!?…。！？][\"'”’»“)\]]*)((?:\s?\[\^\d{1,3}\])+)")
_ITEM = re.compile(r"^\s*(?:[-*+•]|\d{1,3}[.)]|>)\s+")
_MARKUP = re.compile(r"^\s*(?:#{1,6}\s|\||```|~~~)")
_CAPITAL = r"[^\W\d_a-zà-ÿ][\w’'-]+"
_RUN_OF_NAMES = re.compile(
    rf"\b{_CAPITAL}(?:\s+(?:(?:von der|van der|van den|van|de|della|da|di|du|zu|zur|of)\s+)?{_CAPITAL})+"
)
_AFTER_PLACE = re.compile(r"\b(?:in|aus|nach|bei|von|ab|bis)\s+([^\W\d_a-zà-ÿ]\w{2,})")


@dataclass(frozen=True)
class Claim:
    """A sentence with its state: `cited` (the source says it), `notes` (the brief does), `uncited` (a source says it
    but is not named), `unchecked` (cites a text in another language), `doubtful` (cites a source that does not seem to
    say it), `none` (nothing was found behind it)."""

    section: int
    text: str
    state: str
    source: int | None = None
    passage: str = ""


@dataclass(frozen=True)
class Item:
    """A number, date or name of the draft and the places that have it: 0 for the notes, else numbers of sources."""

    kind: str
    text: str
    places: list[int] = field(default_factory=list)


@dataclass
class _Place:
    number: int
    text: str
    language: str
    lines: list[tuple[str, set[str], set[str]]]  # sentence, stems, figures

    @property
    def figures(self) -> set[str]:
        return set().union(*(line[2] for line in self.lines)) if self.lines else set()


class Evidence:
    """The notes and sources of a brief, ready to be asked. `sources` are (number, text)."""

    def __init__(self, notes: str, sources: Iterable[tuple[int, str]], code: str) -> None:
        self.code = code
        told = [fact.whole for fact in facts.parse(notes)]
        self.notes = _place(NOTES, notes, told, code)
        self.sources = {number: self._source(number, text) for number, text in sources}
        self.places = [self.notes, *self.sources.values()]
        self._dates = {place.number: set(dates.found(place.text)) for place in self.places}

    def claims(self, sections: Sequence[str]) -> list[Claim]:
        """One claim per sentence of the sections' Markdown, in order; headings, tables and questions are none."""
        return [self._claim(at, *said) for at, text in enumerate(sections) for said in said_in(text)]

    def items(self, text: str) -> list[Item]:
        """Numbers, dates and names of the text; those that stand nowhere first."""
        plain = _CITATION.sub("", text)
        in_dates = dates.found(plain)
        rows = [Item("date", shown, self._with_date(day)) for day, shown in in_dates.items()]
        covered = {figure(part) for shown in in_dates.values() for part in facts.numbers(shown)}
        rows += [
            Item("number", number, self._with_figure(number))
            for number in facts.numbers(plain)
            if figure(number) not in covered
        ]
        rows += [Item("name", name, self._with_name(name)) for name in names(plain, self.code)]
        return sorted(rows, key=lambda row: bool(row.places))

    def _source(self, number: int, text: str) -> _Place:
        lines = [line for passage in passages.cut(text, source=number) for line in passage.lines]
        return _place(number, text, lines, language.detect(text)[0] or self.code)

    def _claim(self, section: int, text: str, cited: list[int]) -> Claim:
        own, figures = set(stems(text, self.code)), {figure(number) for number in facts.numbers(text)}
        for number in (number for number in cited if number in self.sources):
            place = self.sources[number]
            if not language.same(place.language, self.code):
                state = "unchecked" if figures <= place.figures else "doubtful"
                return Claim(section, text, state, number)
            if passage := _said(place, own, figures):
                return Claim(section, text, "cited", number, passage)
        if passage := _said(self.notes, own, figures):
            return Claim(section, text, "notes", NOTES, passage)
        if any(number in self.sources for number in cited):
            return Claim(section, text, "doubtful", cited[0])
        for place in self.sources.values():
            if passage := _said(place, own, figures):
                return Claim(section, text, "uncited", place.number, passage)
        return Claim(section, text, "none")

    def _with_figure(self, number: str) -> list[int]:
        return [place.number for place in self.places if figure(number) in place.figures]

    def _with_date(self, day: tuple[int, int, int]) -> list[int]:
        return [number for number, there in self._dates.items() if any(dates.agree(day, other) for other in there)]

    def _with_name(self, name: str) -> list[int]:
        return [place.number for place in self.places if _has_name(place.text, name)]


def said_in(text: str) -> Iterator[tuple[str, list[int]]]:
    """Each sentence of a section's Markdown without markup, with the sources that it cites. A citation after the full
    stop belongs to the sentence before it."""
    for block in re.split(r"\n\s*\n|\n(?=\s*(?:[-*+•]|\d{1,3}[.)])\s)", text):
        if not block.strip() or _MARKUP.match(block):
            continue
        flat = " ".join(_ITEM.sub("", line) for line in block.splitlines())
        flat = _AFTER_END.sub(lambda match: match[2] + match[1], flat)
        for sentence in sentences.split(facts.plain(flat)):
            bare = _CITATION.sub("", sentence).strip()
            if len(words(bare)) > 1 and not bare.endswith("?"):
                yield bare.replace("\\", ""), [int(number) for number in _CITATION.findall(sentence)]


def names(text: str, code: str) -> list[str]:
    """Names by their form. German writes every noun large: there only names of several words and places count."""
    if code.split("-")[0] != "de":
        return [name for name in facts.names(text, code) if not name.isdigit()]
    flat = " ".join(line for line in text.split() if line)
    runs = [run for match in _RUN_OF_NAMES.finditer(flat) if " " in (run := _without_article(match.group()))]
    places = _AFTER_PLACE.findall(flat)
    return list(dict.fromkeys([*runs, *(place for place in places if not any(place in run for run in runs))]))


def _without_article(run: str) -> str:
    first, _, rest = run.partition(" ")
    return rest if first.lower() in stop_words("de") else run


def figure(number: str) -> str:
    """A number without its separators: 3.8 and 3,8 are the same, 1.000 and 1 000 too."""
    return re.sub(r"[.,’'\u00a0\u202f]", "", number).lstrip("0") or "0"


def as_rows(found: Iterable[Claim | Item]) -> list[dict[str, object]]:
    return [asdict(row) for row in found]


def _place(number: int, text: str, lines: list[str], code: str) -> _Place:
    return _Place(
        number, text, code,
        [(line, set(stems(line, code)), {figure(found) for found in facts.numbers(line)}) for line in lines],
    )  # fmt: skip


def _said(place: _Place, own: set[str], figures: set[str]) -> str:
    """The sentence (or two in a row) of the place that says it; "" if none does."""
    if not figures <= place.figures:
        return ""
    if len(own) < LEAST_STEMS:
        return next((line for line, there, seen in place.lines if own <= there and figures <= seen), "")
    best, share = "", 0.0
    for at, (line, there, _) in enumerate(place.lines):
        following = place.lines[at + 1] if at + 1 < len(place.lines) else None
        alone = len(own & there) / len(own)
        joined = len(own & (there | following[1])) / len(own) if following else 0.0
        if max(alone, joined - 0.1) > share:
            share = max(alone, joined - 0.1)
            best = line if alone >= joined - 0.1 or following is None else f"{line} {following[0]}"
    return best if share >= ENOUGH else ""


def _has_name(text: str, name: str) -> bool:
    parts = name.split()
    if name in text or (len(parts) > 2 and " ".join(parts[-2:]) in text):  # a title or office before the name
        return True
    known = {stem(word) for word in words(text)}
    return all(stem(part) in known for part in words(name))
