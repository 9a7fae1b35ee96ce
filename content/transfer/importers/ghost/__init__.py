"""Ghost's JSON export, versions 1 to 6. Pictures are not in it: they are fetched from the site's address."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from content.transfer.importers.ghost.jsonstream import BrokenFile, rows
from content.transfer.importers.ghost.posts import entry_of, moment, picture_id, pictures_in, placed, text
from content.transfer.records import Asset, Author, Comment, Left, MenuItem, Problem, Record, Source, Term

Row = dict[str, Any]
_VERSIONS = "123456"
_META = (
    *("meta_title", "meta_description", "feature_image_alt", "feature_image_caption"),
    *("canonical_url", "codeinjection_head", "codeinjection_foot"),
)
_READ = {"posts", "tags", "users", "posts_tags", "posts_authors", "posts_meta", "settings", "comments", "meta"}
_PEOPLE = {"members": "members", "labels": "labels of members"}
_SILENT = {"roles", "roles_users", "permissions", "permissions_roles", "permissions_users", "migrations", "version"}


class Export:
    """What of a file has to be known before its posts are read: everything small."""

    def __init__(self, path: Path, url: str) -> None:
        self.path = path
        self.address = url.rstrip("/")
        self.version, self.title, self.language, self.identity = "", "", "", ""
        self.tags: dict[str, Row] = {}
        self.users: dict[str, Row] = {}
        self.tagged: dict[str, list[tuple[int, str]]] = {}
        self.written: dict[str, list[tuple[int, str]]] = {}
        self.meta: dict[str, Row] = {}
        self.menus: dict[str, str] = {}
        self.others: Counter[str] = Counter()
        self.pictures: set[str] = set()
        self.has_posts = self.has_code = False

    def read(self) -> None:
        for name, row, _ in rows(self.path):
            if name == "meta" and isinstance(row, dict):
                self.version = text(row, "version")
            elif name == "posts":
                self.has_posts = True
            elif not isinstance(row, dict):
                continue
            elif name in ("tags", "users"):
                getattr(self, name)[text(row, "id")] = _small(row)
            elif name in ("posts_tags", "posts_authors"):
                self._join(name, row)
            elif name == "posts_meta":
                self.meta[text(row, "post_id")] = {key: row[key] for key in _META if row.get(key)}
            elif name == "settings":
                self._setting(row)
            elif name not in _READ | _SILENT:
                self.others[name] += 1

    def _join(self, name: str, row: Row) -> None:
        order = row.get("sort_order")
        members = self.tagged if name == "posts_tags" else self.written
        other = text(row, "tag_id" if name == "posts_tags" else "author_id")
        members.setdefault(text(row, "post_id"), []).append((order if isinstance(order, int) else 0, other))

    def _setting(self, row: Row) -> None:
        key, value = text(row, "key"), text(row, "value")
        if key == "title":
            self.title, self.identity = value, text(row, "id")
        elif key in ("locale", "lang"):
            self.language = self.language or value
        elif key in ("navigation", "secondary_navigation"):
            self.menus[key] = value
        elif key in ("codeinjection_head", "codeinjection_foot", "ghost_head", "ghost_foot") and value.strip():
            self.has_code = True

    def is_inner(self, tag: Row) -> bool:
        return text(tag, "name").startswith("#") or text(tag, "visibility") == "internal"


def read(path: Path, url: str = "") -> Iterator[Record]:
    """The records of an export, as `registry.Importer` wants them. `url` is where the site was."""
    export = Export(path, url)
    try:
        export.read()
        yield from _begin(export)
        yield from _people_and_terms(export)
        yield from _entries(export)
        yield from _rest(export)
    except BrokenFile as error:
        yield Problem(error.line, str(error), is_fatal=True)


def _begin(export: Export) -> Iterator[Record]:
    host = (urlsplit(export.address).hostname or "").removeprefix("www.") if "://" in export.address else ""
    name = export.identity or export.title or "a Ghost site"
    yield Source(name[:180], export.title, export.language, (host,) if host else ())
    if not export.has_posts:
        yield Problem(0, "The file holds no posts: it is no Ghost export, or an empty one.", is_fatal=not export.users)
    elif export.version[:1] not in _VERSIONS or not export.version:
        said = f"version “{export.version[:20]}”" if export.version else "no version"
        yield Problem(0, f"The file says {said} of Ghost; it is read as version 5.")


def _small(row: Row) -> Row:
    names = ("name", "slug", "bio", "website", "description", "visibility")
    return {name: row[name] for name in names if row.get(name)}


def _people_and_terms(export: Export) -> Iterator[Record]:
    for key, row in export.users.items():
        slug = text(row, "slug")
        yield Author(
            key,
            text(row, "name") or slug or f"Author {key}",
            slug=slug,
            description=text(row, "bio"),
            url=text(row, "website"),
            address=f"/author/{slug}/" if slug else "",
        )
    for key, row in export.tags.items():
        name, slug = text(row, "name"), text(row, "slug")
        if export.is_inner(row):
            yield Left("tag", key, name, notes=["It is an internal tag, which readers never saw: it was left out."])
        else:
            address = f"/tag/{slug}/" if slug else ""
            yield Term("tag", key, name or slug or key, slug, text(row, "description"), address=address)


def _entries(export: Export) -> Iterator[Record]:
    number = 0
    for name, row, line in rows(export.path):
        if name == "comments" and isinstance(row, dict):
            yield _comment(row, line)
        if name != "posts":
            continue
        number += 1
        if not isinstance(row, dict) or not (text(row, "id") or text(row, "uuid")):
            yield Left("article", f"row {number}", "", line, ["This row of posts is no post: it was left out."])
            continue
        yield from _entry(export, row, line)


def _entry(export: Export, row: Row, line: int) -> Iterator[Record]:
    key = text(row, "id")
    for path in pictures_in(row, export.meta.get(key, {})):
        if picture_id(path) not in export.pictures:
            export.pictures.add(picture_id(path))
            notes = [] if export.address else ["The file does not say where the site was: give it with --url."]
            yield Asset(picture_id(path), url=f"{export.address}{path}", line=line, notes=notes)
    entry = entry_of(row, export.meta.get(key, {}), address=export.address, line=line)
    authors = [other for _, other in sorted(export.written.get(key, []))] or [
        text(row, "author_id") or text(row, "author")
    ]
    entry.authors = [author for author in dict.fromkeys(authors) if author in export.users]
    if len(entry.authors) < len([author for author in authors if author]):
        entry.notes.append("An author that it names is not in the file.")
    tags = list(dict.fromkeys(other for _, other in sorted(export.tagged.get(key, []))))
    entry.tags = [tag for tag in tags if tag in export.tags and not export.is_inner(export.tags[tag])]
    if inner := [text(export.tags[tag], "name") for tag in tags if tag in export.tags and tag not in entry.tags]:
        entry.notes.append(f"Internal tags were left out: {', '.join(inner)}.")
    yield entry


def _comment(row: Row, line: int) -> Comment:
    return Comment(
        text(row, "id"),
        text(row, "post_id"),
        body=text(row, "html"),
        written_at=moment(row.get("created_at")),
        parent=text(row, "parent_id"),
        state="approved" if text(row, "status") == "published" else "waiting",
        line=line,
    )


def _rest(export: Export) -> Iterator[Record]:
    """Menus wait for their room; members too, and their addresses stay in the file."""
    for menu, value in export.menus.items():
        yield from _menu(export, menu, value)
    for name, count in sorted(export.others.items()):
        if name in _PEOPLE:
            said = "They wait for the room of members; none became an account, and their addresses were not stored."
            yield Left(name, "all", f"{count:,} {_PEOPLE[name]}", notes=[said], waits=True)
        else:
            yield Left(name, "all", f"{count:,} rows of “{name}”", notes=["They have no place here."])
    if export.has_code:
        yield Left(
            "code", "site", "Code for every page", notes=["Code that the site put into every page was left out."]
        )


def _menu(export: Export, menu: str, value: str) -> Iterator[Record]:
    try:
        items = json.loads(value)
    except (ValueError, RecursionError):
        items = None
    if not isinstance(items, list):
        yield Left("menu", menu, menu, notes=["This menu could not be read."])
        return
    for position, item in enumerate(items, 1):
        if isinstance(item, dict):
            url = placed(text(item, "url"), export.address)
            yield MenuItem(f"{menu}-{position}", menu, text(item, "label"), url, position=position)
