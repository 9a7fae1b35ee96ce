"""Which authors, categories and tags."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.db import models

from aicmr.lib.text import name_key

if TYPE_CHECKING:
    from accounts.sites.models import Site


class TermQuerySet(models.QuerySet[Any]):
    def for_site(self, site: "Site") -> Self:
        return self.filter(site=site)

    def named(self, names: Iterable[str]) -> Self:
        """By name, without regard to case, accents and spacing."""
        return self.filter(name_key__in={name_key(name) for name in names})


class MergedQuerySet(models.QuerySet[Any]):
    def targets(self, kind: str, ids: Iterable[int]) -> dict[int, int]:
        """Old id → id of the term it was merged into, for those of `ids` that were; one query at most."""
        ids = set(ids)
        rows = self.filter(kind=kind, old_id__in=ids).values_list("old_id", "new_id") if ids else ()
        return dict(rows)
