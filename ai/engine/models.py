"""What was asked, and the sites' own prompts."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from ai.engine.querysets import PromptOverrideQuerySet, RunQuerySet
from aicmr.lib.ids import public_id


class PromptOverride(models.Model):
    """A site's own text of a prompt. Texts are never changed; of the versions in use the newest counts."""

    site = models.ForeignKey("sites.Site", on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=64)
    version = models.PositiveIntegerField(editable=False)
    text = models.TextField(help_text="Front matter only where its settings shall differ from the file's")
    is_active = models.BooleanField("in use", default=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    note = models.CharField(max_length=200, blank=True, help_text="What was changed, or why")
    copy_of = models.PositiveIntegerField(null=True, editable=False, help_text="The version that this one restores")
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    used_at = models.DateTimeField(null=True, editable=False, help_text="When it was taken into use")
    forced = models.TextField(blank=True, editable=False, help_text="Why it is used although worse than before")

    objects = PromptOverrideQuerySet.as_manager()

    class Meta:
        verbose_name = "prompt of this site"
        verbose_name_plural = "prompts of this site"
        ordering = ["purpose", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["site", "purpose", "version"], name="engine_one_text_per_prompt_version")
        ]

    def __str__(self) -> str:
        return f"{self.purpose} v{self.version}"

    @property
    def label(self) -> str:
        """As runs name it."""
        return f"site {self.version}"


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
    job = models.ForeignKey("jobs.Job", null=True, on_delete=models.SET_NULL, related_name="+")

    state = models.CharField(max_length=9, choices=State.choices, default=State.QUEUED)
    claim = models.CharField(max_length=20, blank=True)
    lease_until = models.DateTimeField(null=True)
    cancel_requested = models.BooleanField(default=False)
    attempt = models.PositiveSmallIntegerField("calls made", default=0)
    generation = models.PositiveSmallIntegerField(default=0, help_text="Raised when the text begins anew")

    provider = models.CharField(max_length=80, blank=True)
    model = models.CharField(max_length=160, blank=True)
    prompt_version = models.CharField(max_length=90, blank=True)
    guideline_version = models.CharField(max_length=40, blank=True)
    examples = models.JSONField(default=list, help_text="Accepted texts that were shown, by their id in the ledger")
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
    sent_fields = models.JSONField(default=dict, help_text="Characters of each field of the context that was sent")
    redactions = models.PositiveIntegerField(default=0, help_text="What was taken out before it was sent")
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
            # Holds all that the usage page sums, so that it never reads the long rows themselves.
            models.Index(
                fields=[
                    *("site", "created_at", "attempt", "state", "purpose", "model", "user"),
                    *("tokens_in", "tokens_out", "cost_micro", "currency"),
                ],
                name="engine_run_usage",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.public_id}"

    @property
    def request_id(self) -> str:
        return self.head.public_id if self.head else self.public_id

    @property
    def is_finished(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED, self.State.CANCELLED)
