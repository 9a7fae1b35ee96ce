"""Brings an archive into this installation, batch by batch; each batch commits together with how far it is.

The archive is checked as a whole before anything is written. Killed at any point and started again, a restore goes on
after the last batch that was committed.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.audit.services import announce
from accounts.sites.models import Site
from content import kinds
from content.archives import events, siteinfo, tables
from content.archives.encoding import Row
from content.archives.exceptions import ArchiveRefused, RestoreTakenOver
from content.archives.models import Restore
from content.archives.reading import Archive
from content.archives.tables.base import BATCH
from content.archives.target import Target
from content.publishing import causes, state
from content.publishing.models import LivePage, Publishable

if TYPE_CHECKING:
    from accounts.models import User

Tell = Callable[[str, int], None]
_CHUNK = 1 << 20
_DEEPEST = 100  # levels of categories and pages


@dataclass(frozen=True)
class Step:
    """One pass over one table."""

    table: tables.Table
    is_link: bool = False

    def do(self, rows: Sequence[Row], into: Target) -> None:
        (self.table.link if self.is_link else self.table.write)(rows, into)


def steps() -> list[Step]:
    found = []
    for table in tables.going_in():
        found += [Step(table)] + ([Step(table, is_link=True)] if table.has_links else [])
    return found


def digest_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def check_archive(archive: Archive, *, tell: Tell = lambda *_: None) -> Row:
    """Look at every byte; what the archive holds, and notes on what this installation cannot take.

    Raises ArchiveRefused. Writes nothing.
    """
    siteinfo.check_site(archive.site)
    known = {table.name: table for table in tables.going_in()}
    notes = [
        f"{file.rows} rows of “{name}” are left out: no room of this installation knows them."
        for name, file in archive.files.items()
        if name not in known and file.rows
    ]
    for name in archive.files:
        _check_rows(archive, name, known.get(name), tell)
    for row in archive.lines("pictures"):
        archive.check_picture(row)
        tell("originals", 1)
    return {
        "counts": archive.counts,
        "notes": notes,
        "name": archive.site.get("name", ""),
        "domains": archive.site.get("domains", []),
        "is_part": bool(archive.manifest.get("part")),
    }


def _check_rows(archive: Archive, name: str, table: tables.Table | None, tell: Tell) -> None:
    """What nobody here knows must at least be what the archive's own list says."""

    def count(rows: int) -> None:
        tell(name, rows)

    if table is None:
        archive.check_rows(name, lambda row: None, lambda row: None, count)
        return
    above: dict[str, str] = {}

    def check(row: Row) -> None:
        table.check(row)
        if table.has_links and row.get("parent"):
            above[row["id"]] = row["parent"]

    archive.check_rows(name, check, table.key, count)
    if found := _circle(above):
        raise ArchiveRefused(f"rows/{name}.jsonl: {found} stands below itself, or deeper than {_DEEPEST} levels.")


def _circle(above: dict[str, str]) -> str:
    """An id from which no way leads to the top, by what stands above each; "" if there is none."""
    depths: dict[str, int] = {}
    for start in above:
        way: list[str] = []
        here = start
        while here in above and here not in depths and len(way) <= _DEEPEST:
            way.append(here)
            here = above[here]
        depth = depths.get(here, 0)
        if len(way) + depth > _DEEPEST:
            return start
        depths |= {each: depth + place for place, each in enumerate(reversed(way), 1)}
    return ""


def check_destination(archive: Archive, *, site: Site | None, domain: str) -> None:
    """Raises ArchiveRefused if the site could not be made."""
    if site is None:
        try:
            hosts = siteinfo.hosts_of(archive.site, domain)
        except ValidationError as error:
            raise ArchiveRefused(" ".join(error.messages)) from None
        if not hosts:
            raise ArchiveRefused("The archive names no domain. Give the restored site one with --domain.")
        if taken := siteinfo.taken_hosts(hosts):
            raise ArchiveRefused(siteinfo.domain_taken(taken[0]))


