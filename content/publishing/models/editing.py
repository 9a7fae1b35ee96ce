"""What editors work on. Content is addressed by kind and object id, so that any room's model can take part."""

from django.conf import settings
from django.core import signing
from django.db import models

from aicmr.lib import ids
from content.publishing.querysets import PreviewLinkQuerySet, PublishableQuerySet, RevisionQuerySet, ScheduleQuerySet


class Publishable(models.Model):
    """The editing row: the one truth of a draft. Text may be blank; only publishing validates."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SCHEDULED = "scheduled", "Scheduled"
        PUBLISHED = "published", "Published"
        ARCHIVED = "archived", "Archived"

    site = models.ForeignKey("sites.Site", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=20, unique=True, default=ids.public_id, editable=False)
    title = models.CharField(max_length=255, blank=True)
    slug = models.SlugField(max_length=200, blank=True, allow_unicode=True)
    language = models.CharField(max_length=12, blank=True, help_text="Empty: the site's language")
    translation_group = models.CharField(max_length=20, default=ids.public_id, editable=False, db_index=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    live_revision = models.ForeignKey(
        "publishing.Revision", null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    has_changes = models.BooleanField("edited since it was published", default=False, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    trashed_at = models.DateTimeField(null=True, editable=False)
    trashed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PublishableQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title or "Untitled"


class Revision(models.Model):
    """An immutable snapshot of a draft: JSON with the version of its schema."""

    class Reason(models.TextChoices):
        SAVED = "saved", "Saved"
        AUTOSAVED = "autosaved", "Autosaved"
        PUBLISHED = "published", "Published"
        SCHEDULED = "scheduled", "Scheduled"
        PROPOSAL = "proposal", "AI proposal accepted"
        RESTORED = "restored", "Restored"
        IMPORTED = "imported", "Imported"

    site = models.ForeignKey("sites.Site", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=32)
    object_id = models.PositiveBigIntegerField()
    number = models.PositiveIntegerField()
    schema = models.PositiveSmallIntegerField(default=1)
    snapshot = models.JSONField()
    reason = models.CharField(max_length=10, choices=Reason.choices)
    label = models.CharField(max_length=120, blank=True)
    words = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id", "number"], name="publishing_revision_number")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} #{self.number}"


class Schedule(models.Model):
    """An intent with its revision, immutable: later edits do not change what was scheduled."""

    class Action(models.TextChoices):
        PUBLISH = "publish", "Publish"
        UNPUBLISH = "unpublish", "Unpublish"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    site = models.ForeignKey("sites.Site", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=32)
    object_id = models.PositiveBigIntegerField()
    revision = models.ForeignKey(Revision, null=True, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=9, choices=Action.choices, default=Action.PUBLISH)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    error = models.TextField(blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ScheduleQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "id"]
        indexes = [
            models.Index(fields=["state", "due_at"], name="publishing_schedule_due"),
            models.Index(fields=["kind", "object_id"], name="publishing_schedule_object"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.kind} {self.object_id} at {self.due_at:%Y-%m-%d %H:%M}"


class PreviewLink(models.Model):
    """A link that shows a draft to someone without an account until it expires or is revoked."""

    site = models.ForeignKey("sites.Site", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=20, unique=True, default=ids.public_id, editable=False)
    kind = models.CharField(max_length=32)
    object_id = models.PositiveBigIntegerField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["kind", "object_id"], name="publishing_preview_object")]

    def __str__(self) -> str:
        return f"preview of {self.kind} {self.object_id}"

    def get_absolute_url(self) -> str:
        """The address to hand out: the link's id, signed."""
        return f"/preview/{self.signer().sign(self.public_id)}/"

    @staticmethod
    def signer() -> signing.Signer:
        return signing.Signer(salt="content.publishing.preview", sep=".")
