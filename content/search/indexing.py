"""Writing the index. Called inside the transaction that publishes: what is committed is found, nothing else."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from datetime import datetime
from itertools import islice
from operator import attrgetter
from typing import Any

from django.db import transaction

from aicmr.lib.rows import insert
from content.search import backends
from content.search.models import IndexedPage
from content.search.tokenizer import line

TITLE_WEIGHT = 8
SUMMARY_WEIGHT = 2
TEXT_LIMIT = 300_000
_BATCH = 200
# Between repetitions: no phrase may be found across their border, and no word has this token.
_BORDER = "_t_"


@dataclass(frozen=True)
class IndexRow:
    """A live page for the index. `ref` is its id; `text` is plain; `labels` is what its card shows."""

    ref: int
    site_id: int
    path: str
    title: str
    text: str
    kind: str
    language: str
    published_at: datetime
    summary: str = ""
    access: str = "public"
    labels: dict[str, Any] = field(default_factory=dict)


_COLUMNS = [column.name for column in fields(IndexRow)]
_STORED = [column.attname for column in IndexedPage._meta.concrete_fields]
_VALUES = attrgetter(*_STORED)


def write(rows: Iterable[IndexRow], *, are_new: bool = False) -> int:
    """Put pages into the index, replacing what stood under the same refs; returns how many."""
    source = iter(rows)
    count = 0
    while batch := list(islice(source, _BATCH)):
        count += len(batch)
        _replace([_page(row) for row in batch], are_new=are_new)
    return count


def _page(row: IndexRow) -> IndexedPage:
    values = {name: getattr(row, name) for name in _COLUMNS}
    return IndexedPage(**values | {"text": row.text[:TEXT_LIMIT]})


def erase(refs: Iterable[int]) -> None:
    """Take pages out of the index; unknown refs are none."""
    source = iter(refs)
    while batch := list(islice(source, _BATCH)):
        with transaction.atomic():
            backends.current().remove(batch)
            IndexedPage.objects.filter(ref__in=batch).delete()


def rebuild(site_id: int) -> Iterator[int]:
    """Tokenise the stored text of one site again, batch by batch; yields the number of pages of each batch."""
    last = 0
    while batch := list(IndexedPage.objects.of_site(site_id).filter(ref__gt=last).order_by("ref")[:_BATCH]):
        _replace(batch)
        last = batch[-1].ref
        yield len(batch)


def page_tokens(page: IndexedPage) -> str:
    """The token column: the title counts eight times as much as the text, the summary twice."""
    parts = [line(page.title)] * TITLE_WEIGHT
    parts += [line(page.summary)] * SUMMARY_WEIGHT
    return f" {_BORDER} ".join([*parts, line(page.text)])


def _replace(pages: list[IndexedPage], *, are_new: bool = False) -> None:
    backend = backends.current()
    stored = [(page, page_tokens(page)) for page in pages]
    for page, page_words in stored:
        backend.prepare(page, page_words)
    with transaction.atomic():
        if are_new:
            backend.remove([page.ref for page in pages])
        else:
            erase(page.ref for page in pages)
        insert(IndexedPage, _STORED, map(_VALUES, pages))
        backend.store(stored)
