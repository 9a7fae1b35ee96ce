"""Where a missed address may have meant to lead: the same slug elsewhere, a slip of the pen, the words of its slug."""

import re
from datetime import timedelta
from difflib import get_close_matches
from typing import TYPE_CHECKING

from django.utils import timezone

from content.publishing.models import LivePage
from content.publishing.paths import path_key
from content.redirects.models import MissedAddress
from content.search.services import search

if TYPE_CHECKING:
    from accounts.sites.models import Site

AT_ONCE = 20
_NEWEST = 2000
_AGAIN = timedelta(days=1)
_LIKE = 0.8
_ENDINGS = re.compile(r"(\.(html?|php|aspx?|jsp)|/(amp|feed|index\.\w+|page/\d+))+/?$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{3,}")


def look() -> int:
    """Find suggestions for addresses that have none looked for yet; how many were looked at."""
    rows = list(MissedAddress.objects.unseen().select_related("site")[:AT_ONCE])
    paths: dict[int, dict[str, str]] = {}
    for row in rows:
        known = paths.setdefault(row.site_id, _slugs(row.site)) if row.site_id not in paths else paths[row.site_id]
        found = suggest(row.site, row.path, known)
        MissedAddress.objects.filter(pk=row.pk).update(suggestion=found[:500], looked_at=timezone.now())
    return len(rows)


def look_again() -> int:
    """Those without one are looked at anew each day: something may have been published since."""
    rows = MissedAddress.objects.filter(suggestion="", is_ignored=False, looked_at__lt=timezone.now() - _AGAIN)
    return rows.update(looked_at=None)


def suggest(site: "Site", path: str, slugs: dict[str, str]) -> str:
    """The path of a live page, or ''. `slugs` leads from the last part of a path to the whole path."""
    plain = _ENDINGS.sub("/", path)
    slug = plain.strip("/").rpartition("/")[2].lower()
    live = LivePage.objects.for_site(site).filter(path_key__in=[path_key(plain), path_key(plain.lower())])
    if found := live.values_list("path", flat=True).first():
        return str(found)
    if not slug:
        return ""
    if close := get_close_matches(slug, slugs, n=1, cutoff=_LIKE):
        return slugs[close[0]]
    return _by_words(site, slug)


def _by_words(site: "Site", slug: str) -> str:
    """The best hit of a search for the slug's words, if its title says most of them."""
    words = [word.lower() for word in _WORD.findall(slug)][:8]
    if not words:
        return ""
    for hit in search(site, " ".join(words)).hits[:3]:
        title = re.sub(r"<[^>]+>", "", str(hit.title)).lower()
        if sum(word in title for word in words) * 3 >= len(words) * 2:
            return hit.path
    return ""


def _slugs(site: "Site") -> dict[str, str]:
    rows = LivePage.objects.for_site(site).order_by("-pk").values_list("path", flat=True)[:_NEWEST]
    return {path.strip("/").rpartition("/")[2].lower(): path for path in reversed(list(rows)) if path != "/"}
