"""Live pages as programs get them: published, for everybody, of one site; a list by keyset, one, a search."""

import re
from typing import TYPE_CHECKING, Any

from django.http import QueryDict

from aicmr.lib.commonmark import to_markdown
from content import kinds
from content.publishing.models import LivePage
from content.search.services import search

if TYPE_CHECKING:
    from accounts.sites.models import Site

MOST = 100
USUAL = 20
LONGEST = 200  # characters of a search
CURSOR = "^p[0-9]{1,18}$"
_CURSOR = re.compile(CURSOR.replace("$", r"\Z"))
Row = dict[str, Any]


class WrongParameter(ValueError):
    """What is wrong, in words for whoever wrote the program."""


def listed(site: "Site", asked: QueryDict) -> Row:
    """`{"pages": […], "next": cursor or None}`, the newest first; three queries, whatever there is."""
    size, after = _size(asked), _after(asked.get("after"))
    rows = _public(site).cards().order_by("-pk")
    found = list((rows.filter(pk__lt=after) if after else rows)[: size + 1])
    shown = found[:size]
    more = f"p{shown[-1].pk}" if len(found) > size else None
    return {"pages": _cards(site, shown), "next": more}


def one(site: "Site", public_id: str) -> Row | None:
    """The page with its body as Markdown and as HTML; None if this site shows no such page to everybody."""
    for kind in kinds.all_kinds():
        pk = kind.model.objects.filter(site=site, public_id=public_id).values_list("pk", flat=True).first()
        page = _public(site).filter(kind=kind.name, object_id=pk).first() if pk else None
        if page is not None:
            (card,) = _cards(site, [page])
            return card | {"html": page.body, "markdown": to_markdown(page.body, lambda asset: "")}
    return None


def found(site: "Site", asked: QueryDict) -> Row:
    """`{"hits": […], "next": cursor or None}`, best first. A search that cannot be made finds nothing."""
    query = asked.get("q", "").strip()
    if not query or len(query) > LONGEST:
        raise WrongParameter(f"q must be what to search for, in 1 to {LONGEST} characters.")
    results = search(site, query, cursor=asked.get("after"), size=_size(asked))
    refs = [hit.ref for hit in results.hits]
    pages = _public(site).cards().in_bulk(refs)
    return {"hits": _cards(site, [pages[ref] for ref in refs if ref in pages]), "next": results.next_cursor or None}


def _public(site: "Site") -> Any:
    return LivePage.objects.for_site(site).filter(access="public")


def _cards(site: "Site", pages: list[LivePage]) -> list[Row]:
    ids, origin = _public_ids(pages), f"https://{site.host}" if pages else ""
    return [_card(origin, page, ids[page.kind, page.object_id]) for page in pages if (page.kind, page.object_id) in ids]


def _public_ids(pages: list[LivePage]) -> dict[tuple[str, int], str]:
    """Of the objects behind the pages; one query for each kind."""
    ids: dict[tuple[str, int], str] = {}
    for name in sorted({page.kind for page in pages}):
        wanted = [page.object_id for page in pages if page.kind == name]
        rows = kinds.get(name).model.objects.filter(pk__in=wanted).values_list("pk", "public_id")
        ids |= {(name, pk): public_id for pk, public_id in rows}
    return ids


def _card(origin: str, page: LivePage, public_id: str) -> Row:
    labels = page.labels
    return {
        "id": public_id,
        "kind": page.kind,
        "path": page.path,
        "url": f"{origin}{page.path}",
        "language": page.language,
        "title": page.title,
        "summary": page.summary,
        "words": page.words,
        "authors": [author["name"] for author in labels.get("authors") or []],
        "category": (labels.get("category") or {}).get("name"),
        "tags": [tag["name"] for tag in labels.get("tags") or []],
        "published_at": page.published_at,
        "modified_at": page.modified_at,
    }


def _size(asked: QueryDict) -> int:
    text = asked.get("limit", str(USUAL))
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= MOST):
        raise WrongParameter(f"limit must be a number from 1 to {MOST}.")
    return int(text)


def _after(text: str | None) -> int | None:
    if text is None:
        return None
    if not _CURSOR.match(text):
        raise WrongParameter("after must be what `next` of the answer before said.")
    return int(text[1:])
