"""Single values of elements: names, times, addresses, custom fields."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from urllib.parse import unquote, urlsplit

from content.transfer.importers.wordpress.xml import Element
from content.transfer.records import in_utc

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--[^<>]*>", re.DOTALL)
_SCRIPT = re.compile(r"<(script|style)\b[^<>]*>[^<]*</\1\s*>", re.IGNORECASE)
_NOTHING = "0000-00-00"


def meta_of(element: Element) -> dict[str, str]:
    found = {}
    for row in element.all("wp:postmeta"):
        found[row.get("wp:meta_key").strip()] = row.get("wp:meta_value")
    return found


def addresses(element: Element, number: str) -> list[str]:
    """Paths at which it answered, the best one first. `?p=` is answered from the ledger."""
    found = []
    for text in (element.get("link").strip(), element.get("guid").strip()):
        parts = split(text)
        if parts and not parts[1] and parts[0].strip("/") and "wp-content" not in parts[0]:
            found.append(unquote(parts[0]))
    return list(dict.fromkeys(found))


def split(url: str) -> tuple[str, str] | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return (parts.path, parts.query) if parts.scheme in ("http", "https") else None


def plain(text: str) -> str:
    """Names and titles: no tags, entities as characters, one line."""
    if "<" in text:
        text = _TAG.sub("", _SCRIPT.sub("", text))
    return " ".join(unescape(text).split())


def format_of(element: Element) -> str:
    found = next((c for c in element.all("category") if c.attributes.get("domain") == "post_format"), None)
    return plain(found.text) if found else ""


def published_at(element: Element) -> datetime | None:
    return (
        time_of(element.get("wp:post_date_gmt"))
        or _mail_time(element.get("pubDate"))
        or time_of(element.get("wp:post_date"))
    )


def time_of(text: str) -> datetime | None:
    text = text.strip()
    if not text or text.startswith(_NOTHING):
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return _sane(found)


def _sane(found: datetime) -> datetime | None:
    """None for years that databases and calendars have no name for."""
    sane = in_utc(found if found.tzinfo else found.replace(tzinfo=UTC))
    return sane if sane and 1000 < sane.year < 9999 else None


def _mail_time(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text.strip())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return _sane(found)


def number_of(text: str) -> int:
    try:
        return max(0, min(int(text.strip()), 1_000_000))
    except ValueError:
        return 0
