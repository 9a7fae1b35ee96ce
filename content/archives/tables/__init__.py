"""The tables of an archive: in which order they are written, and in which they come back."""

from django.apps import apps
from django.utils.module_loading import import_string

from content import kinds
from content.archives import registry
from content.archives.tables.base import Table
from content.archives.tables.brought import BroughtTable
from content.archives.tables.live import LiveTable
from content.archives.tables.pictures import PictureTable
from content.archives.tables.redirects import PatternTable, RedirectTable
from content.archives.tables.revisions import RevisionTable
from content.archives.tables.rows import RowTable
from content.archives.tables.rules import rules
from content.archives.tables.schedules import ScheduleTable
from content.archives.tables.terms import TermTable
from content.archives.tables.texts import TextTable

__all__ = ["Table", "going_in", "going_out"]


def going_in() -> list[Table]:
    """In an order in which every row finds what it points at."""
    return [*_referred(), *(TextTable(kind) for kind in kinds.all_kinds()), *_referring()]


def going_out() -> list[Table]:
    """What is referred to comes last, so that a term made meanwhile is in the archive when a text names it."""
    return [*(TextTable(kind) for kind in kinds.all_kinds()), *_referring(), *_referred()]


def _referred() -> list[Table]:
    return [
        TermTable("authors", "taxonomy.Author", ("name_key",)),
        TermTable("categories", "taxonomy.Category", ("name_key", "trail")),
        TermTable("tags", "taxonomy.Tag", ("name_key",)),
        PictureTable(),
    ]


def _referring() -> list[Table]:
    """Rows of higher rooms stand before live pages, which show what they say."""
    extras = [RowTable(extra.name, extra.model_label, extra.skip) for extra in registry.all_extras()]
    own = [import_string(path)() for path in registry.all_tables()]
    brought: list[Table] = [BroughtTable()] if apps.is_installed("content.transfer") else []
    live: list[Table] = [LiveTable(), ScheduleTable(), RedirectTable(), PatternTable()]
    return [RevisionTable(), *rules(), *extras, *own, *live, *brought]
