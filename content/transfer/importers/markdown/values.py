"""Values of front matter, which may be anything, as what a field needs."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, tzinfo
from email.utils import parsedate_to_datetime
from typing import Any
from zoneinfo import ZoneInfo

from accounts.sites.naming import time_zones

Fields = Mapping[str, Any]
_FORMATS: tuple[str, ...] = ("%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%B %d, %Y", "%d %B %Y", "%Y-%m-%d %H:%M")
_FORMATS += ("%Y/%m/%d %H:%M", "%Y%m%d")
_FORMATS += (
    "%b %d, %Y",
    "%b. %d, %Y",
    "%d %b %Y",
    "%B %d %Y",
    "%b %d %Y",
    "%d. %B %Y",
    "%d.%m.%Y %H:%M",
    "%Y-%m",
    "%Y",
)
_FORMATS += ("%Y-%m-%d %I:%M %p", "%Y-%m-%d %I:%M:%S %p", "%B %d, %Y %H:%M", "%B %d, %Y %I:%M %p", "%Y/%m/%d %H:%M:%S")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE)
_SECONDS = (100_000_000, 32_000_000_000)  # since 1970, as some programs write a moment
_TRUE, _FALSE = {"true", "yes", "1", "on"}, {"false", "no", "0", "off", ""}
_LONGEST = 20_000
_MOST_BITS = 10_000


def text(fields: Fields, *names: str) -> str:
    """The first of these that is a text or a number; `a.b` looks into `a`."""
    for name in names:
        value: Any = fields
        for part in name.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        if not isinstance(value, bool) and (found := said(value).strip()):
            return found[:_LONGEST]
    return ""


def said(value: Any) -> str:
    """One value as it was written, a list or a mapping as nothing."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        return ""  # it cannot be written in digits
    return str(value) if isinstance(value, str | int | float | time) else ""


def flag(fields: Fields, name: str, default: bool = False) -> bool:
    value = fields.get(name)
    if isinstance(value, bool):
        return value
    if isinstance(value, Mapping | list):
        return default
    word = said(value).strip().lower()
    return True if word in _TRUE else False if word in _FALSE and name in fields else default


def is_said(fields: Fields, name: str) -> bool:
    """True for whatever is not clearly a no: `draft: almost` is one."""
    value = fields.get(name)
    return value is not None and (isinstance(value, Mapping | list) or said(value).strip().lower() not in _FALSE)


def names(value: Any, *, separator: str = ",") -> list[str]:
    """A list, or a text with separators, as names; each once."""
    if isinstance(value, str):
        value = value.strip("[] ").split(separator) if separator else [value]
    if isinstance(value, Mapping):
        value = [value.get("name") or value.get("title") or ""]
    found = []
    for each in value if isinstance(value, list | tuple | set) else []:
        if isinstance(each, Mapping):
            each = each.get("name") or each.get("title") or ""
        name = " ".join(said(each).split()).strip("\"'")[:200]
        if name:
            found.append(name)
    return list(dict.fromkeys(found))


def moment(value: Any, zone: tzinfo) -> datetime | None:
    """A day or a moment in any of the usual spellings; without a time zone it is the site's."""
    if isinstance(value, datetime):
        return _sane(value, zone)
    if isinstance(value, date):
        return _sane(datetime(value.year, value.month, value.day), zone)
    word = " ".join(said(value).split()) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    word = _ORDINAL.sub("", word)
    if not word or len(word) > 60:
        return None
    if word.isdecimal() and len(word) < 14 and _SECONDS[0] < int(word) < _SECONDS[1]:
        return _sane(datetime.fromtimestamp(int(word), UTC), zone)
    for spelled in (word, word.replace(" +", "+").replace(" -", "-"), word.removesuffix(" UTC")):
        try:
            return _sane(datetime.fromisoformat(spelled), zone)
        except ValueError:
            continue
    for form in _FORMATS:
        try:
            return _sane(datetime.strptime(word, form), zone)  # noqa: DTZ007 - the zone comes next
        except ValueError:
            continue
    try:
        return _sane(parsedate_to_datetime(word), zone)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _sane(found: datetime, zone: tzinfo) -> datetime | None:
    if not 1000 < found.year < 9999:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)


def zone_of(name: str) -> tzinfo:
    return ZoneInfo(name) if name in time_zones() else UTC
