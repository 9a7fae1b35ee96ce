"""What of a model's notes is kept: a mechanical filter, so that nobody reads what cannot be true.

Dropped: notes on blocks that were not sent, on guidelines that do not hold here, with words that do not stand in the
block, with a link in their reason, and those of which the model itself is not sure. A replacement that a guard
refuses goes, its note stays. Doubles are merged; of what is left the most important stay.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from ai import guards
from ai.guards import expecting
from ai.guards.links import addresses
from ai.review.chunks import Piece
from ai.review.models import BY_MODEL
from ai.writing.numbering import Torn
from aicmr.lib.wording import Wording, uses

SURE = 60  # of 100
PER_1000_WORDS = 12
LEAST = 3
REASON_CHARS = 400
LOW, UNKNOWN_BLOCK, UNKNOWN_RULE = (
    "not sure enough",
    "about a block that was not sent",
    "by a guideline that does not exist",
)
NO_QUOTE, ADDRESS, EMPTY = (
    "words that do not stand in the block",
    "a link in its reason",
    "without a reason",
)
DOUBLE, TOO_MANY = "said twice", "more than the text deserves"
_GAPS = re.compile(r"\s+")
_MARKS = re.compile(r"</?[a-z]+[1-6]?-\d+\s*/?>")
_TAGS = re.compile(r"<[^>]*>")
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "’": "'", "‘": "'", "–": "-", "—": "-"})


@dataclass
class Found:
    """A note before it is a row. `replacement` is the whole block."""

    piece: Piece
    category: str
    priority: int
    reason: str
    quote: str = ""
    guideline: str = ""
    replacement: str = ""
    confidence: int = 100


@dataclass
class Sifted:
    notes: list[Found] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)
    refused: int = 0  # replacements that a guard refused


def sift(
    answer: Any, portion: Iterable[Piece], *, codes: Collection[str], language: str, wordings: tuple[Wording, ...] = ()
) -> Sifted:
    """Of an answer of the prompt's schema. `codes`: guidelines that hold for this text."""
    by_number = {piece.number: piece for piece in portion}
    sifted = Sifted()
    for told in answer.get("notes", []):
        why, found = _read(told, by_number, codes)
        if found is None:
            sifted.dropped[why] += 1
            continue
        if wanted := str(told.get("replacement") or "").strip():
            found.replacement = _replacement(found.piece, wanted, language, wordings)
            sifted.refused += not found.replacement
        sifted.notes.append(found)
    return sifted


def _read(told: dict[str, Any], by_number: dict[int, Piece], codes: Collection[str]) -> tuple[str, Found | None]:
    piece = by_number.get(told["block"])
    if piece is None:
        return UNKNOWN_BLOCK, None
    guideline = str(told.get("guideline") or "").strip().upper()
    if guideline and guideline not in codes:
        return UNKNOWN_RULE, None
    quote, reason = words_of(told["quote"]), " ".join(_TAGS.sub("", told["reason"]).split())[:REASON_CHARS]
    if quote and same(quote) not in same(piece.block.text):
        return NO_QUOTE, None
    if not reason or told["category"] not in BY_MODEL:
        return EMPTY, None
    if addresses(reason):
        return ADDRESS, None
    if told["confidence"] < SURE:
        return LOW, None
    return "", Found(
        piece, told["category"], told["priority"], reason, quote, guideline, confidence=told["confidence"]
    )  # fmt: skip


def words_of(quote: str) -> str:
    """A quotation without the marks that the model was shown, and without those around it."""
    return " ".join(_MARKS.sub("", quote).split()).strip('"“”„«»… ')


def same(text: str) -> str:
    """Equal for words that a reader would call the same."""
    return _GAPS.sub(" ", unicodedata.normalize("NFKC", text).translate(_QUOTES)).casefold().strip()


def _replacement(piece: Piece, wanted: str, language: str, wordings: tuple[Wording, ...]) -> str:
    """The block as it would be; '' for one that a guard refuses, or that changes nothing."""
    if piece.block.tag == "blockquote":  # somebody's words
        return ""
    marks = tuple(f"{node.tag}-{number}" for number, node in piece.source.nodes.items())
    new = tuple(row for row in wordings if not uses(piece.text, [row]))  # what stands there already is another note
    expect = expecting(
        "rewrite", language=language, source=piece.text, source_language=language, html=marks, wordings=new,
        links=tuple(addresses(piece.text)), known=piece.text,
    )  # fmt: skip
    if any(not verdict.ok and verdict.guard not in expect.marked for verdict in guards.check(wanted, None, expect)):
        return ""
    try:
        block = piece.rebuilt(wanted)
    except Torn:
        return ""
    return "" if same(_TAGS.sub(" ", block)) == same(_TAGS.sub(" ", piece.block.html)) else block


def merged(
    found: Iterable[Found], body_words: int, known: Collection[tuple[str, str]] = ()
) -> tuple[list[Found], Counter[str]]:
    """Without doubles, and not more than the text deserves; `known`: (block, quote) that the rules have noted."""
    kept: list[Found] = []
    dropped: Counter[str] = Counter()
    for note in sorted(found, key=lambda note: (note.priority, -note.confidence)):
        if any(_is_double(note, other) for other in kept) or _is_known(note, known):
            dropped[DOUBLE] += 1
        else:
            kept.append(note)
    most = max(LEAST, round(PER_1000_WORDS * body_words / 1000))
    if len(kept) > most:
        dropped[TOO_MANY] += len(kept) - most
    return kept[:most], dropped


def _is_double(note: Found, other: Found) -> bool:
    if note.piece.number != other.piece.number:
        return False
    mine, theirs = same(note.quote), same(other.quote)
    overlap = bool(mine and theirs) and (mine in theirs or theirs in mine)
    return overlap or (note.category == other.category and (not mine or not theirs))


def _is_known(note: Found, known: Collection[tuple[str, str]]) -> bool:
    quote = same(note.quote)
    return any(block == note.piece.block.id and quote and words and same(words) == quote for block, words in known)
