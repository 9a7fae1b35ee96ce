"""What may be spent, and what calls under way hold of it."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from ai.spending.querysets import BudgetQuerySet


class Budget(models.Model):
    """A ceiling. `used` is settled, `reserved` is held for calls that are under way; both in the budget's unit.

    A budget of the period "each job" is a pattern: it counts nothing itself, and every job that spends gets a budget of
    its own (`of` names the pattern, `job` the job).
    """

    class Period(models.TextChoices):
        DAY = "day", "Daily"
        MONTH = "month", "Monthly"
        TOTAL = "total", "Total"
        JOB = "job", "For each job"

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
    job = models.ForeignKey(
        "jobs.Job", null=True, blank=True, editable=False, on_delete=models.CASCADE, related_name="+"
    )
    of = models.ForeignKey("self", null=True, editable=False, on_delete=models.CASCADE, related_name="for_jobs")
    period = models.CharField(max_length=5, choices=Period.choices, default=Period.MONTH)
    unit = models.CharField(max_length=6, choices=Unit.choices, default=Unit.TOKENS)
    currency = models.CharField(max_length=3, default="USD", help_text="For money")
    limit = models.PositiveBigIntegerField(validators=[MinValueValidator(1)])
    alert_at = models.PositiveSmallIntegerField(
        "tell at (%)", default=80, validators=[MaxValueValidator(100)], help_text="Share used that is told; 0: never"
    )
    used = models.BigIntegerField(default=0, editable=False)
    reserved = models.BigIntegerField(default=0, editable=False)
    window_start = models.DateTimeField(null=True, editable=False)
    alerted_at = models.DateTimeField(null=True, editable=False, help_text="When it was told in this period")
    stopped_at = models.DateTimeField(null=True, editable=False, help_text="When it first refused in this period")

    objects = BudgetQuerySet.as_manager()

    class Meta:
        ordering = ["site", "feature", "period", "id"]
        constraints = [models.UniqueConstraint(fields=["of", "job"], name="spending_one_budget_per_job")]

    def __str__(self) -> str:
        whose = f" of {self.user}" if self.user_id else ""
        unit = self.currency if self.unit == self.Unit.MONEY else "tokens"
        what = self.feature or "all AI"
        if self.job_id:
            return f"budget of the job “{self.job}”{whose} for {what} ({unit})"
        if self.period == self.Period.JOB:
            return f"budget for each job{whose} for {what} ({unit})"
        everywhere = " platform" if self.site_id is None else ""
        return f"{self.get_period_display().lower()}{everywhere} budget{whose} for {what} ({unit})"

    @property
    def left(self) -> int:
        """What a call may still hold."""
        return max(0, self.limit - self.used - self.reserved)

    @property
    def percent(self) -> int:
        return self.used * 100 // self.limit if self.limit else 100


class Reservation(models.Model):
    """What one call holds of one budget: closed once, by whoever finishes the call or finds its lease ended."""

    budget = models.ForeignKey(Budget, on_delete=models.CASCADE, related_name="reservations")
    holder = models.CharField(max_length=20, help_text="The public id of the run whose call it is")
    amount = models.BigIntegerField()
    used = models.BigIntegerField(null=True)
    lease_until = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["closed_at", "lease_until"], name="spending_reservation_open"),
            models.Index(fields=["holder"], name="spending_reservation_held"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} of budget {self.budget_id}"
