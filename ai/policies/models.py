"""Rules: what may be given to which machine."""

from django.conf import settings
from django.db import models

from ai.policies.querysets import RuleQuerySet


class Rule(models.Model):
    """Holds from the next call on, for as long as the row is there; the strictest rule that speaks of a call counts."""

    class Policy(models.TextChoices):
        LOCAL_ONLY = "local", "Only models on our own machines"
        NEVER_SEND = "never", "Nothing is sent: only the built-in provider"
        STOPPED = "stopped", "No AI at all"

    site = models.ForeignKey("sites.Site", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    feature = models.CharField(max_length=64, blank=True, help_text="writing or writing.title; empty: everything")
    scope = models.CharField(
        max_length=120,
        blank=True,
        help_text="article:12, article:* or category:3 (with everything in it); empty: everything",
    )
    policy = models.CharField("rule", max_length=7, choices=Policy.choices, default=Policy.LOCAL_ONLY)
    reason = models.CharField(max_length=200, blank=True, help_text="Told to everybody whom the rule stops")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RuleQuerySet.as_manager()

    class Meta:
        verbose_name = "rule"
        ordering = ["site", "feature", "scope", "id"]

    def __str__(self) -> str:
        what = self.feature or "all AI"
        where = f" about {self.scope}" if self.scope else ""
        return f"{self.get_policy_display()}: {what}{where}"
