"""Which indexed pages."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models.functions import Left

if TYPE_CHECKING:
    pass

PUBLIC = ("public",)
EXCERPT = 20_000  # characters that a snippet is chosen from


class IndexedPageQuerySet(models.QuerySet["IndexedPage"]):
    def of_site(self, site_id: int) -> Self:
        return self.filter(site_id=site_id)

    def readable(self, access: tuple[str, ...] = PUBLIC) -> Self:
        """What may be shown, words of the text included."""
        return self.filter(access__in=access)

    def cards(self) -> Self:
        """What a result shows: the text's beginning as `excerpt`, without the columns that only the index reads."""
        return self.defer("tokens", "text").annotate(excerpt=Left("text", EXCERPT))
