"""Everything that a batch of texts shows of other rows, fetched in a number of queries that does not grow with it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from django.db.models import Q

from content.articles.addresses import origin
from content.articles.bodies import Body, Pictures, read
from content.media.models import Asset
from content.media.services import picture
from content.publishing import annotations
from content.publishing.annotations import Annotation
from content.publishing.live import LiveSource
from content.publishing.models import LivePage
from content.taxonomy.models import Author, Category, Merged, Tag

Json = dict[str, Any]


@dataclass
class Gathered:
    """By id; `pictures` and `pending` by public id of the asset, and `assets` likewise."""

    origin: str
    bodies: list[Body]
    assets: dict[int, Asset] = field(default_factory=dict)
    by_public_id: dict[str, Asset] = field(default_factory=dict)
    pictures: Pictures = field(default_factory=dict)
    pending: Pictures = field(default_factory=dict)
    categories: dict[int, Category] = field(default_factory=dict)
    tags: dict[int, Tag] = field(default_factory=dict)
    authors: dict[int, Author] = field(default_factory=dict)
    translations: dict[str, list[LivePage]] = field(default_factory=dict)

    def category_of(self, text: Json) -> Category | None:
        return self.categories.get(text["category"] or 0)

    def categories_of(self, text: Json) -> list[Category]:
        """The main one first, each once."""
        return _known(self.categories, [text["category"] or 0, *text["more_categories"]])

    def trail_of(self, category: Category | None) -> list[Category]:
        """From the root down to this category."""
        return [self.categories[pk] for pk in category.trail if pk in self.categories] if category else []

    def tags_of(self, text: Json) -> list[Tag]:
        return sorted(_known(self.tags, text["tags"]), key=lambda tag: (tag.name_key, tag.pk))

    def authors_of(self, text: Json) -> list[Author]:
        return _known(self.authors, text["authors"])

    notes: dict[int, Annotation] = field(default_factory=dict)


def gather(sources: Sequence[LiveSource]) -> Gathered:
    """`sources` are of one site."""
    site = sources[0].site
    host = site.domains.order_by("-is_primary", "pk").values_list("host", flat=True).first() or ""
    found = Gathered(origin(host), [read(source.snapshot["body"]) for source in sources])
    _add_pictures(found, sources)
    _add_terms(found, sources)
    _add_translations(found, sources)
    found.notes = annotations.of(sources)
    return found


def _add_pictures(found: Gathered, sources: Sequence[LiveSource]) -> None:
    heroes = _ids(sources, "hero")
    shown = set(chain.from_iterable(body.assets for body in found.bodies))
    if not heroes and not shown:
        return
    found.assets = {
        asset.pk: asset
        for asset in Asset.objects.filter(Q(pk__in=heroes) | Q(public_id__in=shown), site=sources[0].site)
    }
    ready = picture(found.assets.values(), is_signed=sources[0].is_preview)
    for asset in found.assets.values():
        found.by_public_id[asset.public_id] = asset
        if asset.pk in ready and ready[asset.pk]["src"]:
            found.pictures[asset.public_id] = ready[asset.pk]
        else:
            size = {"width": asset.width, "height": asset.height}
            found.pending[asset.public_id] = {"alt": asset.alt, "color": asset.color, **size}


def _add_terms(found: Gathered, sources: Sequence[LiveSource]) -> None:
    site_id = sources[0].site.pk
    found.categories = _rows(Category, _ids(sources, "category") | _ids(sources, "more_categories"), site_id)
    over = {pk for row in found.categories.values() for pk in row.trail} - found.categories.keys()
    found.categories |= _rows(Category, over, site_id)
    found.tags = _rows(Tag, _ids(sources, "tags"), site_id)
    found.authors = _rows(Author, _ids(sources, "authors"), site_id)


def _rows(model: Any, ids: set[int], site_id: int) -> dict[int, Any]:
    """By the ids that texts name them by, also where the term was merged into another since."""
    if not ids:
        return {}
    rows: dict[int, Any] = model.objects.filter(site=site_id).in_bulk(ids)
    merged = Merged.objects.targets(model._meta.model_name, ids - rows.keys())
    targets = model.objects.filter(site=site_id).in_bulk(set(merged.values())) if merged else {}
    return rows | {old: targets[new] for old, new in merged.items() if new in targets}


def _known(rows: dict[int, Any], ids: Iterable[int]) -> list[Any]:
    return list({rows[pk].pk: rows[pk] for pk in ids if pk in rows}.values())


def _add_translations(found: Gathered, sources: Sequence[LiveSource]) -> None:
    groups = {source.translation_group for source in sources}
    rows = LivePage.objects.filter(site=sources[0].site, translation_group__in=groups)
    by_group: dict[str, list[LivePage]] = defaultdict(list)
    for page in rows.only("kind", "object_id", "path", "language", "translation_group").order_by("language", "pk"):
        by_group[page.translation_group].append(page)
    found.translations = by_group


def _ids(sources: Iterable[LiveSource], name: str) -> set[int]:
    values: list[Any] = [source.snapshot.get(name) for source in sources]
    return {pk for value in values if value for pk in (value if isinstance(value, list) else [value])}
