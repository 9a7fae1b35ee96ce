"""How often terms are used; rooms that file content under terms register a function that knows."""

from collections.abc import Callable, Collection

# (kind of term, ids) → id → number of live pages
Counter = Callable[[str, Collection[int]], dict[int, int]]
_counters: list[Counter] = []


def register(counter: Counter) -> Counter:
    """Add a function that counts; also a decorator. Called once for a whole list."""
    _counters.append(counter)
    return counter


def forget(counter: Counter) -> None:
    """Take a function out again; for tests that add their own."""
    _counters.remove(counter)


def uses_of(kind: str, ids: Collection[int]) -> dict[int, int]:
    """Number of live pages for each of these terms."""
    total = dict.fromkeys(ids, 0)
    for counter in _counters if ids else ():
        for pk, count in counter(kind, ids).items():
            total[pk] += count
    return total
