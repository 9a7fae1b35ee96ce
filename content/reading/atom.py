"""Atom feeds (RFC 4287), written as one string."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape as _escape
from xml.sax.saxutils import quoteattr as _quoteattr

if TYPE_CHECKING:
    from content.publishing.models import LivePage

CONTENT_TYPE = "application/atom+xml; charset=utf-8"
_CONTROLS = bytes({*range(32)} - {9, 10, 13})
_LOCAL_SET = re.compile(r"""(\ssrcset=["'])([^"']*)""")
_CANDIDATE = re.compile(r"(^|,\s*)/(?!/)")
_EPOCH = "1970-01-01T00:00:00+00:00"


@dataclass(frozen=True, slots=True)
class Feed:
    title: str
    subtitle: str
    language: str
    base_url: str
    path: str
    html_path: str
    changed_at: datetime | None = None


def write_atom(feed: Feed, pages: Iterable["LivePage"]) -> str:
    """The whole feed; every entry carries its full content with absolute addresses."""
    entries = list(pages)
    updated = max((page.modified_at for page in entries), default=feed.changed_at)
    address = quoteattr(feed.base_url + feed.path)
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={quoteattr(feed.language)}>\n'
        f"<id>{escape(feed.base_url + feed.path)}</id>\n<title>{escape(feed.title)}</title>\n",
        f"<subtitle>{escape(feed.subtitle)}</subtitle>\n" if feed.subtitle else "",
        f'<link rel="self" type="application/atom+xml" href={address}/>\n'
        f'<link rel="alternate" type="text/html" href={quoteattr(feed.base_url + feed.html_path)}/>\n'
        f"<updated>{updated.isoformat() if updated else _EPOCH}</updated>\n"
        f"<author><name>{escape(feed.title)}</name></author>\n<generator>AiCMR</generator>\n",
        *(_entry(page, feed.base_url) for page in entries),
        "</feed>\n",
    ]
    return _without_forbidden("".join(parts))


def _entry(page: "LivePage", base_url: str) -> str:
    address = base_url + page.path
    labels = page.labels
    authors = "".join(f"<author><name>{escape(row['name'])}</name></author>" for row in labels.get("authors") or ())
    terms = [labels.get("category"), *(labels.get("tags") or ())]
    categories = "".join(f"<category term={quoteattr(row['name'])}/>" for row in terms if row)
    return (
        f"<entry xml:lang={quoteattr(page.language)}><id>{escape(address)}</id><title>{escape(page.title)}</title>"
        f'<link rel="alternate" type="text/html" href={quoteattr(address)}/>'
        f"<published>{page.published_at.isoformat()}</published><updated>{page.modified_at.isoformat()}</updated>"
        f"{authors}{categories}<summary>{escape(page.summary)}</summary>"
        f'<content type="html" xml:base={quoteattr(address)}>'
        f"{_escape(absolute_html(page.body, base_url))}</content></entry>\n"
    )


def absolute_html(html: str, base_url: str) -> str:
    """Addresses within the site made absolute, since a feed is read elsewhere.

    `html` was cleaned when it was saved, so attributes stand after one space and in double quotes.
    """
    for name in ("href", "src"):
        html = html.replace(f' {name}="/', f' {name}="{base_url}/').replace(f' {name}="{base_url}//', f' {name}="//')
    if " srcset=" not in html:
        return html

    def candidates(match: re.Match[str]) -> str:
        return match[1] + _CANDIDATE.sub(rf"\1{base_url}/", match[2])

    return _LOCAL_SET.sub(candidates, html)


def escape(text: str) -> str:
    """Text for XML 1.0: without the characters that it cannot hold at all."""
    return _escape(_without_forbidden(text))


def quoteattr(text: str) -> str:
    return _quoteattr(_without_forbidden(text))


def _without_forbidden(text: str) -> str:
    """By bytes: many times as fast as looking at each character of twenty articles."""
    known = text.encode("utf-8", "ignore").translate(None, _CONTROLS)
    return known.replace(b"\xef\xbf\xbe", b"").replace(b"\xef\xbf\xbf", b"").decode()
