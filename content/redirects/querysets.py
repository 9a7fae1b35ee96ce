"""Which missed addresses."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef

from content.publishing.models import LivePage, Redirect


class MissedAddressQuerySet(models.QuerySet[Any]):
    def missing(self) -> Self:
        """Those where still nothing is: no page and no redirect since."""
        here = {"site": OuterRef("site"), "path_key": OuterRef("path_key")}
        return self.exclude(Exists(LivePage.objects.filter(**here))).exclude(Exists(Redirect.objects.filter(**here)))

    def unseen(self) -> Self:
        """Those for which nobody has looked for a suggestion yet, the most wanted first."""
        return self.filter(looked_at=None, is_ignored=False).order_by("-hits", "pk")
