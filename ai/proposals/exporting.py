"""The ledger as CSV: a line for each place where something accepted stands, or one that says it is gone."""

from collections.abc import Iterator

from accounts.sites.models import Site
from ai.proposals import places, whereabouts
from ai.proposals.models import Provenance
from ai.proposals.querysets import ProvenanceQuerySet
from ai.proposals.whereabouts import Place

CHUNK = 200
COLUMNS = (
    *("id", "site", "kind", "object", "title", "field", "blocks", "state", "where", "share_edited"),
    *("provider", "model", "prompt", "prompt_version", "guideline_version", "edited_before_accepting"),
    *("accepted_by", "accepted_at", "taken_back_at", "made_for"),
)


def lines(rows: ProvenanceQuerySet, *, site: Site) -> Iterator[list[str]]:
    """The heading, then the rows, oldest first. What has changed since is looked through first."""
    places.refresh(site)
    yield list(COLUMNS)
    rows = rows.filter(site=site).select_related("accepted_by").order_by("pk")
    last, host = 0, site.host or site.name
    while chunk := list(rows.filter(pk__gt=last)[:CHUNK]):
        found = whereabouts.places(chunk)
        for row in chunk:
            yield from (_line(row, place, host) for place in found[row.pk])
        last = chunk[-1].pk


def _line(row: Provenance, place: Place, host: str) -> list[str]:
    values = (
        *(row.public_id, host, place.kind, place.object_id, place.title, row.field),
        *(" ".join(place.blocks), place.state, place.where, f"{place.share:.4f}"),
        *(row.provider, row.model, row.purpose, row.prompt_version, row.guideline_version),
        *("yes" if row.was_edited else "no", row.accepted_by.email if row.accepted_by else ""),
        *(row.accepted_at.isoformat(), row.undone_at.isoformat() if row.undone_at else ""),
        f"{row.kind} {row.object_id}",
    )
    return [_harmless(str(value)) for value in values]


def _harmless(value: str) -> str:
    """No spreadsheet takes it for a formula."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
