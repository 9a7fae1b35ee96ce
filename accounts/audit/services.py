"""Announce facts, replay what could not be delivered, erase personal values."""

import logging
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone

from accounts.audit import registry
from accounts.audit.events import Event, deliveries_replayed
from accounts.audit.models import Delivery, Entry, EntryDetail
from accounts.audit.querysets import DeliveryQuerySet
from accounts.audit.tasks import ring_on_commit
from aicmr.lib import logs

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.sites.models import Site


_LISTED = 1000
_ON_A_LINE = 50
_stream = logging.getLogger(logs.AUDIT)


class OutsideTransaction(RuntimeError):
    """A fact and what it is about must commit together."""


def announce(
    event: Event,
    *,
    site: "Site | None",
    by: "User | None" = None,
    detail: dict[str, object] | None = None,
    **ids: int | str | None,
) -> Entry:
    """Write the entry and one delivery per receiver in the caller's transaction; ring the worker on commit.

    `ids` are exactly the keys that the event declares. `detail` takes personal or long values (JSON);
    they can be erased later while the entry stays. Raises OutsideTransaction without an open transaction.
    """
    (entry,) = announce_many(event, [ids], site=site, by=by)
    if detail:
        EntryDetail.objects.create(entry=entry, data=detail)
    return entry


def announce_many(
    event: Event, facts: Sequence[Mapping[str, object]], *, site: "Site | None", by: "User | None" = None
) -> list[Entry]:
    """As `announce`, for many facts of one kind (each the event's ids) in as many statements as for one."""
    if not connection.in_atomic_block:
        raise OutsideTransaction(f"announce({event.topic}) must run inside transaction.atomic().")
    actor = by if by is not None and by.pk else None
    entries = [Entry(topic=event.topic, site=site, actor=actor, payload=event.payload(ids)) for ids in facts]
    Entry.objects.bulk_create(entries)
    if _stream.isEnabledFor(logging.INFO):
        transaction.on_commit(partial(_tell, entries), robust=True)
    names = registry.names_for(event.topic)
    if names and entries:
        _deliver(entries, names)
    return entries


def _tell(entries: Sequence[Entry]) -> None:
    """The facts that were committed in the audit stream: ids alone, so there is nothing to hide.

    One fact is a line. Many of one kind are a line for each fifty, in columns that belong together by their places: a
    bulk publication of thousands tells all of them, in a hundredth of the time, and no line is longer than what
    collectors take.
    """
    for start in range(0, len(entries), _ON_A_LINE):
        part = entries[start : start + _ON_A_LINE]
        first = part[0]
        about: dict[str, object] = {"site": first.site_id, "actor": first.actor_id}
        if len(entries) == 1:
            about |= {"entry": first.public_id, "ids": first.payload}
        else:
            ids = {name: [entry.payload.get(name) for entry in part] for name in first.payload}
            about |= {"count": len(part), "entries": [entry.public_id for entry in part], "ids": ids}
        _stream.info(first.topic, extra={name: value for name, value in about.items() if value is not None})


def _deliver(entries: Sequence[Entry], names: Sequence[str]) -> None:
    if entries[0].pk is None:  # MySQL gives no ids back
        stored = Entry.objects.filter(public_id__in=[entry.public_id for entry in entries])
        ids = dict(stored.values_list("public_id", "pk"))
        for entry in entries:
            entry.pk = ids[entry.public_id]
    now = timezone.now()
    rows = [Delivery(entry=entry, receiver=name, due_at=now) for entry in entries for name in names]
    Delivery.objects.bulk_create(rows)
    made = Delivery.objects.filter(entry__in=entries).order_by("pk").values_list("pk", flat=True)
    ring_on_commit([row.pk for row in rows] if rows[0].pk else list(made))


@transaction.atomic
def replay(deliveries: DeliveryQuerySet, *, by: "User | None") -> int:
    """Give dead deliveries a fresh set of attempts, at once; the log keeps who did. Returns how many."""
    dead = list(deliveries.dead().values_list("pk", "entry__site"))
    ids = [pk for pk, _ in dead]
    count = (
        Delivery.objects.filter(pk__in=ids)
        .dead()
        .update(state=Delivery.State.PENDING, attempts=0, due_at=timezone.now(), rung_at=None, finished_at=None)
    )
    for site_id in {site_id for _, site_id in dead}:
        _note_replay([pk for pk, of in dead if of == site_id], by=by)
    ring_on_commit(ids)
    return count


def _note_replay(ids: list[int], *, by: "User | None") -> None:
    site = Delivery.objects.select_related("entry__site").get(pk=ids[0]).entry.site
    announce(deliveries_replayed, site=site, by=by, detail={"deliveries": ids[:_LISTED]}, count=len(ids))


def erase_detail(entry: Entry, *, by: "User | None") -> None:
    """Erase the personal values of an entry; the entry itself stays."""
    EntryDetail.objects.filter(entry=entry).delete()
