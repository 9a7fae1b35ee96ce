"""ending: a text of sentences ends where a sentence ends; one that stops in the middle was cut off."""

import re
from typing import Any

from ai.guards.reading import plain
from ai.guards.verdicts import Expect, Verdict

ID = "ending"
_CLOSED = re.compile(r"[.!?…。！？．｡।॥؟۔։။។:：;]['\"”’»“」』）)\]›*_~]*(?:\[\^[\w-]+\])*$|[」』”»)）\]]$")
_THAI = re.compile(r"[\u0e00-\u0eff]$")  # Thai and Lao end without a mark
_LINE_OF_LIST = re.compile(r"(?:^|\n)[ \t]*(?:[-*+•|]|\d{1,3}[.)]|#{1,6})[^\n]*$")
_BELOW = re.compile(r"</(?:table|ul|ol)>\s*<p\b[^<>]{0,200}>(?:<a\b[^<>]{0,400}>)?[^<>]{1,80}(?:</a>)?</p>\s*$", re.I)
_ADDRESS = re.compile(
    r"(?:(?:https?://|www\.)\S{3,300}|\b[\w-]{2,63}(?:\.[a-z\d-]{2,63}){1,3}(?:/\S{0,200})?|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4})[\s)>\]]*(?:</\w+>\s*)*\Z",
    re.I,
)
_SHAPED = re.compile(r"</(?:table|ul|ol)>.{0,2000}</(?:p|figure|a)>\s*\Z", re.DOTALL | re.I)
MOST_BELOW = 400  # characters
_TERM = re.compile(
    r"[,;:–—-]$|\b(?:and|or|the|of|a|to|und|oder|der|die|das|et|ou|le|la|de|y|o|el|e|il|i|и|в|на)$", re.I
)


def check(text: str, data: Any, expect: Expect) -> Verdict | None:
    if data is not None or not (expect.whole or expect.source and expect.keep):
        return None
    if expect.shape and _SHAPED.search(text):
        return Verdict(ID, True)  # what stands below a table need be no sentence
    ends = _last(text)
    if _is_closed(ends, text) or (not expect.whole and not _is_closed(_last(expect.source), expect.source)):
        return Verdict(ID, True)
    return Verdict(ID, False, f"The answer stops in the middle of a sentence: “…{ends[-40:]}”.")


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
    return bool(in_list) and not _TERM.search(ends)