def unfinished(digest: str, *, site: Site | None, domain: str) -> Restore | None:
    """The restore of the same file to the same place that was broken off."""
    rows = Restore.objects.filter(digest=digest, state=Restore.State.RUNNING, domain=domain)
    rows = rows.filter(is_own_site=True) if site is None else rows.filter(is_own_site=False, target=site)
    return rows.select_related("target").first()


@transaction.atomic
def begin(restore: Restore, archive: Archive, *, site: Site | None, by: "User | None") -> Restore:
    """Make the site, or take the one that is given; from here on the restore can be continued."""
    restore.is_own_site = site is None
    if site is None:
        site = siteinfo.make_site(archive.site, domain=restore.domain, by=by)
    elif _is_empty(site):
        siteinfo.adopt(site, archive.site)
    restore.target, restore.state, restore.step, restore.line = site, Restore.State.RUNNING, 0, 0
    restore.report = {"counts": {}, "notes": []}
    restore.save()
    return restore


def run(
    restore: Restore,
    archive: Archive,
    *,
    by: "User | None",
    tell: Tell = lambda *_: None,
    pause: Callable[[], None] = lambda: None,
) -> Restore:
    """Everything from where it is to the end. `pause` is called between batches and may raise to stop."""
    site = restore.target
    if site is None:
        raise ArchiveRefused("The site that this archive was being restored into is gone. Restore it again.")
    into = Target(restore, site, archive, by=by)
    todo = steps()
    while restore.step < len(todo):
        step = todo[restore.step]
        rows = archive.lines(step.table.name, skip=restore.line)
        for batch in _batches(rows):
            pause()
            _do_batch(step, batch, into)
            tell(step.table.name, 0 if step.is_link else len(batch))
        _move(restore, step=restore.step + 1, line=0)
    _finish(into)
    return restore


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


@transaction.atomic
def _do_batch(step: Step, batch: list[Row], into: Target) -> None:
    restore = into.restore
    into.begin_batch()
    state.hold(into.site.pk)
    _hold(restore)
    step.do(batch, into)
    counts = restore.report.setdefault("counts", {})
    counts[step.table.name] = counts.get(step.table.name, 0) + into.made
    restore.line += len(batch)
    restore.save(update_fields=["line", "report"])


@transaction.atomic
def _move(restore: Restore, *, step: int, line: int) -> None:
    _hold(restore)
    restore.step, restore.line = step, line
    restore.save(update_fields=["step", "line"])


def _hold(restore: Restore) -> None:
    """The restore's row, if nobody else has moved it on."""
    stored = Restore.objects.select_for_update().filter(pk=restore.pk).values_list("step", "line", "state").first()
    if stored != (restore.step, restore.line, Restore.State.RUNNING):
        raise RestoreTakenOver("Another process is at this restore. Let it finish, or stop it first.")


def _finish(into: Target) -> None:
    """What depends on everything being there: crumbs and menus. Each can be done twice."""
    site, restore = into.site, into.restore
    with transaction.atomic():
        state.raise_sequence(site)
        state.refresh_chrome(site)
    for kind in kinds.all_kinds():
        if kind.is_tree:
            pages = LivePage.objects.filter(site=site, kind=kind.name).order_by("pk")
            for _ in causes.heal_all(pages.values_list("pk", flat=True).iterator()):
                pass
    with transaction.atomic():
        _hold(restore)
        restore.state, restore.finished_at, restore.error = Restore.State.DONE, timezone.now(), ""
        restore.save(update_fields=["state", "finished_at", "error", "report"])
        announce(events.site_restored, site=site, by=into.by, restore_id=restore.pk)


def _is_empty(site: Site) -> bool:
    """No text was ever written there."""
    texts: list[type[Publishable]] = [kind.model for kind in kinds.all_kinds()]
    return not any(model._default_manager.filter(site=site).exists() for model in texts)


def left_out(archive: Archive, restore: Restore) -> dict[str, int]:
    """Rows of the archive that were not made, by table."""
    made: dict[str, Any] = restore.report.get("counts", {})
    return {name: rows - made.get(name, 0) for name, rows in archive.counts.items() if rows > made.get(name, 0)}
