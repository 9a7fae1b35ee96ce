"""What readers read: one rendered row per page, its places in lists, and what it depends on."""

from typing import Any

from django.db import models

from content.publishing.models.editing import Revision
from content.publishing.paths import path_key
from content.publishing.querysets import LivePageQuerySet, LiveTermQuerySet


class LivePage(models.Model):
    """A published page, rendered. The body is the last column: lists never touch it."""

    site = models.ForeignKey("sites.Site", on_delete=models.CASCADE, related_name="+")
    path_key = models.CharField(max_length=32, help_text="Hash of the normalised path: equal on every database")
    path = models.CharField(max_length=500, help_text="With slashes at both ends, as in /articles/first/")
    kind = models.CharField(max_length=32)
    object_id = models.PositiveBigIntegerField()
    revision = models.ForeignKey(Revision, null=True, on_delete=models.SET_NULL, related_name="+")
    language = models.CharField(max_length=12)
    translation_group = models.CharField(max_length=20, db_index=True)
    title = models.CharField(max_length=255)
    summary = models.TextField(blank=True)
    head = models.JSONField(
        default=dict, help_text="title, description, canonical, robots, og, json_ld (list), alternates"
    )
    labels = models.JSONField(default=dict, help_text="What cards and bylines show: authors, category, tags, picture")
    access = models.CharField(max_length=16, default="public")
    words = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField()
    modified_at = models.DateTimeField()
    render_version = models.PositiveIntegerField(default=1)
    etag = models.CharField(max_length=32)
    body = models.TextField(blank=True)

    objects = LivePageQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["site", "path_key"], name="publishing_one_page_per_path"),
            models.UniqueConstraint(fields=["kind", "object_id"], name="publishing_one_page_per_object"),
        ]
        indexes = [
            models.Index(fields=["render_version"], name="publishing_page_stale"),
            models.Index(fields=["site", "id"], name="publishing_page_sitemap"),
            models.Index(fields=["site", "-published_at", "-id"], name="publishing_page_newest"),
        ]

    def __str__(self) -> str:
        return self.path

    def get_absolute_url(self) -> str:
        return self.path


class LiveTerm(models.Model):
    """A page's place in a list; every list, feed and archive is one range scan of the index below."""

    site = models.ForeignKey("sites.Site", on_delete=models.CASCADE, related_name="+")
    term = models.CharField(max_length=64, help_text="all, cat:12, tag:7, author:3, month:2026-11, kind:page …")
    published_at = models.DateTimeField()
    page = models.ForeignKey(LivePage, on_delete=models.CASCADE, related_name="terms")

    objects = LiveTermQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-page_id"]
        constraints = [models.UniqueConstraint(fields=["page", "term"], name="publishing_one_place_per_list")]
        indexes = [models.Index(fields=["site", "term", "-published_at", "-page"], name="publishing_term_scan")]

    def __str__(self) -> str:
        return f"{self.term}: {self.page_id}"


class LiveDep(models.Model):
    """What a page shows of other things: `asset:9`, `author:7`, `category:3`, `tag:5`, `page:12`."""

    page = models.ForeignKey(LivePage, on_delete=models.CASCADE, related_name="deps")
    dep = models.CharField(max_length=64)

    class Meta:
        ordering = ["dep"]
        constraints = [models.UniqueConstraint(fields=["dep", "page"], name="publishing_one_dep_per_page")]

    def __str__(self) -> str:
        return f"{self.page_id} → {self.dep}"


class Redirect(models.Model):
    """From an address that once answered to where the content is now."""

    site = models.ForeignKey("sites.Site", on_delete=models.CASCADE, related_name="+")
    path_key = models.CharField(max_length=32, editable=False)
    path = models.CharField("old address", max_length=500)
    target = models.CharField("new address", max_length=500)
    target_key = models.CharField(max_length=32, blank=True, editable=False, help_text="Empty for other sites")
    is_automatic = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["path"]
        constraints = [models.UniqueConstraint(fields=["site", "path_key"], name="publishing_one_redirect_per_path")]
        indexes = [models.Index(fields=["site", "target_key"], name="publishing_redirect_target")]

    def __str__(self) -> str:
        return f"{self.path} → {self.target}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_keys()
        super().save(*args, **kwargs)

    def set_keys(self) -> None:
        """The keys of both addresses; to be called before a bulk write, which does not call `save`."""
        self.path_key = path_key(self.path)
        self.target_key = path_key(self.target) if self.target.startswith("/") else ""


class SiteState(models.Model):
    """One row per site: the sequence that every publishing transaction raises, and the menus readers see."""

    site = models.OneToOneField("sites.Site", on_delete=models.CASCADE, primary_key=True, related_name="+")
    sequence = models.PositiveBigIntegerField(default=0)
    purged = models.PositiveBigIntegerField(default=0, help_text="The sequence up to which the CDN was told to forget")
    chrome = models.JSONField(default=dict, help_text="menu and footer: lists of {title, url}")
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.site_id} at {self.sequence}"


class Change(models.Model):
    """The change log: what one sequence of a site has changed. Caches and the CDN read it; old rows are pruned."""

    site = models.ForeignKey("sites.Site", on_delete=models.CASCADE, related_name="+", db_index=False)
    sequence = models.PositiveBigIntegerField()
    tags = models.TextField(blank=True, help_text="Tags of readers' pages, apart by spaces; * is all of the site")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["site", "sequence"], name="publishing_change_site"),
            models.Index(fields=["created_at"], name="publishing_change_age"),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} at {self.sequence}: {self.tags[:80]}"
