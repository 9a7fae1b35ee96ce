"""A site as files of Markdown with front matter: `articles/`, `pages/`, `media/`, and `site.yml` with its terms."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from aicmr.lib.commonmark import to_markdown
from content import kinds
from content.archives.foreign.pieces import Piece, pieces
from content.archives.selecting import Selection
from content.archives.tables.pictures import member
from content.articles.models import Page
from content.taxonomy.models import Author, Category, Tag

Entry = tuple[str, Iterable[bytes]]
_MOST = 10_000  # terms of one sort that are described in site.yml


def about(selection: Selection) -> Entry:
    """`site.yml`."""
    site = selection.site
    found: dict[str, Any] = {"title": site.name, "tagline": site.tagline, "language": site.locale}
    found |= {"url": f"https://{site.host}", "time_zone": site.time_zone, "theme": site.theme}
    names = ("name", "slug", "description", "job_title", "url")
    authors = Author.objects.filter(site=site).order_by("public_id")[:_MOST]
    categories = Category.objects.filter(site=site).select_related("parent").order_by("public_id")[:_MOST]
    tags = Tag.objects.filter(site=site).order_by("public_id")[:_MOST]
    found["authors"] = [_row(author, names) for author in authors]
    found["categories"] = [_row(row, names) | ({"parent": row.parent.name} if row.parent else {}) for row in categories]
    found["tags"] = [_row(tag, names) for tag in tags]
    return "site.yml", [_yaml({name: value for name, value in found.items() if value})]


def texts(selection: Selection, kind: kinds.Kind, after: str) -> Iterator[tuple[str, list[Entry]]]:
    """(key to go on from, files) of one kind."""
    for key, batch in pieces(selection, kind, after):
        above = _slugs_above(batch) if kind.is_tree else {}
        yield key, [_file(piece, above.get(piece.obj.pk, ())) for piece in batch]


def _file(piece: Piece, above: tuple[str, ...]) -> Entry:
    name = piece.text.get("slug") or "untitled"
    if piece.is_double:
        name = f"{name}-{piece.obj.public_id[:8]}"
    path = PurePosixPath(f"{piece.kind}s", *above, f"{name}.md")
    up = "../" * (len(path.parts) - 1)

    def address(public_id: str) -> str:
        asset = piece.assets.get(public_id)
        return f"{up}{member(asset)}" if asset else ""

    body = to_markdown(str(piece.text.get("body", "")), address)
    above_it = _yaml(_fields(piece, up))
    return str(path), [b"---\n", above_it, b"---\n\n", f"{body}\n".encode()]


def _fields(piece: Piece, up: str) -> dict[str, Any]:
    text, obj = piece.text, piece.obj
    date = piece.due_at or obj.published_at
    found: dict[str, Any] = {
        "title": text.get("title", ""),
        "kind": piece.kind,
        "slug": text.get("slug", ""),
        "url": piece.path,
        "date": date,
        "lastmod": obj.updated_at,
        "draft": not piece.is_live and not piece.due_at,
        "status": "scheduled" if piece.due_at else "",
        "language": text.get("language", ""),
        "translation_key": piece.group,
        "authors": [author.name for author in piece.authors],
        "categories": [category.name for category in piece.categories],
        "tags": [tag.name for tag in piece.tags],
        "summary": text.get("summary", ""),
        "image": f"{up}{member(piece.hero)}" if piece.hero else "",
        "image_alt": text.get("hero_alt", ""),
        "featured": text.get("is_featured", False),
        "seo_title": text.get("seo_title", ""),
        "seo_description": text.get("seo_description", ""),
        "canonical_url": text.get("canonical_url", ""),
        "noindex": text.get("noindex", False),
        "in_menu": text.get("in_menu", False),
        "weight": text.get("position", 0),
        "aliases": piece.aliases,
    }
    return {name: value for name, value in found.items() if value}


def _slugs_above(batch: list[Piece]) -> dict[int, tuple[str, ...]]:
    """The folders in which a page lies: the slugs of the pages above it."""
    known = {piece.obj.pk: (piece.obj.parent_id, piece.obj.slug) for piece in batch}
    wanted = {parent for parent, _ in known.values() if parent} - known.keys()
    while wanted:
        rows = Page.objects.filter(pk__in=wanted).values_list("pk", "parent_id", "slug")
        known |= {pk: (parent, slug) for pk, parent, slug in rows}
        wanted = {parent for parent, _ in known.values() if parent} - known.keys()
    found = {}
    for piece in batch:
        path: list[str] = []
        parent = piece.obj.parent_id
        while parent in known and len(path) < 20:
            path.insert(0, known[parent][1] or "untitled")
            parent = known[parent][0]
        found[piece.obj.pk] = tuple(path)
    return found


def _row(row: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: value for name in names if (value := getattr(row, name, ""))}


def _yaml(value: dict[str, Any]) -> bytes:
    plain = json.loads(json.dumps(value, default=str)) if "theme" in value else value
    return yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=10_000).encode()


def write_folder(root: Path, entries: Iterable[Entry]) -> int:
    """Write files into a folder; what is there under the same names is replaced."""
    count = 0
    for name, chunks in entries:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            for chunk in chunks:
                file.write(chunk)
        count += 1
    return count
