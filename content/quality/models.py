"""The rules of the house: guidelines and glossary, each in versions that are never changed."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from aicmr.lib.ids import public_id
from aicmr.lib.text import name_key
from aicmr.lib.wording import Wording
from content.quality.constants import MEASURES
from content.quality.querysets import ScopedQuerySet


class Priority(models.IntegerChoices):
    MUST = 1, "Must"
    SHOULD = 2, "Should"
    MAY = 3, "May"


class Scoped(models.Model):
    """For a site, and there for a section with all below it and for a language, or for all."""

    FIELDS: ClassVar[tuple[str, ...]] = ()  # what a version keeps

    site = models.ForeignKey("sites.Site", on_delete=models.CASCADE, related_name="+")
    code = models.CharField("id", max_length=12, editable=False, help_text="As notes and runs name it")
    language = models.CharField(
        max_length=12, blank=True, help_text="Such as en or de-at. Empty: texts in every language."
    )
    category = models.ForeignKey(
        "taxonomy.Category", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="section",
        help_text="It holds there and in all sections below. Empty: everywhere.",
    )  # fmt: skip
    is_active = models.BooleanField("in use", default=True)
    version = models.PositiveIntegerField(default=0, editable=False)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    updated_at = models.DateTimeField(auto_now=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True

    def snapshot(self) -> dict[str, Any]:
        return {name: getattr(self, f"{name}_id" if name == "category" else name) for name in self.FIELDS}


class Guideline(Scoped):
    FIELDS = ("title", "rule", "good", "bad", "priority", "measure", "limit", "language", "category", "is_active")

    title = models.CharField(max_length=160)
    rule = models.TextField(max_length=1200, help_text="One rule, as you would tell it to a new colleague.")
    good = models.TextField("good example", max_length=600, blank=True)
    bad = models.TextField("bad example", max_length=600, blank=True)
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.SHOULD)
    measure = models.CharField(
        "count", max_length=24, blank=True, choices=list(MEASURES.items()), help_text="Checked without a model."
    )
    limit = models.PositiveIntegerField(
        "limit", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5000)]
    )

    class Meta:
        ordering = ["priority", "id"]
        constraints = [models.UniqueConstraint(fields=["site", "code"], name="quality_guideline_code")]
        indexes = [models.Index(fields=["site", "is_active", "priority"], name="quality_guidelines")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class GlossaryTerm(Scoped):
    FIELDS = (
        *("term", "preferred", "forbidden", "note", "do_not_translate", "translations", "case_sensitive"),
        *("language", "category", "is_active"),
    )

    term = models.CharField(max_length=160, help_text="What it is about, such as “sign-in page”")
    term_key = models.CharField(max_length=160, editable=False)
    preferred = models.CharField("write", max_length=160, blank=True, help_text="Empty: the term as it stands above.")
    forbidden = models.JSONField("do not write", default=list, blank=True)
    note = models.TextField(max_length=600, blank=True)
    do_not_translate = models.BooleanField(default=False)
    translations = models.JSONField(default=dict, blank=True)
    case_sensitive = models.BooleanField("capitals count", default=False)

    class Meta:
        verbose_name = "term"
        verbose_name_plural = "glossary"
        ordering = ["term_key", "id"]
        constraints = [models.UniqueConstraint(fields=["site", "code"], name="quality_term_code")]
        indexes = [models.Index(fields=["site", "term_key"], name="quality_terms")]

    def __str__(self) -> str:
        return self.term

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.term_key = name_key(self.term)
        super().save(*args, **kwargs)

    @property
    def right(self) -> str:
        """What to write."""
        return self.preferred or self.term

    @property
    def wording(self) -> Wording:
        return Wording(self.right, tuple(self.forbidden), self.case_sensitive)


class Version(models.Model):
    """What a guideline or term was; never changed."""

    number = models.PositiveIntegerField()
    snapshot = models.JSONField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"version {self.number}"


class GuidelineVersion(Version):
    row = models.ForeignKey(Guideline, on_delete=models.CASCADE, related_name="versions")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["row", "number"], name="quality_guideline_version")]


class TermVersion(Version):
    row = models.ForeignKey(GlossaryTerm, on_delete=models.CASCADE, related_name="versions")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["row", "number"], name="quality_term_version")]


class Edition(models.Model):
    """The very versions that something was told: `name` is what runs and the ledger write down."""

    site = models.ForeignKey("sites.Site", on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    name = models.CharField(max_length=20)
    guidelines = models.JSONField(default=list, help_text="[id, version] of each")
    terms = models.JSONField(default=list, help_text="[id, version] of each")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["site", "name"], name="quality_edition_once")]

    def __str__(self) -> str:
        return self.name
