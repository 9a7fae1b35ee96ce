"""What AI would change, waiting for a person, and what people decided."""

from django.conf import settings
from django.db import models

from ai.proposals.querysets import DecisionQuerySet, ProposalQuerySet
from aicmr.lib.ids import public_id

BUILT_IN = "built in"


class Proposal(models.Model):
    class State(models.TextChoices):
        PENDING = "pending", "Waiting"
        ACCEPTED = "accepted", "Accepted"
        EDITED = "edited", "Accepted with edits"
        REJECTED = "rejected", "Rejected"
        SUPERSEDED = "superseded", "Replaced by a newer one"

    site = models.ForeignKey("sites.Site", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    kind = models.CharField(max_length=32, help_text="Of the content it would change, such as article")
    object_id = models.PositiveBigIntegerField()
    field = models.CharField(max_length=64)
    block_id = models.CharField(max_length=16, blank=True, help_text="Of the block of the body; empty: the whole field")
    bundle = models.CharField(max_length=20, blank=True, help_text="Proposals made together, such as one draft's")
    key = models.CharField("idempotency key", max_length=100, null=True)  # noqa: DJ001 - only NULL may repeat
    base_hash = models.CharField(max_length=64, help_text="Of the text that it would replace")
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    options = models.JSONField(default=list, help_text="Other texts to choose from")
    reason = models.TextField(blank=True)
    notes = models.JSONField(default=list, help_text="What could not be done, for the person who decides")
    confidence = models.PositiveSmallIntegerField(null=True, help_text="0 to 100; empty: nothing to measure it by")
    run = models.ForeignKey("engine.Run", null=True, on_delete=models.SET_NULL, related_name="+")
    purpose = models.CharField(max_length=64, blank=True)
    provider = models.CharField(max_length=80, blank=True)
    model = models.CharField(max_length=160, blank=True)
    prompt_version = models.CharField(max_length=90, blank=True)
    guideline_version = models.CharField(max_length=40, blank=True)
    cost_micro = models.BigIntegerField("cost (millionths)", null=True, help_text="Empty: no price is known")
    currency = models.CharField(max_length=3, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["site", "key"], name="proposals_one_per_key")]
        indexes = [
            models.Index(fields=["site", "state", "-id"], name="proposals_queue"),
            models.Index(fields=["kind", "object_id", "state"], name="proposals_of_object"),
            models.Index(fields=["bundle"], name="proposals_bundle"),
            models.Index(fields=["site", "state", "confidence", "-id"], name="proposals_confidence"),
            models.Index(fields=["site", "-id"], name="proposals_newest"),
            # All that rates are counted by, so that the long texts are not read for it.
            models.Index(
                fields=["site", "created_at", "state", "model", "purpose", "prompt_version", "created_by", "field"],
                name="proposals_rates",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field.replace('_', ' ')} of {self.kind} {self.object_id}"

    @property
    def is_pending(self) -> bool:
        return self.state == self.State.PENDING

    @property
    def uses_language_model(self) -> bool:
        return bool(self.model) and self.model != BUILT_IN

    @property
    def prompt(self) -> str:
        """Which text asked for it: purpose and version."""
        return f"{self.purpose} {self.prompt_version}".strip()


class Decision(models.Model):
    """What a person decided, with what it takes to undo it; `batch` is what they decided at once."""

    class Action(models.TextChoices):
        ACCEPTED = "accepted", "Accepted"
        EDITED = "edited", "Accepted with edits"
        REJECTED = "rejected", "Rejected"

    site = models.ForeignKey("sites.Site", on_delete=models.CASCADE, related_name="+")
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="decisions")
    batch = models.CharField(max_length=20)
    action = models.CharField(max_length=8, choices=Action.choices)
    before = models.TextField(blank=True, help_text="What was replaced, byte for byte; names of a list as JSON")
    written = models.CharField(max_length=64, blank=True, help_text="Digest of what took its place")
    blocks = models.JSONField(default=list, help_text="Ids of the blocks that took the place of one")
    provenance = models.ForeignKey("proposals.Provenance", null=True, on_delete=models.SET_NULL, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    undone_at = models.DateTimeField(null=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["site", "batch"], name="proposals_batch")]

    def __str__(self) -> str:
        return f"{self.get_action_display()}: {self.proposal}"
