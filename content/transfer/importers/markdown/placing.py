"""What a file is by where it lies and what it says of itself: article or page, its slug, where it answered."""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Literal
from urllib.parse import unquote, urlsplit

from aicmr.lib.text import slugify
from content.transfer.importers.markdown import values
from content.transfer.importers.markdown.sites import Site

_DATED = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})[-_](.+)\Z")
_LANGUAGE = re.compile(r"(.+)\.([a-z]{2}(?:-[a-z]{2})?)\Z", re.IGNORECASE)
_PAGES = {"pages", "page"}
_INDEX = {"index", "_index", "readme"}
_OWN = {"_posts", "_drafts"}
Fields = values.Fields


@dataclass(frozen=True)
class Place:
    """`folders` are those within the content, `parent` the name of the file of the page above, if there may be one.

    `kept_back` is the folder or file that the site did not show, if any.
    """

    kind: Literal["article", "page"]
    slug: str
    day: str
    folders: tuple[str, ...]
    language: str = ""
    is_draft: bool = False
    is_section: bool = False
    is_index: bool = False
    parent: str = ""
    kept_back: str = ""


def place_of(name: str, fields: Fields, site: Site) -> Place:
    path = PurePosixPath(name)
    stem, language = path.stem, ""
    if site.made_by == "hugo" and (match := _LANGUAGE.match(stem)):
        stem, language = match[1], match[2]
    folders = path.parts[:-1]
    if site.content and folders[:1] == (site.content,):
        folders = folders[1:]
    if site.made_by == "hugo" and folders and folders[0].lower() in site.languages:
        language = language or folders[0].lower()
    kept_back = _kept_back(path, site)
    if site.made_by == "jekyll":
        folders = tuple(folder if folder in _OWN else folder.removeprefix("_") for folder in folders)
    is_index = stem.lower() in _INDEX and bool(folders)
    own = folders[-1] if is_index else stem
    dated = _DATED.match(own)
    return Place(
        kind=_kind(stem, folders, fields, site),
        slug=_slug(fields, dated[4] if dated else own),
        day="-".join(dated.groups()[:3]) if dated else "",
        folders=folders[:-1] if is_index else folders,
        language=language,
        is_draft="_drafts" in folders,
        is_section=stem == "_index",
        is_index=is_index,
        parent=_parent(path, is_index),
        kept_back=kept_back,
    )


def base_of(name: str, site: Site) -> str:
    """What a file of Hugo's is called in every language: `post/index` for `content/de/post/index.md`, `index.de.md`."""
    path = PurePosixPath(name)
    match = _LANGUAGE.match(path.stem)
    folders = path.parts[:-1]
    if site.content and folders[:1] == (site.content,):
        folders = folders[1:]
    if folders and folders[0].lower() in site.languages:
        folders = folders[1:]
    return "/".join([*folders, match[1] if match else path.stem])


def _kept_back(path: PurePosixPath, site: Site) -> str:
    """Jekyll shows nothing whose name begins with a line, but posts and collections that say so."""
    if site.made_by != "jekyll":
        return ""
    hidden = (part for part in path.parts if part.startswith("_") and part not in _OWN)
    return next((part for part in hidden if part.removeprefix("_") not in site.collections), "")


def _slug(fields: Fields, own: str) -> str:
    return values.text(fields, "slug").strip("/").rsplit("/", 1)[-1] or own


def _kind(stem: str, folders: tuple[str, ...], fields: Fields, site: Site) -> Literal["article", "page"]:
    said = values.text(fields, "kind", "type", "layout").lower()
    if said in ("page", "article", "post", "posts"):
        return "page" if said == "page" else "article"
    if _PAGES & {folder.lower() for folder in folders} or stem == "_index":
        return "page"
    if site.made_by == "jekyll":
        return "article" if {"_posts", "_drafts"} & set(folders) else "page"
    is_alone = not folders or (len(folders) == 1 and stem == "index")
    return "page" if site.made_by == "hugo" and is_alone else "article"


def _parent(path: PurePosixPath, is_index: bool) -> str:
    """`pages/about` for `pages/about/team.md`: the caller knows whether there is such a page."""
    above = path.parent.parent if is_index else path.parent
    return above.as_posix() if above.name else ""


