"""Sums of the engine's log, made by the database on one index that holds all that is summed (`engine_run_usage`)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, DateTimeField, DurationField, ExpressionWrapper, F, Q, QuerySet, Sum, Value
from django.db.models.functions import TruncDate

from accounts.sites.models import Site
from ai.engine.models import Run
from ai.proposals.models import Proposal
from ai.usage.spans import Span

DIMENSIONS = {"day": "day", "feature": "purpose", "model": "model", "person": "user", "site": "site"}
_OF_PROPOSALS = {"feature": "purpose", "model": "model", "person": "created_by", "site": "site"}
_INTO_TEXT = (Proposal.State.ACCEPTED, Proposal.State.EDITED)
_DECIDED = (*_INTO_TEXT, Proposal.State.REJECTED)


@dataclass
class Line:
    """What one day, feature, model or person has used. Money is in millionths, by currency."""

    name: str
    calls: int = 0
    failed: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    unpriced: int = 0
    decided: int = 0
    accepted: int = 0
    micro: dict[str, int] = field(default_factory=dict)

    @property
    def tokens(self) -> int:
        return self.tokens_in + self.tokens_out

    @property
    def accept_rate(self) -> float | None:
        """Of the proposals that people decided on, the share that went into a text."""
        return self.accepted / self.decided if self.decided else None

    @property
    def accept_percent(self) -> int | None:
        return None if self.accept_rate is None else round(100 * self.accept_rate)

    def cost(self, currency: str) -> int:
        return self.micro.get(currency, 0)

    def add(self, row: dict[str, Any]) -> None:
        self.calls += row["calls"]
        self.failed += row["failed"]
        self.unpriced += row["unpriced"]
        self.tokens_in += row["sent"] or 0
        self.tokens_out += row["received"] or 0
        if row["cost"]:
            self.micro[row["currency"]] = self.micro.get(row["currency"], 0) + row["cost"]


def lines(site: Site | None, span: Span, by: str) -> list[Line]:
    """By `day` (every day of the span), `feature`, `model` or `person` (the most tokens first). No site: all sites."""
    if by == "day":
        return _days(site, span)
    found: dict[Any, Line] = {}
    for row in _summed(_calls(site, span), DIMENSIONS[by]):
        found.setdefault(row[DIMENSIONS[by]], Line("")).add(row)
    _judge(found, site, span, _OF_PROPOSALS[by])
    _name(found, by)
    return sorted(found.values(), key=lambda line: (-line.tokens, -line.calls, line.name))


def total(parts: Iterable[Line]) -> Line:
    whole = Line("All")
    for part in parts:
        for name in ("calls", "failed", "tokens_in", "tokens_out", "unpriced", "decided", "accepted"):
            setattr(whole, name, getattr(whole, name) + getattr(part, name))
        for currency, micro in part.micro.items():
            whole.micro[currency] = whole.cost(currency) + micro
    return whole


def _calls(site: Site | None, span: Span) -> QuerySet[Run]:
    rows = Run.objects.filter(created_at__gte=span.since, created_at__lt=span.until, attempt__gt=0)
    return rows.filter(site=site) if site else rows


def _summed(rows: QuerySet[Run], column: str) -> QuerySet[Run, dict[str, Any]]:
    used = Q(tokens_in__gt=0) | Q(tokens_out__gt=0)
    return (
        rows.order_by()
        .values(column, "currency")
        .annotate(
            calls=Count("pk"),
            failed=Count("pk", filter=Q(state=Run.State.FAILED)),
            sent=Sum("tokens_in"),
            received=Sum("tokens_out"),
            unpriced=Count("pk", filter=used & Q(cost_micro=None)),
            cost=Sum("cost_micro"),
        )
    )


def _days(site: Site | None, span: Span) -> list[Line]:
    found = {day: Line(day.isoformat()) for day in span.days}
    for begin, end, offset in span.clocks():
        local = ExpressionWrapper(
            F("created_at") + Value(offset, output_field=DurationField()), output_field=DateTimeField()
        )
        rows = _calls(site, span).filter(created_at__gte=begin, created_at__lt=end)
        for row in _summed(rows.annotate(day=TruncDate(local, tzinfo=UTC)), "day"):
            found[row["day"]].add(row)
        proposals = _proposals(site, span).filter(created_at__gte=begin, created_at__lt=end)
        for row in _decisions(proposals.annotate(day=TruncDate(local, tzinfo=UTC)), "day"):
            found[row["day"]].decided += row["decided"]
            found[row["day"]].accepted += row["accepted"]
    return list(found.values())


def _proposals(site: Site | None, span: Span) -> QuerySet[Proposal]:
    rows = Proposal.objects.filter(created_at__gte=span.since, created_at__lt=span.until)
    return rows.filter(site=site) if site else rows


def _decisions(rows: QuerySet[Proposal], column: str) -> QuerySet[Proposal, dict[str, Any]]:
    counted = {
        "decided": Count("pk", filter=Q(state__in=_DECIDED)),
        "accepted": Count("pk", filter=Q(state__in=_INTO_TEXT)),
    }
    return rows.order_by().values(column).annotate(**counted)


def _judge(found: dict[Any, Line], site: Site | None, span: Span, column: str) -> None:
    for row in _decisions(_proposals(site, span), column):
        if row["decided"] and row[column] in found:
            found[row[column]].decided += row["decided"]
            found[row[column]].accepted += row["accepted"]


def _name(found: dict[Any, Line], by: str) -> None:
    kinds: dict[str, Any] = {"person": get_user_model(), "site": Site}
    rows = kinds[by].objects.filter(pk__in=[key for key in found if key]) if by in kinds else []
    names = {row.pk: str(row) for row in rows}
    for key, line in found.items():
        nobody = "The site itself" if by == "person" else "Not known"
        line.name = names.get(key, nobody) if by in kinds else str(key or nobody)
