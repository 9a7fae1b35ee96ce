"""What many pages of a site show in common, remembered in each process until its tag changes."""

from collections.abc import Callable
from typing import Any, TypeVar

from aicmr.lib import freshness

Value = TypeVar("Value")
Key = tuple[int, str, object]


class Remembered:
    """At most `most` values, each under one tag of the change log; safe for threads.

    `as_of` is the sequence that the site was known to have before the value was read. Without it (None) nobody
    can tell when the value changes: nothing is found and nothing is kept.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._found: dict[Key, Any] = {}
        self._keys: dict[tuple[int, str], set[Key]] = {}
        freshness.listen(self.drop)

    def get(self, site_id: int, tag: str, as_of: int | None, make: Callable[[], Value], what: object = None) -> Value:
        """What is remembered, else what `make` returns; None is never kept."""
        found: Value | None = self.find(site_id, tag, as_of, what)
        if found is None:
            found = make()
            self.keep(site_id, tag, as_of, found, what)
        return found

    def find(self, site_id: int, tag: str, as_of: int | None, what: object = None) -> Any:
        return None if as_of is None else self._found.get((site_id, tag, what))

    def keep(self, site_id: int, tag: str, as_of: int | None, value: Any, what: object = None) -> None:
        if as_of is None or value is None:
            return
        with freshness.lock:
            if not freshness.unchanged(site_id, as_of, [tag]):
                return
            if len(self._found) >= self.most:
                self._found.clear()
                self._keys.clear()
            key = (site_id, tag, what)
            self._found[key] = value
            self._keys.setdefault((site_id, tag), set()).add(key)

    def drop(self, site_id: int, tags: frozenset[str]) -> None:
        with freshness.lock:
            if freshness.EVERYTHING in tags:
                chosen = [place for place in self._keys if place[0] == site_id]
            else:
                chosen = [(site_id, tag) for tag in tags if (site_id, tag) in self._keys]
            for place in chosen:
                for key in self._keys.pop(place):
                    self._found.pop(key, None)
