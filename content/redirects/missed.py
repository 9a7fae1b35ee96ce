"""Addresses that readers asked for in vain: counted in memory, written a few times a second, few enough to look at.

Each web process counts by itself and writes what it has when a fifth of a second has passed since it last did, so that
somebody who tries thousands of addresses costs no more than somebody who mistypes one. What a process has not
written when it is killed is lost: these are counts, not anything that a person made.
"""

import logging
import re
import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from content.publishing.paths import normalise_path, path_key
from content.redirects.models import MissedAddress

MOST = 1000  # addresses of one site; the least wanted go first
_SPARE = 50
_BETWEEN = 0.2  # seconds
# Browsers and programs ask for these by themselves, wherever they are.
_UNASKED = re.compile(r"/(\.well-known/|apple-touch-icon[^/]*\.png/|browserconfig\.xml/|favicon[^/]*/)")
_WAITING = 200  # addresses that a process remembers until it writes
_log = logging.getLogger(__name__)


@dataclass
class _Counts:
    """What this process has not written yet: (site, key) → times, and each address with who led there."""

    times: Counter[tuple[int, str]] = field(default_factory=Counter)
    seen: dict[tuple[int, str], tuple[str, str]] = field(default_factory=dict)
    written_at: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)


_counts = _Counts()


def note(site_id: int, path: str, referrer: str = "") -> None:
    """Somebody asked for `path`, where nothing is. Never raises: the reader's answer does not hang on it."""
    asked, path = path, normalise_path(path)
    if len(path) > 500 or not path.isprintable() or _UNASKED.match(path):
        return
    key = (site_id, path_key(path))
    with _counts.lock:
        if key in _counts.seen or len(_counts.seen) < _WAITING:
            _counts.times[key] += 1
            _counts.seen.setdefault(key, (path if asked.endswith("/") else path[:-1] or "/", _without_query(referrer)))
        if time.monotonic() - _counts.written_at < _BETWEEN:
            return
        _counts.written_at = time.monotonic()
        times, seen = _counts.times, _counts.seen
        _counts.times, _counts.seen = Counter(), {}
    try:
        _write(times, seen)
    except DatabaseError as error:
        _log.warning("Missed addresses could not be counted: %s", type(error).__name__)


def forget() -> None:
    """What is not written yet; for tests."""
    with _counts.lock:
        _counts.times.clear()
        _counts.seen.clear()
        _counts.written_at = 0.0


def _write(times: Counter[tuple[int, str]], seen: dict[tuple[int, str], tuple[str, str]]) -> None:
    by_site: dict[int, list[str]] = defaultdict(list)
    for site_id, key in times:
        by_site[site_id].append(key)
    for site_id, keys in by_site.items():
        with transaction.atomic():
            _write_site(site_id, {key: (times[site_id, key], *seen[site_id, key]) for key in keys})


def _write_site(site_id: int, found: dict[str, tuple[int, str, str]]) -> None:
    now = timezone.now()
    rows = MissedAddress.objects.filter(site_id=site_id)
    known = set(rows.filter(path_key__in=list(found)).values_list("path_key", flat=True))
    by_times: dict[int, list[str]] = defaultdict(list)
    for key in known:
        by_times[found[key][0]].append(key)
    for times, keys in sorted(by_times.items()):
        rows.filter(path_key__in=keys).update(hits=F("hits") + times, last_at=now)
    fresh = [
        MissedAddress(
            site_id=site_id, path_key=key, path=path, hits=times, referrer=referrer, first_at=now, last_at=now
        )
        for key, (times, path, referrer) in found.items()
        if key not in known
    ]
    if fresh:
        MissedAddress.objects.bulk_create(fresh, ignore_conflicts=True)
        _keep_the_most_wanted(site_id)


def _keep_the_most_wanted(site_id: int) -> None:
    """What was asked for once and long ago makes room, so that a flood of made-up addresses fills no table."""
    rows = MissedAddress.objects.filter(site_id=site_id)
    too_many = rows.count() - MOST
    if too_many > 0:
        least = rows.filter(is_ignored=False).order_by("hits", "last_at").values_list("pk", flat=True)
        rows.filter(pk__in=list(least[: too_many + _SPARE])).delete()


def _without_query(referrer: str) -> str:
    """The page that led here, without its query string, which may hold anything."""
    try:
        parts = urlsplit(referrer)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not referrer.isprintable():
        return ""
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"[:300]
