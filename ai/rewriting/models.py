"""What was asked for passages of a text, and what became of each."""

from django.conf import settings
from django.db import models

from ai.rewriting.actions import ACTIONS, Action
from ai.rewriting.querysets import PassageQuerySet, RewriteQuerySet
from aicmr.lib.ids import public_id


class Rewrite(models.Model):
    site = models.ForeignKey("sites.Site", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    kind = models.CharField(max_length=32, help_text="Of the text, such as article")
    object_id = models.PositiveBigIntegerField()
    action = models.CharField(max_length=16)
    tone = models.CharField(max_length=16, blank=True)
    language = models.CharField(max_length=12, blank=True, help_text="To translate into")
    instruction = models.CharField(max_length=500, blank=True)
    job = models.ForeignKey("jobs.Job", null=True, on_delete=models.SET_NULL, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RewriteQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = "help in a text"
        verbose_name_plural = "help in texts"
        indexes = [models.Index(fields=["site", "-id"], name="rewriting_site")]

    def __str__(self) -> str:
        return f"{self.what.label}, {self.kind} {self.object_id}"

    @property
    def what(self) -> Action:
        return ACTIONS[self.action]

    @property
    def scope(self) -> str:
        return f"{self.kind}:{self.object_id}"


class Passage(models.Model):
    """One block, which is sent by itself: one run, one proposal."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        WRITING = "writing", "Writing"
        DONE = "done", "Proposed"
        NOTHING = "nothing", "Nothing to change"
        FAILED = "failed", "Failed"
        SKIPPED = "skipped", "Left as it is"
        CANCELLED = "cancelled", "Cancelled"

    rewrite = models.ForeignKey(Rewrite, on_delete=models.CASCADE, related_name="passages")
    position = models.PositiveSmallIntegerField()
    block_id = models.CharField(max_length=16)
    attempt = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    run = models.ForeignKey("engine.Run", null=True, on_delete=models.SET_NULL, related_name="+")
    proposal = models.ForeignKey("proposals.Proposal", null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.TextField(blank=True, help_text="Why there is no proposal, for people")

    objects = PassageQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["rewrite", "position"], name="rewriting_one_per_position")]

    def __str__(self) -> str:
        return f"{self.block_id} ({self.state})"

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.WAITING, self.State.WRITING)

    def key(self) -> str:
        """The idempotency key of its run and its proposal."""
        return f"rewrite:{self.rewrite.public_id}:{self.position}:{self.attempt}"
