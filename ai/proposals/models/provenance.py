"""The ledger of accepted proposals, and where their marks stand."""

from django.conf import settings
from django.db import models

from ai.proposals.models.proposals import BUILT_IN, Proposal
from ai.proposals.querysets import MarkQuerySet, ProvenanceQuerySet
from aicmr.lib.ids import public_id


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
    purpose = models.CharField(max_length=64, blank=True)
    prompt_version = models.CharField(max_length=90, blank=True)
    guideline_version = models.CharField(max_length=40, blank=True)
    run = models.ForeignKey("engine.Run", null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(help_text="As it was accepted, without markup; what is later edited is measured against it")
    was_edited = models.BooleanField("edited before it was accepted", default=False)
    edited_share = models.FloatField("share edited since", default=0.0)
    measured_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    accepted_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, help_text="When the acceptance was taken back")

    objects = ProvenanceQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "provenance"
        indexes = [
            models.Index(fields=["kind", "object_id"], name="proposals_ledger_object"),
            models.Index(fields=["site", "-id"], name="proposals_ledger_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.field.replace('_', ' ')} of {self.kind} {self.object_id}, {self.model or 'unknown model'}"

    @property
    def uses_language_model(self) -> bool:
        return self.model != BUILT_IN

    @property
    def prompt(self) -> str:
        return f"{self.purpose} {self.prompt_version}".strip()


class Marked(models.Model):
    """A text that was looked through for marks, and as which version; what is older is looked through again."""

    site = models.ForeignKey("sites.Site", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=32)
    object_id = models.PositiveBigIntegerField()
    version = models.PositiveIntegerField(help_text="Of the draft")
    live_revision = models.PositiveBigIntegerField(default=0, help_text="What readers see; 0: nothing")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="proposals_marked_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} as version {self.version}"


class Mark(models.Model):
    """One mark in one text: where it stands in the draft, and whether readers see it."""

    site = models.ForeignKey("sites.Site", on_delete=models.CASCADE, related_name="+")
    provenance = models.ForeignKey("proposals.Provenance", on_delete=models.CASCADE, related_name="marks")
    kind = models.CharField(max_length=32)
    object_id = models.PositiveBigIntegerField()
    blocks = models.JSONField(default=list, help_text="Ids of the draft's blocks that carry it")
    edited_share = models.FloatField("share edited", default=0.0)
    in_draft = models.BooleanField(default=False)
    is_live = models.BooleanField(default=False)

    objects = MarkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provenance", "kind", "object_id"], name="proposals_mark_once_per_text")
        ]
        indexes = [models.Index(fields=["kind", "object_id"], name="proposals_mark_object")]

    def __str__(self) -> str:
        return f"{self.provenance_id} in {self.kind} {self.object_id}"
