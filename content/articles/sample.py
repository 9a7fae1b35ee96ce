"""Loading a site from a folder of Markdown: `site.json`, `articles/*.md`, `pages/*.md` and a folder of pictures.

What is there already (by host, e-mail address, slug) is left alone, so that a second run changes nothing.
"""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.files import File
from django.utils import timezone
from markdown_it import MarkdownIt

from accounts.models import User
from accounts.sites.hosts import site_for_host
from accounts.sites.models import Site
from accounts.sites.services import add_member, create_site
from aicmr.lib.html import normalise
from content.articles.models import Article, ArticleAuthor, Page
from content.media.models import Asset
from content.media.services import upload
from content.publishing.publishing import publish_many
from content.taxonomy.models import Author, Category
from content.taxonomy.services import create_author, create_category, tags_named


class SampleError(Exception):
    """The folder is not a sample site; the message names the file."""


@dataclass(frozen=True)
class Document:
    """A Markdown file: its front matter (`key: value` lines) and its body as clean HTML."""

    path: Path
    fields: dict[str, str]
    body: str

    @property
    def slug(self) -> str:
        return self.fields.get("slug") or self.path.stem

    def flag(self, name: str) -> bool:
        return self.fields.get(name, "").lower() in ("yes", "true", "1")


@dataclass
class Loaded:
    """What a run created."""

    site: Site
    people: int = 0
    pictures: int = 0
    titles: list[str] = field(default_factory=list)


def read_document(path: Path) -> Document:
    text = path.read_text(encoding="utf-8")
    parts = text.split("---\n", 2)
    if len(parts) < 3 or parts[0].strip():
        raise SampleError(f"{path}: begins with no front matter between two lines of ---")
    fields = dict(line.split(": ", 1) for line in parts[1].splitlines() if ": " in line)
    markdown = MarkdownIt("commonmark").enable("table")
    return Document(
        path, {key.strip(): value.strip() for key, value in fields.items()}, normalise(markdown.render(parts[2]))
    )


def read_site(folder: Path) -> dict[str, Any]:
    try:
        return dict(json.loads((folder / "site.json").read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise SampleError(f"{folder}: holds no site.json") from None
    except ValueError as error:
        raise SampleError(f"{folder / 'site.json'}: {error}") from None


def load_people(site: Site, rows: list[dict[str, Any]], password: str) -> int:
    created = 0
    for row in rows:
        user = User.objects.filter(email=row["email"]).first()
        if user is None:
            is_superuser = bool(row.get("superuser"))
            user = User.objects.create_user(row["email"], password, name=row["name"], is_superuser=is_superuser)
            created += 1
        if not site.memberships.filter(user=user).exists():
            add_member(site=site, user=user, role=row["role"], by=None)
    return created


def load_terms(site: Site, fields: dict[str, Any]) -> None:
    for row in fields["authors"]:
        if not Author.objects.filter(site=site, slug=row["slug"]).exists():
            user = User.objects.filter(email=row.get("user", "")).first()
            texts = {key: row.get(key, "") for key in ("slug", "job_title", "description")}
            create_author(site=site, name=row["name"], by=None, user=user, **texts)
    for position, row in enumerate(fields["categories"]):
        if not Category.objects.filter(site=site, slug=row["slug"]).exists():
            parent = Category.objects.filter(site=site, slug=row.get("parent", "")).first()
            texts = {key: row.get(key, "") for key in ("slug", "description")}
            create_category(site=site, name=row["name"], by=None, parent=parent, position=position, **texts)


def tag_names(document: Document) -> list[str]:
    return [name.strip() for name in document.fields.get("tags", "").strip("[]").split(",") if name.strip()]


def load_picture(site: Site, document: Document, pictures: Path) -> Asset | None:
    path = pictures / f"{document.fields.get('picture', '')}.jpg"
    if not path.is_file():
        return None
    with path.open("rb") as file:
        texts = {"title": document.fields["title"], "alt": document.fields.get("alt", "")}
        return upload(File(file, name=path.name), site=site, by=None, **texts)


def load_article(site: Site, document: Document, pictures: Path) -> Article:
    fields = document.fields
    picture = load_picture(site, document, pictures)
    article = Article.objects.create(
        site=site,
        title=fields["title"],
        slug=document.slug,
        summary=fields.get("summary", ""),
        body=document.body,
        hero=picture,
        hero_alt=fields.get("alt", ""),
        category=Category.objects.filter(site=site, slug=fields.get("category", "")).first(),
        is_featured=document.flag("featured"),
        published_at=timezone.now() - timedelta(days=int(fields.get("days_ago", "0")), hours=3),
    )
    article.tags.set(tags_named(tag_names(document), site=site))
    author = Author.objects.filter(site=site, slug=fields.get("author", "")).first()
    if author:
        ArticleAuthor.objects.create(article=article, author=author)
    return article


def load_page(site: Site, document: Document) -> Page:
    return Page.objects.create(
        site=site,
        title=document.fields["title"],
        slug=document.slug,
        summary=document.fields.get("summary", ""),
        body=document.body,
        in_menu=document.flag("in_menu"),
        position=int(document.fields.get("position", "0")),
    )


def load_site(folder: Path, *, pictures: Path, password: str) -> Loaded:
    """Create what is missing of the site in `folder` and publish it; raises SampleError for a wrong folder."""
    fields = read_site(folder)
    texts, standing = (list(map(read_document, sorted(folder.glob(f"{name}/*.md")))) for name in ("articles", "pages"))
    site = site_for_host(fields["domains"][0]) or create_site(
        **{key: fields[key] for key in ("name", "tagline", "locale", "time_zone", "theme", "domains")}, by=None
    )
    loaded = Loaded(site, people=load_people(site, fields["people"], password))
    load_terms(site, fields)
    articles = [load_article(site, document, pictures) for document in texts if is_missing(Article, site, document)]
    pages = [load_page(site, document) for document in standing if is_missing(Page, site, document)]
    for batch in (articles, pages):
        publish_many(batch, by=None)
        loaded.titles += [item.title for item in batch]
    loaded.pictures = sum(1 for article in articles if article.hero_id)
    return loaded


def is_missing(model: type[Article] | type[Page], site: Site, document: Document) -> bool:
    return not model.objects.filter(site=site, slug=document.slug).exists()
