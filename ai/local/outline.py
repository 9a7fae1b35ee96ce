"""An outline from a brief's own notes: facts by subject, and for each subject what the sources say about it."""

import re
from dataclasses import asdict, dataclass, field
from typing import Any

from ai.local import drafting, facts, language, passages, topics
from ai.local.facts import Fact
from ai.local.instructions import Instruction, read
from ai.local.passages import Hit, Passage, Ranking
from ai.local.wording import stems, tokens

_SMALL = 12
_OPENING = 80
_CLEAR = 1.9
_QUOTE_WORDS = 95
_LEAST = 0.3


@dataclass
class Quote:
    source: int
    text: str
    own: bool = False


@dataclass
class Section:
    heading: str
    facts: list[int] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    scattered: bool = False

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass
class Material:
    """`code` is the brief's language; sources in another one are never quoted: nothing here can translate."""

    title: str
    code: str
    facts: list[Fact]
    instructions: list[Instruction]
    passages: list[Passage]
    target: int
    notes: list[str] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    quoted_words: int = 0
    ranking: Ranking = field(default_factory=lambda: Ranking([], None))


def material(context: dict[str, Any]) -> Material:
    """From a run's context: `brief` (topic, language, length_words, facts, instructions) and `sources`
    (number, title, text, own)."""
    brief = context["brief"]
    notes = str(brief.get("facts", ""))
    code = (brief.get("language") or language.detect(f"{brief['topic']}. {notes}")[0] or "en").split("-")[0].lower()
    found = Material(
        title=str(brief["topic"]).strip(),
        code=code,
        facts=facts.parse(notes),
        instructions=[read(str(text), code) for text in brief.get("instructions") or []],
        passages=[],
        target=int(brief.get("length_words") or 0),
    )
    for source in context.get("sources") or []:
        spoken = language.detect(source["text"])[0]
        if spoken and not language.same(spoken, code):
            found.notes.append(f"Not quoted, because it is in another language ({spoken}): {source['title']}.")
            continue
        cut = passages.cut(source["text"], source=source["number"], own=bool(source.get("own")))
        kept, taken = passages.without_words_to_machines(cut)
        if taken:
            found.notes.append(f"Not quoted, because it gives orders to a machine: {taken} of {source['title']}.")
        found.passages += kept
    found.ranking = Ranking(found.passages, code)
    return found


def build(given: Material) -> list[Section]:
    """Every fact stands in exactly one section; the first section has no heading unless an instruction leads."""
    taken: set[int] = set()
    leading: list[Section] = []
    middle: list[Section] = []
    ending: list[Section] = []
    for instruction in given.instructions:
        section = _by_instruction(given, instruction, taken)
        if section:
            (leading if instruction.leads else ending if instruction.ends else middle).append(section)
    free = [number for number in range(len(given.facts)) if number not in taken]
    opening = _opening(given, leading, free)
    groups = _merged(given, _grouped(given, free, opening))
    for section in [*opening, *groups]:
        _support(given, section)
    sections = [*opening, *leading, *middle, *groups, *ending]
    return _filled(given, sections, before=len(ending))


def _opening(given: Material, leading: list[Section], free: list[int]) -> list[Section]:
    """The first paragraph, which has no heading: what an instruction wants first, then the first fact. Quotations that
    lead keep their heading and open the text themselves."""
    first = leading[0] if leading else Section("")
    prose = [number for number in first.facts if drafting.is_prose(given.facts[number])]
    if first.quotes and not first.facts:
        return []
    if prose and prose == first.facts:
        leading.pop(0)
        more = [] if _grouped_by_author(given, free[:1]) else [free.pop(0) for _ in free[:1]]
        return [Section("", prose + more, first.quotes)]
    return [Section("", [free.pop(0)])] if free and not _grouped_by_author(given, free[:1]) else []


def _grouped_by_author(given: Material, numbers: list[int]) -> bool:
    return any(given.facts[number].group for number in numbers)


