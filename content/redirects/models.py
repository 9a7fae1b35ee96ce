"""Whole families of old addresses that lead elsewhere, and addresses that readers asked for in vain."""

from typing import Any

from django.db import models

from aicmr.lib.ids import public_id
from content.publishing.paths import path_key
from content.redirects.querysets import MissedAddressQuerySet


class RedirectPattern(models.Model):
    """`/blog/* → /articles/:splat`: asked when neither a page nor a redirect of its own is at an address."""

    site = models.ForeignKey("sites.Site", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    pattern_key = models.CharField(max_length=32, editable=False)
    pattern = models.CharField("old addresses", max_length=500)
    target = models.CharField("new address", max_length=500)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pattern"]
        constraints = [models.UniqueConstraint(fields=["site", "pattern_key"], name="redirects_one_target_per_pattern")]

    def __str__(self) -> str:
        return f"{self.pattern} → {self.target}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pattern_key = path_key(self.pattern)
        super().save(*args, **kwargs)


class MissedAddress(models.Model):
    """An address without a page, how often it was asked for, and where it may have led."""

    site = models.ForeignKey("sites.Site", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    path_key = models.CharField(max_length=32, editable=False)
    path = models.CharField("address", max_length=500)
    hits = models.PositiveIntegerField("times", default=0)
    referrer = models.CharField("linked from", max_length=300, blank=True, help_text="Of the first who came; no query")
    first_at = models.DateTimeField("first asked for")
    last_at = models.DateTimeField("last asked for")
    looked_at = models.DateTimeField(null=True, editable=False, help_text="When a suggestion was looked for")
    suggestion = models.CharField(max_length=500, blank=True)
    is_ignored = models.BooleanField("ignored", default=False)

    objects = MissedAddressQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "missed addresses"
        ordering = ["-hits", "-last_at"]
        constraints = [models.UniqueConstraint(fields=["site", "path_key"], name="redirects_one_row_per_miss")]
        indexes = [
            models.Index(fields=["site", "-hits", "-last_at"], name="redirects_missed_most"),
            models.Index(fields=["looked_at"], name="redirects_missed_looked"),
        ]

    def __str__(self) -> str:
        return self.path
