"""Golden sets: inputs with the texts that people accepted; and what versions of prompts and models made of them."""

from django.conf import settings
from django.db import models

from ai.evals.querysets import EvalRunQuerySet, ResultQuerySet
from ai.providers.models import Route
from aicmr.lib.ids import public_id


class GoldenSet(models.Model):
    """Frozen copies: a later edit of the article changes nothing here."""

    site = models.ForeignKey("sites.Site", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    name = models.CharField(max_length=80)
    purpose = models.CharField(max_length=64)
    language = models.CharField(max_length=12, blank=True, help_text="Empty: all languages of the site")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["site", "purpose", "name"], name="evals_one_set_per_name"),
        ]

    def __str__(self) -> str:
        return self.name


class GoldenItem(models.Model):
    class Source(models.TextChoices):
        PROPOSAL = "proposal", "Accepted proposal"
        ARTICLE = "article", "Published article"

    golden_set = models.ForeignKey(GoldenSet, on_delete=models.CASCADE, related_name="items")
    source = models.CharField(max_length=8, choices=Source.choices)
    reference = models.CharField(max_length=40, help_text="Of the text that it was made from")
    label = models.CharField(max_length=255, blank=True)
    language = models.CharField(max_length=12, blank=True)
    context = models.JSONField(help_text="What the run is told")
    expected = models.TextField(help_text="What people accepted")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["golden_set", "reference"], name="evals_one_item_per_text"),
        ]

    def __str__(self) -> str:
        return self.label or self.reference


class EvalRun(models.Model):
    """A comparison. `variants`: [{"prompt", "digest", "text", "model", "model_name"}], the one in use first."""

    site = models.ForeignKey("sites.Site", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    golden_set = models.ForeignKey(GoldenSet, on_delete=models.CASCADE, related_name="evals")
    purpose = models.CharField(max_length=64)
    variants = models.JSONField(default=list)
    total = models.PositiveIntegerField(default=0)
    forecast = models.JSONField(default=dict, help_text="What it was said to cost before it began")
    job = models.ForeignKey("jobs.Job", null=True, on_delete=models.SET_NULL, related_name="+")
    forced = models.TextField(blank=True, help_text="Why somebody went on although a version was worse")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = EvalRunQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = "evaluation"
        indexes = [models.Index(fields=["site", "purpose", "-id"], name="evals_of_purpose")]

    def __str__(self) -> str:
        return f"{self.purpose} on {self.golden_set}"


class EvalResult(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        USABLE = "usable", "Usable"
        REFUSED = "refused", "Refused by the checks"
        BROKEN = "broken", "No answer"

    eval_run = models.ForeignKey(EvalRun, on_delete=models.CASCADE, related_name="results")
    item = models.ForeignKey(GoldenItem, on_delete=models.CASCADE, related_name="+")
    variant = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    run = models.ForeignKey("engine.Run", null=True, on_delete=models.SET_NULL, related_name="+")
    answer = models.TextField(blank=True)
    note = models.TextField(blank=True)
    passed = models.BooleanField("passed the checks at first", default=False)
    language_ok = models.BooleanField(null=True)
    similarity = models.FloatField(default=0.0, help_text="chrF to the accepted text, 0 to 1")
    length = models.FloatField(default=0.0, help_text="Characters as a share of the accepted text's")
    tokens = models.PositiveIntegerField(default=0)
    cost_micro = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    latency_ms = models.PositiveIntegerField(null=True)

    objects = ResultQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["eval_run", "item", "variant"], name="evals_one_result_each"),
        ]
        indexes = [models.Index(fields=["eval_run", "state", "id"], name="evals_result_state")]

    def __str__(self) -> str:
        return f"{self.item_id} by variant {self.variant}: {self.state}"


class Canary(Route):
    """A route with the model that is tried on it; no table of its own."""

    class Meta:
        proxy = True
        verbose_name = "canary"
        verbose_name_plural = "canaries"