def _by_instruction(given: Material, wanted: Instruction, taken: set[int]) -> Section | None:
    """What facts and sources say about an instruction's subject; a note where they say nothing."""
    if not wanted.has_subject:
        given.notes.append(f"Not followed, because it needs a language model: “{wanted.text}”")
        return None
    subject = set(stems(wanted.heading or wanted.focus, given.code))
    mine = _facts_about(given, wanted, subject, taken)
    hits = _free(given, given.ranking.hits(wanted.focus, technical=wanted.technical, example=wanted.example))
    about = [h for h in hits if wanted.technical or given.ranking.coverage(wanted.heading or wanted.focus, h) >= _LEAST]
    quotes = _scattered(given, about) if wanted.technical else _passage(given, about, 4)
    if not mine and not quotes:
        given.notes.append(f"Not followed, because neither facts nor sources speak of it: “{wanted.text}”")
        return None
    taken.update(mine)
    heading = wanted.heading or (_source_heading(about[0].passage, given.code) if quotes else "")
    key, _ = topics.topic(" ".join(given.facts[n].text for n in mine))
    heading = heading or topics.heading(key, given.code) or topics.heading("more", given.code)
    return Section(heading, mine, quotes, scattered=wanted.technical)


def _facts_about(given: Material, wanted: Instruction, subject: set[str], taken: set[int]) -> list[int]:
    """Facts that share the subject's words; else those of the same topic (a date, the costs)."""
    free = [number for number in range(len(given.facts)) if number not in taken]
    shares = {n: len(subject & set(stems(given.facts[n].whole, given.code))) / (len(subject) or 1) for n in free}
    least = max(0.5, 0.75 * max(shares.values(), default=0))
    key, strength = topics.topic(wanted.heading)
    same = [n for n in free if strength and topics.topic(given.facts[n].whole)[0] == key]
    mine = [n for n in free if shares[n] >= least] or same
    opens = not wanted.leads and len(mine) > 1 and mine[0] == 0 and shares[0] <= least
    return mine[1:] if opens else mine  # the first note is the news, unless an instruction clearly means it


def _free(given: Material, hits: list[Hit]) -> list[Hit]:
    return [hit for hit in hits if id(hit.passage) not in given.used]


def _passage(given: Material, hits: list[Hit], most: int, limit: int = _QUOTE_WORDS) -> list[Quote]:
    """The best sentences of the best passage, in its order, with the ones they lean on."""
    if not hits:
        return []
    best = hits[0].passage
    short = [hit for hit in hits if len(tokens(hit.text)) <= limit]
    hits = short if any(hit.passage is best for hit in short) else hits
    chosen: set[int] = set()
    for hit in [h for h in hits if h.passage is best and h.score >= 0.35 * hits[0].score][:most]:
        group = {hit.position}
        while passages.leans(best.lines[min(group)]) and min(group) > 0:
            group.add(min(group) - 1)
        if passages.leans(best.lines[min(group)]) and not best.heading:
            continue
        if chosen and _words(best, chosen | group) > limit:
            continue
        chosen |= group
    return _quotes(given, best, sorted(chosen))


def _scattered(given: Material, hits: list[Hit]) -> list[Quote]:
    """One sentence each from several passages."""
    quotes: list[Quote] = []
    for hit in hits:
        if _free(given, [hit]) and not passages.leans(hit.text) and hit.score >= 0.25 * hits[0].score:
            quotes += _quotes(given, hit.passage, [hit.position])
        if len(quotes) == 4:
            break
    return quotes


def _quotes(given: Material, passage: Passage, positions: list[int]) -> list[Quote]:
    """Neighbouring sentences make one quotation."""
    quotes: list[Quote] = []
    for index, position in enumerate(positions):
        if quotes and position == positions[index - 1] + 1:
            quotes[-1].text += " " + passage.lines[position]
        else:
            quotes.append(Quote(passage.source, passage.lines[position], passage.own))
    if positions:
        given.used.add(id(passage))
        given.quoted_words += _words(passage, set(positions))
    return quotes


def _words(passage: Passage, positions: set[int]) -> int:
    return sum(len(tokens(passage.lines[position])) for position in positions)


