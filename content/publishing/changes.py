"""Reading the change log: for the clock that caches go by, and for whoever must tell others what changed."""

from datetime import timedelta

from django.db import connections
from django.utils import timezone

from accounts.sites import hosts
from aicmr.lib import freshness, replica
from content.publishing.models import Change, SiteState

KEPT = timedelta(hours=6)
PRUNE = 5000  # rows at a time


def since(site_id: int, known: int) -> freshness.Answer:
    """The site's sequence and what changed after `known` (-1: it does not matter). One query, two after a change.

    Asked by a thread of its own: a connection that breaks is replaced once, and none is kept that failed.
    """
    try:
        return _answer(site_id, known)
    except Exception:
        connections.close_all()
        return _answer(site_id, known)


def _answer(site_id: int, known: int) -> freshness.Answer:
    try:
        sequence = _sequence(site_id, "default")
        copy = _sequence_of_replica(site_id)
        if known in (-1, sequence):
            return freshness.Answer(sequence, replica=copy)
        rows = Change.objects.using("default").filter(site=site_id, sequence__gt=known).order_by("sequence")
        found = [(number, tags.split()) for number, tags in rows.values_list("sequence", "tags")]
        return freshness.Answer(sequence, found, copy)
    except Exception:
        connections.close_all()
        raise


def _sequence(site_id: int, database: str) -> int:
    rows = SiteState.objects.using(database).filter(pk=site_id)
    return rows.values_list("sequence", flat=True).first() or 0


def _sequence_of_replica(site_id: int) -> int | None:
    """None without a replica, or with one that does not answer."""
    if not replica.is_there():
        return None
    try:
        return _sequence(site_id, replica.ALIAS)
    except Exception:
        connections[replica.ALIAS].close()
        return None


def forget_hosts(site_id: int, tags: frozenset[str]) -> None:
    """With everything, the site's own row and its domains may be new."""
    if freshness.EVERYTHING in tags:
        hosts.forget()


def prune() -> int:
    """Delete rows that every process has long read; returns how many."""
    old = Change.objects.filter(created_at__lt=timezone.now() - KEPT).order_by("created_at")
    ids = list(old.values_list("pk", flat=True)[:PRUNE])
    return Change.objects.filter(pk__in=ids).delete()[0] if ids else 0


freshness.use(since)
freshness.listen(forget_hosts)
