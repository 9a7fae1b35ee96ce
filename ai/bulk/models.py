"""One task for many texts: the order, and a row for each text with what became of it."""

from django.conf import settings
from django.db import models

from ai.bulk.querysets import BulkQuerySet, ItemQuerySet
from aicmr.lib.ids import public_id


class Bulk(models.Model):
    site = models.ForeignKey("sites.Site", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    task = models.CharField(max_length=32)
    language = models.CharField(max_length=12, blank=True, help_text="Of translations")
    choice = models.JSONField(default=dict, help_text="How the texts were chosen")
    forecast = models.JSONField(default=dict, help_text="What it was said to cost before it began")
    total = models.PositiveIntegerField(default=0)
    job = models.ForeignKey("jobs.Job", null=True, on_delete=models.SET_NULL, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = BulkQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = "bulk work"
        verbose_name_plural = "bulk work"
        indexes = [models.Index(fields=["site", "-id"], name="bulk_site")]

    def __str__(self) -> str:
        return f"{self.task} for {self.total} texts"

    @property
    def bundle(self) -> str:
        """The name that its proposals have in common."""
        return self.public_id

    def key(self, object_id: int) -> str:
        """The idempotency key of the run and the proposal for one text."""
        return f"bulk:{self.public_id}:{object_id}"


class BulkItem(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        DONE = "done", "Proposed"
        NOTHING = "nothing", "Nothing to propose"
        FAILED = "failed", "Failed"

    bulk = models.ForeignKey(Bulk, on_delete=models.CASCADE, related_name="items")
    object_id = models.PositiveBigIntegerField()
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    proposal = models.ForeignKey("proposals.Proposal", null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.TextField(blank=True, help_text="Why it failed, or why there is nothing")

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["bulk", "object_id"], name="bulk_once_per_text")]
        indexes = [models.Index(fields=["bulk", "state", "id"], name="bulk_item_state")]

    def __str__(self) -> str:
        return f"{self.object_id} ({self.state})"
