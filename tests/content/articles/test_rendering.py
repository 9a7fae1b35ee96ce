"""Articles and pages as readers and machines get them."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.sites.models import Domain, Site
from content import kinds
from content.articles.models import Article, Page
from content.media.models import Asset, Rendition
from content.publishing import marks
from content.publishing.live import LiveBuild
from content.publishing.publishing import source_of
from content.taxonomy.models import Category
from tests.content.conftest import Terms
from tests.people import People

pytestmark = pytest.mark.django_db
Write = Callable[..., Article]
NOON = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)


def build(*objects: Any) -> list[LiveBuild]:
    kind = kinds.get(kinds.kind_of(objects[0]))
    pairs = zip(objects, kind.snapshot(objects), strict=True)
    return kind.build([source_of(kind, obj.site, obj, text) for obj, text in pairs])


def asset_of(site: Site) -> Asset:
    values = {"mime": "image/png", "size": 1, "sha256": "0" * 64, "width": 1200, "height": 800}
    asset = Asset.objects.create(site=site, title="Boat", alt="A boat", original="a.png", file_name="a.png", **values)
    Rendition.objects.create(asset=asset, format="jpeg", width=640, height=427, file="r/abc-640.jpg", size=1)
    return asset


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("articles/{slug}", "/articles/first/"),
        ("{slug}", "/first/"),
        ("/{year}/{month}/{day}/{slug}/", "/2026/04/01/first/"),
        ("blog/{year}-{month}/{slug}", "/blog/2026-04/first/"),
    ],
)
def test_addresses_follow_the_pattern_of_the_site_in_its_time_zone(
    site: Site, write: Write, pattern: str, expected: str
) -> None:
    site.article_path, site.time_zone = pattern, "Europe/Berlin"
    article = write("First", slug="first")
    article.site, article.published_at = site, NOON
    (page,) = build(article)
    assert page.path == article.get_absolute_url() == expected
    assert "month:2026-04" in page.terms


def test_the_head_says_what_machines_need(site: Site, write: Write, terms: Terms) -> None:
    Domain.objects.filter(site=site).update(is_primary=False)
    Domain.objects.create(site=site, host="harbour-post.com", is_primary=True)
    asset = asset_of(site)
    filed = {"category": terms.local.pk, "authors": [terms.ann.pk], "tags": [terms.boats.pk]}
    article = write("First", slug="first", summary="What it says", hero=asset.pk, language="de-AT", **filed)
    (page,) = build(article)
    head = page.head
    assert head["canonical"] == "https://harbour-post.com/articles/first/"
    assert (head["title"], head["description"], head["robots"]) == ("First", "What it says", "")
    assert head["og"]["type"] == "article"
    assert head["og"]["image"].startswith("https://harbour-post.com/media/")
    assert head["og"]["locale"] == "de_AT"
    thing, crumbs = head["json_ld"]
    assert (thing["@type"], thing["inLanguage"], thing["articleSection"]) == ("Article", "de-AT", "Local")
    assert thing["author"] == [
        {"@type": "Person", "name": "Ann Field", "url": "https://harbour-post.com/authors/ann-field/"}
    ]
    assert thing["publisher"]["name"] == site.name
    assert (thing["image"]["width"], thing["image"]["height"]) == (1200, 800)
    assert thing["datePublished"] == thing["dateModified"]
    assert [row["name"] for row in crumbs["itemListElement"]] == ["News", "Local", "First"]
    assert [row["position"] for row in crumbs["itemListElement"]] == [1, 2, 3]


def test_what_editors_set_for_search_engines_wins(write: Write) -> None:
    seo = {"seo_title": "Found", "seo_description": "About", "canonical_url": "https://example.org/x", "noindex": True}
    (page,) = build(write("First", **seo))
    assert (page.head["title"], page.head["description"]) == ("Found", "About")
    assert (page.head["canonical"], page.head["robots"]) == ("https://example.org/x", "noindex")
    assert page.title == "First"


@pytest.mark.parametrize("host", ["localhost", "second.localhost", "127.0.0.1", "10.0.0.7", "intranet"])
def test_on_a_local_host_the_server_completes_addresses(site: Site, write: Write, host: str) -> None:
    Domain.objects.filter(site=site).delete()
    Domain.objects.filter(host=host).delete()
    Domain.objects.create(site=site, host=host, is_primary=True)
    (page,) = build(write("First", slug="first"))
    assert page.head["canonical"] == "/articles/first/"


def test_the_share_that_ai_wrote_is_declared(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marks, "_checkers", [])  # no ledger: the mark stays
    marked, plain = build(write("A", body='<p data-p="r1">one two</p>'), write("B"))
    assert marked.labels["ai"] == {"share": 1.0}
    assert "compositeWithTrainedAlgorithmicMedia" in marked.head["json_ld"][0]["digitalSourceType"]
    assert plain.labels["ai"] is None
    assert "digitalSourceType" not in plain.head["json_ld"][0]


def test_the_lead_picture_carries_the_text_of_the_article(site: Site, write: Write) -> None:
    asset = asset_of(site)
    (page,) = build(write("First", hero=asset.pk, hero_alt="Own text"))
    assert page.labels["picture"]["alt"] == "Own text"
    assert f"asset:{asset.pk}" in page.deps


def test_reading_time_and_words(write: Write) -> None:
    (page,) = build(write("First", body=f"<p>{'word ' * 500}</p>"))
    assert (page.words, page.labels["minutes"]) == (500, 2)


def test_more_categories_count_for_lists_and_their_parents_too(write: Write, terms: Terms, people: People) -> None:
    (page,) = build(write("First", more_categories=[terms.local.pk]))
    assert {f"cat:{terms.local.pk}", f"cat:{terms.news.pk}"} <= set(page.terms)
    assert {f"category:{terms.local.pk}", f"category:{terms.news.pk}"} <= set(page.deps)
    assert page.labels["category"] is None


def test_a_page_stands_under_the_live_page_above_it(write_page: Callable[..., Page]) -> None:
    top = write_page("Top", slug="top")
    middle = write_page("Middle", slug="middle", parent=top.pk)
    bottom = write_page("Bottom", slug="bottom", parent=middle.pk)
    pages = build(top, middle, bottom)
    assert [page.path for page in pages] == ["/top/", "/top/middle/", "/top/middle/bottom/"]
    assert bottom.get_absolute_url() == "/top/middle/bottom/"
    assert set(pages[2].deps) == {f"page:{top.pk}", f"page:{middle.pk}"}
    assert pages[2].labels["trail"] == []


def test_pages_stand_in_no_list_of_articles(write_page: Callable[..., Page]) -> None:
    menu, plain = build(write_page("A", in_menu=True), write_page("B"))
    assert menu.terms == ["kind:page", "menu"]
    assert plain.terms == ["kind:page", "footer"]


def test_queries_do_not_grow_with_the_batch(site: Site, write: Write, terms: Terms) -> None:
    asset = asset_of(site)
    filed = {"category": terms.local.pk, "authors": [terms.ann.pk], "tags": [terms.boats.pk], "hero": asset.pk}
    articles = [write(f"Title {number}", **filed) for number in range(12)]
    counts = []
    for size in (2, 12):
        with CaptureQueriesContext(connection) as queries:
            build(*articles[:size])
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_category_written_without_a_trail_counts_as_a_root(site: Site, write: Write) -> None:
    category = Category.objects.create(site=site, name="Bare", slug="bare")
    assert category.trail == [category.pk]
    (page,) = build(write("First", category=category.pk))
    assert f"cat:{category.pk}" in page.terms
