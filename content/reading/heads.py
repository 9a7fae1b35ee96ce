"""What lists say of themselves: the template's variables, with a head of the same shape as `LivePage.head`."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import formats
from django.utils.translation import pgettext

from aicmr.lib.text import shorten
from content.reading.lookups import family_of
from content.taxonomy.models import Author, Category, Tag

if TYPE_CHECKING:
    from accounts.sites.models import Site

Crumb = dict[str, str]
Context = dict[str, Any]
_SCHEMA = {"@context": "https://schema.org"}


def home(site: "Site") -> Context:
    title = f"{site.name} · {site.tagline}" if site.tagline else site.name
    target = {"@type": "EntryPoint", "urlTemplate": "/search/?q={search_term_string}"}
    search = {"@type": "SearchAction", "target": target, "query-input": "required name=search_term_string"}
    website = {"@type": "WebSite", "name": site.name, "url": "/", "inLanguage": site.locale, "potentialAction": search}
    return _head(title, "/", site.tagline or site.name, [_SCHEMA | website])


def latest(site: "Site") -> Context:
    title = pgettext("reader", "Latest")
    return {"kind": "latest", "title": title, "head": _list_head(site, title, "/", "")}


def archive(site: "Site") -> Context:
    title = pgettext("reader", "Archive")
    return {"title": title, "head": _list_head(site, title, "/archive/", "")}


def year(site: "Site", number: int) -> Context:
    trail = [{"name": pgettext("reader", "Archive"), "url": "/archive/"}]
    head = _list_head(site, str(number), f"/archive/{number}/", "", trail)
    return {"title": str(number), "year": str(number), "head": head, "trail": trail}


def category(site: "Site", row: Category) -> Context:
    above, below = family_of(row)
    trail = [_crumb(item) for item in above]
    return _term_context(site, "category", row, trail) | {"below": [_crumb(item) for item in below]}


def tag(site: "Site", row: Tag) -> Context:
    return _term_context(site, "tag", row, [])


def author(site: "Site", row: Author) -> Context:
    context = _term_context(site, "author", row, [])
    person = {"@type": "Person", "name": row.name, "url": row.get_absolute_url(), "description": row.description}
    if row.job_title:
        person["jobTitle"] = row.job_title
    if row.url:
        person["sameAs"] = row.url
    context["head"]["json_ld"].insert(0, _SCHEMA | {"@type": "ProfilePage", "mainEntity": person})
    context["head"]["og"]["type"] = "profile"
    return context


def month(site: "Site", first: date) -> Context:
    title = formats.date_format(first, "YEAR_MONTH_FORMAT")
    trail = [
        {"name": pgettext("reader", "Archive"), "url": "/archive/"},
        {"name": str(first.year), "url": f"/archive/{first.year}/"},
    ]
    head = _list_head(site, title, f"/archive/{first.year}/{first.month}/", "", trail)
    return {"kind": "month", "title": title, "head": head, "trail": trail, "must_exist": True}


def _term_context(site: "Site", kind: str, row: Author | Category | Tag, trail: list[Crumb]) -> Context:
    head = _list_head(site, row.name, row.get_absolute_url(), row.description, trail)
    head["feed"] = f"{row.get_absolute_url()}feed.xml"
    return {"kind": kind, "title": row.name, "subject": row, "trail": trail, "head": head}


def _list_head(site: "Site", title: str, path: str, description: str, trail: list[Crumb] | None = None) -> Context:
    items = [
        {"@type": "ListItem", "position": number, "name": crumb["name"], "item": crumb["url"]}
        for number, crumb in enumerate([*(trail or []), {"name": title, "url": path}], start=1)
    ]
    crumbs = _SCHEMA | {"@type": "BreadcrumbList", "itemListElement": items}
    return _head(title, path, description or f"{title} – {site.name}", [crumbs])


def _head(title: str, path: str, description: str, json_ld: list[Context]) -> Context:
    description = shorten(description, 300)
    og = {"type": "website", "title": title, "description": description}
    return {
        "title": title,
        "description": description,
        "canonical": path,
        "robots": "",
        "og": og,
        "json_ld": json_ld,
        "alternates": [],
    }


def _crumb(row: Category) -> Crumb:
    return {"name": row.name, "url": row.get_absolute_url()}
