"""A review of a text as it stood, and what it noted."""

from django.conf import settings
from django.db import models

from ai.review.querysets import NoteQuerySet, ReviewQuerySet
from aicmr.lib.ids import public_id

CATEGORIES = {
    "language": "Spelling and grammar",
    "clarity": "Clarity",
    "style": "Style and tone",
    "structure": "Structure",
    "facts": "Facts and contradictions",
    "wording": "Wording and glossary",
    "access": "Accessibility",
    "search": "Search engines",
}
BY_MODEL = ("language", "clarity", "style", "structure", "facts", "wording")


class Review(models.Model):
    site = models.ForeignKey("sites.Site", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    kind = models.CharField(max_length=32, help_text="Of the text, such as article")
    object_id = models.PositiveBigIntegerField()
    version = models.PositiveIntegerField(help_text="Of the draft that was read")
    body = models.TextField(blank=True, help_text="As it was read: notes are about these blocks")
    job = models.ForeignKey("jobs.Job", null=True, on_delete=models.SET_NULL, related_name="+")
    used_model = models.BooleanField(default=False)
    without_model = models.TextField(blank=True, help_text="Why no language model was used")
    dropped = models.JSONField(default=dict, help_text="Notes that were not kept, by reason")
    chunks_done = models.PositiveSmallIntegerField(default=0)
    is_done = models.BooleanField(default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["kind", "object_id", "-id"], name="review_of_text"),
            models.Index(fields=["site", "-id"], name="review_site"),
        ]

    def __str__(self) -> str:
        return f"review of {self.kind} {self.object_id}"

    @property
    def scope(self) -> str:
        return f"{self.kind}:{self.object_id}"

    def key(self, chunk: int | str) -> str:
        """The idempotency key of the run for one chunk."""
        return f"review:{self.public_id}:{chunk}"


class Note(models.Model):
    class State(models.TextChoices):
        OPEN = "open", "Open"
        APPLIED = "applied", "Made a proposal"
        DISMISSED = "dismissed", "Dismissed"

    class Priority(models.IntegerChoices):
        HIGH = 1, "Should be changed"
        MIDDLE = 2, "Worth a change"
        LOW = 3, "Could be better"

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="notes")
    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    fingerprint = models.CharField(max_length=32, help_text="The same for the same note")
    rule = models.CharField(max_length=32, blank=True, help_text="Of the check that found it; empty: a model did")
    category = models.CharField(max_length=12, choices=list(CATEGORIES.items()))
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.MIDDLE)
    block_id = models.CharField(max_length=16, blank=True)
    field = models.CharField(max_length=32, blank=True, help_text="Where it is not about a block")
    position = models.PositiveSmallIntegerField(default=0, help_text="Of the block in the text")
    base_hash = models.CharField(max_length=64, help_text="Of the block or field as it was read")
    quote = models.TextField(blank=True)
    reason = models.TextField()
    guideline = models.CharField(max_length=12, blank=True)
    guideline_version = models.PositiveIntegerField(null=True)
    replacement = models.TextField(blank=True, help_text="The block as it would be")
    run = models.ForeignKey("engine.Run", null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    why = models.CharField("why it was dismissed", max_length=300, blank=True)
    proposal = models.ForeignKey("proposals.Proposal", null=True, on_delete=models.SET_NULL, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["priority", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["review", "fingerprint"], name="review_note_once")]

    def __str__(self) -> str:
        return f"{self.get_category_display()}: {self.reason[:60]}"
