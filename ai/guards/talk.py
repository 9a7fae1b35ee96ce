"""Sentences to the one who asked: what speaks of the work, by somebody or to somebody, and is not in the text."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from ai.guards.claims import content
from ai.guards.reading import plain, sentences
from ai.guards.verdicts import Expect

_FILE = Path(__file__).parent / "data" / "talk.toml"
SAID = re.compile(r"“[^”]*”|„[^“”]*[“”]|\"[^\"]*\"|«[^»]*»|»[^«]*«|‘[^’]*’|”[^”]*”")
CUT = re.compile(r"[«„“][^»«”“„]*\Z")  # a quotation that goes on in the next sentence
LONGEST = 260  # characters
KNOWN = 0.34  # share of the words of a sentence that the text has, from which it tells of the same
_CHANGES = re.compile(
    r"(?:\A|[.!?]\s)\W*(?:changes(?: made)?|key changes|edits|änderungen|modifications|cambios"
    r"|modifiche|wijzigingen|alterações|wprowadzone zmiany|zmiany)\b[^\n:.]{0,24}\s?:",
    re.I,
)
_LABEL = re.compile(
    r"\A\W*(?:translation|übersetzung|traduction|traducción|traduzione|vertaling|tradução|tłumaczenie)\b"
    r"[^\n:]{0,40}:\s*\Z",
    re.I,
)
_BY_MODEL = re.compile(
    r"\b(?:text\w*|texte|texto|testo|tekst)\b[^.\n]{0,60}\b(?:by an?|von einer|von|par une|por una|por uma|da un['’]"
    r"|door een|przez)\s?(?:ai|ki|ia|llm)\b",
    re.I,
)


def to_the_asker(text: str, expect: Expect) -> Iterator[str]:
    """The first line and the last sentence of the answer, where they are talk."""
    lines = [line.strip() for line in plain(text).split("\n") if line.strip()]
    table = _table(expect.wanted)
    if not lines or not table or not expect.source.strip():
        return
    last = sentences(lines[-1])[-1:] if len(lines) == 1 else [*sentences(lines[-1])[-1:], lines[-1]]
    ends = [one for one in last if len(one) <= LONGEST]
    begins = [lines[0]] if len(lines) > 1 and len(lines[0]) <= LONGEST else []
    for one in (*begins, *ends):
        shapes = (_CHANGES, _BY_MODEL) if one in ends else (_LABEL, _BY_MODEL)
        if _is_talk(one, expect) or any(_is_new(shape, one, expect.source) for shape in shapes):
            yield one


def _is_new(shape: re.Pattern[str], sentence: str, source: str) -> bool:
    """A sentence of this shape whose words the text does not have."""
    found = shape.search(sentence)
    return found is not None and found.group().lower() not in source.lower()


def _is_talk(sentence: str, expect: Expect) -> bool:
    table, own = _table(expect.wanted), CUT.sub(" ", SAID.sub(" ", sentence))
    if not table or not table["work"].search(own) or _is_told(sentence, expect):
        return False
    is_own, is_asked = table["i"].search(own), table["you"].search(own)
    given, source = _table(expect.source_code), SAID.sub(" ", plain(expect.source))
    if given is None or expect.wanted != expect.source_code:
        return bool(is_own and is_asked)
    if given["i"].search(source) or given["you"].search(source):
        return bool(is_own and is_asked)
    return bool(is_own or is_asked)


def _is_told(sentence: str, expect: Expect) -> bool:
    """Whether the text tells of the same; of another language that cannot be asked."""
    mine = content(sentence, expect.wanted)
    if expect.wanted != expect.source_code or not mine:
        return False
    return len(mine & content(plain(expect.grounds), expect.source_code)) > KNOWN * len(mine)


@cache
def _table(language: str) -> dict[str, re.Pattern[str]] | None:
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8")).get(language)
    if rows is None:
        return None
    flags = {"i": re.I, "you": 0 if language == "de" else re.I, "work": re.I}
    return {name: re.compile(rf"(?<![\w-])(?:{shape})(?![\w-])", flags[name]) for name, shape in rows.items()}
