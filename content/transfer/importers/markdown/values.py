"""Values of front matter, which may be anything, as what a field needs."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, tzinfo
from email.utils import parsedate_to_datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

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


def text(fields: Fields, *names: str) -> str:
    """The first of these that is a text or a number; `a.b` looks into `a`."""
    for name in names:
        value: Any = fields
        for part in name.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()[:_LONGEST]
    return ""


def flag(fields: Fields, name: str, default: bool = False) -> bool:
    value = fields.get(name)
    if isinstance(value, bool):
        return value
    said = str(value).strip().lower() if value is not None else ""
    return True if said in _TRUE else False if said in _FALSE and name in fields else default


def is_said(fields: Fields, name: str) -> bool:
    """True for whatever is not clearly a no: `draft: almost` is one."""
    value = fields.get(name)
    return value is not None and str(value).strip().lower() not in _FALSE


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
        name = " ".join(str(each).split()).strip("\"'")[:200] if isinstance(each, str | int | float | date) else ""
        if name:
            found.append(name)
    return list(dict.fromkeys(found))


def moment(value: Any, zone: tzinfo) -> datetime | None:
    """A day or a moment in any of the usual spellings; without a time zone it is the site's."""
    if isinstance(value, datetime):
        return _sane(value, zone)
    if isinstance(value, date):
        return _sane(datetime(value.year, value.month, value.day), zone)
    said = " ".join(str(value).split()) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    said = _ORDINAL.sub("", said)
    if not said or len(said) > 60:
        return None
    if said.isdecimal() and len(said) < 14 and _SECONDS[0] < int(said) < _SECONDS[1]:
        return _sane(datetime.fromtimestamp(int(said), UTC), zone)
    for spelled in (said, said.replace(" +", "+").replace(" -", "-"), said.removesuffix(" UTC")):
        try:
            return _sane(datetime.fromisoformat(spelled), zone)
        except ValueError:
            continue
    for form in _FORMATS:
        try:
            return _sane(datetime.strptime(said, form), zone)  # noqa: DTZ007 - the zone comes next
        except ValueError:
            continue
    try:
        return _sane(parsedate_to_datetime(said), zone)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _sane(found: datetime, zone: tzinfo) -> datetime | None:
    if not 1000 < found.year < 9999:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)


def zone_of(name: str) -> tzinfo:
    return ZoneInfo(name) if name in available_timezones() else UTC
