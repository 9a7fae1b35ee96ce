"""A model's section without what it was told to leave out: wrapping, headings that stand there already, instructions,
lists of sources, the wreck of a fact that has to be told again. Markdown in, Markdown out; nothing is written anew."""

import re
from collections.abc import Iterable

from ai.local import sentences
from ai.local.wording import stems

_CITATION = re.compile(r"\[\^\d{1,3}\]")
_LOOSE_CITATION = re.compile(r"(?<![\w\\\]])\[(\d{1,3})\](?![(\[:])")
_DEFINITION = re.compile(r"^\s*\[\^\d+\]:.*$", re.MULTILINE)
_HEADING = re.compile(r"^(#{1,6})(\s+.*)$", re.MULTILINE)
_UNDERLINED = re.compile(r"^(\S.*)\n(?:={3,}|-{3,})[ \t]*$", re.MULTILINE)
_LAST_HEADING = re.compile(r"(?:\n|\A)#{1,6}\s+[^\n]*\s*\Z")
_FENCE = re.compile(r"^```(?:markdown|md)?\s*\n(.*)\n```\s*$", re.DOTALL)
_BLANKS = re.compile(r"\n{3,}")
_SAME = 0.7  # share of a sentence's stems that a fact has too


def section_text(text: str, heading: str, *, titles: Iterable[str] = (), instructions: Iterable[str] = ()) -> str:
    """`titles` are the article's title and its other headings. Headings inside go one level under the section's."""
    fenced = _FENCE.match(text.strip())
    text = _DEFINITION.sub("", fenced.group(1) if fenced else text).strip()
    text = _UNDERLINED.sub(r"## \1", text)
    known = {_bare(title) for title in (heading, *titles)} - {""}
    text = _without_opening_heading(text, known, is_opening=not heading)
    text = _without_instructions(_LOOSE_CITATION.sub(r"[^\1]", text), instructions)
    text = _HEADING.sub(lambda match: "#" * max(3, len(match.group(1))) + match.group(2), text)
    while match := _LAST_HEADING.search(text):  # one with nothing under it, such as that of a list of sources
        text = text[: match.start()].rstrip()
    return _BLANKS.sub("\n\n", text).strip()


def without_fact(text: str, fact: str, code: str) -> str:
    """The text without sentences that say little but this fact, and cite nothing: it is told again, word for word."""
    said = set(stems(fact, code))
    for sentence in sentences.split(text):
        own = set(stems(sentence, code))
        if len(own) > 2 and len(own & said) >= _SAME * len(own) and not _CITATION.search(sentence):
            text = _taken_out(text, sentence)
    return _BLANKS.sub("\n\n", text).strip()


def _without_opening_heading(text: str, known: set[str], *, is_opening: bool) -> str:
    """The first line goes where it repeats a heading, and any heading goes at the very beginning of an article."""
    while text:
        first, _, rest = text.partition("\n")
        is_heading = first.startswith("#")
        if _bare(first) not in known and not (is_heading and (is_opening or first.startswith("# "))):
            return text
        text = rest.strip()
    return text


def _without_instructions(text: str, instructions: Iterable[str]) -> str:
    parts = [part for line in instructions for part in (line, *re.split(r"[;.]\s+", line))]
    wanted = {_bare(part) for part in parts if len(part.split()) > 2}
    for sentence in sentences.split(text) if wanted else []:
        if _bare(sentence) in wanted:
            text = _taken_out(text, sentence)
    return text


def _taken_out(text: str, sentence: str) -> str:
    """However the sentence is broken into lines."""
    words = r"\s+".join(re.escape(word) for word in sentence.split())
    return re.sub(rf"{words}[ \t]?", "", text, count=1)


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).strip().lower()