def _grouped(given: Material, free: list[int], opening: list[Section]) -> list[Section]:
    """By the headings of the notes where there are any, else by topic, in order of first mention. What shows no clear
    topic goes to the opening while that is short, else to the end: a heading that does not fit would mislead."""
    sections: dict[str, Section] = {}
    strength: dict[str, float] = {}
    for number in free:
        fact = given.facts[number]
        key, score = ("", _CLEAR) if fact.group else topics.topic(fact.whole)
        heading = fact.group or topics.heading(key, given.code)
        sections.setdefault(heading, Section(heading)).facts.append(number)
        strength[heading] = strength.get(heading, 0.0) + (score if heading else 0.0)
    rest = Section(topics.heading("more", given.code))
    unclear = sorted(number for name, part in sections.items() if strength[name] < _CLEAR for number in part.facts)
    for number in unclear:
        fits = opening and drafting.is_prose(given.facts[number]) and _length(given, opening[0].facts) < _OPENING
        (opening[0] if fits else rest).facts.append(number)
    clear = [part for name, part in sections.items() if strength[name] >= _CLEAR]
    return [*clear, *([rest] if rest.facts else [])]


def _length(given: Material, numbers: list[int]) -> int:
    return sum(len(tokens(given.facts[number].whole)) for number in numbers)


def _merged(given: Material, sections: list[Section]) -> list[Section]:
    """A section of a few words joins the one before or after it, and both names make one heading."""
    merged: list[Section] = []
    for section in sections:
        if merged and _length(given, section.facts) < _SMALL and not given.facts[section.facts[0]].group:
            merged[-1].facts += section.facts
            merged[-1].heading = _joined(merged[-1].heading, section.heading, given.code)
        else:
            merged.append(section)
    return merged


def _joined(one: str, other: str, code: str) -> str:
    more = topics.heading("more", code)
    if not one or not other or one == other or other == more or topics.heading("and", code) in one.split():
        return one or other
    if one == more:
        return other
    second = other if code == "de" else other[0].lower() + other[1:]
    return f"{one} {topics.heading('and', code)} {second}"


def _support(given: Material, section: Section) -> None:
    """A quotation beside facts, where a source clearly speaks of the same thing."""
    question = " ".join(given.facts[number].whole for number in section.facts)
    hits = _free(given, given.ranking.hits(question))
    if hits and given.ranking.coverage(question, hits[0]) >= 0.4 and len(tokens(hits[0].text)) >= 6:
        section.quotes = _passage(given, hits, 3, limit=45)


def _filled(given: Material, sections: list[Section], *, before: int) -> list[Section]:
    """More passages about the topic while the asked length is far off."""
    words = given.quoted_words + sum(len(tokens(fact.whole)) for fact in given.facts)
    question = f"{given.title} " + " ".join(fact.text for fact in given.facts)
    extra: list[Section] = []
    while words < 0.7 * given.target and len(extra) < 4:
        hits = [hit for hit in _free(given, given.ranking.hits(question)) if _stands_alone(given, hit)]
        quotes = _passage(given, hits, 3)
        if not quotes:
            break
        extra.append(Section(_source_heading(hits[0].passage, given.code), [], quotes))
        words += sum(len(tokens(quote.text)) for quote in quotes)
    return sections[: len(sections) - before] + extra + sections[len(sections) - before :]


def _stands_alone(given: Material, hit: Hit) -> bool:
    """Whether a sentence nobody asked for is worth quoting: about the topic, whole, and for ordinary readers."""
    whole = hit.text.endswith((".", "!", "?", "。", "”", '"')) and len(tokens(hit.text)) >= 8
    plain = whole and not passages.is_technical(hit.text) and bool(_source_heading(hit.passage, given.code))
    return plain and given.ranking.coverage(given.title, hit) >= _LEAST


def _source_heading(passage: Passage, code: str) -> str:
    heading = re.sub(r"^[\d.]+\s+", "", passage.heading)
    spoken = language.detect(heading)[0]
    fits = 0 < len(heading.split()) <= 8 and not passages.is_technical(heading)
    return heading if fits and (spoken is None or language.same(spoken, code)) else ""
