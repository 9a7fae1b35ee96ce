"""Old addresses and where they lead."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from content.archives import encoding
from content.archives.encoding import BadRow, Row
from content.archives.selecting import Selection
from content.archives.tables.base import OnePass, Used, pages_of
from content.archives.tables.rows import RowTable
from content.publishing.models import LivePage, Redirect
from content.publishing.paths import path_key
from content.publishing.redirects import is_address
from content.redirects import patterns
from content.redirects.models import RedirectPattern

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.sites.models import Site
    from content.archives.target import Target

_FIELDS = encoding.columns(Redirect, ("path_key", "target_key"))


class RedirectTable(OnePass):
    name = "redirects"

    def batches(self, selection: Selection, after: str, used: Used | None) -> Iterator[tuple[str, list[Row]]]:
        rows = Redirect.objects.filter(site=selection.site)
        for batch in pages_of(rows, "path_key", after):
            wanted = [row for row in batch if used is None or row.target in used.paths]
            yield batch[-1].path_key, [_row(redirect) for redirect in wanted]

    def check(self, row: Row) -> None:
        encoding.decode(_FIELDS, row)
        path, target = str(row.get("path", "")), str(row.get("target", ""))
        if not path.startswith("/") or path.startswith("//"):
            raise BadRow("path: an address of the site begins with one slash")
        if not is_address(target):
            raise BadRow("target: begins with a slash, or with https:// and the name of another site")

    def key(self, row: Row) -> None:
        return None

    def write(self, rows: Sequence[Row], into: "Target") -> None:
        made: dict[str, Redirect] = {}
        for row in rows:
            redirect = Redirect(site=into.site, **encoding.decode(_FIELDS, row))
            redirect.set_keys()
            made.setdefault(redirect.path_key, redirect)
        taken = _taken(into.site, list(made))
        for key in taken & made.keys():
            into.note(f"The redirect from {made[key].path} is left out: something answers there already.")
        fresh = [redirect for key, redirect in made.items() if key not in taken]
        moments = [redirect.created_at for redirect in fresh]
        Redirect.objects.bulk_create(fresh)
        ids = dict(Redirect.objects.filter(site=into.site, path_key__in=list(made)).values_list("path_key", "pk"))
        for redirect, moment in zip(fresh, moments, strict=True):
            redirect.pk, redirect.created_at = ids[redirect.path_key], moment or redirect.created_at
        Redirect.objects.bulk_update(fresh, ["created_at"])
        into.made += len(fresh)


class PatternTable(RowTable):
    """Families of addresses: they belong to the site as a whole, not to the texts that were chosen."""

    def __init__(self) -> None:
        super().__init__("redirect_patterns", "redirects.RedirectPattern", ("pattern_key", "created_at"))

    def rows(self, selection: Selection) -> "QuerySet[RedirectPattern]":
        rows: QuerySet[RedirectPattern] = super().rows(selection)
        return rows.none() if selection.is_partial else rows

    def check(self, row: Row) -> None:
        super().check(row)
        if wrong := patterns.misspelt(str(row.get("pattern", "")), str(row.get("target", ""))):
            raise BadRow(f"pattern: {wrong}")

    def store(self, made: Sequence[tuple[Row, Any]], into: "Target") -> None:
        taken = {path_key(pattern) for pattern, _ in patterns.pairs_of(into.site)}
        fresh = []
        for _, row in made:
            row.pattern_key = path_key(row.pattern)
            if row.pattern_key in taken:
                into.note(f"The pattern {row.pattern} is left out: it leads somewhere already.")
                continue
            if len(taken) >= patterns.MOST:
                into.note(f"The pattern {row.pattern} is left out: a site has at most {patterns.MOST}.")
                continue
            taken.add(row.pattern_key)
            fresh.append(row)
        into.create(RedirectPattern, fresh)


def _taken(site: "Site", keys: list[str]) -> set[str]:
    """Where a page or another redirect answers already."""
    redirects = Redirect.objects.filter(site=site, path_key__in=keys).values_list("path_key", flat=True)
    live = LivePage.objects.for_site(site).filter(path_key__in=keys).values_list("path_key", flat=True)
    return {*redirects, *live}


def _row(redirect: Redirect) -> Row:
    plain = {name: getattr(redirect, name) for name in ("path", "target", "is_automatic")}
    return plain | {"created_at": encoding.moment(redirect.created_at)}
