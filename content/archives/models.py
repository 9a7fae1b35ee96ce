"""Exports and restores that people asked for, and where they stand."""

from typing import Any

from django.conf import settings
from django.db import models

from aicmr.lib.ids import public_id
from content.archives.querysets import ExportQuerySet


class Export(models.Model):
    """One file with the content of a site, made by a worker."""

    class Format(models.TextChoices):
        ARCHIVE = "zip", "Archive: everything, for another AiCMR"
        WXR = "wxr", "WordPress (WXR)"
        MARKDOWN = "markdown", "Markdown files"

    site = models.ForeignKey("sites.Site", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    format = models.CharField(max_length=8, choices=Format.choices, default=Format.ARCHIVE)
    query = models.CharField(max_length=500, blank=True)
    with_revisions = models.BooleanField("every revision", default=False)
    file = models.CharField(max_length=200, blank=True, editable=False, help_text="Its name in the storage")
    size = models.PositiveBigIntegerField("bytes", default=0, editable=False)
    report = models.JSONField(default=dict, editable=False)
    job = models.ForeignKey("jobs.Job", null=True, editable=False, on_delete=models.SET_NULL, related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["site", "-id"], name="archives_export_site")]

    def __str__(self) -> str:
        return f"Export of {self.site.name}"

    @property
    def file_name(self) -> str:
        """What the download is called."""
        ending = {"zip": "zip", "wxr": "wordpress.zip", "markdown": "markdown.zip"}[self.format]
        return f"{self.site.host or 'site'}-{self.created_at:%Y-%m-%d}.{ending}"


class Restore(models.Model):
    """One archive on its way into a site. `step` and `line` say how far it is; every batch moves them on."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", "Not checked yet"
        CHECKED = "checked", "Checked"
        REFUSED = "refused", "Cannot be restored"
        RUNNING = "running", "At work"
        DONE = "done", "Restored"

    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    target = models.ForeignKey("sites.Site", null=True, editable=False, on_delete=models.SET_NULL, related_name="+")
    is_own_site = models.BooleanField(default=True, editable=False, help_text="The restore made the site")
    domain = models.CharField(max_length=253, blank=True)
    file = models.CharField(max_length=200, blank=True, editable=False, help_text="Its name in the storage")
    file_name = models.CharField(max_length=200, blank=True, editable=False)
    size = models.PositiveBigIntegerField("bytes", default=0, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False, db_index=True, help_text="SHA-256 of the file")
    state = models.CharField(max_length=8, choices=State.choices, default=State.UPLOADED, editable=False)
    step = models.PositiveSmallIntegerField(default=0, editable=False)
    line = models.PositiveIntegerField(default=0, editable=False)
    summary = models.JSONField(default=dict, editable=False, help_text="What the archive holds")
    report = models.JSONField(default=dict, editable=False, help_text="What became of it: counts and notes")
    error = models.TextField(blank=True, editable=False)
    job = models.ForeignKey("jobs.Job", null=True, editable=False, on_delete=models.SET_NULL, related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file_name or "Restore"

    @property
    def notes(self) -> list[Any]:
        """What somebody should know, in sentences."""
        return list(self.report.get("notes", []))


class Kept(models.Model):
    """A row that the site had before: what the archive calls `old` is `new` there, and stayed as it was."""

    restore = models.ForeignKey(Restore, on_delete=models.CASCADE, related_name="kept")
    old = models.CharField(max_length=20)
    new = models.CharField(max_length=20)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["restore", "old"], name="archives_kept_once")]

    def __str__(self) -> str:
        return f"{self.old} is {self.new}"
