"""What stands above and below each other, from the top down, whatever order a file has it in."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

DEEPEST = 20  # levels of pages and categories that are kept


def from_the_top(above: Mapping[str, str]) -> list[list[str]]:
    """The keys by levels; `above` has for each what stands above it, if anything. A circle is opened somewhere."""
    below: dict[str, list[str]] = defaultdict(list)
    for key, parent in above.items():
        below[parent if parent in above else ""].append(key)
    found: list[list[str]] = []
    seen: set[str] = set()
    _descend(below.pop("", []), below, seen, found)
    for key in above:
        if key not in seen:
            _descend([key], below, seen, found)
    return found


def batched(keys: Iterable[str], size: int) -> Iterator[list[str]]:
    rest = iter(keys)
    while batch := list(islice(rest, size)):
        yield batch


def _descend(level: list[str], below: dict[str, list[str]], seen: set[str], found: list[list[str]]) -> None:
    depth = 0
    while level := [key for key in level if key not in seen]:
        seen.update(level)
        if depth == len(found):
            found.append([])
        found[depth] += level
        level = [child for key in level for child in below.pop(key, [])]
        depth += 1
