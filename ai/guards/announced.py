"""What stands before the text itself and names it, and notes to those who edit it: `Photo description: …`,
`Option 1: …`, `Picking up where the report leaves off:`."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from ai.guards.reading import folded, lowered, plain
from ai.guards.verdicts import Expect

_FILE = Path(__file__).parent / "data" / "announced.toml"
_ENGLISH = "en"
MOST_LINE = 160  # characters of a first line that announces
_LEAD = r"\A[\s*_#>\"'“„«»「『‘(\[|-]*"
_CLOSES = r"[\s*_)\]」』\"'”“»]*"
_NUMBER = r"(?:\s?(?:no\.?|nr\.?|n[.º°]|№)?\s?\(?(?:\d{1,2}|[abc])\)?)"
_TONGUE = (
    "english|german|french|spanish|deutsche?|englische?|französische?|spanische?"
    "|(?:leichter|einfacher) sprache|français"
    "|anglais|allemand|español|castellano|inglés|alemán|italiano|inglese|tedesco|francese|nederlands|engels|duits|português|inglês"
    "|alemão|polsku|angielsku|niemiecku|język polski|svenska|engelska|tyska|dansk|engelsk|tysk|norsk|češtiny"
    "|angličtiny|türkçeye?"
    "|русский|английский|українську|англійську"
)
_TAIL = rf"(?:\s(?:in|into|ins|auf|en|em|al?|au|in het|naar het|til|till|på|po|na|do|на)\s(?:le\s|het\s)?(?:{_TONGUE}))"
_WORD = re.compile(r"[^\W\d_]+")
_ONE = re.compile(r"(?:the|my|our|der|die|das|le|la|el|il|lo|o|a|de|het|den|det)\s", re.I)
_FOLLOWS = re.compile(
    r"(?:as follows|wie folgt|folgendermassen|comme suit|como s[ie]gue|come segue|als volgt|som följer|som følger"
    r"|następująco|следующим образом|takto|seuraavasti)\W*\Z"
)
_ARROW = re.compile(r"([^\W\d_][\w'’ -]{1,40}?)\s?(?:→|⟶|➔|=>|->|-->)\s?[\"“„«]?([^\W\d_][\w'’ -]{1,40})")


def before(text: str, expect: Expect) -> Iterator[str]:
    """The label or the line that the answer begins with, where the text has none."""
    read = _lines(text)
    if not read or not expect.source.strip():
        return
    given = "\n".join(_lines(expect.source))
    first, is_alone = read[0], len(read) > 1
    for table in _tables(expect):
        found = table["label"].match(first)
        if found and not _is_given(found, given, expect):
            yield first[: found.end()]
        found = table["title"].match(first) if is_alone and len(first) <= MOST_LINE else None
        if found and not _is_given(found, given, expect):
            yield first
        announced = _announcement(first, is_alone=is_alone)
        if announced and _announces(announced, table, given, expect):
            yield announced


def anywhere(text: str, expect: Expect) -> Iterator[str]:
    """Notes to the editors, another wording of a part, and what became of each word that was corrected."""
    if not expect.source.strip():
        return
    given = "\n".join(_lines(expect.source))
    for line in _lines(text):
        for table in _tables(expect):
            for kind in ("editors", "other"):
                found = table[kind].search(line) if kind in table else None
                if found and not _is_given(found, given, expect, is_whole=True):
                    yield line
    if expect.corrects:
        yield from _corrections(plain(text), plain(expect.source))


def _corrections(text: str, source: str) -> Iterator[str]:
    """nesecitas → necesitas: a slip of the text, and what it became."""
    if _ARROW.search(source):
        return
    known, said = folded(source), text.split("\n")
    for line in said[-8:]:
        for slip, _ in _ARROW.findall(line):
            if folded(slip.split()[-1]) in known:
                yield line.strip()


def _lines(text: str) -> list[str]:
    return [line.strip() for line in lowered(plain(text)).split("\n") if line.strip()]


def _announcement(first: str, *, is_alone: bool) -> str:
    """What stands before the first colon, or a first line that ends as one: … as follows."""
    head, colon, rest = first.partition(":" if ":" in first else "：")
    if colon and len(head) <= MOST_LINE and not re.search(r"[.!?。]\s", head):
        return head
    return first if is_alone and len(first) <= MOST_LINE and first[-1:] in ".。" else ""


def _announces(said: str, table: dict[str, re.Pattern[str]], given: str, expect: Expect) -> bool:
    if "wide_goes" in table:
        found = table["wide_goes"].search(said)
        return found is not None and found.group() not in given
    if said[-1:] == "." and not _FOLLOWS.search(said):
        return False
    nouns = [match for match in table["noun"].finditer(said) if not _stands(match.group(), given, expect)]
    goes = table["goes"].search(said)
    return bool(nouns) and goes is not None


def _stands(word: str, given: str, expect: Expect) -> bool:
    return expect.wanted == expect.source_code and re.search(rf"(?<!\w){re.escape(word)}", given) is not None


def _is_given(found: re.Match[str], given: str, expect: Expect, *, is_whole: bool = False) -> bool:
    """Whether the text begins a line so too; of another language, whether it has any label of its own."""
    said = folded(found.group()).strip(" *_#:：.()[]\"'“”„«»")
    if said in folded(given):
        return True
    if expect.wanted == expect.source_code:  # a proposal may be the second where the text speaks of one
        heads = [_stem(word) for word in _WORD.findall(said) if len(word) > 2][-1:]
        return not is_whole and any(word.startswith(head) for head in heads for word in _WORD.findall(folded(given)))
    theirs = _table(expect.source_code)
    if theirs is None:
        return True
    return any(theirs[kind].search(line) for line in given.split("\n") for kind in ("label", "title", "editors"))


def _stem(word: str) -> str:
    return word[: max(4, len(word) - 3)]


def _tables(expect: Expect) -> list[dict[str, re.Pattern[str]]]:
    codes = dict.fromkeys((expect.wanted or expect.source_code, expect.source_code, _ENGLISH))
    return [table for code in codes if (table := _table(code))]


@cache
def _table(language: str) -> dict[str, re.Pattern[str]] | None:
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8")).get({"nb": "no", "nn": "no"}.get(language, language))
    if rows is None:
        return None
    rows = {kind: shape.replace(" ", r"\s+").replace("ß", "ss") for kind, shape in rows.items()}
    if "wide" in rows:
        return {
            "label": re.compile(rf"{_LEAD}(?:{rows['wide']}){_CLOSES}[:：]"),
            "title": re.compile(rf"{_LEAD}(?:{rows['wide']}){_CLOSES}\Z"),
            "wide_goes": re.compile(rows["wide_goes"]),
            "editors": re.compile(rows["editors"]),
        }
    thing, vague, kind = rows["thing"], rows["vague"], rows["kind"]
    kinds = rf"(?:(?:{kind})[\s-]{{1,3}})"
    behind = rf"(?:\s(?:{kind}))"
    named = (
        rf"(?:{kinds}{{1,3}}(?:{thing}|{vague}){_NUMBER}?|(?:{thing}|{vague}){_NUMBER}|(?:{thing}|{vague}){behind}{{1,3}}"
        rf"{_NUMBER}?|(?:{thing})s?[\s-]?(?:{vague}){_NUMBER}?|(?:{thing}){_TAIL})"
    )
    article = rf"(?:{_ONE.pattern})?"
    return {
        "label": re.compile(rf"{_LEAD}{article}{named}{_TAIL}?{_CLOSES}[:：]"),
        "title": re.compile(rf"{_LEAD}{article}{named}{_TAIL}?{_CLOSES}[:：.]?\Z"),
        "other": re.compile(
            rf"\A\W*(?:alternativ\w{{0,3}}|alternate|andere[rs]?|autre|otr[oa]|altr[oa]|outr[oa])\s(?:{thing}){_CLOSES}[:：]"
        ),
        "noun": re.compile(rf"(?<!\w)(?:{rows['noun']})(?!\w)"),
        "goes": re.compile(rf"(?<!\w)(?:{rows['goes']})(?!\w)"),
        "editors": re.compile(rf"(?<!\w)(?:{rows['editors']})(?!\w)"),
    }
