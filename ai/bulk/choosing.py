"""Which texts: all of a site, those with these ids, those that a few words describe."""

import shlex
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, Self
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from ai.bulk.exceptions import NothingToDo
from ai.proposals.querysets import editable, rows_of
from content.publishing.models import Publishable
from content.taxonomy.models import Category

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.sites.models import Site

KIND = "article"
KEYS = ("state", "category", "tag", "author", "language", "since", "until")


@dataclass(frozen=True)
class Choice:
    """'' and () ask for everything. category, tag and author are slugs, since and until days of the last change."""

    ids: tuple[int, ...] = ()
    state: str = ""
    category: str = ""
    tag: str = ""
    author: str = ""
    language: str = ""
    since: str = ""
    until: str = ""
    words: str = ""
    missing: bool = True
    again: bool = False

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        """From a form or an address. Raises NothingToDo for numbers that are none."""
        names = [each.name for each in fields(cls) if each.type is str]
        plain = {name: str(told.get(name) or "").strip()[:200] for name in names}
        return cls(
            **plain,
            ids=_ids(str(told.get("ids") or "")),
            missing=bool(told.get("missing")),
            again=bool(told.get("again")),
        )

    @classmethod
    def parse(cls, query: str, **more: Any) -> Self:
        """`state=published category=news "new pier"`: what has no key is looked for in titles. Raises NothingToDo."""
        found: dict[str, Any] = {}
        words = []
        try:
            parts = shlex.split(query)
        except ValueError:
            raise NothingToDo("A quotation mark in --query is not closed.") from None
        for part in parts:
            key, is_pair, value = part.partition("=")
            if is_pair and key not in KEYS:
                raise NothingToDo(f"--query does not know “{key}”. It knows {', '.join(KEYS)}, and words of the title.")
            if is_pair:
                found[key] = value
            else:
                words.append(part)
        return cls(**found | more, words=" ".join(words))

    def as_json(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value not in ("", (), False)}


def chosen(choice: Choice, *, site: "Site", by: "User | None") -> "QuerySet[Any]":
    """The texts that this person may edit (without a person: all of the site), newest first. Raises NothingToDo."""
    rows = editable(KIND, by, site) if by else rows_of(KIND, site)
    if choice.ids:
        rows = rows.filter(pk__in=choice.ids)
    for name, narrow in _NARROW.items():
        if value := getattr(choice, name):
            rows = narrow(rows, value, site)
    return rows.order_by("-pk")


def _ids(text: str) -> tuple[int, ...]:
    parts = [part for part in text.replace(",", " ").split() if part]
    if any(not part.isdecimal() or len(part) > 18 for part in parts):
        raise NothingToDo("Ids are numbers, separated by commas.")
    return tuple(dict.fromkeys(int(part) for part in parts))


def _state(rows: Any, value: str, site: "Site") -> Any:
    if value not in Publishable.State.values:
        raise NothingToDo(f"There is no state “{value}”; there are {', '.join(Publishable.State.values)}.")
    return rows.filter(state=value)


def _category(rows: Any, value: str, site: "Site") -> Any:
    trails = list(Category.objects.filter(site=site).values_list("pk", "slug", "trail"))
    wanted = next((pk for pk, slug, _ in trails if slug == value), None)
    if wanted is None:
        raise NothingToDo(f"There is no category with the address “{value}” on this site.")
    return rows.filter(category__in=[pk for pk, _, trail in trails if wanted in trail])


def _language(rows: Any, value: str, site: "Site") -> Any:
    return rows.filter(language__in=["", value] if value == site.locale else [value])


def _day(text: str, site: "Site", at: time) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(text), at, ZoneInfo(site.time_zone))
    except ValueError:
        raise NothingToDo(f"“{text}” is no day; write it like 2026-11-21.") from None


_NARROW: dict[str, Callable[[Any, str, "Site"], Any]] = {
    "state": _state,
    "category": _category,
    "tag": lambda rows, value, site: rows.filter(tags__slug=value),
    "author": lambda rows, value, site: rows.filter(authors__slug=value),
    "language": _language,
    "since": lambda rows, value, site: rows.filter(updated_at__gte=_day(value, site, time.min)),
    "until": lambda rows, value, site: rows.filter(updated_at__lte=_day(value, site, time.max)),
    "words": lambda rows, value, site: rows.filter(title__icontains=value),
}
