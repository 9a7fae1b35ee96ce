"""Which indexed pages."""

from typing import Any, Self

from django.db import models
from django.db.models.functions import Left

PUBLIC = ("public",)
EXCERPT = 20_000  # characters that a snippet is chosen from


class IndexedPageQuerySet(models.QuerySet[Any]):
    def of_site(self, site_id: int) -> Self:
        return self.filter(site_id=site_id)

    def readable(self, access: tuple[str, ...] = PUBLIC) -> Self:
        """What may be shown, words of the text included."""
        return self.filter(access__in=access)

    def cards(self) -> Self:
        """What a result shows: the text's beginning as `excerpt`, without the columns that only the index reads."""
        return self.defer("tokens", "text").annotate(excerpt=Left("text", EXCERPT))
