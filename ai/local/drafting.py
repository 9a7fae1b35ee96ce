"""A section's text as Markdown: facts word for word, quotations with their citation, nothing else."""

import re
from collections.abc import Iterator
from typing import Any

from ai.local import sentences, topics
from ai.local.facts import Fact
from ai.local.wording import tokens

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~^])")
_STARTS_BLOCK = re.compile(r"^(\d+)([.)])(\s)|^([-+=])(\s|$)")
_PARAGRAPH_WORDS = 60
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|can|may|must|takes?|gets?|opens?|opened|starts?|started|closed|won|lost|"
    r"ist|sind|war|waren|wird|werden|wurden?|hat|haben|hatten?|kann|können|soll|sollen|will|muss|gibt|kostet|dauert|"
    r"est|sont|était|étaient|sera|seront|ont|avait|peut|doit|es|son|era|fue|fueron|será|ha|han|tiene|puede|è|sono|"
    r"sarà|hanno|può|deve|zijn|was|waren|wordt|worden|werd|heeft|hebben|kan|moet|é|são|foi|foram|tem|pode|"
    r"là|có|được|sẽ|đã)\b|\b\w{3,}(?:ed|te|ten)\b",
    re.IGNORECASE,
)


def section(part: dict[str, Any], facts: list[Fact], code: str) -> Iterator[str]:
    """The text in pieces, as it would be streamed. A citation is written `[^n]` with the number of the source."""
    for block in _blocks([facts[number] for number in part["facts"] if 0 <= number < len(facts)]):
        yield from block
        yield "\n\n"
    quotes = [quote for quote in part.get("quotes") or [] if quote["text"].strip()]
    if part.get("scattered"):
        yield " ".join(_quoted(quote, code) for quote in quotes) + "\n\n" if quotes else ""
        return
    for quote, before in zip(quotes, [{"own": True}, *quotes], strict=False):
        joins = not quote.get("own") and not before.get("own")
        yield (">\n" if joins else "\n") + ("" if quote.get("own") else "> ") + _quoted(quote, code) + "\n"


def _quoted(quote: dict[str, Any], code: str) -> str:
    """The site's own sentences need no quotation marks; every sentence used has its own, and names its source."""
    if quote.get("own"):
        return f"{escape(quote['text'])} [^{quote['source']}]"
    marked = (topics.quoted(sentence, code) for sentence in sentences.split(quote["text"]))
    return " ".join(f"{escape(sentence)} [^{quote['source']}]" for sentence in marked)


def _blocks(facts: list[Fact]) -> Iterator[Iterator[str]]:
    """Sentences flow into paragraphs; what is no sentence becomes a list."""
    paragraph: list[Fact] = []
    points: list[Fact] = []
    for fact in facts:
        if not is_prose(fact):
            points.append(fact)
            continue
        if sum(len(tokens(other.text)) for other in [*paragraph, fact]) > _PARAGRAPH_WORDS and paragraph:
            yield _prose(paragraph)
            paragraph = []
        paragraph.append(fact)
    if paragraph:
        yield _prose(paragraph)
    if points:
        yield _points(points)


def has_verb(text: str) -> bool:
    return bool(_FINITE.search(text))


def is_prose(fact: Fact) -> bool:
    """Whether a note can stand in a paragraph; other notes become points of a list."""
    if fact.items:
        return False
    if fact.is_sentence:
        return True
    return len(tokens(fact.text)) >= 5 and ":" not in fact.text and has_verb(fact.text)


def _prose(facts: list[Fact]) -> Iterator[str]:
    for position, fact in enumerate(facts):
        closed = fact.text if fact.is_sentence else f"{fact.text}."
        yield (_space(facts[position - 1].text) if position else "") + _linked(closed, fact)


def _space(before: str) -> str:
    """Between sentences; scripts that write a full stop of a letter's width have none."""
    return "" if before.endswith(("。", "！", "？")) else " "


def _points(facts: list[Fact]) -> Iterator[str]:
    """A note with notes under it becomes a paragraph and a list of its own."""
    simple = [fact for fact in facts if not fact.items]
    for fact in simple:
        yield f"{'- ' if len(simple) > 1 else ''}{_linked(fact.text, fact)}\n"
    for fact in (fact for fact in facts if fact.items):
        yield f"\n{_linked(fact.text, fact)}\n\n"
        for item in fact.items:
            yield f"- {_linked(item, fact)}\n"


def _linked(text: str, fact: Fact) -> str:
    written = escape(text)
    for label, address in fact.links:
        written = written.replace(escape(label), f"[{escape(label)}](<{address}>)", 1)
    return written


def escape(text: str) -> str:
    """Plain text as Markdown that shows exactly that text."""
    escaped = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
    return _STARTS_BLOCK.sub(lambda m: f"{m[1]}\\{m[2]}{m[3]}" if m[1] else f"\\{m[4]}{m[5]}", escaped)
