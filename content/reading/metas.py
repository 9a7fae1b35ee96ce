"""The machine-readable part of a page's head, written as one string: no design in it, and on every page.

`head` has the shape of `LivePage.head`; addresses that begin with a slash are completed with `base`.
"""

import json
import re
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe

Head = dict[str, Any]
_JSON = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})
_ADDRESSES = {"url", "@id", "item", "image", "logo", "contentUrl", "thumbnailUrl", "urlTemplate", "mainEntityOfPage"}
# In JSON without spaces: a quote within a text has a backslash before it, so these find keys and nothing else.
_KEY = rf'"(?:{"|".join(sorted(_ADDRESSES))})":'
_AFTER_KEY = re.compile(rf'({_KEY})"/(?!/)')
_LISTS = re.compile(rf'{_KEY}\["[^\]]*')
_LOCAL = re.compile(r'([\[,])"/(?!/)')
_COLOURS = (
    '<meta name="theme-color" content="#ffffff" media="(prefers-color-scheme: light)">\n    '
    '<meta name="theme-color" content="#16181d" media="(prefers-color-scheme: dark)">'
)


def write_head(
    head: Head, *, base: str, site_name: str, page_title: str | None, is_preview: bool = False
) -> SafeString:
    """Title, description, robots, canonical address, translations, OpenGraph, feed and JSON-LD.

    `page_title` is None where the page is no live page, as a list.
    """
    lines = [_title(head.get("title") or "", page_title, site_name)]
    if head.get("description"):
        lines.append(f'<meta name="description" content="{escape(head["description"])}">')
    robots = "noindex" if is_preview else head.get("robots")
    if robots:
        lines.append(f'<meta name="robots" content="{escape(robots)}">')
    canonical = absolute(base, head.get("canonical") or "")
    if canonical:
        lines.append(f'<link rel="canonical" href="{escape(canonical)}">')
    lines += [
        f'<link rel="alternate" hreflang="{escape(row["lang"])}" href="{escape(absolute(base, row["url"]))}">'
        for row in head.get("alternates") or ()
    ]
    lines += _open_graph(head.get("og") or {}, base, site_name, canonical)
    lines.append(_COLOURS)
    if head.get("feed"):
        title = escape(head.get("title") or "")
        lines.append(
            f'<link rel="alternate" type="application/atom+xml" title="{title}" href="{escape(head["feed"])}">'
        )
    if not is_preview:
        lines += [
            f'<script type="application/ld+json">{_data(row, base)}</script>' for row in head.get("json_ld") or ()
        ]
    return mark_safe("\n    ".join(lines))  # noqa: S308  (every value is escaped above)


def _title(title: str, page_title: str | None, site_name: str) -> str:
    """The site's name stands behind the title of a page, unless it is in there already."""
    shown = title or page_title or site_name
    with_name = page_title is not None and site_name not in title
    return f"<title>{escape(shown)}{f' – {escape(site_name)}' if with_name else ''}</title>"


def _open_graph(og: Head, base: str, site_name: str, canonical: str) -> list[str]:
    found = {key.removeprefix("og:"): str(value) for key, value in og.items() if value}
    lines = [f'<meta property="og:site_name" content="{escape(site_name)}">']
    if canonical:
        lines.append(f'<meta property="og:url" content="{escape(canonical)}">')
    for key, value in found.items():
        name = key if ":" in key else f"og:{key}"
        lines.append(f'<meta property="{escape(name)}" content="{escape(absolute(base, value))}">')
    card = "summary_large_image" if found.get("image") else "summary"
    return [*lines, f'<meta name="twitter:card" content="{card}">']


def _data(row: Any, base: str) -> str:
    """JSON that cannot leave its script element, whatever the text in it."""
    text = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
    start = json.dumps(base, ensure_ascii=False)[:-1]
    text = _LISTS.sub(lambda match: _LOCAL.sub(rf"\1{start}/", match[0]), text)
    return _AFTER_KEY.sub(rf"\1{start}/", text).translate(_JSON)


def absolute(base: str, address: str) -> str:
    return f"{base}{address}" if address.startswith("/") and not address.startswith("//") else address
