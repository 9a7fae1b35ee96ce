"""Articles and pages: the editing rows. Readers never see them; publishing renders them."""

from django.core.validators import MaxLengthValidator
from django.db import models

from content.articles.addresses import article_path
from content.publishing.models import Publishable


class Text(Publishable):
    """What articles and pages share."""

    summary = models.TextField(blank=True, validators=[MaxLengthValidator(1000)])
    body = models.TextField(blank=True, help_text="Clean HTML whose blocks carry data-id")
    hero = models.ForeignKey(
        "media.Asset", verbose_name="lead picture", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    hero_alt = models.CharField("alternative text of the lead picture", max_length=500, blank=True)
    seo_title = models.CharField("title for search engines", max_length=120, blank=True)
    seo_description = models.CharField("description for search engines", max_length=320, blank=True)
    canonical_url = models.URLField("canonical address", blank=True, max_length=500)
    noindex = models.BooleanField("keep out of search engines", default=False)

    class Meta:
        abstract = True


class Article(Text):
    category = models.ForeignKey(
        "taxonomy.Category", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    more_categories = models.ManyToManyField("taxonomy.Category", blank=True, related_name="+")
    tags = models.ManyToManyField("taxonomy.Tag", blank=True, related_name="+")
    authors = models.ManyToManyField("taxonomy.Author", through="ArticleAuthor", blank=True, related_name="+")
    is_featured = models.BooleanField("lead story", default=False)

    class Meta:
        ordering = ["-updated_at", "-id"]
        permissions = [("publish_article", "Can publish articles")]
        indexes = [
            # Holds all that the editors' list filters, sorts and searches by: which rows to show is found without
            # reading the texts, and then the texts of one page are read.
            models.Index(
                fields=[
                    "site",
                    "trashed_at",
                    "-updated_at",
                    "-id",
                    *("state", "has_changes", "category", "title", "slug"),
                ],
                name="articles_article_desk",
            ),
            # The same list of somebody who sees their own alone.
            models.Index(
                fields=["created_by", "site", "trashed_at", "-updated_at", "-id", "state"], name="articles_article_own"
            ),
        ]

    def get_absolute_url(self) -> str:
        """Where the draft answers once it is live."""
        return article_path(self.site, self.slug, self.published_at)


class ArticleAuthor(models.Model):
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="bylines")
    author = models.ForeignKey("taxonomy.Author", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["article", "author"], name="articles_author_once")]

    def __str__(self) -> str:
        return f"{self.author}"


class Page(Text):
    """A page stands outside the stream of articles; its address follows its place in the tree."""

    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    in_menu = models.BooleanField("show in the menu", default=False)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "title", "id"]
        permissions = [("publish_page", "Can publish pages")]
        indexes = [models.Index(fields=["site", "trashed_at", "-updated_at"], name="articles_page_list")]

    def get_absolute_url(self) -> str:
        """Where the draft answers once it is live; asks for each page above it."""
        return f"{self.parent.get_absolute_url() if self.parent else '/'}{self.slug}/"
