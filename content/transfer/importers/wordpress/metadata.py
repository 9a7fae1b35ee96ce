"""What plugins for search engines keep in post meta: Yoast, Rank Math and others. Serialised PHP is only looked at."""

import re
from collections.abc import Callable

from aicmr.lib.text import shorten
from content.transfer.records import Entry

_TITLES = ("_yoast_wpseo_title", "rank_math_title", "_aioseo_title", "_aioseop_title", "_genesis_title")
_DESCRIPTIONS = ("_yoast_wpseo_metadesc", "rank_math_description", "_aioseo_description", "_aioseop_description")
_CANONICALS = ("_yoast_wpseo_canonical", "rank_math_canonical_url", "_aioseo_canonical_url", "_genesis_canonical_uri")
_LONGEST = 2_000
_VARIABLE = re.compile(r"%%?([a-z_]+)(?:\([^)]*\))?%%?")
_SEPARATORS = re.compile(r"^[\s|·•»–—-]+|[\s|·•»–—-]+$")


def apply(entry: Entry, meta: dict[str, str], *, site_title: str) -> None:
    """Set the entry's fields for search engines. Templates of the plugins are filled in where that is possible."""
    entry.seo_title = _filled(_first(meta, _TITLES), entry, site_title)[:120]
    if entry.seo_title == entry.title:
        entry.seo_title = ""
    entry.seo_description = shorten(_filled(_first(meta, _DESCRIPTIONS), entry, site_title), 320)
    canonical = _first(meta, _CANONICALS).strip()
    if canonical.startswith(("http://", "https://")) and len(canonical) <= 500:
        entry.canonical_url = canonical
    entry.noindex = meta.get("_yoast_wpseo_meta-robots-noindex", "") == "1" or '"noindex"' in meta.get(
        "rank_math_robots", ""
    )


def _first(meta: dict[str, str], keys: tuple[str, ...]) -> str:
    return next((meta[key][:_LONGEST] for key in keys if meta.get(key)), "")


def _filled(text: str, entry: Entry, site_title: str) -> str:
    known = {"title": entry.title, "sitename": site_title, "excerpt": entry.summary, "sep": "–"}
    fill: Callable[[re.Match[str]], str] = lambda match: known.get(match[1], "")  # noqa: E731
    if "%" in text:
        text = _SEPARATORS.sub("", _VARIABLE.sub(fill, text))
    return " ".join(text.split())
