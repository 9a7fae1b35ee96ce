"""Runs of importers, and the ledger of what they brought."""

from hashlib import blake2b

from django.conf import settings
from django.db import models

from aicmr.lib.ids import public_id
from content.transfer.querysets import ImportedItemQuerySet, ImportQuerySet


class Import(models.Model):
    """One run over one file: checked first, then loaded. Run again after a stop, it goes on where it was."""

    class State(models.TextChoices):
        NEW = "new", "Not checked yet"
        CHECKED = "checked", "Checked"
        LOADING = "loading", "Loading"
        DONE = "done", "Done"
        REFUSED = "refused", "Cannot be imported"
        STOPPED = "stopped", "Stopped"

    site = models.ForeignKey("sites.Site", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    importer = models.CharField(max_length=32)
    file = models.FileField(upload_to="imports", max_length=200, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField("bytes", default=0)
    source = models.CharField(max_length=200, blank=True, help_text="What the file says it comes from")
    state = models.CharField(max_length=8, choices=State.choices, default=State.NEW)
    options = models.JSONField(default=dict, blank=True)
    summary = models.JSONField(default=dict, blank=True, help_text="Counts by kind and state")
    problems = models.JSONField(default=list, blank=True, help_text="Of the file itself: [line, text]")
    job = models.ForeignKey("jobs.Job", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    covered = models.JSONField(
        null=True, blank=True, editable=False, help_text="Items the file names: first and last number of neighbours"
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["site", "-id"], name="transfer_import_site")]

    def __str__(self) -> str:
        return self.file_name or self.source or self.importer


class ImportedItem(models.Model):
    """One thing of a source: what it was there, what it became here, and why."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        IMPORTED = "imported", "Imported"
        UPDATED = "updated", "Updated"
        UNCHANGED = "unchanged", "Unchanged"
        SKIPPED = "skipped", "Left out"
        FAILED = "failed", "Failed"
        KEPT = "kept", "Kept as edited here"

    site = models.ForeignKey("sites.Site", on_delete=models.CASCADE, related_name="+")
    run = models.ForeignKey(
        Import, null=True, on_delete=models.SET_NULL, related_name="items", help_text="The last that changed it"
    )
    source = models.CharField(max_length=200)
    kind = models.CharField(max_length=32, help_text="article, page, author, category, tag, asset, comment, menu …")
    source_id = models.CharField(max_length=200)
    key = models.CharField(max_length=32, editable=False, help_text="Hash of source, kind and id, as collations differ")
    title = models.CharField(max_length=255, blank=True)
    address_key = models.CharField(max_length=32, blank=True, help_text="Hash of its address at the source")
    alias_key = models.CharField(max_length=32, blank=True, help_text="Hash of another address of it")
    parent_key = models.CharField(max_length=32, blank=True, help_text="`key` of what it belongs to")
    path_key = models.CharField(max_length=32, blank=True, help_text="Hash of `path`, which no two may have")
    path = models.CharField(max_length=500, blank=True, help_text="Where it answers here, or will")
    payload = models.JSONField(default=dict, blank=True, help_text="What waits, and what the loader has planned")
    payload_hash = models.CharField(max_length=32, blank=True, help_text="Of what was written; empty before")
    target_kind = models.CharField(max_length=32, blank=True)
    target_id = models.PositiveBigIntegerField(null=True, blank=True)
    target_version = models.PositiveIntegerField(default=0, help_text="A higher one was edited here since")
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    needs_person = models.BooleanField(default=False)
    note = models.TextField(blank=True)
    line = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ImportedItemQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["site", "key"], name="transfer_one_row_per_thing")]
        indexes = [
            models.Index(fields=["site", "kind", "state"], name="transfer_item_state"),
            models.Index(fields=["site", "address_key"], name="transfer_item_address"),
            models.Index(fields=["site", "alias_key"], name="transfer_item_alias"),
            models.Index(fields=["site", "parent_key"], name="transfer_item_parent"),
            models.Index(fields=["site", "path_key"], name="transfer_item_path"),
            models.Index(fields=["site", "target_kind", "target_id"], name="transfer_item_target"),
            models.Index(fields=["run", "needs_person"], name="transfer_item_run"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.source_id}"


class PictureUse(models.Model):
    """An entry that shows a picture which could not be fetched yet, by the hash of the picture's address."""

    item = models.ForeignKey(ImportedItem, on_delete=models.CASCADE, related_name="pictures")
    asset = models.ForeignKey(ImportedItem, on_delete=models.CASCADE, related_name="uses")
    is_hero = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["asset", "item", "is_hero"], name="transfer_one_row_per_use"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} shows {self.asset_id}"


def item_key(source: str, kind: str, source_id: str) -> str:
    """`ImportedItem.key`: the same on every database, whatever case and accents its collation ignores."""
    text = "\x1f".join((source, kind, source_id))
    return blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()
