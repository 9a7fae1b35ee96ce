"""Articles and pages as JSON, and back: what a revision holds and what a save may change.

Relations are ids; those of another site, or deleted ones, do not exist for a draft.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from aicmr.lib import html
from aicmr.lib.text import slugify
from content.articles.models import Article, ArticleAuthor, Page, Text
from content.articles.trees import above
from content.kinds import Problems, Snapshot
from content.media.models import Asset
from content.publishing import marks
from content.taxonomy.models import Author, Category, Merged, Tag

_PLAIN = ["title", "slug", "language", "summary", "body", "hero_alt"]
_PLAIN += ["seo_title", "seo_description", "canonical_url", "noindex"]
_ONE = {"hero": Asset, "category": Category, "parent": Page}
_MANY: dict[str, Any] = {"more_categories": Category, "tags": Tag, "authors": Author}
_SHARED = {**{name: name for name in _PLAIN}, "hero": "hero_id"}
# Field of the snapshot → column of the row.
COLUMNS: dict[type[Text], dict[str, str]] = {
    Article: {**_SHARED, "category": "category_id", "is_featured": "is_featured"},
    Page: {**_SHARED, "parent": "parent_id", "in_menu": "in_menu", "position": "position"},
}
_GONE = {
    "hero": "This picture is no longer in the library; choose another one.",
    "category": "This category is gone; choose another one.",
    "parent": "This page is gone; choose another place.",
}
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def snapshot_articles(articles: Sequence[Article]) -> list[Snapshot]:
    """Three queries for any number of articles."""
    ids = [article.pk for article in articles]
    tags = _pairs(Article.tags.through.objects.filter(article__in=ids).values_list("article_id", "tag_id"))
    others = Article.more_categories.through.objects.filter(article__in=ids)
    categories = _pairs(others.values_list("article_id", "category_id"))
    bylines = ArticleAuthor.objects.filter(article__in=ids).order_by("position", "pk")
    authors = _pairs(bylines.values_list("article_id", "author_id"))
    return [
        _own(article)
        | {
            "more_categories": sorted(categories[article.pk]),
            "tags": sorted(tags[article.pk]),
            "authors": authors[article.pk],
        }
        for article in articles
    ]


def snapshot_pages(pages: Sequence[Page]) -> list[Snapshot]:
    return [_own(page) for page in pages]


def clean(obj: Text, changes: Snapshot) -> tuple[Snapshot, Problems]:
    """`changes` as the row can hold them; what cannot be stored is left out and named. Unknown fields: TypeError."""
    columns = COLUMNS[type(obj)]
    values: Snapshot = {}
    problems: Problems = {}
    for name, value in changes.items():
        if name not in columns and not (name in _MANY and isinstance(obj, Article)):
            raise TypeError(f"{obj._meta.label} has no field {name}.")
        try:
            values[name] = _cleaned(obj, name, value)
        except ValidationError as error:
            problems[name] = error.messages
    return values, problems


def restore(obj: Text, snapshot: Snapshot) -> list[str]:
    columns = {name: column for name, column in COLUMNS[type(obj)].items() if name in snapshot}
    for name, column in columns.items():
        setattr(obj, column, snapshot[name])
    return list(columns.values())


def relate(obj: Text, snapshot: Snapshot) -> None:
    if not isinstance(obj, Article):
        return
    for name in ("tags", "more_categories"):
        if name in snapshot:
            getattr(obj, name).set(snapshot[name])
    if "authors" in snapshot:
        ArticleAuthor.objects.filter(article=obj).delete()
        ArticleAuthor.objects.bulk_create(
            ArticleAuthor(article=obj, author_id=pk, position=position)
            for position, pk in enumerate(snapshot["authors"])
        )


def _own(obj: Text) -> Snapshot:
    return {name: getattr(obj, column) for name, column in COLUMNS[type(obj)].items()}


def _pairs(rows: Any) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for owner, member in rows:
        found[owner].append(member)
    return found


def _cleaned(obj: Text, name: str, value: Any) -> Any:
    if name in _MANY:
        merged = Merged.objects.targets(_MANY[name]._meta.model_name, value or ())
        ids = list(dict.fromkeys(merged.get(pk, pk) for pk in value or ()))
        known = set(_MANY[name].objects.filter(site=obj.site_id, pk__in=ids).values_list("pk", flat=True))
        kept = [pk for pk in ids if pk in known]
        return kept if name == "authors" else sorted(kept)
    if name in _ONE:
        return _one(obj, name, value)
    prepare = _PREPARE.get(name)
    if isinstance(value, str):
        value = _UNSTORABLE.sub("", value)
    field: models.Field[Any, Any] = obj._meta.get_field(name)  # type: ignore[assignment]
    return field.clean(prepare(obj, value) if prepare else value, obj)


def _one(obj: Text, name: str, value: int | None) -> int | None:
    if not value:
        return None
    if name == "category":
        value = Merged.objects.targets(name, [value]).get(value, value)
    rows: models.QuerySet[Any] = _ONE[name].objects.filter(site=obj.site_id)  # type: ignore[attr-defined]
    if name == "parent":
        rows = rows.filter(trashed_at__isnull=True)
    row = rows.filter(pk=value).first()
    if row is None:
        raise ValidationError(_GONE[name])
    if name == "parent" and obj.pk in [page.pk for page in [row, *above(row)]]:
        raise ValidationError("A page cannot stand below itself; choose another place.")
    return int(row.pk)


def _language(obj: Text) -> str:
    return obj.language or obj.site.locale


_PREPARE: dict[str, Callable[[Text, Any], Any]] = {
    "title": lambda obj, value: " ".join(str(value).split()),
    "slug": lambda obj, value: slugify(str(value), language=_language(obj), max_length=200),
    "body": lambda obj, value: marks.checked(html.normalise(str(value)), obj.site_id),
}
