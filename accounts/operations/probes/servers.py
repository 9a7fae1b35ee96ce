"""The servers that this installation leans on."""

import secrets
from urllib.parse import urlsplit

from celery import current_app
from django.conf import settings
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import get_connection
from django.db import connection, connections
from django.utils import timezone

from accounts.audit.models import Entry
from accounts.jobs import periodic, watch
from accounts.jobs.services import worker_is_missing, worker_seen_at
from accounts.operations.findings import Finding, examines, fail, glances, ok, skip, warn
from aicmr.lib import replica
from aicmr.lib.storage import BucketStorage

_BEHIND = 10.0  # seconds
_START_WORKER = "Start one: celery -A aicmr worker --queues default,ai,media,books,mail (make demo does)."
_CONSOLE = "django.core.mail.backends.console.EmailBackend"


@examines("database")
def database() -> Finding:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA quick_check(1)")
            (answer,) = cursor.fetchone()
            if answer != "ok":
                return fail(
                    f"SQLite says: {answer}", "Stop everything, then restore the last backup: manage.py restore."
                )
            return ok(f"SQLite, {settings.DATABASES['default']['NAME']}")
        cursor.execute("SELECT VERSION(), @@sql_mode, @@character_set_database")
        version, mode, charset = cursor.fetchone()
    if "STRICT" not in mode or not str(charset).startswith("utf8mb4"):
        return fail(
            f"{version}: {mode}, {charset}", "It must be strict and utf8mb4: ALTER DATABASE … CHARACTER SET utf8mb4."
        )
    return ok(str(version))


@glances("database")
def database_answers() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SELECT VERSION()")
        (version,) = cursor.fetchone()
    return ok(f"SQLite {version}" if connection.vendor == "sqlite" else str(version))


@glances("replica", waits=True)
@examines("replica")
def copy() -> Finding:
    """How far the copy is behind: the age of the first entry of the log that it does not have."""
    if not replica.is_there():
        return skip("none (DATABASE_REPLICA_URL)")
    try:
        theirs = Entry.objects.using(replica.ALIAS).order_by("-pk").values_list("pk", flat=True).first() or 0
        missing = Entry.objects.using("default").filter(pk__gt=theirs).order_by("pk")
        first = missing.values_list("created_at", flat=True).first()
    finally:
        connections[replica.ALIAS].close()
    if first is None:
        return ok("level")
    behind = (timezone.now() - first).total_seconds()
    says = f"{behind:.0f} s behind; readers are served from the database itself"
    return warn(says, "Look at SHOW REPLICA STATUS on the copy.") if behind > _BEHIND else ok(f"{behind:.1f} s behind")


@glances("cache", waits=True)
@examines("cache")
def cache() -> Finding:
    token = secrets.token_hex(8)
    caches["default"].set("doctor", token, 10)
    if caches["default"].get("doctor") != token:
        return warn(
            f"{_host(settings.REDIS_URL)} keeps nothing", "Start Redis, or correct REDIS_URL. Pages work without it."
        )
    caches["limits"].get("doctor")
    return ok(_host(settings.REDIS_URL) if settings.REDIS_URL else "in the memory of this one process")


@glances("broker", waits=True)
@examines("broker")
def broker() -> Finding:
    with current_app.connection_for_write(connect_timeout=2) as link:
        link.connect()
    return ok(_host(settings.CELERY_BROKER_URL))


@glances("worker")
@examines("worker")
def worker() -> Finding:
    seen = worker_seen_at()
    says = f"last seen {(timezone.now() - seen).total_seconds():.0f} s ago" if seen else "never seen"
    if worker_is_missing():
        return fail(says, _START_WORKER)
    deaf = [queue for queue, crew in watch.crews().items() if not crew.count]
    if deaf:
        return warn(f"nobody takes work from {', '.join(deaf)}", _START_WORKER)
    return ok(says)


@glances("clock's turns")
@examines("clock's turns")
def turns() -> Finding:
    """Whether somebody rings for periodic work. Without a worker the clock keeps silent."""
    rang = periodic.clock_rang_at()
    says = f"last rang {(timezone.now() - rang).total_seconds():.0f} s ago" if rang else "never rang"
    if rang is None or timezone.now() - rang > periodic.SILENT:
        if worker_is_missing():
            return warn(f"{says}; it keeps silent while there is no worker", _START_WORKER)
        return fail(says, "Start it: celery -A aicmr beat, once in the installation.")
    late = [line.task for line in periodic.schedule() if line.is_late]
    return warn(f"late: {', '.join(late)}", "Was the clock restarted with this release?") if late else ok(says)


@glances("storage", waits=True)
def storage_answers() -> Finding:
    if isinstance(default_storage, BucketStorage):
        default_storage.answers()
        return ok(f"bucket {default_storage.bucket}")
    default_storage.exists("status")
    return ok(str(getattr(default_storage, "location", "memory")))


@examines("storage")
def storage() -> Finding:
    name = default_storage.save(f"doctor/{secrets.token_hex(8)}", ContentFile(b"written by manage.py doctor"))
    try:
        with default_storage.open(name) as file:
            same = file.read() == b"written by manage.py doctor"
    finally:
        default_storage.delete(name)
    if not same:
        return fail("What was written is not what is read.", "Look at the disk or the bucket.")
    place = getattr(default_storage, "bucket", None) or getattr(default_storage, "location", "memory")
    return ok(f"writes, reads and deletes in {place}")


@examines("mail", reaches_out=True)
def mail() -> Finding:
    if settings.EMAIL_BACKEND == _CONSOLE:
        todo = "Set EMAIL_URL, as in smtp://user:password@host:587?tls=1&from=news@example.org."
        return warn("printed, sent to nobody", todo) if settings.PRODUCTION else ok("printed (EMAIL_URL is not set)")
    sender = get_connection(fail_silently=False)
    sender.open()
    sender.close()
    if settings.DEFAULT_FROM_EMAIL.endswith("@localhost"):
        return warn(
            f"{_mail_host()} answers; the sender is {settings.DEFAULT_FROM_EMAIL}", "Put from=… into EMAIL_URL."
        )
    return ok(f"{_mail_host()} answers, from {settings.DEFAULT_FROM_EMAIL}")


def _mail_host() -> str:
    return str(getattr(settings, "EMAIL_HOST", "") or settings.EMAIL_BACKEND.rsplit(".", 1)[-1])


def _host(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme in ("filesystem", "memory"):
        return f"{parts.scheme}, in {settings.QUEUE_DIR}"
    return f"{parts.hostname}:{parts.port or ''}".rstrip(":") if parts.hostname else parts.path
