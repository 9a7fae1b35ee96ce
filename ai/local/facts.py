"""The facts of a brief: what the notes say, item by item, word for word."""

import re
from dataclasses import dataclass, field

from ai.local.tables import STOP_WORDS

_BULLET = re.compile(r"^(\s*)(?:[-*+•–]|\d{1,3}[.)])\s+(.*)$")
_HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*$")
_RULE = re.compile(r"^\s*(?:[-*_]\s*){3,}$|^\s*\|?[\s:|-]+\|[\s:|-]*$")
_ROW = re.compile(r"^\s*\|")
_LINK = re.compile(r"!?\[([^\]]*)\]\(([^)\s]*)[^)]*\)")
_ATTRIBUTES = re.compile(r"\{[.#][^}\s]*\}")
_MARKS = re.compile(r"(\*\*|__|`|~~)|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)")
_CLOSED = re.compile(r"[.!?…。！？:][\"'”’»“)\]]*$")
_NUMBER = re.compile(r"\d+(?:[.,:/'’\u00a0\u202f-]?\d+)*")
_NAME = re.compile(r"[^\W\d_][^\W_]*(?:[-'’.&][^\W_]+)*", re.UNICODE)
_ID = re.compile(r"\b[^\W_]*[A-Za-z][^\W_]*(?:[-.][^\W_]+)*-?\d[\w.-]*\b")


@dataclass
class Fact:
    """`text` is the note without its Markdown; `items` are the notes indented under it; `group` the heading above."""

    text: str
    group: str = ""
    items: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    indent: int = 0

    @property
    def whole(self) -> str:
        return "\n".join([self.text, *self.items])

    @property
    def is_sentence(self) -> bool:
        return bool(_CLOSED.search(self.text)) and not self.text.endswith(":")


def parse(notes: str) -> list[Fact]:
    """Bullets, numbered items, paragraphs and table rows, in order; nothing of the text is left out."""
    found: list[Fact] = []
    group, open_item, blank = "", False, True
    for line in notes.replace("\r\n", "\n").expandtabs(4).split("\n"):
        if not line.strip() or _RULE.match(line):
            open_item, blank = open_item and bool(found), True
            continue
        heading, bullet = _HEADING.match(line), _BULLET.match(line)
        if heading:
            group, open_item = plain(heading.group(1)), False
        elif bullet:
            _add(found, bullet, group)
            open_item = True
        elif _goes_on(found, group, line, blank=blank, is_item=open_item):
            _continue(found[-1], plain(line))
        else:
            found.append(Fact(plain(line.strip().strip("|").replace("|", " – ")), group))
            open_item = False
        blank = False
    _find_links(found, notes)
    return [fact for fact in found if fact.text]


def _goes_on(found: list[Fact], group: str, line: str, *, blank: bool, is_item: bool) -> bool:
    """Whether a line belongs to the note before it; a table's row is a note of its own."""
    if not found or found[-1].group != group or _ROW.match(line):
        return False
    return not blank or (is_item and line[:1] == " ")


def _find_links(found: list[Fact], notes: str) -> None:
    for label, address in _LINK.findall(notes):
        for fact in found:
            if address.startswith(("https://", "http://")) and plain(label) and plain(label) in fact.whole:
                fact.links.append((plain(label), address))
                break


def plain(text: str) -> str:
    """Markdown out, words kept: a link shows its text, or its address where it has none."""
    bare = _LINK.sub(lambda match: match.group(1) or match.group(2), text.strip().removeprefix(">"))
    return " ".join(_MARKS.sub("", _ATTRIBUTES.sub("", bare)).split())


def numbers(text: str) -> list[str]:
    """Every number as written, without a closing dot: 4,2 · 3.8 · 12 · 2026."""
    return list(dict.fromkeys(_NUMBER.findall(text)))


def names(text: str, code: str | None = None) -> list[str]:
    """Capitalised words that are names by their place or form, and identifiers such as CVE-2026-25517. In German,
    where every noun is capitalised, all of them count: none may get lost."""
    common = STOP_WORDS.get((code or "en").split("-")[0], frozenset())
    found: list[str] = _ID.findall(text)
    for match in _NAME.finditer(text):
        word = match.group().rstrip(".")
        before, after = text[: match.start()].rstrip(" \n\"'„“”«»(-–"), text[match.end() :].lstrip()[:1]
        starts = not before or before[-1] in ".!?:…"
        clear = any(char.isupper() for char in word[1:]) or after.isdigit() or after.isupper()
        if len(word) > 1 and word[0].isupper() and (clear or not starts) and word.lower() not in common:
            found.append(word)
    return list(dict.fromkeys(found))


def _add(found: list[Fact], bullet: re.Match[str], group: str) -> None:
    indent, text = len(bullet.group(1)), plain(bullet.group(2))
    parent = found[-1] if found else None
    if parent and indent > parent.indent + 1 and parent.group == group:
        parent.items.append(text)
    else:
        found.append(Fact(text, group, indent=indent))


def _continue(fact: Fact, text: str) -> None:
    if fact.items:
        fact.items[-1] = f"{fact.items[-1]} {text}"
    else:
        fact.text = f"{fact.text} {text}"
