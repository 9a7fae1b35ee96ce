"""Which rows of the ledger a file names: later files of the same site may name others, or some of them again."""

from collections.abc import Collection, Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from content.transfer.models import Import, ImportedItem

MOST_SPANS = 400
Span = list[int]


def cover(run: Import, met: Collection[int]) -> None:
    """Keep with the run which rows it made or changed, and which it `met` as they were. One query."""
    rows = ImportedItem.objects.of_source(run.site, run.source).order_by("pk").values_list("pk", "run")
    named = frozenset(met)
    run.covered = spans((pk, changed_by == run.pk or pk in named) for pk, changed_by in rows.iterator(chunk_size=5000))


def spans(rows: Iterable[tuple[int, bool]]) -> list[Span]:
    """First and last number of neighbours that are named; empty where they lie in too many places to keep."""
    found: list[Span] = []
    is_open = False
    for number, is_named in rows:
        if is_named and is_open:
            found[-1][1] = number
        elif is_named:
            if len(found) == MOST_SPANS:
                return []
            found.append([number, number])
        is_open = is_named
    return found


def items_of(run: Import) -> Any:
    """What the run's file names, as the runs have left it; where that is not known, all of the run's source."""
    rows = ImportedItem.objects.of_source(run.site, run.source)
    return rows.filter(reduce(or_, (Q(pk__range=span) for span in run.covered))) if run.covered else rows
