"""What is marked in a text: emphasis, links, notes and placeholders, block by block, and the words they stand on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from ai.guards import pairing
from ai.guards.memory import by_length
from ai.guards.reading import LETTER, folded, plain
from ai.guards.verdicts import Expect

ALIKE = {"b": "strong", "i": "em"}
# Where each thing stands, in the text that `laid` makes: characters that no text has.
FIRST, LAST = "\ue000", "\uf8ff"
PLACE = f"[{FIRST}-{LAST}]"
_BLOCK = re.compile(r"<[a-z][a-z0-9]{0,20}\b[^<>]{0,1000}?\bdata-id=\"([^\"<>]{1,60})\"[^<>]{0,1000}>", re.I)
_GAP = re.compile(r"\n\s*\n|</p>\s*|</li>\s*|</tr>\s*", re.I)
_TAGGED = re.compile(
    r"<(strong|b|em|i|mark|a)((?:-\d{1,4})?)\b([^<>]{0,2000})>((?:(?!</?\1\2\b).){0,2000})</\1\2\s*>", re.DOTALL | re.I
)
_BOLD = re.compile(r"(?<![*\w])(\*\*|\*)(?![\s*])([^*\n]{1,300})(?<!\s)\1(?![*\w])")
_LINKED = re.compile(r"(?<!!)\[([^\]\[]{1,500})\]\(\s{0,9}<?([^\s)>]{1,2000})>?(?:\s+\"[^\"]{0,300}\")?\s{0,9}\)")
_HREF = re.compile(r"\bhref\s*=\s*[\"']([^\"']{0,2000})[\"']", re.I)
_THINGS = re.compile(
    r"<sup\b[^<>]{0,300}>\s{0,9}<a\b[^<>]{0,300}>(?P<note>[^<]{1,12})</a>\s{0,9}</sup>"
    r"|(?:<sup\s[^<>]{1,300}>|(?<=[.,;:!?…\"”’»“)\]])<sup>)\s{0,9}\[?(?P<number>\d{1,3})\]?\s{0,9}</sup>"
    r"|<sup-(?P<sup>\d{1,4})>[^<]{0,40}</sup-\d{1,4}>"
    r"|\[\^(?P<label>[\w-]{1,40})\](?!:)"
    r"|(?P<slot>\{\{[^{}\n]{1,80}\}\}|\{%[^{}\n]{1,80}%\}|(?<!\d)%\([a-z_]{1,40}\)[sd]|\{[a-zA-Z_]{1,40}\d?\})"
    r"|<a(?P<mark>(?:-\d{1,4})?)\b(?P<link>[^<>]{0,2000})>"
)
_BEHIND_END = re.compile(rf"([.,;:!?…。！？]+[\"'”’»“)\]」]*)({PLACE}+)")
_WORD = re.compile(rf"(?:{LETTER}|\d)+")
LEAST_SAME = 4  # letters in which two forms of one word begin alike
_UNSPACED = frozenset(("ja", "zh", "yue", "th", "lo", "km", "my"))


@dataclass(frozen=True)
class Passage:
    """Words in a tag. `kind`: strong, em, mark, or a link's address."""

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Laid:
    """The sentences of a block, each thing in them as one character; `keys` tells which."""

    sentences: tuple[str, ...]
    keys: tuple[tuple[str, str], ...]

    def places(self) -> dict[tuple[str, str], int]:
        """The sentence of each thing that is there once."""
        found: dict[tuple[str, str], int] = {}
        for number, sentence in enumerate(self.sentences):
            found |= {self.keys[ord(char) - ord(FIRST)]: number for char in sentence if FIRST <= char <= LAST}
        return {key: number for key, number in found.items() if self.keys.count(key) == 1}


@by_length
def blocks(text: str) -> tuple[tuple[str, str], ...]:
    """(id, text) of each block; paragraphs and entries without ids where there is no id at all."""
    found = list(_BLOCK.finditer(text))
    ends = [match.start() for match in found[1:]] + [len(text)]
    if found:
        return tuple((match.group(1), text[match.start() : end]) for match, end in zip(found, ends, strict=True))
    return tuple(("", part) for part in _GAP.split(text) if plain(part).strip())


def paired_blocks(answer: str, source: str) -> list[tuple[str, str]]:
    """(of the answer, of the source); the whole texts where blocks cannot be told."""
    mine, given = blocks(answer), blocks(source)
    if mine and len(mine) == len(given) and [name for name, _ in mine] == [name for name, _ in given]:
        return [(a, b) for (_, a), (_, b) in zip(mine, given, strict=True)]
    return [(answer, source)]


@by_length
def laid(block: str, language: str) -> Laid:
    keys: list[tuple[str, str]] = []

    def placed(match: re.Match[str]) -> str:
        if len(keys) > ord(LAST) - ord(FIRST):
            return match.group()
        keys.append(_key(match))
        return chr(ord(FIRST) + len(keys) - 1)

    # A note stands behind the mark that ends its sentence.
    text = _BEHIND_END.sub(r"\2\1", _THINGS.sub(placed, block))
    return Laid(tuple(pairing.sentences(text, language)), tuple(keys))


def _key(match: re.Match[str]) -> tuple[str, str]:
    found = match.groupdict()
    for name in ("note", "number", "label", "sup"):
        if found[name]:
            return "footnote", found[name].strip()
    if found["slot"]:
        return "placeholder", "".join(found["slot"].split())
    address = _HREF.search(found["link"] or "")
    return "link", unescape(address.group(1)) if address else f"a{found['mark']}"


@by_length
def passages(text: str) -> tuple[Passage, ...]:
    """Emphasis and links, of HTML and of Markdown, also one inside another."""
    return tuple(_passages(text, 0))


def _passages(text: str, start: int) -> Iterator[Passage]:
    for match in _TAGGED.finditer(text):
        tag, mark, attributes, inner = match.groups()
        address = _HREF.search(attributes)
        if tag.lower() != "a":
            kind = ALIKE.get(tag.lower(), tag.lower()) + mark
        else:
            kind = unescape(address.group(1)) if address else f"a{mark}"
        yield Passage(kind, plain(inner), start + match.start(), start + match.end())
        if "<" in inner:
            yield from _passages(inner, start + match.start(4))
    if not start and "<" not in text:
        for match in _BOLD.finditer(text):
            yield Passage("strong" if len(match.group(1)) > 1 else "em", plain(match.group(2)), *match.span())
    for match in _LINKED.finditer(text) if not start else ():
        yield Passage(unescape(match.group(2)), plain(match.group(1)), *match.span())


def is_link(kind: str) -> bool:
    return kind not in ("strong", "em", "mark") and not kind.startswith(("strong-", "em-", "mark-"))


def words(text: str) -> list[str]:
    """All words and numbers, lower case and without accents; 1,250 is one."""
    return _WORD.findall(folded(re.sub(r"(?<=\d)[.,'’  ](?=\d{3}\b)", "", text)))


def are_alike(one: str, other: str) -> bool:
    """Whether they may be forms of one word."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) < LEAST_SAME or any(map(str.isdigit, short + long)):
        return False
    same = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return same >= max(LEAST_SAME, round(0.6 * len(long))) or (len(short) > LEAST_SAME and long.endswith(short))


def share(some: list[str], others: list[str]) -> bool:
    return any(are_alike(one, other) for one in some for other in others)


def is_unspaced(expect: Expect) -> bool:
    """Whether the words of one of the languages cannot be told."""
    return bool(_UNSPACED.intersection(expect.codes))
