"""Is everything of the facts in the text? Numbers and names are looked for mechanically, whatever a model says."""

import re

from ai.local import facts
from ai.local.wording import stem
from ai.writing.models import Draft, DraftSection
from aicmr.lib.text import words


def missing(fact: str, text: str, language: str) -> list[str]:
    """Numbers and names of `fact` that `text` lacks. `3.8` and `3,8` are the same; names may be inflected."""
    figures = {_figure(number) for number in facts.numbers(text)}
    known = {stem(word) for word in words(text)}
    lost = [number for number in facts.numbers(fact) if _figure(number) not in figures]
    for name in facts.names(fact, language):
        if name not in text and not all(stem(part) in known for part in words(name)):
            lost.append(name)
    return [item for item in dict.fromkeys(lost) if not any(item != other and item in other for other in lost)]


def missing_by_fact(draft: Draft) -> dict[int, list[str]]:
    """Fact number → what the whole draft lacks of it."""
    text = "\n".join([draft.title, *(f"{section.heading}\n{section.text}" for section in draft.sections.all())])
    found = {
        number: missing(fact.whole, text, draft.brief.language)
        for number, fact in enumerate(facts.parse(draft.brief.facts))
    }
    return {number: items for number, items in found.items() if items}


def sections_lacking(draft: Draft) -> list[tuple[DraftSection, list[int]]]:
    """Sections to repair, each with the facts that it should have told."""
    lacking = missing_by_fact(draft)
    found = []
    for section in draft.sections.all():
        mine = [number for number in section.plan.get("facts", []) if number in lacking]
        if mine:
            found.append((section, mine))
    return found


def _figure(number: str) -> str:
    return re.sub(r"[.,’'\u00a0\u202f]", "", number).lstrip("0") or "0"
