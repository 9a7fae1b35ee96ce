"""Rules: what may be given to which machine, and what of it may leave."""

from django.conf import settings
from django.core.validators import MaxValueValidator
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


class Treatment(models.TextChoices):
    BLOCK = "block", "Send nothing that contains it"
    REDACT = "redact", "Replace it, and put it back into the answer"
    ALLOW = "allow", "Send it"


class Privacy(models.Model):
    """A site's answer to what leaves with a text. A site without a row has the defaults."""

    site = models.OneToOneField("sites.Site", on_delete=models.CASCADE, related_name="+")
    secret = models.CharField("keys and passwords", max_length=6, choices=Treatment.choices, default=Treatment.REDACT)
    email = models.CharField("e-mail addresses", max_length=6, choices=Treatment.choices, default=Treatment.ALLOW)
    phone = models.CharField("phone numbers", max_length=6, choices=Treatment.choices, default=Treatment.ALLOW)
    iban = models.CharField("account numbers (IBAN)", max_length=6, choices=Treatment.choices, default=Treatment.REDACT)
    card = models.CharField("card numbers", max_length=6, choices=Treatment.choices, default=Treatment.REDACT)
    national_id = models.CharField(
        "personal identity numbers", max_length=6, choices=Treatment.choices, default=Treatment.REDACT
    )

    examples = models.PositiveSmallIntegerField(
        "accepted texts as examples",
        default=0,
        validators=[MaxValueValidator(5)],
        help_text="So many texts that your editors accepted are shown to language models as examples of your style, "
        "with requests of the same kind on this site. 0: none. At most 5",
    )

    training = models.BooleanField(
        "accepted texts as training data",
        default=False,
        help_text="manage.py ai_dataset may write what your editors accepted into a file for fine-tuning a model",
    )

    class Meta:
        verbose_name = "what may leave"
        verbose_name_plural = "what may leave"

    def __str__(self) -> str:
        return "What may leave with a text"

    def as_policy(self) -> dict[str, str]:
        """Kind of data → block, redact or allow."""
        return {name: getattr(self, name) for name in ("secret", "email", "phone", "iban", "card", "national_id")}
