"""What may be spent, and what calls under way hold of it."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models

from ai.spending.querysets import BudgetQuerySet


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
