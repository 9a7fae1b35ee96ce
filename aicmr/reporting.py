"""Errors to Sentry, where `SENTRY_DSN` names a place for them. The library is loaded only then."""

from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings

from aicmr.lib.logs import facts
from aicmr.lib.scrubbing import know, scrubbed

_SECRET = (
    *("OPENAI_API_KEY", "EMAIL_HOST_PASSWORD", "METRICS_TOKEN", "CDN_PURGE_TOKEN", "BACKUP_KEY"),
    *("REDIS_URL", "CELERY_BROKER_URL", "SENTRY_DSN"),
)
_ADDRESSES = ("REDIS_URL", "CELERY_BROKER_URL", "SENTRY_DSN")
_PERSONAL = ("cookies", "data", "env", "query_string")


def start() -> None:
    """Called once in every process, when the apps are ready."""
    know(_secrets())
    if settings.SENTRY_DSN:
        import sentry_sdk

        sentry_sdk.init(
            dsn=settings.SENTRY_DSN,
            before_send=before_send,
            before_breadcrumb=lambda crumb, hint: scrubbed(crumb),
            send_default_pii=False,
            max_request_body_size="never",
            include_local_variables=False,
            traces_sample_rate=0.0,
            environment="production" if settings.PRODUCTION else "development",
        )


def before_send(event: Any, hint: Any) -> Any:
    """The event without secrets and without what people sent; with the ids that the log's lines have."""
    request = event.get("request") or {}
    for name in _PERSONAL:
        request.pop(name, None)
    event["request"] = request
    event["tags"] = {**(event.get("tags") or {}), **{name: str(value) for name, value in facts().items()}}
    event.pop("user", None)
    return scrubbed(event)


def _secrets() -> list[str]:
    database = [str(entry.get("PASSWORD") or "") for entry in settings.DATABASES.values()]
    own = [str(getattr(settings, name, "") or "") for name in _SECRET]
    within = [part for name in _ADDRESSES for part in _credentials(str(getattr(settings, name, "") or ""))]
    bucket = str(settings.S3_ACCESS.get("secret_key") or "")
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS, *database, bucket, *own, *within]


def _credentials(address: str) -> list[str]:
    """The password in an address, or the name where there is none, as in a DSN; also as it is before decoding."""
    parts = urlsplit(address)
    found = (parts.password or parts.username or "") if "@" in parts.netloc else ""
    return [found, unquote(found)]
