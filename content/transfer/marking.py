"""Markdown of strangers: parsed with effort and memory that grow with its length alone."""

from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

DEEPEST = 80  # blocks in blocks; the parser leaves out what is deeper
LONGEST = 6_000_000  # characters
_MOST_BLOCKS = 150_000
_MOST_CELLS = 100_000  # short rows of a table are filled up to its width
_FREE_STEPS = 300_000


class TooMuch(Exception):
    """It is longer or deeper than anything that is written by hand, or made to keep a parser busy."""


def parsed(source: str) -> tuple[MarkdownIt, list[Token], dict[str, Any]]:
    """The parser, the tokens and what they refer to. Raises TooMuch."""
    if len(source) > LONGEST or _cells(source) > _MOST_CELLS:
        raise TooMuch
    parser, environment = _parser(len(source)), dict[str, Any]()
    try:
        tokens = parser.parse(source, environment)
    except RecursionError:
        raise TooMuch from None
    if any(token.level >= DEEPEST - 1 for token in tokens):
        raise TooMuch
    return parser, tokens, environment


def html_of(source: str) -> str:
    """As HTML; as it was written where that is too much."""
    try:
        parser, tokens, environment = parsed(source)
    except TooMuch:
        return as_written(source)
    return str(parser.renderer.render(tokens, parser.options, environment))


def as_written(source: str) -> str:
    return f"<pre>{escape(source, quote=False)}</pre>"


def _parser(length: int) -> MarkdownIt:
    """With a rule before all others that counts how often they are tried."""
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": DEEPEST}).enable(["table", "strikethrough"])
    left = {"block": _MOST_BLOCKS, "inline": _FREE_STEPS + length}

    def counted(name: str) -> Any:
        def step(*_: object) -> bool:
            left[name] -= 1
            if left[name] < 0:
                raise TooMuch
            return False

        return step

    parser.block.ruler.before("table", "counted", counted("block"))
    parser.inline.ruler.before("text", "counted", counted("inline"))
    return parser


def _cells(source: str) -> int:
    """How many cells the tables may have, at most."""
    if "|" not in source:
        return 0
    cells = width = 0
    for line in source.split("\n"):
        if "-" in line and not line.strip("|:- \t>"):
            width = line.count("|") + 1
        elif not line.strip():
            width = 0
        cells += width
    return cells
