"""Articles and pages as readers get them. Called with batches; queries do not grow with their size."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from aicmr.lib.text import reading_minutes
from content.articles import bodies
from content.articles.addresses import article_path
from content.articles.gathering import Gathered, gather
from content.articles.heads import head
from content.articles.models import Page
from content.articles.trees import above_all
from content.publishing.annotations import Annotation
from content.publishing.live import LiveBuild, LiveSource, month_term
from content.publishing.models import LivePage

Json = dict[str, Any]
_NOTHING: Json = {
    **dict.fromkeys(["title", "slug", "summary", "body", "hero_alt", "seo_title", "seo_description"], ""),
    **dict.fromkeys(["hero", "category", "parent"], None),
    **{"canonical_url": "", "noindex": False, "is_featured": False, "in_menu": False, "position": 0},
    **{"more_categories": [], "tags": [], "authors": []},
}
_NO_PICTURE = "The lead picture is no longer in the library: choose another one."


def build_articles(sources: Sequence[LiveSource]) -> list[LiveBuild]:
    """What readers will see of these articles, which are of one site."""
    if not sources:
        return []
    sources = [complete(source) for source in sources]
    found = gather(sources)
    return [_article(source, body, found) for source, body in zip(sources, found.bodies, strict=True)]


def build_pages(sources: Sequence[LiveSource]) -> list[LiveBuild]:
    """What readers will see of these pages, which are of one site. A page stands under the live page above it."""
    if not sources:
        return []
    sources = [complete(source) for source in sources]
    found = gather(sources)
    over = above_all({pk for source in sources if (pk := source.snapshot["parent"])})
    live = {
        page.object_id: page
        for page in LivePage.objects.filter(kind="page", object_id__in=list(over)).only("object_id", "path", "title")
    }
    return [_page(source, body, found, over, live) for source, body in zip(sources, found.bodies, strict=True)]


def complete(source: LiveSource) -> LiveSource:
    """A text that was frozen before a field was added says nothing in it."""
    return replace(source, snapshot=_NOTHING | source.snapshot)


def _article(source: LiveSource, body: bodies.Body, found: Gathered) -> LiveBuild:
    text = source.snapshot
    category, authors, tags = found.category_of(text), found.authors_of(text), found.tags_of(text)
    trail = found.trail_of(category)
    labels = _labels(source, body, found) | {
        "authors": [_link(row) for row in authors],
        "category": _link(category) if category else None,
        "trail": [_link(row) for row in trail],
        "tags": [_link(row) for row in tags],
        "featured": bool(text["is_featured"]),
    }
    path = article_path(source.site, text["slug"], source.published_at)
    shown = [*(row for own in found.categories_of(text) for row in found.trail_of(own)), *tags, *authors]
    deps = [f"{row._meta.model_name}:{row.pk}" for row in shown]
    return _build(source, body, found, path=path, labels=labels, terms=_terms(source, found), deps=deps)


def _page(
    source: LiveSource, body: bodies.Body, found: Gathered, over: dict[int, Page], live: dict[int, LivePage]
) -> LiveBuild:
    text = source.snapshot
    chain: list[Page] = []
    parent = over.get(text["parent"] or 0)
    while parent and parent not in chain:
        chain.insert(0, parent)
        parent = over.get(parent.parent_id or 0)
    trail = [{"name": live[row.pk].title, "url": live[row.pk].path} for row in chain if row.pk in live]
    labels = _labels(source, body, found) | {"trail": trail, "position": text["position"]}
    terms = ["kind:page"]
    if text["in_menu"]:
        terms.append("menu")
    elif not text["parent"]:
        terms.append("footer")
    path = f"{_path_of(chain, live)}{text['slug']}/"
    return _build(source, body, found, path=path, labels=labels, terms=terms, deps=[f"page:{row.pk}" for row in chain])


def _path_of(chain: list[Page], live: dict[int, LivePage]) -> str:
    """The path of the last page of `chain`: where it is live, else where its draft would be."""
    path = "/"
    for row in chain:
        own = f"{row.slug}/" if row.slug else ""  # a draft gets its slug when it is published
        path = live[row.pk].path if row.pk in live else f"{path}{own}"
    return path


def _labels(source: LiveSource, body: bodies.Body, found: Gathered) -> Json:
    """What every kind of text shows; kinds add their own."""
    asset = found.assets.get(source.snapshot["hero"] or 0)
    picture = found.pictures.get(asset.public_id) if asset else None
    if asset and picture:
        picture = picture | {"alt": source.snapshot["hero_alt"] or picture["alt"], "caption": asset.caption}
    return {
        "authors": [],
        "category": None,
        "trail": [],
        "tags": [],
        "picture": picture,
        "minutes": reading_minutes(body.words),
        "featured": False,
        "noindex": bool(source.snapshot["noindex"]),
        "ai": {"share": round(body.ai_share, 2)} if body.ai_share else None,
    }


def _terms(source: LiveSource, found: Gathered) -> list[str]:
    """The lists in which an article stands: also those of the categories above its own."""
    text = source.snapshot
    categories = {row.pk for own in found.categories_of(text) for row in found.trail_of(own)}
    month = source.published_at.astimezone(ZoneInfo(source.site.time_zone))
    return [
        "all",
        *(f"cat:{pk}" for pk in sorted(categories)),
        *(f"tag:{row.pk}" for row in found.tags_of(text)),
        *(f"author:{row.pk}" for row in found.authors_of(text)),
        month_term(month),
        *(["featured"] if text["is_featured"] else []),
    ]


def _build(
    source: LiveSource,
    body: bodies.Body,
    found: Gathered,
    *,
    path: str,
    labels: Json,
    terms: list[str],
    deps: list[str],
) -> LiveBuild:
    text = source.snapshot
    note = found.notes.get(source.object_id, Annotation())
    labels = note.over(labels)
    assets = [found.by_public_id[key].pk for key in body.assets if key in found.by_public_id]
    hero = text["hero"]
    if hero in found.assets:
        assets.append(hero)
    siblings = [
        {"lang": page.language, "url": f"{found.origin}{page.path}"}
        for page in found.translations.get(source.translation_group, [])
        if (page.kind, page.object_id) != (source.kind, source.object_id)
    ]
    about = head(source, path=path, origin=found.origin, labels=labels, words=body.words, alternates=siblings)
    about["json_ld"][0] |= note.json_ld
    return LiveBuild(
        path=path,
        title=text["title"],
        summary=text["summary"],
        head=about,
        labels=labels,
        terms=terms,
        deps=list(dict.fromkeys([*deps, *(f"asset:{pk}" for pk in assets)])),
        body=bodies.render(body, found.pictures, found.pending),
        words=body.words,
        search_text=body.text,
        problems=[_NO_PICTURE] if hero and hero not in found.assets else [],
    )


def _link(row: Any) -> Json:
    return {"name": row.name, "url": row.get_absolute_url()}
