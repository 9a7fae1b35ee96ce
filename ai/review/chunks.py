"""A text in the portions that a model reads, each block as it may be replaced: words and numbered marks alone."""

from dataclasses import dataclass
from typing import Any

from ai.writing.numbering import Numbered, numbered, restored
from ai.writing.translating import language_name
from aicmr.lib import html
from aicmr.lib.text import shorten

CHUNK_CHARS = 6_000
BEFORE_CHARS = 400
KINDS = {
    "p": "paragraph", "h2": "heading", "h3": "heading", "h4": "heading", "ul": "list", "ol": "numbered list",
    "table": "table", "blockquote": "quotation",
}  # fmt: skip
_OUTER = ("p", "h2", "h3", "h4")
_LONGEST = 12_000  # of one block; a longer one is no text that a person would review


@dataclass(frozen=True)
class Piece:
    """One block. `outer` is the mark of a block of which only the words go out, else ''."""

    number: int
    block: html.Block
    text: str
    outer: str
    source: Numbered

    def rebuilt(self, replacement: str) -> str:
        """The block with these words. Raises Torn."""
        words = replacement.strip()
        if self.outer and not words.startswith(f"<{self.outer}>"):
            words = f"<{self.outer}>{' '.join(words.split())}</{self.outer}>"
        return html.blocks(restored(words, self.source))[0].html


def pieces(body: str) -> list[Piece]:
    """The blocks that have words to review, numbered from 1 as they stand in the text."""
    found = []
    for number, block in enumerate(html.blocks(body), 1):
        if block.tag in KINDS and block.text.strip() and len(block.html) <= _LONGEST:
            source = numbered(block.html)
            outer = f"{block.tag}-1" if block.tag in _OUTER else ""
            text = source.text.removeprefix(f"<{outer}>").removesuffix(f"</{outer}>") if outer else source.text
            found.append(Piece(number, block, text.strip(), outer, source))
    return found


def chunks(body: str) -> list[list[Piece]]:
    """Portions of about CHUNK_CHARS, cut between blocks."""
    portions: list[list[Piece]] = []
    size = CHUNK_CHARS
    for piece in pieces(body):
        size += len(piece.text)
        if size > CHUNK_CHARS or not portions:
            portions.append([])
            size = len(piece.text)
        portions[-1].append(piece)
    return portions


def context(portion: list[Piece], before: list[Piece], *, title: str, language: str) -> dict[str, Any]:
    """What the run for a portion is told; `before`: the portion before it, for the transition."""
    last = before[-1].block.text if before else ""
    return {
        "title": title,
        "language": language,
        "language_name": language_name(language),
        "before": shorten(last, BEFORE_CHARS),
        "blocks": [{"number": p.number, "kind": KINDS[p.block.tag], "text": p.text} for p in portion],
    }


def contexts(body: str, *, title: str, language: str) -> list[dict[str, Any]]:
    portions = chunks(body)
    return [
        context(portion, portions[place - 1] if place else [], title=title, language=language)
        for place, portion in enumerate(portions)
    ]
