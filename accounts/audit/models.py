"""The append-only log and, for each entry, what its receivers have still to do with it."""

from django.conf import settings
from django.db import models

from aicmr.lib.ids import public_id


class Entry(models.Model):
    """One fact: what happened, where, by whom; ids only. Personal values stand in EntryDetail."""

    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    topic = models.CharField(max_length=64)
    site = models.ForeignKey("sites.Site", null=True, on_delete=models.SET_NULL, related_name="+")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "entries"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["site", "-id"], name="audit_entry_site"),
            models.Index(fields=["topic", "-id"], name="audit_entry_topic"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.payload}"


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
    error = models.TextField(blank=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "deliveries"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["entry", "receiver"], name="audit_one_delivery_per_receiver")]
        indexes = [models.Index(fields=["state", "due_at"], name="audit_delivery_due")]

    def __str__(self) -> str:
        return f"{self.entry_id} → {self.receiver} ({self.state})"
