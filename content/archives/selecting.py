"""Which texts of a site are exported, and what of the rest goes with them.

A query is a row of words and of conditions: `tag:harbour author:ada state:published since:2024-01-01 "tall ships"`.
"""

import shlex
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q

from content import kinds
from content.archives.exceptions import ExportRefused

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.sites.models import Site

_KNOWN = "kind, state, tag, category, author, language, since, until"
_TERMS = {"tag": ("tags",), "category": ("category", "more_categories"), "author": ("authors",)}


@dataclass
class Selection:
    """`query` and `ids` (public ids) narrow the texts; without both everything of the site is meant."""

    site: "Site"
    query: str = ""
    ids: tuple[str, ...] = ()
    with_revisions: bool = False
    _above: dict[str, set[int]] = field(default_factory=dict)
    _conditions: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._conditions = parse(self.query)

    @property
    def is_partial(self) -> bool:
        return bool(self._conditions or self.ids)

    def rows(self, kind: kinds.Kind) -> "QuerySet[Any]":
        """The chosen texts of a kind; what stands below others comes with those above it."""
        rows: QuerySet[Any] = kind.model._default_manager.filter(site=self.site)
        if not self.is_partial:
            return rows
        chosen = rows.filter(self._q(kind))
        if not kind.is_tree:
            return chosen
        if kind.name not in self._above:
            self._above[kind.name] = _above(rows, set(chosen.values_list("parent_id", flat=True)))
        return rows.filter(self._q(kind) | Q(pk__in=self._above[kind.name]))

    def _q(self, kind: kinds.Kind) -> Q:
        wanted = Q(public_id__in=self.ids) if self.ids else Q()
        for name, value in self._conditions:
            wanted &= _CONDITIONS[name](kind, value)
        if any(name in _TERMS for name, _ in self._conditions):  # what stands under two terms is one text
            found = kind.model._default_manager.filter(wanted, site=self.site).order_by().values("pk")
            return Q(pk__in=found)
        return wanted


def parse(query: str) -> list[tuple[str, str]]:
    """Conditions as (name, value), words as ("", word). Raises ExportRefused."""
    try:
        parts = shlex.split(query)
    except ValueError:
        raise ExportRefused("A quotation mark is not closed: “words that belong together” need two.") from None
    found = []
    for part in parts:
        name, colon, value = part.partition(":")
        name = name.lower() if colon and name.isalpha() else ""
        if name and name not in _CONDITIONS:
            raise ExportRefused(f"There is no condition “{name}:”; there are {_KNOWN}. Put other words in quotes.")
        if name and not value:
            raise ExportRefused(f"“{name}:” needs a value, as in tag:harbour.")
        value = value if name else part
        if name in ("since", "until"):
            _day(value)
        if name == "kind" and value not in {kind.name for kind in kinds.all_kinds()}:
            names = ", ".join(kind.name for kind in kinds.all_kinds())
            raise ExportRefused(f"There is no kind “{value}”; there are {names}.")
        found.append((name, value))
    return found


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ExportRefused(f"“{value}” is not a day; one looks like 2026-03-01.") from None


def _moment(value: str) -> datetime:
    day = _day(value)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _has(kind: kinds.Kind, name: str) -> bool:
    try:
        kind.model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


def _words(kind: kinds.Kind, value: str) -> Q:
    names = [name for name in ("title", "summary", "body") if _has(kind, name)]
    return Q(*((f"{name}__icontains", value) for name in names), _connector=Q.OR)


def _under(sort: str) -> Callable[[kinds.Kind, str], Q]:
    def condition(kind: kinds.Kind, value: str) -> Q:
        names = [name for name in _TERMS[sort] if _has(kind, name)]
        return Q(*((f"{name}__slug", value) for name in names), _connector=Q.OR) if names else Q(pk__in=[])

    return condition


def _dated(since: datetime | None = None, until: datetime | None = None) -> Q:
    dated, undated = Q(published_at__isnull=False), Q(published_at__isnull=True)
    if since:
        return dated & Q(published_at__gte=since) | undated & Q(created_at__gte=since)
    return dated & Q(published_at__lt=until) | undated & Q(created_at__lt=until)


_CONDITIONS: dict[str, Callable[[kinds.Kind, str], Q]] = {
    "": _words,
    "kind": lambda kind, value: Q() if kind.name == value else Q(pk__in=[]),
    "state": lambda kind, value: Q(state=value),
    "language": lambda kind, value: Q(language=value),
    "since": lambda kind, value: _dated(since=_moment(value)),
    "until": lambda kind, value: _dated(until=_moment(value) + timedelta(days=1)),
    **{sort: _under(sort) for sort in _TERMS},
}


def _above(rows: "QuerySet[Any]", wanted: set[int]) -> set[int]:
    """Ids of everything above, level by level."""
    found: set[int] = set()
    while wanted := {pk for pk in wanted if pk} - found:
        found |= wanted
        wanted = set(rows.filter(pk__in=wanted).values_list("parent_id", flat=True))
    return found
