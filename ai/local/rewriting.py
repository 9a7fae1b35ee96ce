"""What can be done to a passage by rules alone: sentences left out, a list of its sentences, a table of its pairs,
small slips mended. Everything else is refused in words for people; no word is ever made up.

A passage has marks such as <a-2>…</a-2> for what must not be lost; a sentence that holds one of a link, a picture, code
or a footnote is never left out.
"""

import re
from collections import Counter

from ai.local import sentences
from ai.local.tables import ABBREVIATIONS, WEAK_ABBREVIATIONS, words
from ai.local.wording import stems

_TOKEN = re.compile(r"(<(/?)([a-z]+[1-6]?-\d+)\s*(/?)>)")
_HOLDS = re.compile(r"<(?:a|img|pre|code|sup|figure|table)-\d")
_PAIR = re.compile(r"^((?:<[^>]*>)*[^:：<>]{1,40})[:：]\s+(\S.*?)[.;,]?$")
_ITEM = re.compile(r"<li-(\d+)>(.*?)</li-\1>", re.DOTALL)
_TWICE = re.compile(r"(?<![\w'’-])([^\W\d_]{2,}) \1(?![\w'’-])", re.IGNORECASE)
_BEFORE_MARK = re.compile(r"(?<=\w) +([,.;:!?])(?=\s|$)")
_FRENCH = re.compile(r"(?<=\w) +([,.])(?=\s|$)")
_LOWER_START = re.compile(r"((\S+)([.!?])\s+)([^\W\d_])")
# What rightly stands twice: "had had", "die die", "nous nous".
_MAY_BE_TWICE = frozenset(
    words("that had die der das den dem sie ihr wir nous vous was is in do so no si que bye very")
)
_ENOUGH = 0.6  # of the words


class Cannot(ValueError):
    """What cannot be done by rules, for people."""


def shorten(document: str, code: str) -> str:
    """The first sentence, those that hold something, and the weightiest others, up to 60 % of the words."""
    found = units(_paragraph(document))
    if len(found) < 2:
        raise Cannot("shorten a single sentence, since it shortens by leaving sentences out")
    sizes = [len(_plain(unit).split()) for unit in found]
    counted = Counter(stem for unit in found for stem in set(stems(_plain(unit), code)))
    weight = [sum(counted[stem] for stem in set(stems(_plain(unit), code))) for unit in found]
    chosen = {place for place, unit in enumerate(found) if place == 0 or _HOLDS.search(unit)}
    for place in sorted(range(len(found)), key=lambda n: -weight[n]):
        if sum(sizes[n] for n in chosen | {place}) <= _ENOUGH * sum(sizes):
            chosen.add(place)
    if len(chosen) == len(found):
        raise Cannot("shorten this passage: each of its sentences holds a link, a note or code that must stay")
    return " ".join(unit for place, unit in enumerate(found) if place in chosen)


def listed(document: str) -> str:
    """A line for each sentence."""
    found = units(_paragraph(document))
    if len(found) < 2:
        raise Cannot("make a list of a single sentence, since it makes an entry of each sentence")
    return "\n".join(f"- {unit}" for unit in found)


def tabled(document: str) -> str:
    """A row for each “name: value”; all of the passage must be such pairs."""
    items = [text for _, text in _ITEM.findall(document)]
    lines = items or [line for unit in units(_paragraph(document)) for line in _clauses(unit)]
    pairs = [match.groups() for line in lines if (match := _PAIR.match(line.strip()))]
    if len(pairs) < 2 or len(pairs) < len(lines):
        raise Cannot("find rows here: it makes a table only of a passage that is all “name: value”")
    return "\n".join(f"| {name.strip()} | {_without_bars(value.strip())} |" for name, value in pairs)


def mended(document: str, code: str) -> str:
    """Doubled words, spaces, and small letters after a full stop."""
    parts = _TOKEN.split(document)
    for place in range(0, len(parts), 5):
        parts[place] = _mended(parts[place], code)
    return "".join(part for place, part in enumerate(parts) if place % 5 < 2)


