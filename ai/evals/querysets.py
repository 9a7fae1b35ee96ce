"""Which results, which versions."""

from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from accounts.sites.models import Site
    from ai.evals.models import EvalResult, EvalRun  # noqa: F401 - named in annotations


class EvalRunQuerySet(models.QuerySet["EvalRun"]):
    def finished(self, site: "Site") -> Self:
        """Newest first; a comparison of which nothing is left to ask."""
        return self.filter(site=site, job__state="done").order_by("-pk")


class ResultQuerySet(models.QuerySet["EvalResult"]):
    def waiting(self) -> Self:
        return self.filter(state="waiting")

    def broken(self) -> Self:
        """No answer for a reason that may pass, such as a server that was down."""
        return self.filter(state="broken")
