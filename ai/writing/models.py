"""A brief with its sources, and the draft written from it, section by section."""

from django.conf import settings
from django.db import models

from ai.writing.querysets import DraftQuerySet, SectionQuerySet
from aicmr.lib.ids import public_id


class Brief(models.Model):
    """What an article is to be about. Instructions steer and are never written; facts are written."""

    site = models.ForeignKey("sites.Site", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    topic = models.CharField(max_length=255)
    audience = models.CharField(max_length=255, blank=True)
    tone = models.CharField(max_length=255, blank=True)
    length = models.CharField(max_length=60, blank=True)
    length_words = models.PositiveIntegerField(default=0)
    language = models.CharField(max_length=12)
    instructions = models.JSONField(default=list)
    facts = models.TextField(blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.topic


def source_path(source: "BriefSource", name: str) -> str:
    """Where an uploaded document waits; its name has no power."""
    return f"sources/{source.brief.public_id}/{public_id()}"


class BriefSource(models.Model):
    class Kind(models.TextChoices):
        LINK = "link", "Web page"
        TEXT = "text", "Text"
        ARTICLE = "article", "Own article"
        FILE = "file", "Document"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        READY = "ready", "Ready"
        FAILED = "failed", "Failed"

    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="sources")
    number = models.PositiveSmallIntegerField(help_text="As citations show it")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    title = models.CharField(max_length=255, blank=True)
    address = models.CharField(max_length=1000, blank=True)
    object_id = models.PositiveBigIntegerField(null=True)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    error = models.TextField(blank=True)
    text = models.TextField(blank=True)
    upload = models.FileField(upload_to=source_path, blank=True, help_text="Until the worker has read it")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["brief", "number"], name="writing_source_number")]

    def __str__(self) -> str:
        return self.title or self.address

    @property
    def is_own(self) -> bool:
        return self.kind == self.Kind.ARTICLE


class Draft(models.Model):
    """One attempt to write a brief. Every step is a row with a key, so that nothing is written or paid twice."""

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting for the worker"
        OUTLINING = "outlining", "Reading and outlining"
        OUTLINED = "outlined", "Outline to decide"
        WRITING = "writing", "Writing"
        CHECKING = "checking", "Checking facts"
        PROPOSED = "proposed", "Ready to decide"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    site = models.ForeignKey("sites.Site", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="drafts")
    kind = models.CharField(max_length=32)
    object_id = models.PositiveBigIntegerField()
    job = models.ForeignKey("jobs.Job", null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=9, choices=State.choices, default=State.QUEUED)
    error = models.TextField(blank=True)
    base = models.TextField("body when it began", blank=True)
    title = models.CharField(max_length=255, blank=True)
    outline_run = models.ForeignKey("engine.Run", null=True, on_delete=models.SET_NULL, related_name="+")
    notes = models.JSONField(default=list, help_text="What could not be done, for the editor")
    missing = models.JSONField(default=list, help_text="Numbers and names of the facts that the text lacks")
    cited = models.JSONField(default=list, help_text="Numbers of the sources that the text cites")
    asks_outline = models.BooleanField("waits for a person to see the outline", default=False)
    claims = models.JSONField(default=list, help_text="Each sentence with what stands behind it")
    items = models.JSONField(default=list, help_text="Numbers, dates and names with the places that have them")
    uses_model = models.BooleanField("written by a language model", default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    body = models.TextField(blank=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = "draft from a brief"
        verbose_name_plural = "drafts from briefs"
        indexes = [models.Index(fields=["kind", "object_id"], name="writing_draft_object")]

    def __str__(self) -> str:
        return self.title or self.brief.topic

    @property
    def is_open(self) -> bool:
        return self.state not in (self.State.OUTLINED, self.State.PROPOSED, self.State.FAILED, self.State.CANCELLED)

    @property
    def scope(self) -> str:
        return f"{self.kind}:{self.object_id}"

    def key(self, step: str) -> str:
        """The idempotency key of one step of this draft."""
        return f"draft:{self.public_id}:{step}"


class DraftSection(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        WRITING = "writing", "Writing"
        DONE = "done", "Done"

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField()
    heading = models.CharField(max_length=255, blank=True)
    plan = models.JSONField(default=dict, help_text="facts (numbers), points, quotes")
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    run = models.ForeignKey("engine.Run", null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(blank=True, help_text="Markdown; citations as [^1]")
    summary = models.TextField(blank=True, help_text="What later sections are told of it")

    objects = SectionQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["draft", "position"], name="writing_section_once")]

    def __str__(self) -> str:
        return self.heading or "Opening"