def units(document: str) -> list[str]:
    """The sentences of a passage with their marks; those that one mark spans stay together."""
    pieces = _TOKEN.split(" ".join(document.split()))
    plain = ""
    tokens: list[tuple[int, bool, str]] = []  # where, whether it closes or stands alone, the mark
    opened: list[int] = []
    spans: list[tuple[int, int]] = []
    for place in range(0, len(pieces), 5):
        text = pieces[place]
        plain += text.lstrip() if plain.endswith(" ") else text
        if place + 1 >= len(pieces):
            break
        mark, closes, _, alone = pieces[place + 1 : place + 5]
        is_end = bool(closes)
        if not closes and not alone:
            opened.append(len(plain))
        elif closes and opened:
            spans.append((opened.pop(), len(plain)))
            is_end = spans[-1][0] != len(plain)  # what holds nothing closes where it opens
        tokens.append((len(plain), is_end, mark))
    starts = [start for start in _starts(plain) if not any(low < start < high for low, high in spans)]
    bounds = [*starts, len(plain)]
    cuts = [0, *(_behind_ends(tokens, start) for start in starts[1:]), len(tokens)]
    parts = (_cut(plain, tokens[cuts[n] : cuts[n + 1]], bounds[n], bounds[n + 1]) for n in range(len(starts)))
    return [part for part in parts if part]


def _starts(plain: str) -> list[int]:
    """Where sentences begin; the first of them at 0."""
    starts, position = [0], 0
    for sentence in sentences.split(plain):
        position = plain.index(sentence, position)
        starts += [position] if plain[:position].strip() else []
        position += len(sentence)
    return starts


def _behind_ends(tokens: list[tuple[int, bool, str]], place: int) -> int:
    """Which token the sentence that begins at `place` has first: what closes there, and all before it, stays with the
    sentence before."""
    cut = sum(at < place for at, _, _ in tokens)
    ends = [number for number, (at, is_end, _) in enumerate(tokens) if at == place and is_end]
    return ends[-1] + 1 if ends else cut


def _cut(plain: str, tokens: list[tuple[int, bool, str]], low: int, high: int) -> str:
    """The words from `low` to `high` with their marks."""
    written, position = "", low
    for at, _, mark in tokens:
        written += plain[position:at] + mark
        position = at
    return (written + plain[position:high]).strip()


def _paragraph(document: str) -> str:
    if re.match(r"\s*<(?:ul|ol|table|blockquote)-\d", document):
        raise Cannot("do this with a list, a table or a quotation, only with paragraphs")
    return document


def _clauses(sentence: str) -> list[str]:
    return [part for part in re.split(r";\s+|<br-\d+/>", sentence) if part.strip()]


def _without_bars(text: str) -> str:
    return text.replace("|", "/")


def _plain(unit: str) -> str:
    return _TOKEN.sub("", unit) if "<" not in unit else re.sub(r"<[^<>]*>", "", unit)


def _mended(text: str, code: str) -> str:
    text = re.sub(r"(?<=\S) {2,}(?=\S)", " ", text)
    text = _TWICE.sub(lambda m: m.group() if m.group(1).lower() in _MAY_BE_TWICE else m.group(1), text)
    text = (_FRENCH if code.startswith("fr") else _BEFORE_MARK).sub(r"\1", text)
    return _LOWER_START.sub(_capital, text)


def _capital(match: "re.Match[str]") -> str:
    before, word, mark, letter = match.groups()
    bare = word.lower().strip("(„“\"'«")
    is_short = mark == "." and (
        bare in ABBREVIATIONS or bare in WEAK_ABBREVIATIONS or len(bare) < 2 or bare.isdigit() or "." in bare
    )
    return match.group() if is_short or bare.endswith((".", "…")) else before + letter.upper()
