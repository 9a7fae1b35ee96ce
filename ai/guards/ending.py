"""ending: a text of sentences ends where a sentence ends; one that stops in the middle was cut off."""

import re
import tomllib
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from ai.guards import languages
from ai.guards.marked import words
from ai.guards.reading import plain
from ai.guards.verdicts import Expect, Verdict

ID = "ending"
_CLOSED = re.compile(r"[.!?…。！？．｡।॥؟۔։။។:：;]['\"”’»«“‘‹」』）)\]›*_~]*(?:\[\^[\w-]+\])*$|[」』”»)）\]]$")
_THAI = re.compile(r"[\u0e00-\u0eff]$")  # Thai and Lao end without a mark
_LINE_OF_LIST = re.compile(r"(?:^|\n)[ \t]*(?:[-*+•|]|\d{1,3}[.)]|#{1,6})[^\n]*$")
_BELOW = re.compile(r"</(?:table|ul|ol)>\s*<p\b[^<>]{0,200}>(?:<a\b[^<>]{0,400}>)?[^<>]{1,80}(?:</a>)?</p>\s*$", re.I)
_ADDRESS = re.compile(
    r"(?:(?:https?://|www\.)\S{3,300}|\b[\w-]{2,63}(?:\.[a-z\d-]{2,63}){1,3}(?:/\S{0,200})?|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4})[\s)>\]]*(?:</\w+>\s*)*\Z",
    re.I,
)
_SHAPED = re.compile(r"</(?:table|ul|ol)>.{0,2000}</(?:p|figure|a)>\s*\Z", re.DOTALL | re.I)
_FILE = Path(__file__).parent / "data" / "dangling.toml"
_TRAILING = re.compile(r"(\S{1,60}(?:…|\.\.\.))[\"'”’»“)]*\Z")
_ENTRY = re.compile(r"<li\b[^<>]{0,300}>((?:(?!<li\b|</li>).){1,5000})", re.DOTALL | re.I)
_LINES = re.compile(r"^[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]+(\S[^\n]*)$", re.MULTILINE)
_LINK_END = re.compile(r"</a>(?:\s*</\w{1,12}>)*\s*\Z", re.I)
_LIST_ENDS = ("</li>", "</ul>", "</ol>")
_EMPTY_CELL = re.compile(r"\n\s*[–—-]\s*\Z")
LEAST_ENTRIES = 3
LONGEST_END = 200  # characters
MOST_BELOW = 400  # characters
_TERM = re.compile(
    r"[,;:–—-]$|\b(?:and|or|the|of|a|to|und|oder|der|die|das|et|ou|le|la|de|y|o|el|e|il|i|и|в|на)$", re.I
)


def check(text: str, data: Any, expect: Expect) -> Verdict | None:
    is_line = expect.plain and not expect.whole and not expect.keep  # a title, which need not be a sentence
    if data is not None or not (expect.whole or expect.source and (expect.keep or is_line)):
        return None
    ends = _last(text)
    if _is_cut(ends, text, expect):
        return Verdict(ID, False, f"The answer stops in the middle of a sentence: “…{ends[-40:]}”.")
    if is_line or (expect.shape and _SHAPED.search(text)):
        return Verdict(ID, True)  # what stands below a table need be no sentence
    if _is_closed(ends, text):
        return Verdict(ID, True)
    if _LINK_END.search(text) and not _CLOSED.search(_last(expect.source)):
        return Verdict(ID, True)  # Sign up here
    if not expect.whole and not _is_closed(_last(expect.source), expect.source):
        return Verdict(ID, True)
    return Verdict(ID, False, f"The answer stops in the middle of a sentence: “…{ends[-40:]}”.")


def _is_cut(ends: str, text: str, expect: Expect) -> bool:
    """Whether it surely ends in the middle of a sentence or word, whatever mark is put behind it."""
    known = None if _ADDRESS.search(text[-MOST_BELOW:]) else _dangling(expect.wanted)  # which is no word of `ends`
    if known and (match := known.search(ends)) and not expect.source.rstrip().endswith(match.group().strip()):
        return True
    if expect.whole and (match := _TRAILING.search(ends)) and match.group(1) not in expect.source:
        return True
    return _stops_in_word(ends, expect) or _is_other_entry(text, expect)


def _stops_in_word(ends: str, expect: Expect) -> bool:
    """The last word is the start of one that stands in the text behind the same two words: est affi, for est affiché.

    Where words are joined, the first of them may stand alone: in der Stadt, for in der Stadtbibliothek.
    """
    said = words(ends[-LONGEST_END:])[-3:]
    if len(said) < 3 or not ends[-1:].isalpha() or len(said[-1]) < 2:
        return False
    if expect.wanted != expect.source_code or expect.wanted in languages.having("compounding"):
        return False
    there = words(plain(expect.source, code=True))
    rest = [
        third for first, (second, third) in zip(there, pairwise(there[1:]), strict=False) if [first, second] == said[:2]
    ]
    return any(one.startswith(said[-1]) and len(one) > len(said[-1]) + 1 for one in rest) and said[-1] not in there


def _is_other_entry(text: str, expect: Expect) -> bool:
    """The last entry of a list has no mark at its end, where each of the others has."""
    entries = [plain(one).strip() for one in _ENTRY.findall(text)] if text.rstrip().endswith(_LIST_ENDS) else []
    entries = (
        entries or [plain(one).strip() for one in _LINES.findall(text)]
        if _LINE_OF_LIST.search(text.rstrip())
        else entries
    )
    if len(entries) < LEAST_ENTRIES or not expect.keep:
        return False
    *others, last = entries
    return all(_CLOSED.search(one) for one in others) and not (_CLOSED.search(last) or _ADDRESS.search(last))


@cache
def _dangling(language: str) -> re.Pattern[str] | None:
    """Words that no sentence ends with, and what was put behind one."""
    found = str(_tables().get({"nb": "no", "nn": "no"}.get(language, language), ""))
    return re.compile(rf"(?<=\s)(?:{'|'.join(found.split())})\s?(?:…|\.{{1,3}})?\Z") if found else None


@cache
def _tables() -> dict[str, str]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _is_abbreviation(ends: str) -> bool:
    """A number's unit or the like, which nothing ends with: 4,75 Mio."""
    return bool(re.search(r"\d\s?(?:mio|mrd|tsd|mln|mld|bn|nr|no|bzw|ca)\.$", ends.lower()))


def _last(text: str) -> str:
    return plain(text, code=True).rstrip()


def _is_closed(ends: str, text: str) -> bool:
    """Closed by a mark, or of a kind that has none: Thai, a list's entry, a table's row, a heading."""
    if _is_abbreviation(ends):
        return False
    if _CLOSED.search(ends) or _THAI.search(ends) or _ADDRESS.search(text[-MOST_BELOW:]):
        return True
    in_list = (
        _LINE_OF_LIST.search(text.rstrip())
        or text.rstrip().endswith(("</li>", "</ul>", "</ol>", "</table>", "```"))
        or _BELOW.search(text[-MOST_BELOW:])  # a line of figures below a table
    )
    return bool(in_list) and not _TERM.search(_EMPTY_CELL.sub("", ends))
