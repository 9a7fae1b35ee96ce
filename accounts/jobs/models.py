"""Work that someone waits for; the row is the truth, the queue only rings."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.jobs.querysets import JobItemQuerySet, JobQuerySet
from aicmr.lib.ids import public_id


class Job(models.Model):
    class State(models.TextChoices):
        QUEUED = "queued", "Queued"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    site = models.ForeignKey("sites.Site", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=64)
    label = models.CharField(max_length=200, blank=True)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=9, choices=State.choices, default=State.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    failed_items = models.PositiveIntegerField(default=0)
    cancel_requested = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.CharField(max_length=20, blank=True)
    holder = models.CharField(max_length=120, blank=True, help_text="The process that holds the lease")
    rung_at = models.DateTimeField(null=True, blank=True, help_text="When the sweep last rang the worker for it")
    lease_until = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField()
    result = models.JSONField(default=dict, blank=True)
    error = models.TextField(blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["state", "due_at"], name="jobs_job_due"),
            models.Index(fields=["site", "-id"], name="jobs_job_site"),
        ]

    def __str__(self) -> str:
        return self.label or self.kind

    @property
    def is_open(self) -> bool:
        """Waiting or at work: something may still change."""
        return self.state in (self.State.QUEUED, self.State.RUNNING)

    def is_claimable(self, now: datetime) -> bool:
        """As `JobQuerySet.claimable` asks the database."""
        if self.state == self.State.QUEUED:
            return self.due_at <= now
        return self.state == self.State.RUNNING and self.lease_until is not None and self.lease_until <= now

    @property
    def percent(self) -> int | None:
        """0 to 100, or None while nobody knows how much there is to do."""
        if self.state == self.State.DONE:
            return 100
        return min(100, self.done * 100 // self.total) if self.total else None

    @property
    def eta(self) -> timedelta | None:
        """Time left at the pace so far; None before the first item or without a total."""
        if self.state != self.State.RUNNING or not (self.total and self.done and self.started_at):
            return None
        spent = timezone.now() - self.started_at
        return spent / self.done * max(0, self.total - self.done)

    @property
    def ends_at(self) -> datetime | None:
        return timezone.now() + self.eta if self.eta is not None else None


class JobItem(models.Model):
    """One item of a job: what is done is never done again, what failed says why and can be tried alone."""

    class State(models.TextChoices):
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="items")
    key = models.CharField(max_length=120)
    state = models.CharField(max_length=6, choices=State.choices)
    result = models.JSONField(default=dict, blank=True)
    error = models.TextField(blank=True)

    objects = JobItemQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["job", "key"], name="jobs_one_row_per_item")]

    def __str__(self) -> str:
        return f"{self.key} ({self.state})"


class Worker(models.Model):
    """A worker process that reports every few seconds that it is alive."""

    name = models.CharField(max_length=120, unique=True)
    queues = models.CharField(
        max_length=200, blank=True, db_default="", help_text="Those that it takes work from, with commas"
    )
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-seen_at"]

    def __str__(self) -> str:
        return self.name


class Turn(models.Model):
    """Periodic work: when the clock last rang for it, and how it last went."""

    task = models.CharField(max_length=100, unique=True)
    rung_at = models.DateTimeField(null=True)
    ran_at = models.DateTimeField(null=True)
    took_ms = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["task"]

    def __str__(self) -> str:
        return self.task