def addresses(
    place: Place, fields: Fields, site: Site, published_at: datetime | None, categories: list[str]
) -> list[str]:
    """Paths at which it answered, the best one first, then the older ones that it names."""
    said = values.text(fields, "permalink", "url", "save_as")
    older = [*_listed(fields, "redirect_from"), *_listed(fields, "aliases"), *_listed(fields, "alias")]
    own = _filled(said or _pattern(place, site), place, categories, published_at, site)
    if not said:  # without a category, a pattern begins with two lines, which would name a host
        own = re.sub(r"/{2,}", "/", own)
    found = [own] if own else []
    paths = [path for address in [*found, *older] if (path := _path(address, site))]
    return list(dict.fromkeys(paths))


def _listed(fields: Fields, name: str) -> list[str]:
    value = fields.get(name)
    rows = value if isinstance(value, list) else [value]
    return [row for row in rows if isinstance(row, str) and row.strip()]


def _pattern(place: Place, site: Site) -> str:
    if site.made_by == "jekyll":
        if place.kind == "article":
            return site.permalinks.get("article", "")
        collection = site.collections.get(place.folders[0], "") if place.folders else ""
        is_pretty = place.is_index or site.permalinks.get("article", "").endswith("/")
        return collection or "/".join([*place.folders, place.slug]) + ("/" if is_pretty else ".html")
    if site.made_by == "hugo":
        section = place.folders[0] if place.folders else ""
        pattern = site.permalinks.get(section, "/".join([*place.folders, place.slug]) + "/")
        is_other = place.language and place.language.lower() != site.language.lower()[: len(place.language)]
        own = place.language.lower()
        return f"{own}/{pattern.lstrip('/')}" if is_other and section.lower() != own else pattern
    return site.permalinks.get(place.kind, "")


def _filled(pattern: str, place: Place, categories: list[str], at: datetime | None, site: Site) -> str:
    """Placeholders as the three write them: `:year`, `:title`, `{slug}`, `{date:%Y}`."""
    day = at.astimezone(site.zone) if at else None
    title = slugify(place.slug, max_length=150) or place.slug
    parts = {"title": title, "slug": title, "slugorfilename": title, "filename": title, "contentbasename": title}
    parts |= {"name": title, "section": place.folders[0] if place.folders else "", "path": "/".join(place.folders)}
    parts["collection"] = parts["section"]
    parts["categories"] = "/".join(slugify(name) for name in categories)
    if day:
        parts |= {
            "year": f"{day.year:04}",
            "month": f"{day.month:02}",
            "day": f"{day.day:02}",
            "short_year": f"{day:%y}",
        }
        parts |= {"i_month": str(day.month), "i_day": str(day.day), "y_day": f"{day:%j}", "monthname": f"{day:%B}"}
        pattern = re.sub(r"\{date:([^{}]{1,20})\}", lambda match: _dated(day, match[1]), pattern)
    elif re.search(r":(year|month|day)|\{date", pattern):
        return ""
    filled = re.sub(r":([a-z_]+)", lambda match: parts.get(match[1], match[0]), pattern)
    return re.sub(r"\{(slug|lang|category|author)\}", lambda match: parts.get(match[1], ""), filled)


def _dated(day: datetime, form: str) -> str:
    known = {
        "%Y": f"{day.year:04}",
        "%m": f"{day.month:02}",
        "%d": f"{day.day:02}",
        "%b": f"{day:%b}",
        "%B": f"{day:%B}",
    }
    return re.sub(r"%-?[YmdbB]", lambda match: known.get(match[0].replace("-", ""), match[0]), form)


def _path(address: str, site: Site) -> str:
    """Of an address within the site; "" for others and for what is no address."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    if parts.netloc and parts.netloc != urlsplit(site.url).netloc:
        return ""
    path = unquote(parts.path)
    base = urlsplit(site.url).path.rstrip("/")
    if base and not path.startswith(f"{base}/"):
        path = f"{base}/{path.lstrip('/')}"
    return re.sub(r"/{2,}", "/", f"/{path}") if path.strip("/") and len(path) < 480 and ".." not in path else ""
