"""What each purpose is told: plain JSON for `engine.run`. Facts, instructions and sources are kept apart, since only
instructions may steer."""

from typing import Any

from ai.local import facts, passages
from ai.writing.models import Brief, BriefSource, Draft, DraftSection
from aicmr.lib import html
from aicmr.lib.text import shorten
from content.taxonomy.models import Tag

SOURCE_CHARS = 24_000  # of all sources together, so that the prompt stays within small models' context
TEXT_CHARS = 16_000
SO_FAR_CHARS = 2_400  # of the running summary
LAST_CHARS = 700  # of the section before, for the transition
MOST_TAGS = 300
_MARKS = {"h2": "## ", "h3": "### ", "h4": "#### ", "blockquote": "> "}


def brief(row: Brief) -> dict[str, Any]:
    names = ("topic", "audience", "tone", "length", "length_words", "language", "instructions", "facts")
    told = {name: getattr(row, name) for name in names}
    told["numbered_facts"] = [{"number": n, "text": fact.whole} for n, fact in enumerate(facts.parse(row.facts))]
    return told


def outline(draft: Draft) -> dict[str, Any]:
    ready = _ready(draft)
    share = SOURCE_CHARS // max(1, len(ready))
    return {
        "brief": brief(draft.brief),
        "sources": [_source(source) | {"excerpt": source.text[:share]} for source in ready],
    }


def section(
    draft: Draft, row: DraftSection, *, repair: list[str] | None = None, is_sketch: bool = False
) -> dict[str, Any]:
    """`is_sketch`: of the size that it will have, without looking for the passages that matter."""
    told = brief(draft.brief)
    plan = dict(row.plan)
    numbers = [n for n in plan.get("facts", []) if n < len(told["numbered_facts"])]
    all_sections = list(draft.sections.all())
    excerpts = _beginnings(draft) if is_sketch else _excerpts(draft, row)
    return {
        "brief": told,
        "section": {**plan, "heading": row.heading, "facts": numbers},
        "section_facts": [told["numbered_facts"][n]["text"] for n in numbers],
        "outline": [other.heading for other in all_sections],
        "so_far": _so_far([other for other in all_sections if other.position < row.position]),
        "words": _words(draft, len(all_sections)),
        "sources": [_source(source, text=False) | {"excerpt": excerpt} for source, excerpt in excerpts],
        "repair": repair or [],
        "current": row.text if repair else "",
    }


def _so_far(before: list[DraftSection]) -> str:
    """A running summary: what each section before has told, and the end of the last one word for word."""
    told = [f"{other.heading}: {other.summary}".strip(": ") for other in before[:-1] if other.summary]
    last = before[-1].text if before else ""
    ending = last if len(last) <= LAST_CHARS else "… " + last[-LAST_CHARS:].partition(" ")[2]
    return "\n".join([shorten("\n".join(told), SO_FAR_CHARS), ending]).strip() if before else ""


def about_text(text: str, *, title: str, language: str, lead: str = "", topic: str = "") -> dict[str, Any]:
    """For title, summary, description and tags of a text that is there."""
    return {"text": text[:TEXT_CHARS], "title": title, "topic": topic, "language": language, "lead": lead}


def own_text(body: str) -> tuple[str, str]:
    """(an article's text with headings and quotations marked as Markdown does, its first paragraph)."""
    blocks = html.blocks(body)
    lead = blocks[0].text if blocks and blocks[0].tag == "p" else ""
    return "\n\n".join(_MARKS.get(block.tag, "") + block.text for block in blocks), lead


def existing_tags(site: Any) -> list[str]:
    return list(Tag.objects.filter(site=site).order_by("name").values_list("name", flat=True)[:MOST_TAGS])


def _source(source: BriefSource, *, text: bool = True) -> dict[str, Any]:
    told = {"number": source.number, "title": source.title, "address": source.address, "own": source.is_own}
    return told | {"text": source.text if text else ""}


def _ready(draft: Draft) -> list[BriefSource]:
    return [source for source in draft.brief.sources.all() if source.state == BriefSource.State.READY]


def _excerpts(draft: Draft, row: DraftSection) -> list[tuple[BriefSource, str]]:
    """Of each source what bears on the section: the whole of it where that is short."""
    ready = _ready(draft)
    share = SOURCE_CHARS // max(1, len(ready))
    question = " ".join([row.heading, *row.plan.get("points", []), draft.brief.topic])
    return [(source, _excerpt(source, question, share, draft.brief.language)) for source in ready]


def _beginnings(draft: Draft) -> list[tuple[BriefSource, str]]:
    ready = _ready(draft)
    share = SOURCE_CHARS // max(1, len(ready))
    return [(source, source.text[:share]) for source in ready]


def _excerpt(source: BriefSource, question: str, limit: int, code: str) -> str:
    if len(source.text) <= limit:
        return source.text
    parts = passages.cut(source.text, source=source.number)
    best = {id(hit.passage): hit.passage for hit in passages.Ranking(parts, code).hits(question)}
    chosen = list(best.values()) or parts
    return "\n\n".join(f"{part.heading}\n{' '.join(part.lines)}" for part in chosen)[:limit]


def _words(draft: Draft, sections: int) -> int:
    return draft.brief.length_words // max(1, sections)
