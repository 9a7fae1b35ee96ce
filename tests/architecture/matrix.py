"""Walks the addresses of the project and asks each as somebody."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db import models, transaction
from django.http.response import HttpResponseBase
from django.urls import URLPattern, get_resolver

from accounts.models import User
from accounts.sites.models import Site
from accounts.sites.scoping import WithinSite
from tests.architecture import permissions as p
from tests.people import SiteClient

RANK = {
    "anonymous": 0,
    "stranger": 1,
    "viewer": 2,
    "creator": 3,
    "other_creator": 3,
    "editor": 4,
    "admin": 5,
    "superuser": 6,
}
TURNED_AWAY = {401, 403, 404}
_GENERIC = {"changelist", "add", "change", "delete", "history"}
_PLACE = re.compile(r"\{(\w+)\.(\w+)(?:\.(\w+))?\}")


@dataclass(frozen=True)
class World:
    """The site under test, the other one, and the team (users by role) of the site."""

    site: Site
    other: Site
    team: dict[str, User]


class NoSuchRow(LookupError):
    """No noise module makes a row that an address needs."""


def addresses(patterns: Any = None, names: tuple[str, ...] = ()) -> Iterator[str]:
    """Full names of all named addresses, the generic views of models in the admin left out."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if not isinstance(pattern, URLPattern):
            yield from addresses(pattern.url_patterns, (*names, pattern.namespace) if pattern.namespace else names)
        elif pattern.name and not (names == ("admin",) and pattern.name in generic_names()):
            yield ":".join([*names, pattern.name])


def generic_names() -> set[str]:
    return {f"{model._meta.app_label}_{model._meta.model_name}_{view}" for model in registered() for view in _GENERIC}


def registered() -> list[type[models.Model]]:
    return list(admin.site._registry)


def least_rank(level: int) -> int:
    return {p.EVERYONE: 0, p.SIGNED_IN: 1, p.VIEWER: 2, p.CREATOR: 3, p.EDITOR: 4, p.ADMIN: 5, p.PLATFORM: 6}.get(
        level, 9
    )


def first_row(label: str, site: Site) -> Any:
    """The first row of that model on the site; users are those of its team."""
    model = apps.get_model(label)
    registered_admin = admin.site._registry.get(model)
    lookup = registered_admin.site_lookup if isinstance(registered_admin, WithinSite) else p.LOOKUPS.get(label, "site")
    row = model._default_manager.filter(**{lookup: site.pk}).order_by("pk").first()
    if row is None:
        raise NoSuchRow(f"no tests/noise module makes a {label}, which this address needs")
    return row


def filled(address: str, world: World, site: Site) -> str:
    """The address with the ids of rows of `site` in its places."""

    def value(match: re.Match[str]) -> str:
        if match[1] == "people":
            return str(world.team[match[2]].pk)
        return str(getattr(first_row(f"{match[1]}.{match[2]}", site), match[3] or "public_id"))

    return _PLACE.sub(value, address)


def names_a_row(address: str) -> bool:
    return any(match[1] != "people" for match in _PLACE.finditer(address))


def ask(client: SiteClient, row: p.Row, address: str) -> HttpResponseBase:
    """The answer; whatever the request changed is taken back."""
    session = dict(client.cookies)
    with transaction.atomic():
        response: HttpResponseBase = getattr(client, row.method)(address, row.data)
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.update(session)
    return response


def may(who: str, row: p.Row) -> bool:
    """Whether the table says so: the rank suffices, and a creator's row is one's own."""
    return RANK[who] >= least_rank(row.least) and not (row.owned and who == "other_creator")


def is_turned_away(response: HttpResponseBase, may_be_missing: bool = False) -> bool:
    if response.status_code == 302:
        return response.headers["Location"].startswith("/account/login/")
    if response.headers.get("HX-Redirect", "").startswith("/account/login/"):
        return True
    return response.status_code in TURNED_AWAY - ({404} if may_be_missing else set())


def generic_rows() -> Iterator[tuple[str, p.Row, bool]]:
    """(name, row, needs a row of the site) for the admin views of every registered model that has a row in MODELS."""
    for model in registered():
        label = model._meta.label_lower
        levels = p.MODELS.get(label)
        if levels is None:
            continue
        base = f"/admin/{label.replace('.', '/')}/"
        yield f"{label} list", p.Row(base, levels.view), False
        yield f"{label} add", p.Row(f"{base}add/", levels.add), False
        one = f"{base}{{{label}.pk}}/"
        owned = levels.owned
        yield f"{label} form", p.Row(f"{one}change/", levels.view, owned=owned), True
        yield f"{label} history", p.Row(f"{one}history/", levels.view, owned=owned), True
        yield f"{label} change", p.Row(f"{one}change/", levels.change, method="post", owned=owned), True
        yield f"{label} delete", p.Row(f"{one}delete/", levels.delete, owned=owned), True
