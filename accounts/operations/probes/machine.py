"""This machine and its settings: configuration, disk, clock, certificates."""

import shutil
import socket
import ssl
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from django.conf import settings
from django.core.checks import ERROR, WARNING, run_checks
from django.db import connection
from django.utils import timezone

from accounts.operations.findings import Finding, examines, fail, glances, ok, skip, warn
from accounts.sites.models import Domain

_GB = 1_000_000_000
_PATIENCE = 3.0  # seconds
_SOON, _NOW = 21, 4  # days
_CLOCK_OFF, _CLOCK_WRONG = 2.0, 30.0  # seconds


@examines("settings")
def configuration() -> Finding:
    """Django's checks and ours; with production settings those for the public as well."""
    found = [
        message for message in run_checks(include_deployment_checks=settings.PRODUCTION) if message.level >= WARNING
    ]
    if not found:
        return ok("production" if settings.PRODUCTION else "development (aicmr.settings.production is for the public)")
    worst = max(found, key=lambda message: message.level)
    says = f"{worst.id}: {worst.msg}" + (f" And {len(found) - 1} more." if len(found) > 1 else "")
    todo = worst.hint or "Run manage.py check --deploy to read all of them."
    return fail(says, todo) if worst.level >= ERROR else warn(says, todo)


@glances("disk space")
@examines("disk space")
def disk() -> Finding:
    folders = {"VAR_DIR": settings.VAR_DIR, "files": settings.MEDIA_ROOT, "temporary files": tempfile.gettempdir()}
    tightest = min(folders.items(), key=lambda folder: _free(folder[1]))
    free = _free(tightest[1])
    says = f"{free / _GB:.1f} GB free for {tightest[0]} ({tightest[1]})"
    if free < 0.2 * _GB:
        return fail(says, "Free some space now: manage.py prune, old logs, old backups.")
    return warn(says, "Make room soon: manage.py prune, old logs, old backups.") if free < 2 * _GB else ok(says)


@glances("clock")
@examines("clock")
def clock() -> Finding:
    """Schedules, codes of second factors and links that expire trust it; the database's is the one to agree with."""
    query = "SELECT UTC_TIMESTAMP(6)" if connection.vendor == "mysql" else "SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')"
    with connection.cursor() as cursor:
        cursor.execute(query)
        (value,) = cursor.fetchone()
    theirs = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    apart = abs((timezone.now() - theirs.replace(tzinfo=UTC)).total_seconds())
    says = f"{timezone.now():%Y-%m-%d %H:%M:%S} UTC, {apart:.1f} s from the database's"
    if apart > _CLOCK_OFF:
        return (fail if apart > _CLOCK_WRONG else warn)(
            says, "Let both machines follow a time server (chrony, systemd-timesyncd)."
        )
    return ok(says)


@examines("certificates", reaches_out=True)
def certificates() -> Finding:
    """Of the sites' domains, as visitors get them."""
    if not settings.PRODUCTION:
        return skip("only asked for in production")
    hosts = list(Domain.objects.filter(site__is_active=True).order_by("host").values_list("host", flat=True)[:50])
    days: dict[str, float] = {}
    for host in hosts:
        try:
            days[host] = days_left(host)
        except OSError as error:
            return warn(f"{host} does not answer at port 443: {error}", "See that nginx serves this domain with TLS.")
    if not days:
        return skip("there is no domain")
    host, left = min(days.items(), key=lambda item: item[1])
    says = f"{host}: {left:.0f} days left; {len(days)} domains looked at"
    todo = "Renew it (certbot renew), and see why that did not happen by itself."
    return fail(says, todo) if left < _NOW else warn(says, todo) if left < _SOON else ok(says)


def days_left(host: str, port: int = 443) -> float:
    """Until the certificate ends that `host` shows; whether it is trusted is not asked. OSError if nobody answers."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection((host, port), _PATIENCE) as plain,
        context.wrap_socket(plain, server_hostname=host) as sock,
    ):
        shown = sock.getpeercert(binary_form=True) or b""
    ends = x509.load_der_x509_certificate(shown).not_valid_after_utc
    return (ends - timezone.now()).total_seconds() / 86_400


def _free(folder: Any) -> int:
    path = Path(folder)
    while not path.exists():
        path = path.parent
    return shutil.disk_usage(path).free
