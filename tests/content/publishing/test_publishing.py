"""Publishing: one transaction from a draft to what readers read."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Value
from django.db.models.functions import Concat
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.audit.models import Entry
from accounts.sites.models import Site
from content import kinds
from content.articles.models import Article, Page
from content.articles.services import create_article
from content.media.models import Asset
from content.publishing import gates, services
from content.publishing.models import LiveDep, LivePage, LiveTerm, Redirect, Revision, SiteState
from content.publishing.publishing import publish_many
from content.publishing.services import PathTaken, PublishError
from content.search.services import search
from tests.content.conftest import Terms
from tests.people import People

pytestmark = pytest.mark.django_db
Write = Callable[..., Article]
WritePage = Callable[..., Page]


def terms_of(page: LivePage) -> set[str]:
    return set(LiveTerm.objects.filter(page=page).values_list("term", flat=True))


def deps_of(page: LivePage) -> set[str]:
    return set(LiveDep.objects.filter(page=page).values_list("dep", flat=True))


def publish(obj: Article | Page, people: People) -> LivePage:
    page = services.publish(obj, by=people.editor)
    assert isinstance(page, LivePage)
    return page


def test_readers_get_one_row_with_everything(write: Write, people: People, terms: Terms) -> None:
    article = write(
        summary="Short", category=terms.local.pk, tags=[terms.harbour.pk], authors=[terms.bea.pk, terms.ann.pk]
    )
    page = publish(article, people)
    assert (page.path, page.title, page.summary, page.kind) == ("/articles/first/", "First", "Short", "article")
    assert [row["name"] for row in page.labels["authors"]] == ["Bea Stone", "Ann Field"]
    assert [row["name"] for row in page.labels["trail"]] == ["News", "Local"]
    assert page.words == 12
    assert "<h2 id=" in page.body
    assert page.revision and page.revision.reason == "published"


def test_an_article_stands_in_the_lists_of_its_terms_and_of_those_above(
    write: Write, people: People, terms: Terms
) -> None:
    article = write(category=terms.local.pk, tags=[terms.boats.pk], authors=[terms.ann.pk], is_featured=True)
    page = publish(article, people)
    month = f"month:{page.published_at:%Y-%m}"
    lists = {"all", "featured", month, f"cat:{terms.news.pk}", f"cat:{terms.local.pk}"}
    assert terms_of(page) == lists | {f"tag:{terms.boats.pk}", f"author:{terms.ann.pk}"}


def test_publishing_again_changes_the_row_and_keeps_its_date(write: Write, people: People, terms: Terms) -> None:
    article = write(tags=[terms.boats.pk])
    first = publish(article, people)
    services.save_draft(article, by=people.editor, version=1, changes={"title": "Second", "tags": [terms.harbour.pk]})
    second = publish(article, people)
    assert (second.pk, second.title, second.path) == (first.pk, "Second", "/articles/first/")
    assert second.published_at == first.published_at
    assert second.modified_at > first.modified_at
    assert second.etag != first.etag
    assert f"tag:{terms.harbour.pk}" in terms_of(second)
    assert f"tag:{terms.boats.pk}" not in terms_of(second) | deps_of(second)


def test_what_is_published_is_the_stored_text_not_the_object_in_hand(write: Write, people: People) -> None:
    article = write("Stored")
    article.title = "Never saved"
    assert publish(article, people).title == "Stored"


def test_the_editing_row_knows_what_is_live(write: Write, people: People) -> None:
    article = write()
    page = publish(article, people)
    stored = Article.objects.get(pk=article.pk)
    assert (stored.state, stored.live_revision_id, stored.has_changes) == ("published", page.revision_id, False)
    assert (article.state, article.slug) == ("published", "first")
    services.save_draft(article, by=people.editor, version=1, changes={"title": "Edited"})
    assert Article.objects.get(pk=article.pk).has_changes


@pytest.mark.django_db(transaction=True)  # InnoDB finds committed rows only
def test_a_published_page_is_found_and_an_unpublished_one_is_not(site: Site, write: Write, people: People) -> None:
    article = write("Lighthouse keeper")
    publish(article, people)
    assert [hit.path for hit in search(site, "lighthouse").hits] == ["/articles/lighthouse-keeper/"]
    services.unpublish(article, by=people.editor)
    assert not search(site, "lighthouse").hits


def test_unpublishing_leaves_nothing_for_readers(write: Write, people: People, terms: Terms) -> None:
    article = write(tags=[terms.boats.pk])
    page = publish(article, people)
    pk = page.pk
    services.unpublish(article, by=people.editor)
    assert not LivePage.objects.filter(pk=pk).exists()
    assert not LiveTerm.objects.filter(page=pk).exists()
    assert article.state == "draft"
    services.unpublish(article, by=people.editor)
    assert Entry.objects.filter(topic="publishing.page_unpublished").count() == 1


def test_each_publication_raises_the_sequence_of_its_site_alone(
    site: Site, noise_site: Site, write: Write, people: People
) -> None:
    article = write()
    publish(article, people)
    before = SiteState.objects.get(pk=site.pk).sequence
    publish(article, people)
    assert SiteState.objects.get(pk=site.pk).sequence > before
    assert not SiteState.objects.filter(pk=noise_site.pk).exists()


def test_the_same_address_on_another_site_is_no_conflict(noise_site: Site, write: Write, people: People) -> None:
    assert LivePage.objects.filter(site=noise_site, path="/articles/first/").exists()
    assert publish(write(), people).path == "/articles/first/"


def test_menus_follow_what_is_live(site: Site, write_page: WritePage, people: People, terms: Terms) -> None:
    publish(write_page("Second", in_menu=True, position=2), people)
    publish(write_page("First", in_menu=True, position=1), people)
    imprint = write_page("Imprint")
    publish(imprint, people)
    chrome = SiteState.objects.get(pk=site.pk).chrome
    assert chrome["menu"] == [{"title": "First", "url": "/first/"}, {"title": "Second", "url": "/second/"}]
    assert chrome["footer"] == [{"title": "Imprint", "url": "/imprint/"}]
    assert chrome["categories"] == [{"title": "News", "url": "/categories/news/"}]
    services.unpublish(imprint, by=people.editor)
    assert SiteState.objects.get(pk=site.pk).chrome["footer"] == []


def test_publishing_announces_the_page(write: Write, people: People) -> None:
    article = write()
    page = publish(article, people)
    entry = Entry.objects.get(topic="publishing.page_published")
    assert entry.payload == {"page_id": page.pk, "kind": "article", "object_id": article.pk}
    assert entry.actor == people.editor


@pytest.mark.parametrize("title", ["", "   "])
def test_a_text_without_title_is_refused(write: Write, people: People, title: str) -> None:
    article = write(title)
    with pytest.raises(PublishError, match="Give it a title"):
        services.publish(article, by=people.editor)
    assert not Revision.objects.filter(kind="article", object_id=article.pk).exists()


def test_a_deleted_text_is_refused(write: Write, people: People) -> None:
    article = write()
    services.trash(article, by=people.editor)
    with pytest.raises(PublishError, match="trash"):
        services.publish(article, by=people.editor)


def test_a_taken_address_is_refused_and_names_its_holder(write: Write, people: People) -> None:
    publish(write("Holder", slug="same"), people)
    with pytest.raises(PathTaken, match="“Holder” already answers at /articles/same/"):
        services.publish(write("Second", slug="same"), by=people.editor)


def test_an_address_of_the_system_is_refused(write_page: WritePage, people: People) -> None:
    with pytest.raises(PathTaken, match="address of the system"):
        services.publish(write_page("Archive", slug="archive"), by=people.editor)


@pytest.mark.parametrize("slug", ["static", "media", "preview", "tags"])
def test_a_word_that_belongs_to_the_program_begins_no_address(write_page: WritePage, people: People, slug: str) -> None:
    with pytest.raises(PathTaken, match="address of the system"):
        services.publish(write_page("Page", slug=slug), by=people.editor)
    below = write_page("Below", slug=slug, parent=write_page("About", slug="about").pk)
    assert publish(below, people).path == f"/about/{slug}/"


def test_slugs_are_made_from_titles_and_do_not_clash(write: Write, people: People) -> None:
    articles = [write("Größe") for _ in range(3)]
    result = publish_many(articles, by=people.editor)
    assert [page.path for page in result.pages] == ["/articles/grosse/", "/articles/grosse-2/", "/articles/grosse-3/"]
    assert publish(write("Größe"), people).path == "/articles/grosse-4/"


def test_a_slug_avoids_the_address_of_a_page_whose_draft_has_another(write: Write, people: People) -> None:
    holder = write("Harbour")
    publish(holder, people)
    services.save_draft(holder, by=people.editor, version=1, changes={"slug": "elsewhere"})
    assert publish(write("Harbour"), people).path == "/articles/harbour-2/"


def test_a_hundred_texts_of_one_title_get_slugs(write: Write, people: People) -> None:
    result = publish_many([write("Same") for _ in range(15)], by=people.editor)
    assert len({page.path for page in result.pages}) == 15


def test_titles_of_other_scripts_get_slugs(write: Write, people: People) -> None:
    assert publish(write("港の朝"), people).path == "/articles/港の朝/"
    assert publish(write("!!!"), people).path == "/articles/untitled/"


def test_one_problem_stops_all_or_is_recorded(write: Write, people: People) -> None:
    good, bad = write("Good"), write("")
    with pytest.raises(PublishError):
        publish_many([good, bad], by=people.editor)
    assert not LivePage.objects.filter(kind="article", object_id=good.pk).exists()
    result = publish_many([good, bad], by=people.editor, gate="record")
    assert [page.object_id for page in result.pages] == [good.pk]
    assert [(problem.object_id, problem.messages) for problem in result.problems] == [(bad.pk, ["Give it a title."])]


def no_boats(sources: list) -> dict[int, list[str]]:  # type: ignore[type-arg]
    return {source.object_id: ["No boats."] for source in sources if "boat" in source.snapshot["title"].lower()}


def test_rules_of_the_gate_block_people_and_are_recorded_for_imports(write: Write, people: People) -> None:
    rule = f"{__name__}.no_boats"
    gates.add_rule(rule)
    try:
        article = write("Boats")
        with pytest.raises(PublishError, match="No boats"):
            services.publish(article, by=people.editor)
        result = publish_many([article], by=people.editor, gate="record")
    finally:
        gates.remove_rule(rule)
    assert len(result.pages) == 1
    assert result.problems[0].code == "rule"


def test_pages_of_a_batch_can_change_places(write_page: WritePage, people: People) -> None:
    one, two = write_page("One", slug="one"), write_page("Two", slug="two")
    publish_many([one, two], by=people.editor)
    services.save_draft(one, by=people.editor, version=1, changes={"slug": "two"})
    services.save_draft(two, by=people.editor, version=1, changes={"slug": "one"})
    result = publish_many([one, two], by=people.editor)
    assert {page.title: page.path for page in result.pages} == {"One": "/two/", "Two": "/one/"}
    assert not Redirect.objects.filter(site=one.site).exists()


def test_a_date_in_the_past_dates_the_page(write: Write, people: People) -> None:
    at = timezone.now() - timedelta(days=400)
    page = services.publish(write(), by=people.editor, at=at)
    assert isinstance(page, LivePage)
    assert page.published_at == at
    assert f"month:{at:%Y-%m}" in terms_of(page)


def test_pictures_are_public_while_a_page_shows_them(site: Site, write: Write, people: People) -> None:
    asset = _asset(site)
    first, second = (
        write("First", hero=asset.pk),
        write("Second", body=f'<figure data-asset="{asset.public_id}"></figure>'),
    )
    publish(first, people)
    publish(second, people)
    assert Asset.objects.get(pk=asset.pk).is_public
    services.unpublish(first, by=people.editor)
    assert Asset.objects.get(pk=asset.pk).is_public
    services.save_draft(second, by=people.editor, version=1, changes={"body": "<p>Without</p>"})
    publish(second, people)
    assert not Asset.objects.get(pk=asset.pk).is_public


def test_a_picture_of_another_site_is_not_shown(noise_site: Site, write: Write, people: People) -> None:
    asset = _asset(noise_site)
    article = write(body=f'<figure data-asset="{asset.public_id}"><img src="/x"><figcaption>c</figcaption></figure>')
    page = publish(article, people)
    assert "<img" not in page.body
    assert not Asset.objects.get(pk=asset.pk).is_public


@pytest.mark.parametrize("again", [False, True])
def test_queries_do_not_grow_with_the_batch(site: Site, people: People, terms: Terms, again: bool) -> None:
    def batch(size: int) -> list[Article]:
        fields = {"tags": [terms.boats.pk], "authors": [terms.ann.pk], "category": terms.local.pk}
        return [create_article(site=site, by=people.editor, title=f"{size} {n}", **fields) for n in range(size)]

    publish_many(batch(1), by=people.editor)  # the site has a state row from here on
    counts = {}
    for size in (2, 12):
        articles = batch(size)
        if again:
            publish_many(articles, by=people.editor)
        Article.objects.filter(pk__in=[row.pk for row in articles]).update(title=Concat("title", Value(" changed")))
        with CaptureQueriesContext(connection) as queries:
            publish_many(articles, by=people.editor)
        log = [
            query["sql"] for query in queries if "audit_" not in query["sql"] and "search_tokens" not in query["sql"]
        ]
        counts[size] = len(log)
    assert counts[2] == counts[12]


def _asset(site: Site) -> Asset:
    values = {"mime": "image/png", "size": 1, "sha256": "0" * 64, "width": 1200, "height": 800}
    return Asset.objects.create(site=site, title="Boat", alt="A boat", original="a.png", file_name="a.png", **values)


def test_texts_that_the_caller_made_go_live_as_if_they_had_been_read(
    write: Write, people: People, terms: Terms
) -> None:
    read, made = write(title="Read", slug="read"), write(title="Made", slug="made")
    publish_many([read], by=people.editor)
    publish_many([made], by=people.editor, made=kinds.get("article").snapshot([made]))
    pages = {page.title: page for page in LivePage.objects.all()}
    assert (pages["Made"].words, pages["Made"].path) == (pages["Read"].words, "/articles/made/")
    assert made.state == "published"
    made.refresh_from_db()
    assert (made.state, made.has_changes) == ("published", False)
    assert Revision.objects.get(pk=made.live_revision_id or 0).snapshot["slug"] == "made"
    with pytest.raises(ValueError, match="shorter"):
        publish_many([read, made], by=people.editor, made=[{}])
