"""Golden items from what people accepted: proposals first, then published articles; of one site only."""

from collections.abc import Iterator
from typing import Any

from accounts.sites.models import Site
from ai.engine import samples
from ai.engine.samples import Samples
from ai.evals.models import GoldenItem
from ai.proposals.models import Provenance
from ai.proposals.querysets import rows_of

KIND = "article"
MOST = 500
LONGEST = 20_000  # characters of an expected text


def items(site: Site, purpose: str, *, language: str = "", limit: int = 100) -> Iterator[GoldenItem]:
    """Not stored yet, newest first, one for each text, at most `limit`. Texts that are gone or too short stay out."""
    offered = samples.of(purpose)
    if offered.context is None or offered.expected is None:
        return
    seen, left = set[str](), min(limit, MOST)
    for source, reference, expected in [*_accepted(site, purpose), *_published(site, offered)]:
        if left <= 0 or reference in seen:
            continue
        item = _item(site, offered, reference, expected)
        if item and (not language or item.language == language):
            seen.add(reference)
            item.source, left = source, left - 1
            yield item


def _accepted(site: Site, purpose: str) -> Iterator[tuple[str, str, str]]:
    rows = Provenance.objects.for_site(site).standing().filter(purpose=purpose, kind=KIND, block_id="")
    for object_id, text in rows.order_by("-pk").values_list("object_id", "text")[: 2 * MOST]:
        yield GoldenItem.Source.PROPOSAL, str(object_id), text


def _published(site: Site, offered: Samples) -> Iterator[tuple[str, str, str]]:
    rows = rows_of(KIND, site).filter(state="published").order_by("-pk").values_list("pk", flat=True)
    for pk in rows[: 2 * MOST]:
        yield GoldenItem.Source.ARTICLE, str(pk), ""


def _item(site: Site, offered: Samples, reference: str, expected: str) -> GoldenItem | None:
    assert offered.context and offered.expected  # noqa: S101 - looked at above
    try:
        context: dict[str, Any] = offered.context(site, reference)
        expected = expected or offered.expected(site, reference)
    except LookupError:
        return None
    if not expected.strip() or len(expected) > LONGEST:
        return None
    title = str(context.get("title") or "") or expected
    language = str(context.get("language") or "")
    return GoldenItem(
        reference=reference, label=title[:255], language=language, context=context, expected=expected.strip()
    )
