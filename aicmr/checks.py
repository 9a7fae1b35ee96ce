"""What must hold before the public is let in.

With `aicmr.settings.production` an error stops every process at its start (`refuse_unsafe_start`), each in a
line with a hint; with other settings `manage.py check --deploy` reports the same. Warnings stop nobody.
"""

import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

_SHORTEST_KEY = 50
_DISTINCT = 5
_PORTS = {"redis": 6379, "rediss": 6379, "amqp": 5672, "amqps": 5671}
_SECONDS = 1.0


class UnsafeStart(SystemExit):
    """The lines that the operator reads."""


def refuse_unsafe_start() -> None:
    """Called when the program's apps are ready, in every process; raises UnsafeStart in production."""
    if settings.PRODUCTION and (errors := list(_errors())):
        lines = [f"aicmr: refuses to start ({error.id}): {error.msg} {error.hint}" for error in errors]
        raise UnsafeStart("\n".join(lines))


@register(Tags.security, deploy=True)
def check_production(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [*_errors(), *_warnings()]


def _errors() -> Iterator[Error]:
    if settings.SECRET_KEY == settings.INSECURE_SECRET_KEY:
        yield Error("SECRET_KEY is the public default.", hint=_KEY_HINT, id="aicmr.E001")
    elif _is_weak(settings.SECRET_KEY):
        yield Error(f"SECRET_KEY has fewer than {_SHORTEST_KEY} random characters.", hint=_KEY_HINT, id="aicmr.E001")
    if any(_is_weak(key) for key in settings.SECRET_KEY_FALLBACKS):
        hint = "Take it out: whoever guesses an old key signs in as anybody."
        yield Error("SECRET_KEY_FALLBACKS holds the public default or a short key.", hint=hint, id="aicmr.E005")
    if settings.DEBUG:
        yield Error("DEBUG is on and would show the program's inside to readers.", hint="Unset DEBUG.", id="aicmr.E002")
    if str(settings.DATABASES["default"]["ENGINE"]).endswith("sqlite3"):
        yield Error(
            "The database is SQLite.", hint="Set DATABASE_URL to mysql://user:password@host/name.", id="aicmr.E003"
        )
    if not has_broker():
        hint = "Set REDIS_URL, or CELERY_BROKER_URL to a redis:// or amqp:// address."
        yield Error("No broker is configured, so workers would not hear of work.", hint=hint, id="aicmr.E004")


def _warnings() -> Iterator[Warning]:
    if has_broker() and (problem := _unreachable(settings.CELERY_BROKER_URL)):
        hint = "Start it, or correct CELERY_BROKER_URL; until then work waits in its rows."
        yield Warning(f"The broker does not answer: {problem}.", hint=hint, id="aicmr.W001")
    if "*" in settings.ALLOWED_HOSTS:
        hint = "Name the hosts of your sites; a row in Domains is needed for each in any case."
        yield Warning("ALLOWED_HOSTS lets every host in.", hint=hint, id="aicmr.W002")
    if not settings.REQUIRE_STAFF_MFA:
        hint = "Set REQUIRE_STAFF_MFA=1, unless something before this server asks for a second factor."
        yield Warning("Staff sign in with a password alone.", hint=hint, id="aicmr.W003")


def _is_weak(key: str) -> bool:
    return key == settings.INSECURE_SECRET_KEY or len(key) < _SHORTEST_KEY or len(set(key)) < _DISTINCT


_KEY_HINT = (
    "Set SECRET_KEY (or SECRET_KEY_FILE) to a value of your own: "
    'python -c "import secrets; print(secrets.token_urlsafe(50))".'
)


def has_broker() -> bool:
    """A broker that other processes and machines can reach; the embedded one is a folder."""
    return bool(settings.CELERY_BROKER_URL) and not settings.CELERY_BROKER_URL.startswith(("filesystem:", "memory:"))


def _unreachable(url: str) -> str | None:
    """Why nobody listens at the broker's address, in a few words without its password; None if somebody does."""
    parts = urlsplit(url)
    if not parts.hostname:  # a socket file
        return None
    try:
        with socket.create_connection((parts.hostname, parts.port or _PORTS.get(parts.scheme, 6379)), _SECONDS):
            return None
    except OSError as error:
        return f"{parts.hostname}: {error.strerror or error}"
