"""One file as an entry, with the records of what it names: terms, authors, pictures."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Literal

from aicmr.lib.text import name_key, slugify
from content.transfer.addresses import PICTURES
from content.transfer.importers.markdown import frontmatter, judging, placing, values
from content.transfer.importers.markdown.folder import File, Folder, ident
from content.transfer.importers.markdown.links import Links, spoken
from content.transfer.importers.markdown.markup import Markup
from content.transfer.importers.markdown.sites import Site
from content.transfer.importers.markdown.translations import Translations
from content.transfer.records import Author, Entry, Item, Left, Term

Fields = values.Fields
_DATES = ("published_at", "pubdate", "published", "posted", "created", "created_at")
_HEROES: tuple[str, ...] = (
    "image",
    "cover.image",
    "featured_image",
    "featuredimage",
    "feature_image",
    "header.image",
    "header.teaser",
)
_HEROES += ("hero", "cover", "banner", "thumbnail", "image.path", "image.src", "image.url")
_LEADS = re.compile(r"(?:^|/)(?:featured|feature|cover)[^/]*\Z", re.IGNORECASE)


class Reader:
    """Reads the files of one folder; remembers which terms and pictures have their records already."""

    def __init__(self, folder: Folder, site: Site, names: set[str]) -> None:
        self.folder = folder
        self.site = site
        self.names = names
        self.translations = Translations(site, names)
        self._known: set[tuple[str, str]] = set()

    def read(self, file: File) -> Iterator[Item]:
        if file.problem:
            yield Left("file", ident(file.name), file.name[-250:], notes=[file.problem])
            return
        try:
            source, note = self.folder.read(file.path)
        except OSError as error:
            yield Left("file", ident(file.name), file.name[-250:], notes=[f"It cannot be read ({error.strerror})."])
            return
        document = frontmatter.split(source)
        if self.site.leaves_out(file.name):
            yield Left("file", ident(file.name), file.name[-250:], notes=["The settings of the site leave it out."])
            return
        if self._is_no_text(file, document):
            yield Left(
                "file", ident(file.name), file.name[-250:], notes=["It has no front matter: it is no text of the site."]
            )
            return
        yield from _Text(self, file, document, note).records()

    def _is_no_text(self, file: File, document: frontmatter.Document) -> bool:
        """What the program that made the site would not have shown either."""
        if document.has_front_matter or document.problem:
            return False
        is_post = {"_posts", "_drafts"} & set(PurePosixPath(file.name).parts)
        about = PurePosixPath(file.name).stem.lower() in ("readme", "license", "contributing", "changelog")
        return about or (self.site.made_by == "jekyll" and not is_post)

    def is_new(self, sort: str, key: str) -> bool:
        if (sort, key) in self._known:
            return False
        self._known.add((sort, key))
        return True

    def author(self, name: str, row: Fields | None = None, line: int = 0) -> tuple[str, list[Item]]:
        key = name_key(name)[:150] or ident(name)
        if not self.is_new("author", key):
            return key, []
        slug = values.text(row or {}, "slug") or slugify(name, max_length=100)
        text, job, url = (values.text(row or {}, each) for each in ("description", "job_title", "url"))
        address = f"/author/{slug}.html" if self.site.made_by == "pelican" else ""
        return key, [Author(key, name[:120], slug, text, job, url, address, line)]

    def term(
        self, sort: Literal["category", "tag"], name: str, row: Fields | None = None, line: int = 0
    ) -> tuple[str, list[Item]]:
        key = name_key(name)[:150] or ident(name)
        if not self.is_new(sort, key):
            return key, []
        slug = values.text(row or {}, "slug") or slugify(name, max_length=100)
        parent = name_key(values.text(row or {}, "parent"))[:150]
        text = values.text(row or {}, "description")
        return key, [Term(sort, key, name[:120], slug, text, parent, self._list(sort, slug), line)]

    def _list(self, sort: str, slug: str) -> str:
        """Where the list of a term was."""
        lists = {"category": "categories", "tag": "tags"}
        if self.site.made_by == "hugo":
            return f"/{lists[sort]}/{slug}/"
        return f"/{sort}/{slug}.html" if self.site.made_by == "pelican" else ""


class _Text:
    """One file on its way."""

    def __init__(self, reader: Reader, file: File, document: frontmatter.Document, note: str) -> None:
        self.reader, self.file, self.document = reader, file, document
        self.site, self.fields = reader.site, document.fields
        self.place = placing.place_of(file.name, self.fields, self.site)
        self.items: list[Item] = []
        self.notes = [note] if note else []
        self.person = [document.problem] if document.problem else []
        self.links = Links(reader.folder, reader.site, reader.names, reader.is_new, file, document.line)

    def records(self) -> Iterator[Item]:
        if self.place.is_section and not self.document.text.strip():
            yield Left(
                "section",
                ident(self.file.name),
                self.file.name[-250:],
                notes=["It describes a list, and holds no text."],
            )
            return
        entry = self._entry()
        yield from self.items
        yield from self.links.items
        yield entry

    def _entry(self) -> Entry:
        fields, place = self.fields, self.place
        markup = Markup(self.site.made_by, self.links.resolve)
        title = values.text(fields, "title")
        is_html = self.file.path.suffix.lower() == ".html"
        rendered = markup.render(self.document.text, title=title, is_html=is_html)
        language = values.text(fields, "lang", "language", "locale") or place.language
        published_at = (
            self._when("publishdate", "date")
            or self._when(*_DATES, quietly=True)
            or values.moment(place.day, self.site.zone)
        )
        entry = Entry(
            place.kind,
            ident(self.file.name),
            title=title or rendered.title or spoken(place.slug),
            slug=place.slug,
            body=rendered.html,
            summary=values.text(fields, "summary", "excerpt", "subtitle", "description") or rendered.lead,
            published_at=published_at,
            created_at=published_at,
            updated_at=self._when("lastmod", "last_modified_at", "updated", "modified"),
            language=language,
            group=self.reader.translations.group_of(self.file.name, fields, language),
            position=_whole(fields, "weight", "order", "nav_order", "position"),
            in_menu="menu" in fields or "menus" in fields or values.flag(fields, "in_menu"),
            is_featured=values.flag(fields, "featured") or values.flag(fields, "pin"),
            hero=self._hero(),
            hero_alt=values.text(fields, "image_alt", "cover.alt", "image.alt", "featured_image_alt"),
            seo_title=values.text(fields, "seo_title", "meta_title"),
            seo_description=self._seo_description(),
            canonical_url=_web(values.text(fields, "canonical_url", "canonicalurl", "canonical")),
            noindex="noindex" in values.text(fields, "robots").lower() or values.flag(fields, "noindex"),
            line=self.document.line,
        )
        entry.parent = self._parent() if place.kind == "page" else ""
        entry.addresses = placing.addresses(place, fields, self.site, published_at, self._categories())
        self._file_under(entry)
        self._judge(entry)
        if rendered.unknown:
            said = "Liquid tags" if self.site.made_by == "jekyll" else "Shortcodes"
            self.person.append(f"{said} that are not known here stand in the text: {', '.join(rendered.unknown[:20])}.")
        if rendered.is_raw:
            self.person.append("It is longer or nested deeper than Markdown can be read: it stands as it was written.")
        if missing := self.links.missing[:10]:
            self.person.append(f"What it shows or links to is not in the folder: {', '.join(missing)}.")
        if left := judging.fields_left(fields):
            self.notes.append(left)
        entry.notes, entry.person = [*self.notes, *self.links.notes], [*self.person, *self.links.person]
        return entry

    def _seo_description(self) -> str:
        """A description beside a summary is meant for search engines."""
        has_summary = bool(values.text(self.fields, "summary", "excerpt", "subtitle"))
        other = values.text(self.fields, "description") if has_summary else ""
        return values.text(self.fields, "seo_description", "meta_description") or other

    def _when(self, *names: str, quietly: bool = False) -> datetime | None:
        for name in names:
            if name in self.fields and self.fields[name] not in (None, ""):
                found = values.moment(self.fields[name], self.site.zone)
                if found is None and quietly:
                    continue
                if found is None:
                    self.notes.append(f"Its {name} “{values.said(self.fields[name])[:40]}” is no date.")
                else:
                    return found
        return None

    def _judge(self, entry: Entry) -> None:
        fields, now = self.fields, datetime.now(UTC)
        state = judging.state_of(fields)
        is_draft = self.place.is_draft or values.is_said(fields, "draft") or not values.flag(fields, "published", True)
        entry.state = "draft" if is_draft or state in judging.DRAFTS else "published"
        if entry.state == "published" and (hidden := judging.hidden(fields, self.place.kept_back)):
            entry.state = "draft"
            self.person.append(f"It was not for everybody ({hidden}): it is a draft.")
        elif entry.state == "published" and state == "scheduled":
            entry.state = "scheduled"
        elif entry.state == "published" and state not in judging.PUBLIC:
            entry.state = "draft"
            self.person.append(f"It was “{state[:40]}”: here it is a draft.")
        if self.document.problem:
            entry.state = "draft"
        ends = self._when("expirydate", "unpublishdate")
        if ends and ends <= now and entry.state == "published":
            entry.state = "draft"
            self.person.append(f"It was shown until {ends:%d %B %Y}: it is a draft.")
        elif ends:
            self.notes.append(f"It was to be shown until {ends:%d %B %Y}: plan that by hand.")
        if entry.state == "published" and entry.published_at and entry.published_at > now:
            entry.state = "scheduled"

    def _file_under(self, entry: Entry) -> None:
        fields, line = self.fields, self.document.line
        said = fields.get("authors") or fields.get("author")
        separator = ";" if isinstance(said, str) and ";" in said else ","
        authors = values.names(said, separator=separator) or values.names(self.site.author)
        for name in authors if entry.kind == "article" else ():
            key, items = self.reader.author(name, None, line)
            entry.authors.append(key)
            self.items += items
        if entry.kind == "page":
            return
        for sort, found, keys in (
            ("category", self._categories(), entry.categories),
            ("tag", self._tags(), entry.tags),
        ):
            for name in found:
                key, items = self.reader.term(sort, name, None, line)  # type: ignore[arg-type]
                keys.append(key)
                self.items += items

    def _categories(self) -> list[str]:
        """Jekyll takes a text as words with spaces between them, and folders above `_posts` too."""
        value = self.fields.get("categories", self.fields.get("category"))
        is_words = (
            self.site.made_by == "jekyll" and isinstance(self.fields.get("categories"), str) and "," not in str(value)
        )
        found = values.names(value.split() if is_words and isinstance(value, str) else value)
        parts = self.place.folders
        over = parts[: parts.index("_posts")] if self.site.made_by == "jekyll" and "_posts" in parts else ()
        if self.site.made_by == "pelican" and not found and parts:
            over = parts[-1:]
        return list(dict.fromkeys([*over, *found]))

    def _tags(self) -> list[str]:
        value = self.fields.get("tags", self.fields.get("keywords"))
        if self.site.made_by == "jekyll" and isinstance(value, str) and "," not in value:
            value = value.split()
        return values.names(value)

    def _parent(self) -> str:
        above = values.text(self.fields, "parent") or self.place.parent
        for name in (f"{above}.md", f"{above}/index.md", f"{above}/_index.md", above):
            if above and name in self.reader.names and name != self.file.name:
                return ident(name)
        return ""

    def _hero(self) -> str:
        source = values.text(self.fields, *_HEROES) or next(iter(values.names(self.fields.get("images"))), "")
        if not source and self.site.made_by == "hugo" and self.file.path.stem in ("index", "_index"):
            source = self._lead_of_bundle()
        return self.links.resolve(source, True) if source else ""

    def _lead_of_bundle(self) -> str:
        rows = self.fields.get("resources")
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, dict) and _LEADS.search(values.text(row, "name") or values.text(row, "src")):
                return values.text(row, "src")
        beside = sorted(path.name for path in self.file.path.parent.iterdir() if path.suffix.lower() in PICTURES)
        return next((name for name in beside if _LEADS.match(name.rsplit(".", 1)[0])), "")


def _web(address: str) -> str:
    return address if address.startswith(("http://", "https://")) else ""


def _whole(fields: Fields, *names: str) -> int:
    said = values.text(fields, *names)
    return min(int(said), 1_000_000) if said.isdecimal() and len(said) < 12 else 0
