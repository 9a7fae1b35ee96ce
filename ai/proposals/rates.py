"""What becomes of proposals: accepted, edited, rejected, by prompt, model or person; what was taken back counts as
waiting again. One query each."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db.models import Count, Q

from ai.proposals.models import Proposal

if TYPE_CHECKING:
    from accounts.sites.models import Site

BY = {"prompt": ("purpose", "prompt_version"), "model": ("model",), "author": ("created_by",), "field": ("field",)}
STATES = ("pending", "accepted", "edited", "rejected", "superseded")
MOST = 60


@dataclass(frozen=True)
class Rate:
    """How many proposals of one prompt, model or person there are, and what became of them."""

    name: str
    pending: int
    accepted: int
    edited: int
    rejected: int
    superseded: int

    @property
    def made(self) -> int:
        return self.pending + self.decided + self.superseded

    @property
    def decided(self) -> int:
        return self.accepted + self.edited + self.rejected

    @property
    def accept_rate(self) -> float | None:
        """The share of decided ones that went into a text, edited or not; None before anything is decided."""
        return (self.accepted + self.edited) / self.decided if self.decided else None

    @property
    def percent(self) -> int:
        return round(100 * (self.accept_rate or 0))

    def share(self, state: str) -> float:
        return getattr(self, state) / self.decided if self.decided else 0.0


def rates(site: "Site", by: str, *, since: datetime | None = None, until: datetime | None = None) -> list[Rate]:
    """By `prompt`, `model`, `author` or `field`: the most used first. Times are when the proposal was made."""
    columns = BY[by]
    rows = Proposal.objects.for_site(site)
    if since:
        rows = rows.filter(created_at__gte=since)
    if until:
        rows = rows.filter(created_at__lt=until)
    counts = {state: Count("pk", filter=Q(state=state)) for state in STATES}
    found = list(rows.order_by().values(*columns).annotate(all=Count("pk"), **counts).order_by("-all", *columns)[:MOST])
    names = _names(found) if by == "author" else {}
    return [
        Rate(names.get(row.get("created_by"), "") or _name(row, columns), **{state: row[state] for state in STATES})
        for row in found
    ]


def totals(site: "Site", *, since: datetime | None = None, until: datetime | None = None) -> dict[str, Any]:
    """{"made", "accepted", "edited", "rejected", "accept_rate"} of the site, for pages of lower rooms."""
    found = rates(site, "field", since=since, until=until)
    whole = Rate("", *(sum(getattr(row, state) for row in found) for state in STATES))
    names = ("made", "accepted", "edited", "rejected", "accept_rate")
    return {name: getattr(whole, name) for name in names}


def _names(rows: list[dict[str, Any]]) -> dict[int | None, str]:
    ids = {row["created_by"] for row in rows if row["created_by"]}
    names: dict[int | None, str] = {None: "The site itself"}
    for user in get_user_model().objects.filter(pk__in=ids):
        names[user.pk] = str(user)
    return names


def _name(row: dict[str, Any], columns: tuple[str, ...]) -> str:
    return " ".join(str(row[column]) for column in columns if row[column]) or "unknown"
