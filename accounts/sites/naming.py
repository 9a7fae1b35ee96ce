"""Checks of what a site is called and how it is set up. Each raises ValidationError with advice."""

import re
from functools import cache
from ipaddress import ip_address
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError

_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\Z")
_LOCALE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?\Z")
_FIXED = re.compile(r"[a-z0-9-]+\Z")
_PLACES = {"{slug}", "{year}", "{month}", "{day}"}
# First words of addresses that belong to the program.
RESERVED = frozenset(
    ("account", "admin", "api", "archive", "ask", "authors", "books", "categories", "galleries", "media")
    + ("offline", "preview", "reading-list", "search", "static", "stream", "tags")
)


def clean_host(text: str) -> str:
    """A host name in lower case, without scheme, port and path; raises ValidationError for what is none."""
    host = text.strip().lower().rstrip(".")
    if "://" in host or "/" in host or _has_port(host):
        raise ValidationError("Give the host name alone, such as www.example.org: no https://, no port, no path.")
    try:
        name = _written(host) if _is_address(host) else host.encode("idna").decode("ascii")
    except UnicodeError:
        name = ""
    if not name or len(name) > 253 or not (_is_address(name) or all(map(_LABEL.match, name.split(".")))):
        raise ValidationError(f"“{text}” is not a host name; one looks like www.example.org.")
    return name


@cache
def time_zones() -> frozenset[str]:
    """The names of all time zones. Finding them reads hundreds of files, so they are found once in each process."""
    return frozenset(available_timezones())


def check_time_zone(text: str) -> None:
    if text not in time_zones():
        raise ValidationError(f"“{text}” is not a time zone; one looks like Europe/Vienna.")


def check_locale(text: str) -> None:
    if not _LOCALE.match(text):
        raise ValidationError(f"“{text}” is not a language tag; one looks like en or de-AT.")


def check_article_path(text: str) -> None:
    """A pattern that tells articles apart and leaves the program's own addresses alone."""
    parts = text.strip("/").split("/")
    if "{slug}" not in parts:
        raise ValidationError("The pattern needs {slug} as a part of its own, as in articles/{slug}.")
    wrong = [part for part in parts if part not in _PLACES and not _FIXED.match(part)]
    if wrong:
        raise ValidationError(
            f"“{wrong[0]}” cannot stand in an address: use {{slug}}, {{year}}, {{month}}, {{day}} "
            "and words of small letters, digits and hyphens."
        )
    if parts[0] in RESERVED:
        raise ValidationError(f"Addresses that begin with “{parts[0]}” belong to the program; take another word.")


def _is_address(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _written(address: str) -> str:
    """As it stands in the address of a page: IPv6 in brackets."""
    found = ip_address(address.strip("[]"))
    return f"[{found}]" if found.version == 6 else str(found)


def _has_port(host: str) -> bool:
    return ":" in host and not _is_address(host)
