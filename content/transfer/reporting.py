"""What a run has brought: counts, the list of what needs somebody, and the whole as CSV."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TextIO

from django.db.models import Count

from content.transfer.covering import items_of
from content.transfer.models import Import, ImportedItem

COLUMNS = ["line", "kind", "source id", "title", "state", "needs a person", "address", "note"]
# Of the sorts that people count in, in their order: singular and plural.
WORDS = {
    "article": ("post", "posts"),
    "page": ("page", "pages"),
    "asset": ("picture", "pictures"),
    "author": ("author", "authors"),
    "category": ("category", "categories"),
    "tag": ("tag", "tags"),
    "comment": ("comment", "comments"),
    "menu": ("menu item", "menu items"),
}
MOST_PEOPLE = 200
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def summary_of(run: Import) -> dict[str, Any]:
    """Counts by kind and state; what this run did not touch is unchanged. Three queries."""
    kinds: Counter[str] = Counter()
    states: dict[str, Counter[str]] = {}
    rows = items_of(run).order_by().values_list("kind", "state", "run").annotate(Count("pk"))
    for kind, state, changed_by, count in rows:
        kinds[kind] += count
        is_mine = changed_by == run.pk or state in ("waiting", "failed", "skipped")
        states.setdefault(kind, Counter())[state if is_mine else "unchanged"] += count
    people = items_of(run).needing_a_person()
    named = people.order_by("line").values_list("line", "title", "note")[:MOST_PEOPLE]
    return {
        "kinds": dict(kinds),
        "states": {kind: dict(count) for kind, count in states.items()},
        "person_count": people.count(),
        "people": [list(row) for row in named],
    }


def waiting_pictures(run: Import) -> int:
    """Of the whole source, as `--fetch-media` asks for them."""
    return int(ImportedItem.objects.of_source(run.site, run.source).waiting("asset").count()) if run.source else 0


@dataclass(frozen=True)
class Piece:
    """One part of a bar, in hundredths of its width."""

    name: str
    count: int
    start: float
    width: float


def bar(counts: dict[str, int]) -> list[Piece]:
    """Counts as pieces of one bar; what is there at all is wide enough to be seen."""
    shown = {name: count for name, count in counts.items() if count}
    whole = sum(shown.values())
    widths = {name: max(1.5, 100 * count / whole) for name, count in shown.items()}
    scale = 100 / sum(widths.values()) if widths else 1
    pieces, start = [], 0.0
    for name, count in shown.items():
        width = round(widths[name] * scale, 2)
        pieces.append(Piece(name, count, round(start, 2), width))
        start += width
    return pieces


def texts_of(run: Import) -> dict[str, int]:
    """What happened, or would happen, to posts and pages: the bar of the run's page."""
    states = run.summary.get("states", {})
    if run.state in (Import.State.CHECKED, Import.State.REFUSED):
        return {name: states.get(name, 0) for name in ("new", "changed", "unchanged")}
    found: Counter[str] = Counter()
    for kind in ("article", "page"):
        found.update(states.get(kind, {}))
    return {name: found[name] for name in ("imported", "updated", "unchanged", "kept", "waiting", "failed")}


def tiles(summary: dict[str, Any]) -> list[tuple[int, str]]:
    """(51, "posts"), (21, "pages") …"""
    kinds: dict[str, int] = summary.get("kinds", {})
    return [(kinds[kind], words[kinds[kind] != 1]) for kind, words in WORDS.items() if kinds.get(kind)]


def sentence(summary: dict[str, Any], *, most: int | None = None) -> str:
    """“51 posts, 21 pages, 38 pictures; 3 need you”, of at most so many sorts."""
    kinds: dict[str, int] = summary.get("kinds", {})
    parts = [f"{kinds[kind]:,} {words[kinds[kind] != 1]}" for kind, words in WORDS.items() if kinds.get(kind)]
    text = ", ".join(parts[:most]) or "Nothing"
    people = summary.get("person_count", 0)
    return f"{text}; {people:,} {'needs' if people == 1 else 'need'} you" if people else text


def pace(summary: dict[str, Any], seconds: float) -> str:
    """“72 posts and pages in 1.3 s: 55 a second”."""
    kinds: dict[str, int] = summary.get("kinds", {})
    count = kinds.get("article", 0) + kinds.get("page", 0)
    return f"{count:,} posts and pages in {seconds:,.1f} s: {count / max(seconds, 0.001):,.0f} a second"


def lines(run: Import) -> Iterator[list[str]]:
    """The report as rows of text, with its heading; problems of the file come first."""
    yield COLUMNS
    for line, message, *_ in run.problems:
        yield [str(line or ""), "file", "", "", "problem", "", "", _safe(message)]
    for row in items_of(run).order_by("line", "pk").iterator(chunk_size=2000):
        yield _line(row, run)


def _line(row: ImportedItem, run: Import) -> list[str]:
    state = row.state
    if row.run_id != run.pk and state in ("imported", "updated", "kept"):
        state = "unchanged"
    texts = [row.kind, row.source_id, row.title, state, "yes" if row.needs_person else "", row.path, row.note]
    return [str(row.line or ""), *map(_safe, texts)]


def _safe(text: str) -> str:
    """No program that opens tables takes it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def write_csv(rows: Iterable[list[str]], file: TextIO) -> None:
    csv.writer(file).writerows(rows)
