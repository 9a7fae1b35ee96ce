"""The append-only log and, for each entry, what its receivers have still to do with it."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models

from accounts.audit.querysets import AppendOnly, DeliveryQuerySet, EntryQuerySet
from aicmr.lib.ids import public_id


class Entry(models.Model):
    """One fact: what happened, where, by whom; ids only. Personal values stand in EntryDetail."""

    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    topic = models.CharField(max_length=64)
    site = models.ForeignKey("sites.Site", null=True, on_delete=models.SET_NULL, related_name="+")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "entries"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["site", "-id"], name="audit_entry_site"),
            models.Index(fields=["topic", "-id"], name="audit_entry_topic"),
        ]

    def __str__(self) -> str:
        ids = ", ".join(f"{name} {value}" for name, value in self.payload.items())
        return f"{self.topic} ({ids})" if ids else self.topic

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise AppendOnly("The log is append-only; announce a new entry instead.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("The log is append-only; erase personal values with erase_detail().")


class EntryDetail(models.Model):
    """Personal or long values of an entry (address, before and after); may be erased, the entry stays."""

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, primary_key=True, related_name="detail")
    data = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"detail of {self.entry_id}"


class Delivery(models.Model):
    """One entry for one receiver: claimed by conditional UPDATE with a lease, closed when the work is done."""

    class State(models.TextChoices):
        PENDING = "pending", "Pending"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        DEAD = "dead", "Dead"

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="deliveries")
    receiver = models.CharField(max_length=150)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    claim = models.CharField(max_length=20, blank=True)
    holder = models.CharField(max_length=120, blank=True, help_text="The process that holds the lease")
    rung_at = models.DateTimeField(null=True, help_text="When the sweep last rang the worker for it")
    error = models.TextField(blank=True)
    finished_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["entry", "receiver"], name="audit_one_delivery_per_receiver")]
        indexes = [models.Index(fields=["state", "due_at"], name="audit_delivery_due")]

    def __str__(self) -> str:
        return f"{self.entry_id} → {self.receiver} ({self.state})"
