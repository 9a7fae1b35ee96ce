"""Live rows in bulk, as publishing would have written them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from accounts.sites.models import Site
from content.publishing.models import LivePage, LiveTerm, SiteState
from content.publishing.paths import path_key
from content.taxonomy.models import Author, Category, Tag

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
PICTURE = {
    "alt": "Boats at dusk",
    "width": 1600,
    "height": 1000,
    "color": "#445566",
    "focal": [0.8, 0.1],
    "sources": {
        "avif": [["/media/a/1-400.avif", 400]],
        "webp": [["/media/a/1-400.webp", 400], ["/media/a/2-800.webp", 800]],
    },
    "src": "/media/a/2-800.webp",
}


class Shelf:
    """A site's live pages under one category, two tags and an author."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.category = Category.objects.create(site=site, name="Harbour", slug="harbour", description="By the water")
        Category.objects.filter(pk=self.category.pk).update(trail=[self.category.pk])
        self.category.refresh_from_db()
        self.tag = Tag.objects.create(site=site, name="Boats", slug="boats")
        self.rare = Tag.objects.create(site=site, name="Rare", slug="rare")
        self.author = Author.objects.create(site=site, name="Mara Lindqvist", slug="mara-lindqvist")
        chrome = {
            "menu": [{"title": "About", "url": "/about/"}],
            "footer": [{"title": "Imprint", "url": "/imprint/"}],
            "categories": [{"title": "Harbour", "url": "/categories/harbour/"}],
        }
        SiteState.objects.update_or_create(site=site, defaults={"sequence": 1, "chrome": chrome})
        SiteState.objects.filter(site=site).update(changed_at=NOON)

    @property
    def terms(self) -> list[str]:
        return ["all", f"cat:{self.category.pk}", f"tag:{self.tag.pk}", f"author:{self.author.pk}", "month:2026-11"]

    def labels(self, **changes: Any) -> dict[str, Any]:
        category = {"name": "Harbour", "url": "/categories/harbour/"}
        found = {
            "authors": [{"name": "Mara Lindqvist", "url": "/authors/mara-lindqvist/"}],
            "category": category,
            "trail": [category],
            "tags": [{"name": "Boats", "url": "/tags/boats/"}],
            "picture": PICTURE,
            "minutes": 4,
            "featured": False,
            "ai": None,
        }
        return found | changes

    def page(self, path: str, *, terms: list[str] | None = None, **fields: Any) -> LivePage:
        number = fields.pop("number", self._next())
        page = self._page(number, path=path, path_key=path_key(path), **fields)
        names = self.terms if terms is None else terms
        page.head["near"] = [term for sort in ("tag:", "cat:") for term in names if term.startswith(sort)]
        page.save()
        LiveTerm.objects.bulk_create(self._term(page, name) for name in names)
        return page

    def fill(self, count: int) -> None:
        """`count` articles, one a minute, the last one the newest."""
        start = self._next()
        pages = [self._page(start + number, published_at=NOON + timedelta(minutes=number)) for number in range(count)]
        for page in pages:
            page.head["near"] = [f"tag:{self.tag.pk}", f"cat:{self.category.pk}"]
        LivePage.objects.bulk_create(pages, batch_size=500)
        stored = LivePage.objects.filter(site=self.site, kind="article", object_id__gte=self._object_id(start))
        LiveTerm.objects.bulk_create(
            (self._term(page, name) for page in stored for name in self.terms), batch_size=1000
        )

    def _next(self) -> int:
        return LivePage.objects.filter(site=self.site).count() + 1

    def _object_id(self, number: int) -> int:
        """Out of the way of what other fixtures publish."""
        return self.site.pk * 1_000_000 + number

    def _page(self, number: int, **fields: Any) -> LivePage:
        path = fields.get("path", f"/articles/story-{number}/")
        title = fields.get("title", f"Story {number}")
        defaults: dict[str, Any] = {
            "path": path,
            "path_key": path_key(path),
            "kind": "article",
            "object_id": self._object_id(number),
            "language": "en",
            "translation_group": f"group-{number}",
            "title": title,
            "summary": "What the tide tables do not say.",
            "head": {"title": title, "description": "Tides", "canonical": path, "robots": "", "og": {"title": title}},
            "labels": self.labels(),
            "words": 800,
            "published_at": NOON,
            "modified_at": fields.get("published_at", NOON),
            "etag": f"etag-{number}-{title}",
            "body": f'<p id="b-abcdefgh">Body of {title}.</p>',
        }
        return LivePage(site=self.site, **(defaults | fields))

    def _term(self, page: LivePage, term: str) -> LiveTerm:
        return LiveTerm(site=self.site, term=term, published_at=page.published_at, page=page)
