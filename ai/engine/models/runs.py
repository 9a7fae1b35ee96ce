"""What may be spent and what was asked."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone

from ai.engine.querysets import BudgetQuerySet, RunQuerySet
from aicmr.lib.ids import public_id


class Budget(models.Model):
    """A ceiling. `used` is settled, `reserved` is held for calls that are under way; both in the budget's unit."""

    class Period(models.TextChoices):
        DAY = "day", "Daily"
        MONTH = "month", "Monthly"
        TOTAL = "total", "Total"

    class Unit(models.TextChoices):
        TOKENS = "tokens", "Tokens"
        MONEY = "money", "Money (millionths of the currency)"

    site = models.ForeignKey("sites.Site", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="Empty: everyone together",
    )
    feature = models.CharField(max_length=64, blank=True, help_text="writing or writing.title; empty: everything")
    period = models.CharField(max_length=5, choices=Period.choices, default=Period.MONTH)
    unit = models.CharField(max_length=6, choices=Unit.choices, default=Unit.TOKENS)
    currency = models.CharField(max_length=3, default="USD", help_text="For money")
    limit = models.PositiveBigIntegerField(validators=[MinValueValidator(1)])
    used = models.BigIntegerField(default=0, editable=False)
    reserved = models.BigIntegerField(default=0, editable=False)
    window_start = models.DateTimeField(null=True, editable=False)

    objects = BudgetQuerySet.as_manager()

    class Meta:
        ordering = ["site", "feature", "period", "id"]

    def __str__(self) -> str:
        whose = f" of {self.user}" if self.user_id else ""
        unit = self.currency if self.unit == self.Unit.MONEY else "tokens"
        return f"{self.get_period_display().lower()} budget{whose} for {self.feature or 'all AI'} ({unit})"


class Run(models.Model):
    """The inference log: one row per call.

    The row with an empty `head` is what a feature asked for and what a page streams; its `public_id` is the
    request id. While it is retried, repaired or continued, it shows the newest call, and each earlier call of
    the request stands in a row of its own whose `head` is this one.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Queued"
        STREAMING = "streaming", "Writing"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    head = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="earlier")
    site = models.ForeignKey("sites.Site", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    key = models.CharField("idempotency key", max_length=150, null=True)  # noqa: DJ001 - only NULL may repeat
    purpose = models.CharField(max_length=64)
    scope = models.CharField(max_length=120, blank=True)

    state = models.CharField(max_length=9, choices=State.choices, default=State.QUEUED)
    claim = models.CharField(max_length=20, blank=True)
    lease_until = models.DateTimeField(null=True)
    cancel_requested = models.BooleanField(default=False)
    attempt = models.PositiveSmallIntegerField("calls made", default=0)
    generation = models.PositiveSmallIntegerField(default=0, help_text="Raised when the text begins anew")

    provider = models.CharField(max_length=80, blank=True)
    model = models.CharField(max_length=160, blank=True)
    prompt_version = models.CharField(max_length=90, blank=True)
    tokens_in = models.PositiveIntegerField(default=0)
    tokens_out = models.PositiveIntegerField(default=0)
    is_estimate = models.BooleanField("tokens estimated", default=False)
    ttft_ms = models.PositiveIntegerField("time to first token (ms)", null=True)
    latency_ms = models.PositiveIntegerField("duration (ms)", null=True)
    cost_micro = models.BigIntegerField("cost (millionths)", null=True, help_text="Empty: no price is known")
    currency = models.CharField(max_length=3, blank=True)
    finish_reason = models.CharField(max_length=40, blank=True)
    guards = models.JSONField("checks", default=list)
    notes = models.JSONField(default=list)
    error = models.TextField(blank=True)
    error_kind = models.CharField(max_length=40, blank=True)
    error_detail = models.TextField(blank=True)
    sent_host = models.CharField(max_length=253, blank=True)
    sent_bytes = models.PositiveIntegerField(default=0)
    policy = models.CharField(max_length=20, blank=True)
    log_prompt = models.TextField("prompt, redacted", blank=True)
    log_answer = models.TextField("answer, redacted", blank=True)

    created_at = models.DateTimeField(default=timezone.now, editable=False)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True, help_text="When prompt and answer are removed; the figures stay")
    data = models.JSONField(null=True)
    text = models.TextField(blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["site", "key"], name="engine_one_run_per_key")]
        indexes = [
            models.Index(fields=["site", "-id"], name="engine_run_site"),
            models.Index(fields=["state", "lease_until"], name="engine_run_lease"),
            models.Index(fields=["expires_at"], name="engine_run_expiry"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.public_id}"

    @property
    def request_id(self) -> str:
        return self.head.public_id if self.head else self.public_id

    @property
    def is_finished(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED, self.State.CANCELLED)


class Reservation(models.Model):
    """What one call holds of one budget: closed once, by whoever finishes the call or finds its lease ended."""

    budget = models.ForeignKey(Budget, on_delete=models.CASCADE, related_name="reservations")
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="reservations")
    amount = models.BigIntegerField()
    used = models.BigIntegerField(null=True)
    lease_until = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["closed_at", "lease_until"], name="engine_reservation_open")]

    def __str__(self) -> str:
        return f"{self.amount} of budget {self.budget_id}"
