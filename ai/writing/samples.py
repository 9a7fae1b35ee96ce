"""What the prompts of this room are tried on: the articles of the site."""

from functools import partial
from typing import Any

from accounts.jobs.exceptions import JobFailed
from accounts.sites.models import Site
from ai.engine.samples import Samples, offer
from ai.engine.services import RunResult
from ai.guards import Expect, expecting
from ai.proposals.querysets import rows_of
from ai.writing import finishing, suggesting
from aicmr.lib.text import whole

MOST = 50
SMALL_TEXTS = ("title", "summary", "seo_title", "seo_description", "tags")


def articles(site: Site, words: str) -> list[tuple[str, str]]:
    rows = rows_of("article", site).exclude(body="").order_by("-pk")
    for word in words.split():
        rows = rows.filter(title__icontains=word)
    return [(str(pk), title or "Untitled") for pk, title in rows.values_list("pk", "title")[:MOST]]


def article(site: Site, reference: str) -> Any:
    row = rows_of("article", site).select_related("site").filter(pk=whole(reference)).first()
    if row is None:
        raise LookupError("There is no such article on this site.")
    return row


def _expected(field: str, site: Site, reference: str) -> str:
    row = article(site, reference)
    return ", ".join(row.tags.values_list("name", flat=True)) if field == "tags" else str(getattr(row, field))


def _context(field: str, site: Site, reference: str) -> dict[str, Any]:
    row = article(site, reference)
    try:
        told = suggesting.context(row, field) | {"instruction": ""}
    except JobFailed as error:
        raise LookupError(str(error)) from None
    # What is asked for must not be told: a model would only repeat it.
    return told | {"title": ""} if field == "title" else told


def _expect(field: str, context: dict[str, Any]) -> Expect:
    return expecting(field, language=str(context.get("language") or ""), source=str(context.get("text") or ""))


def _answer(field: str, result: RunResult) -> str:
    return finishing.choices(field, result)[0]


for _field in SMALL_TEXTS:
    _parts: Any = [partial(part, _field) for part in (_context, _expect, _answer, _expected)]
    offer(f"writing.{_field}", Samples(articles, *_parts))
