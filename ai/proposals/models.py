"""What AI would change, waiting for a person; and the ledger of what a person accepted."""

from django.conf import settings
from django.db import models

from ai.proposals.querysets import ProposalQuerySet, ProvenanceQuerySet
from aicmr.lib.ids import public_id


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
    base_hash = models.CharField(max_length=64, help_text="Of the text that it would replace")
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    options = models.JSONField(default=list, help_text="Other texts to choose from")
    reason = models.TextField(blank=True)
    notes = models.JSONField(default=list, help_text="What could not be done, for the person who decides")
    run = models.ForeignKey("engine.Run", null=True, on_delete=models.SET_NULL, related_name="+")
    provider = models.CharField(max_length=80, blank=True)
    model = models.CharField(max_length=160, blank=True)
    prompt_version = models.CharField(max_length=90, blank=True)
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
        indexes = [
            models.Index(fields=["site", "state", "-id"], name="proposals_queue"),
            models.Index(fields=["kind", "object_id", "state"], name="proposals_of_object"),
            models.Index(fields=["bundle"], name="proposals_bundle"),
        ]

    def __str__(self) -> str:
        return f"{self.field.replace('_', ' ')} of {self.kind} {self.object_id}"

    @property
    def is_pending(self) -> bool:
        return self.state == self.State.PENDING

    @property
    def uses_language_model(self) -> bool:
        return bool(self.model) and self.model != BUILT_IN


BUILT_IN = "built in"


class Provenance(models.Model):
    """The ledger: one row per accepted proposal; its public id is the mark (`data-p`) in the text."""

    site = models.ForeignKey("sites.Site", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    proposal = models.ForeignKey(Proposal, null=True, on_delete=models.SET_NULL, related_name="provenance")
    kind = models.CharField(max_length=32)
    object_id = models.PositiveBigIntegerField()
    field = models.CharField(max_length=64)
    block_id = models.CharField(max_length=16, blank=True)
    provider = models.CharField(max_length=80, blank=True)
    model = models.CharField(max_length=160, blank=True)
    prompt_version = models.CharField(max_length=90, blank=True)
    guideline_version = models.CharField(max_length=40, blank=True)
    run = models.ForeignKey("engine.Run", null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(help_text="As it was accepted, without markup; what is later edited is measured against it")
    was_edited = models.BooleanField("edited before it was accepted", default=False)
    edited_share = models.FloatField("share edited since", default=0.0)
    measured_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    accepted_at = models.DateTimeField(auto_now_add=True)

    objects = ProvenanceQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "provenance"
        indexes = [models.Index(fields=["kind", "object_id"], name="proposals_ledger_object")]

    def __str__(self) -> str:
        return f"{self.field.replace('_', ' ')} of {self.kind} {self.object_id}, {self.model or 'unknown model'}"

    @property
    def uses_language_model(self) -> bool:
        return self.model != BUILT_IN
