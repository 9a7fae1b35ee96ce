"""Which routes."""

from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from ai.providers.models import Route  # noqa: F401 - named in annotations


class RouteQuerySet(models.QuerySet["Route"]):
    def answering(self, purpose: str) -> Self:
        """Routes that name the purpose, its group (`writing.*`) or everything (`*`)."""
        return self.filter(purpose__in=[purpose, purpose.split(".")[0] + ".*", "*"])
