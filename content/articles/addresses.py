"""Where articles and pages answer, and where that is on the web."""

import ipaddress
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

if TYPE_CHECKING:
    from accounts.sites.models import Site


def article_path(site: "Site", slug: str, published_at: datetime | None) -> str:
    """The article's address by the site's pattern; dates are those of the site's time zone."""
    day = (published_at or timezone.now()).astimezone(_zone(site.time_zone))
    parts = {"slug": slug, "year": f"{day.year:04}", "month": f"{day.month:02}", "day": f"{day.day:02}"}
    pattern = site.article_path
    for name, value in parts.items():
        pattern = pattern.replace(f"{{{name}}}", value)
    return f"/{pattern.strip('/')}/"


def origin(host: str) -> str:
    """What goes before a path in canonical addresses; "" for a host that is only this machine or network.

    There the address depends on the port of the day, so that the answering server completes it.
    """
    return "" if not host or _is_local(host) else f"https://{host}"


def origin_to_open(host: str) -> str:
    """What somebody at a terminal can open: this machine's own hosts with the port that `make demo` serves at."""
    if found := origin(host):
        return found
    port = settings.VAR_DIR / "web.port"
    served = port.read_text().strip() if port.is_file() else ""
    return f"http://{host or 'localhost'}:{served}" if served.isdigit() else f"http://{host or 'localhost'}"


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _is_local(host: str) -> bool:
    if host == "localhost" or host.endswith((".localhost", ".local", ".test", ".internal")) or "." not in host:
        return True
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return False
