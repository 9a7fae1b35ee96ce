"""What a draft will cost: before it begins, and when its outline is there."""

from collections.abc import Iterator
from typing import Any

from accounts.sites.models import Site
from ai.engine.services import Forecast, forecast
from ai.local import facts
from ai.writing import contexts
from ai.writing.briefs import ParsedBrief, words_wanted
from ai.writing.models import Brief, Draft, DraftSection

FINISHING = ("title", "summary", "seo_description", "tags")
WORDS_PER_SECTION = 180
FEWEST, MOST = 3, 10
UNREAD_CHARS = 8_000  # of a source that was not read yet


def of_brief(brief: ParsedBrief, *, site: Site, unread: int, read: list[str]) -> Forecast:
    """All of it: outline, sections and the small texts. `unread` sources are taken as pages of the usual length."""
    told = Brief(
        topic=brief.topic, audience=brief.audience, tone=brief.tone, length=brief.length, language=brief.language,
        length_words=words_wanted(brief.length), instructions=brief.instructions, facts=brief.facts,
    )  # fmt: skip
    texts = [*read, *(["x" * UNREAD_CHARS] * unread)]
    share = contexts.SOURCE_CHARS // max(1, len(texts))
    given = {
        "brief": contexts.brief(told),
        "sources": [
            {"number": n, "title": "", "address": "", "excerpt": text[:share]} for n, text in enumerate(texts, 1)
        ],
    }
    sections = min(
        MOST, max(FEWEST, words_wanted(brief.length) // WORDS_PER_SECTION, len(facts.parse(brief.facts)) // 4)
    )
    numbered = {**given, "section": {"heading": brief.topic}, "section_facts": [], "outline": [brief.topic] * sections}
    total = forecast("writing.outline", [given], site=site) + forecast("writing.section", [numbered], site=site).times(
        sections
    )
    return _with_finishing(total, site, brief.language, words_wanted(brief.length) or sections * WORDS_PER_SECTION)


def of_writing(draft: Draft) -> Forecast:
    """What is left once the outline stands: its sections and the small texts."""
    rows = [section for section in draft.sections.all() if section.state != DraftSection.State.DONE]
    total = forecast("writing.section", _sketches(draft, rows), site=draft.site)
    words = draft.brief.length_words or len(rows) * WORDS_PER_SECTION
    return _with_finishing(total, draft.site, draft.brief.language, words)


def in_words(cost: Forecast) -> str:
    """For people, with the model and what is not known."""
    if cost.is_local:
        return "Free: the built-in provider writes it, without a language model."
    tokens = f"about {round(cost.tokens, -2):,} tokens in {cost.calls} calls to {cost.model}"
    if cost.cost_micro is None:
        return f"{tokens[0].upper()}{tokens[1:]}. No price is known for this model."
    usual, most = cost.cost_micro / 1_000_000, (cost.most_micro or 0) / 1_000_000
    return f"About {usual:.4f} {cost.currency} ({tokens}), at most {most:.4f} {cost.currency}."


def _sketches(draft: Draft, rows: list[DraftSection]) -> Iterator[dict[str, Any]]:
    return (contexts.section(draft, row, is_sketch=True) for row in rows)


def _with_finishing(total: Forecast, site: Site, language: str, words: int) -> Forecast:
    text = contexts.about_text("word " * words, title="", language=language) | {"existing_tags": []}
    for field in FINISHING:
        total += forecast(f"writing.{field}", [text], site=site)
    return total
