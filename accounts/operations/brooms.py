"""What may go of the rows of this house."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Model, QuerySet

from accounts.audit.models import Delivery, EntryDetail
from accounts.jobs.models import Job
from accounts.models import SignInLock
from accounts.operations.models import Backup
from accounts.operations.registry import keeps_secrets, prunes

_PORTION = 500
_LOCKS = timedelta(days=30)
_BACKUPS = timedelta(days=800)
_ENDED = ("done", "failed", "cancelled")

keeps_secrets("mfa.Authenticator", "data")


def portion(rows: "QuerySet[Any]", dry_run: bool) -> int:
    """Delete `rows` in portions that lock nobody out for long; how many."""
    if dry_run:
        return rows.count()
    gone = 0
    model: type[Model] = rows.model
    while keys := list(rows.order_by().values_list("pk", flat=True)[:_PORTION]):
        model._default_manager.filter(pk__in=keys).delete()
        gone += len(keys)
    return gone


def before(now: datetime, what: str) -> datetime:
    return now - timedelta(days=settings.RETENTION[what])


@prunes("sessions", "sessions that have ended")
def sessions(now: datetime, dry_run: bool) -> int:
    return portion(Session.objects.filter(expire_date__lt=now), dry_run)


@prunes("locks", "counts of wrong passwords of which nothing was heard for 30 days")
def locks(now: datetime, dry_run: bool) -> int:
    return portion(SignInLock.objects.filter(failed_at__lt=now - _LOCKS), dry_run)


@prunes("jobs", "ended jobs (RETENTION jobs, 90 days)")
def jobs(now: datetime, dry_run: bool) -> int:
    return portion(Job.objects.filter(state__in=_ENDED, finished_at__lt=before(now, "jobs")), dry_run)


@prunes("deliveries", "deliveries that were done; the log itself stays (RETENTION deliveries, 30 days)")
def deliveries(now: datetime, dry_run: bool) -> int:
    return portion(Delivery.objects.filter(state="done", finished_at__lt=before(now, "deliveries")), dry_run)


@prunes("personal", "personal values in the log; the entries stay (RETENTION personal, 365 days)")
def personal(now: datetime, dry_run: bool) -> int:
    return portion(EntryDetail.objects.filter(entry__created_at__lt=before(now, "personal")), dry_run)


@prunes("backups", "notes about backups that are older than 800 days; the backups have a policy of their own")
def backups(now: datetime, dry_run: bool) -> int:
    return portion(Backup.objects.filter(started_at__lt=now - _BACKUPS), dry_run)
