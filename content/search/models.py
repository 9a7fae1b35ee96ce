"""What a search can find: one row per live page, with everything that a result shows."""

from django.db import models

from content.search.querysets import IndexedPageQuerySet


class IndexedPage(models.Model):
    """A live page as the search knows it. `ref` is the page's own id; long columns stand last."""

    ref = models.PositiveBigIntegerField(primary_key=True)
    site = models.ForeignKey("sites.Site", on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=500)
    title = models.CharField(max_length=255)
    summary = models.TextField(blank=True)
    labels = models.JSONField(default=dict)
    kind = models.CharField(max_length=32)
    language = models.CharField(max_length=12)
    access = models.CharField(max_length=16, default="public")
    published_at = models.DateTimeField()
    text = models.TextField(blank=True, help_text="Plain text for snippets, and what `reindex` reads")
    tokens = models.TextField(blank=True, help_text="Filled where the index reads it from here (MySQL, MariaDB)")

    objects = IndexedPageQuerySet.as_manager()

    class Meta:
        verbose_name = "indexed page"
        ordering = ["-ref"]
        indexes = [models.Index(fields=["site", "-ref"], name="search_page_site")]

    def __str__(self) -> str:
        return self.path
