"""Readers' pages in the memory of one web process: bytes by address, at most so many megabytes, newest use last.

What may be kept says so itself: a view sets `cache_tags` on its response, the tags of everything that it shows. A
page stays until one of its tags changes (`freshness`) or others need its room; time alone never ends it.
"""

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

from aicmr.lib import freshness
from aicmr.lib.paths import is_reader_path

# Query keys that change what a reader's page says; all others are left out of its address.
QUERY_KEYS = frozenset({"before", "after", "fragment", "p", "page_id"})
_LONGEST = 600  # characters of an address
_OVERHEAD = 1500  # bytes for headers and book-keeping of a page
_FLIGHT = 5.0  # seconds to wait for another thread that renders the same page

Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Kept:
    """A whole answer. `route` is the name of the view's address, for logs and measurements."""

    site_id: int
    body: bytes
    headers: list[tuple[str, str]]
    tags: tuple[str, ...]
    etag: str = ""
    modified: str = ""
    route: str = ""


def key_of(meta: Mapping[str, Any], scheme: str) -> Key | None:
    """The address under which the answer would be kept; None where it must not come from memory."""
    path = meta.get("PATH_INFO", "/")
    query = meta.get("QUERY_STRING", "")
    if len(path) > _LONGEST or len(query) > _LONGEST or not is_reader_path(path):
        return None
    return scheme, meta.get("HTTP_HOST", ""), path, _telling(query) if query else ""


def _telling(query: str) -> str:
    """The parts of the query string that views read, as they were sent."""
    parts = query.split("&")
    return "&".join(part for part in parts if unquote_plus(part.partition("=")[0]) in QUERY_KEYS)


class PageCache:
    """Safe for threads. `get` takes no lock; whatever changes the cache holds that of `freshness`."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.bytes = 0
        self.hits = self.misses = self.dropped = 0
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._by_tag: dict[tuple[int, str], set[Key]] = defaultdict(set)
        self._flights: dict[Key, threading.Event] = {}
        freshness.listen(self.drop)

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Key) -> Kept | None:
        kept = self._kept.get(key)
        if kept is None:
            return None
        freshness.look(kept.site_id)  # drops what has changed
        try:
            self._kept.move_to_end(key)
            kept = self._kept[key]
        except KeyError:
            return None
        self.hits += 1
        return kept

    def put(self, key: Key, kept: Kept, since: int) -> bool:
        """Keep what was rendered when the site's sequence was known to be `since`; False if it may be old already."""
        size = _size(key, kept)
        with freshness.lock:
            if size > self.most_bytes // 8 or not freshness.unchanged(kept.site_id, since, kept.tags):
                return False
            self._remove(key)
            self._kept[key] = kept
            self.bytes += size
            for tag in kept.tags:
                self._by_tag[kept.site_id, tag].add(key)
            while self.bytes > self.most_bytes:
                # In one step: `get` moves keys without the lock, and an iterator would stumble over it.
                self._forget(*self._kept.popitem(last=False))
            return True

    def drop(self, site_id: int, tags: Iterable[str]) -> None:
        """Forget the pages of the site that show one of these tags, or all of them."""
        with freshness.lock:
            if freshness.EVERYTHING in tags:
                keys = [key for key, kept in list(self._kept.items()) if kept.site_id == site_id]
            else:
                keys = [key for tag in tags for key in self._by_tag.get((site_id, tag), ())]
            for key in keys:
                self.dropped += self._remove(key)

    def clear(self) -> None:
        with freshness.lock:
            self._kept.clear()
            self._by_tag.clear()
            self.bytes = 0

    def lead(self, key: Key) -> bool:
        """True if this thread is to render the page; else another thread did so meanwhile, or took too long."""
        with freshness.lock:
            flight = self._flights.get(key)
            if flight is None:
                self._flights[key] = threading.Event()
                self.misses += 1
                return True
        flight.wait(_FLIGHT)
        return False

    def land(self, key: Key) -> None:
        """The page has been rendered, or could not be."""
        with freshness.lock:
            flight = self._flights.pop(key, None)
        if flight:
            flight.set()

    def _remove(self, key: Key) -> bool:
        kept = self._kept.pop(key, None)
        if kept is None:
            return False
        self._forget(key, kept)
        return True

    def _forget(self, key: Key, kept: Kept) -> None:
        """What is known of a page that has just been taken out."""
        self.bytes -= _size(key, kept)
        for tag in kept.tags:
            keys = self._by_tag.get((kept.site_id, tag))
            if keys is not None:
                keys.discard(key)
                if not keys:
                    del self._by_tag[kept.site_id, tag]


def _size(key: Key, kept: Kept) -> int:
    return len(kept.body) + len(key[2]) + len(key[3]) + _OVERHEAD
