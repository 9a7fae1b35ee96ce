"""What content is filed under: authors (not users), a category tree, tags."""

from typing import Any

from django.conf import settings
from django.db import models

from aicmr.lib.ids import public_id
from aicmr.lib.text import name_key
from content.taxonomy.querysets import MergedQuerySet, TermQuerySet


class Term(models.Model):
    """A named thing of one site with an address; `name_key` makes names unique without case and accents."""

    site = models.ForeignKey("sites.Site", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    name = models.CharField(max_length=120)
    name_key = models.CharField(max_length=160, editable=False)
    slug = models.SlugField(max_length=120, allow_unicode=True)
    description = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_key = name_key(self.name)
        super().save(*args, **kwargs)


class Author(Term):
    """Who wrote a text, as readers see it; a user may be linked, but need not."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="authors"
    )
    job_title = models.CharField(max_length=120, blank=True)
    url = models.URLField("web address", blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["site", "slug"], name="taxonomy_author_slug")]

    def get_absolute_url(self) -> str:
        return f"/authors/{self.slug}/"


class Category(Term):
    """A node of the category tree; `trail` holds the ids from the root down to this node, itself included."""

    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    trail = models.JSONField(default=list, editable=False)
    position = models.PositiveIntegerField(default=0)
    in_menu = models.BooleanField("show in the menu", default=True)

    class Meta:
        verbose_name_plural = "categories"
        ordering = ["position", "name", "id"]
        constraints = [models.UniqueConstraint(fields=["site", "slug"], name="taxonomy_category_slug")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        trail = [*(self.parent.trail if self.parent else []), self.pk]
        if self.trail != trail:
            self.trail = trail
            type(self).objects.filter(pk=self.pk).update(trail=trail)

    def get_absolute_url(self) -> str:
        return f"/categories/{self.slug}/"


class Tag(Term):
    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["site", "slug"], name="taxonomy_tag_slug"),
            models.UniqueConstraint(fields=["site", "name_key"], name="taxonomy_tag_name"),
        ]

    def get_absolute_url(self) -> str:
        return f"/tags/{self.slug}/"


class Merged(models.Model):
    """Where a merged term went. Texts that were frozen before still name it by its old id."""

    site = models.ForeignKey("sites.Site", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, help_text="author, category or tag")
    old_id = models.PositiveBigIntegerField()
    new_id = models.PositiveBigIntegerField()

    objects = MergedQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "merged"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["kind", "old_id"], name="taxonomy_merged_once")]
        indexes = [models.Index(fields=["kind", "new_id"], name="taxonomy_merged_into")]

    def __str__(self) -> str:
        return f"{self.kind} {self.old_id} → {self.new_id}"
