"""What machines read of an article or page: canonical address, OpenGraph, JSON-LD, translations."""

from typing import Any

from aicmr.lib.text import shorten
from content.publishing.live import LiveSource

_SCHEMA = "https://schema.org"
_AI_SOURCE = "https://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
Json = dict[str, Any]


def head(source: LiveSource, *, path: str, origin: str, labels: Json, words: int, alternates: list[Json]) -> Json:
    """`LivePage.head`. Addresses begin with `origin`, or with a slash where it is "": the reader completes those."""
    text = source.snapshot
    url = f"{origin}{path}"
    title = text["seo_title"] or text["title"]
    about = text["seo_description"] or shorten(text["summary"], 300)
    data = {"url": url, "origin": origin, "description": about, "labels": labels, "words": words}
    crumbs = [*labels["trail"], {"name": text["title"], "url": path}]
    return {
        "title": title,
        "description": about,
        "canonical": text["canonical_url"] or url,
        "robots": "noindex" if text["noindex"] else "",
        "og": _open_graph(source, title, about, origin, labels),
        "json_ld": [_thing(source, data), _breadcrumbs(crumbs, origin)],
        "alternates": _with_own(alternates, source.language, url),
    }


def _open_graph(source: LiveSource, title: str, about: str, origin: str, labels: Json) -> Json:
    is_article = source.kind == "article"
    found: Json = {"type": "article" if is_article else "website", "title": title, "description": about}
    found["locale"] = source.language.replace("-", "_")
    if labels["picture"] and labels["picture"]["src"]:
        found["image"] = f"{origin}{labels['picture']['src']}"
    if is_article:
        found["article:published_time"] = source.published_at.isoformat()
        found["article:modified_time"] = source.modified_at.isoformat()
        if labels["category"]:
            found["article:section"] = labels["category"]["name"]
    return found


def _thing(source: LiveSource, data: Json) -> Json:
    site, labels, origin = source.site, data["labels"], data["origin"]
    thing: Json = {
        "@context": _SCHEMA,
        "@type": "Article" if source.kind == "article" else "WebPage",
        "headline" if source.kind == "article" else "name": source.snapshot["title"][:110],
        "description": data["description"],
        "url": data["url"],
        "mainEntityOfPage": data["url"],
        "inLanguage": source.language,
        "datePublished": source.published_at.isoformat(),
        "dateModified": source.modified_at.isoformat(),
        "publisher": {"@type": "Organization", "name": site.name, "url": f"{origin}/"},
    }
    if labels["picture"] and labels["picture"]["src"]:
        thing["image"] = {"@type": "ImageObject", "url": f"{origin}{labels['picture']['src']}"}
        thing["image"] |= {"width": labels["picture"]["width"], "height": labels["picture"]["height"]}
    if source.kind == "article":
        thing["wordCount"] = data["words"]
        people = [{"@type": "Person", "name": row["name"], "url": f"{origin}{row['url']}"} for row in labels["authors"]]
        thing["author"] = people or [thing["publisher"]]
        if labels["category"]:
            thing["articleSection"] = labels["category"]["name"]
        if labels["tags"]:
            thing["keywords"] = [row["name"] for row in labels["tags"]]
    if labels["ai"]:
        thing["digitalSourceType"] = _AI_SOURCE
    return thing


def _breadcrumbs(crumbs: list[Json], origin: str) -> Json:
    items = [
        {"@type": "ListItem", "position": number, "name": crumb["name"], "item": f"{origin}{crumb['url']}"}
        for number, crumb in enumerate(crumbs, start=1)
    ]
    return {"@context": _SCHEMA, "@type": "BreadcrumbList", "itemListElement": items}


def _with_own(alternates: list[Json], language: str, url: str) -> list[Json]:
    """Each version names all versions, itself included; a text without translations names none."""
    return [{"lang": language, "url": url}, *alternates] if alternates else []
