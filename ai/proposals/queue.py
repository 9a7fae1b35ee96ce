"""What of the queue a person asked to see: filters, and pages that cost the same however much waits."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlencode

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone

from ai.proposals.models import Decision, Proposal
from content import kinds
from content.taxonomy.models import Category

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.sites.models import Site
    from ai.proposals.querysets import ProposalQuerySet

PER_PAGE = 20
MOST_COUNTED = 1_000
MOST_TITLES = 200
RECENT = 3_000  # proposals whose models, prompts and people are offered as filters
AGES = {
    "1": "Last day",
    "7": "Last week",
    "30": "Last month",
    "over-7": "Older than a week",
    "over-30": "Older than a month",
}
SURE = {"95": "95 and more", "90": "90 and more", "75": "75 and more", "50": "50 and more", "none": "Not measured"}


@dataclass(frozen=True)
class Filters:
    """As the address says; '' asks for everything, state '' for what waits."""

    state: str = ""
    field: str = ""
    kind: str = ""
    section: str = ""
    model: str = ""
    prompt: str = ""
    author: str = ""
    age: str = ""
    confidence: str = ""
    bundle: str = ""
    batch: str = ""
    q: str = ""

    @classmethod
    def of(cls, query: Mapping[str, Any]) -> Self:
        return cls(**{each.name: str(query.get(each.name, "")).strip()[:200] for each in fields(cls)})

    @property
    def pairs(self) -> list[tuple[str, str]]:
        return [(each.name, value) for each in fields(self) if (value := getattr(self, each.name))]

    @property
    def active(self) -> bool:
        """Whether anything but the state is asked for."""
        return any(name != "state" for name, _ in self.pairs)

    def query(self, **more: str) -> str:
        return urlencode(dict(self.pairs) | {name: value for name, value in more.items() if value})


@dataclass(frozen=True)
class Page:
    """Newest first; `older` and `newer` are what the links say, '' where there is nothing."""

    rows: list[Proposal]
    older: str
    newer: str


def select(user: "User", site: "Site", filters: Filters) -> "ProposalQuerySet":
    """The proposals of the site that this person may decide on and that the filters let through."""
    rows = Proposal.objects.visible_to(user, site)
    if filters.batch:
        rows = rows.filter(pk__in=Decision.objects.of_batch(site, filters.batch).values("proposal"))
    elif filters.state != "all":
        rows = rows.filter(state=filters.state or Proposal.State.PENDING)
    for name in ("field", "kind", "model", "bundle"):
        if value := getattr(filters, name):
            rows = rows.filter(**{name: value})
    if filters.prompt:
        purpose, _, version = filters.prompt.partition(" ")
        rows = rows.filter(purpose=purpose, prompt_version=version)
    if filters.author.isdecimal():
        rows = rows.filter(created_by=int(filters.author[:15]))
    elif filters.author == "site":
        rows = rows.filter(created_by=None)
    rows = _aged(_sure(rows, filters.confidence), site, filters.age)
    rows = _in_section(rows, site, filters.section)
    return _matching(rows, site, filters.q) if filters.q else rows


def page(rows: "ProposalQuerySet", *, before: str = "", after: str = "") -> Page:
    """A page of rows: those older than `before`, or newer than `after` (ids), else the newest."""
    rows = rows.select_related("created_by", "decided_by", "site")
    if after.isdecimal():
        found = list(rows.filter(pk__gt=int(after[:18])).order_by("pk")[: PER_PAGE + 1])
        shown, more = found[:PER_PAGE][::-1], len(found) > PER_PAGE
        return Page(shown, str(shown[-1].pk) if shown else "", str(shown[0].pk) if shown and more else "")
    if before.isdecimal():
        rows = rows.filter(pk__lt=int(before[:18]))
    found = list(rows.order_by("-pk")[: PER_PAGE + 1])
    shown, more = found[:PER_PAGE], len(found) > PER_PAGE
    newer = str(shown[0].pk) if shown and before.isdecimal() else ""
    return Page(shown, str(shown[-1].pk) if more else "", newer)


def count(rows: "ProposalQuerySet") -> int:
    """At most one more than is ever shown as a number."""
    return int(rows.order_by().values("pk")[: MOST_COUNTED + 1].count())


def options(site: "Site") -> dict[str, list[tuple[str, str]]]:
    """What the filters offer: models, prompts and people of the newest proposals, sections by their tree."""
    recent = Proposal.objects.for_site(site).order_by("-pk")
    seen = set(recent.values_list("model", "purpose", "prompt_version", "created_by")[:RECENT])
    people = get_user_model().objects.filter(pk__in={row[3] for row in seen if row[3]})
    prompts = sorted({f"{row[1]} {row[2]}".strip() for row in seen if row[1]})
    anonymous = [("site", "The site itself")] if any(row[3] is None for row in seen) else []
    return {
        "state": [("", "Waiting"), *Proposal.State.choices[1:], ("all", "All")],
        "kind": [(kind.name, kind.label) for kind in kinds.all_kinds()],
        "section": _sections(site),
        "model": [(name, name) for name in sorted({row[0] for row in seen if row[0]})],
        "prompt": [(name, name) for name in prompts],
        "author": [*anonymous, *sorted(((str(user.pk), str(user)) for user in people), key=lambda each: each[1])],
        "age": list(AGES.items()),
        "confidence": list(SURE.items()),
    }


def _sections(site: "Site") -> list[tuple[str, str]]:
    rows = Category.objects.filter(site=site).order_by("position", "name")[:200]
    names = {row.pk: row.name for row in rows}
    paths = [(str(row.pk), " / ".join(names[pk] for pk in row.trail if pk in names)) for row in rows]
    return sorted(paths, key=lambda each: each[1])


def _sure(rows: "ProposalQuerySet", least: str) -> "ProposalQuerySet":
    if least == "none":
        return rows.filter(confidence=None)
    return rows.filter(confidence__gte=int(least[:3])) if least.isdecimal() else rows


def _aged(rows: "ProposalQuerySet", site: "Site", age: str) -> "ProposalQuerySet":
    """Ids rise with time, so that a date becomes an id, which the list's own index knows."""
    days = age.removeprefix("over-")
    if age not in AGES:
        return rows
    cutoff = timezone.now() - timedelta(days=int(days))
    older = Proposal.objects.for_site(site).filter(created_at__lt=cutoff).order_by("-created_at", "-pk")
    last = older.values_list("pk", flat=True).first() or 0
    return rows.filter(pk__lte=last) if age != days else rows.filter(pk__gt=last)


def _in_section(rows: "ProposalQuerySet", site: "Site", section: str) -> "ProposalQuerySet":
    """A section is a category with all below it; only articles stand in one."""
    if not section.isdecimal():
        return rows
    trails = Category.objects.filter(site=site).values_list("pk", "trail")
    below = [pk for pk, trail in trails if int(section[:15]) in trail]
    texts = kinds.get("article").model.objects.filter(site=site, category__in=below)
    return rows.filter(kind="article", object_id__in=texts.values("pk"))


def _matching(rows: "ProposalQuerySet", site: "Site", words: str) -> "ProposalQuerySet":
    """In the proposed text, in why, or in the title of what it is about."""
    wanted = Q(after__icontains=words) | Q(reason__icontains=words) | Q(public_id=words)
    for kind in kinds.all_kinds():
        titled = kind.model._default_manager.filter(site=site, title__icontains=words).order_by("-pk")
        ids = list(titled.values_list("pk", flat=True)[:MOST_TITLES])
        if ids:
            wanted |= Q(kind=kind.name, object_id__in=ids)
    return rows.filter(wanted)
