"""What an export of WordPress becomes here."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from accounts.sites.models import Site
from content.articles.models import Article, Page
from content.publishing.models import LivePage, Redirect, Revision, Schedule
from content.taxonomy.models import Author, Category
from content.transfer.models import Import, ImportedItem
from tests.conftest import ClientFor
from tests.content.transfer.conftest import Importing
from tests.content.transfer.generate import ORIGIN, document, item

pytestmark = pytest.mark.django_db
Row = Callable[[str, str], ImportedItem]


def test_a_post_is_live_with_its_date_its_text_and_a_revision(importing: Importing, site: Site) -> None:
    run = importing(document(item(id=7, title="A &amp; B", slug="a-b", body="One.\n\nTwo\nthree.", excerpt="Short")))
    page = LivePage.objects.get(site=site, path="/articles/a-b/")
    assert run.state == Import.State.DONE
    assert (page.title, page.summary) == ("A & B", "Short")
    assert page.published_at == datetime(2020, 1, 2, 8, tzinfo=UTC)
    assert [text in page.body for text in (">One.</p>", ">Two<br>three.</p>")] == [True, True]
    assert Revision.objects.get(kind="article", object_id=page.object_id).reason == "imported"


def test_its_old_address_leads_to_the_new_one(importing: Importing, client_for: ClientFor) -> None:
    importing(document(item(id=7, slug="first", link=f"{ORIGIN}/2020/01/02/first/")))
    answer = client_for().get("/2020/01/02/first/")
    assert (answer.status_code, answer["Location"]) == (301, "/articles/first/")


def test_its_number_leads_to_the_new_address(importing: Importing, client_for: ClientFor) -> None:
    importing(document(item(id=7, slug="first"), item(id=8, type="page", slug="about"), item(id=9, password="x")))
    answers = [client_for().get(address) for address in ("/?p=7", "/?page_id=8", "/?p=9", "/?p=99", "/?p=x")]
    assert [answer.status_code for answer in answers] == [301, 301, 200, 200, 200]
    assert [answer["Location"] for answer in answers[:2]] == ["/articles/first/", "/about/"]


def test_no_redirect_is_made_where_the_address_stays(importing: Importing, site: Site) -> None:
    importing(document(item(id=7, type="page", slug="about", link=f"{ORIGIN}/about/")))
    assert LivePage.objects.get(site=site).path == "/about/"
    assert not Redirect.objects.filter(site=site).exists()


def test_authors_are_authors_and_never_accounts(importing: Importing, site: Site, django_user_model: type) -> None:
    before = django_user_model.objects.count()
    head = "<wp:author><wp:author_login>ann</wp:author_login><wp:author_email>ann@example.org</wp:author_email>"
    importing(document(item(id=7), head=f"{head}<wp:author_display_name>Ann Lee</wp:author_display_name></wp:author>"))
    assert [author.name for author in Article.objects.get(site=site).authors.all()] == ["Ann Lee"]
    assert django_user_model.objects.count() == before


def test_an_author_that_the_file_does_not_describe_is_made_from_the_login(importing: Importing, site: Site) -> None:
    importing(document(item(id=7, author="ghostwriter")))
    assert Author.objects.get(site=site).name == "ghostwriter"


def test_categories_keep_their_places_whatever_order_they_come_in(importing: Importing, site: Site) -> None:
    below = (
        "<wp:category><wp:category_nicename>local</wp:category_nicename><wp:category_parent>news</wp:category_parent>"
    )
    below += "<wp:cat_name>Local</wp:cat_name></wp:category>"
    over = "<wp:category><wp:category_nicename>news</wp:category_nicename><wp:cat_name>News</wp:cat_name></wp:category>"
    importing(document(head=below + over))
    local = Category.objects.get(site=site, slug="local")
    assert local.parent and local.parent.slug == "news" and local.trail == [local.parent.pk, local.pk]


def test_terms_of_custom_taxonomies_become_tags_and_say_so(importing: Importing, site: Site, row: Row) -> None:
    more = '<category domain="genre" nicename="essay"><![CDATA[Essay]]></category>'
    importing(document(item(id=7, more=more)))
    assert [tag.name for tag in Article.objects.get(site=site).tags.all()] == ["Essay"]
    assert "genre" in row("tag", "genre:essay").note


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"status": "private"}, "private"),
        ({"password": "enter"}, "password"),
        ({"status": "future", "date": "2021-05-01 08:00:00"}, "which is past"),
        ({"status": "in-progress"}, "in-progress"),
    ],
)
def test_what_was_not_public_is_a_draft_that_needs_a_person(
    importing: Importing, site: Site, row: Row, fields: dict[str, str], reason: str
) -> None:
    importing(document(item(id=7, slug="hidden", **fields)))
    assert Article.objects.get(site=site).state == "draft"
    assert not LivePage.objects.filter(site=site).exists()
    assert row("article", "7").needs_person and reason in row("article", "7").note


def test_what_is_planned_stays_planned(importing: Importing, site: Site) -> None:
    importing(document(item(id=7, status="future", date="2090-01-01 08:00:00")))
    assert Article.objects.get(site=site).state == "scheduled"
    assert Schedule.objects.get(site=site, state="waiting").due_at == datetime(2090, 1, 1, 8, tzinfo=UTC)


def test_sticky_posts_are_lead_stories(importing: Importing, site: Site) -> None:
    importing(document(item(id=7).replace("<wp:is_sticky>0", "<wp:is_sticky>1")))
    assert Article.objects.get(site=site).is_featured


def test_pages_stand_below_their_parents_that_come_later(importing: Importing, site: Site, row: Row) -> None:
    pages = [item(id=9, type="page", slug="grandchild", parent=8), item(id=8, type="page", slug="child", parent=7)]
    importing(document(*pages, item(id=7, type="page", slug="top")))
    assert row("page", "9").path == "/top/child/grandchild/"
    paths = set(LivePage.objects.filter(site=site).values_list("path", flat=True))
    assert paths == {"/top/", "/top/child/", "/top/child/grandchild/"}


@pytest.mark.parametrize("parents", [(8, 7), (7, 7), (99, 8)])
def test_pages_in_a_circle_or_below_nothing_are_live_all_the_same(
    importing: Importing, site: Site, parents: tuple[int, int]
) -> None:
    pages = [
        item(id=7, type="page", slug="one", parent=parents[0]),
        item(id=8, type="page", slug="two", parent=parents[1]),
    ]
    importing(document(*pages))
    assert LivePage.objects.filter(site=site).count() == 2
    assert Page.objects.filter(site=site, parent=None).exists()


def test_links_within_the_old_site_lead_to_where_things_are_now(importing: Importing, site: Site) -> None:
    links = f'<a href="{ORIGIN}/?p=8#notes">a</a> <a href="http://www.old.example.org/2020/01/02/second/">b</a>'
    links += f' <a href="/2020/01/02/second/">c</a> <a href="{ORIGIN}/category/news/">d</a>'
    links += ' <a href="https://else.test/">e</a>'
    news = "<wp:category><wp:category_nicename>news</wp:category_nicename><wp:cat_name>News</wp:cat_name></wp:category>"
    importing(document(item(id=7, slug="first", body=links), item(id=8, slug="second"), head=news))
    body = Article.objects.get(site=site, slug="first").body
    assert body.count('href="/articles/second/"') == 2 and 'href="/articles/second/#notes"' in body
    assert 'href="/categories/news/"' in body and 'href="https://else.test/"' in body


def test_fields_for_search_engines_come_from_the_plugins(importing: Importing, site: Site) -> None:
    pairs = {"_yoast_wpseo_title": "Boats %%sep%% %%sitename%%", "_yoast_wpseo_metadesc": "All about boats"}
    pairs |= {"_yoast_wpseo_meta-robots-noindex": "1", "_edit_last": 'a:1:{s:3:"foo";O:8:"stdClass":0:{}}'}
    meta = "".join(
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"
        for key, value in pairs.items()
    )
    importing(document(item(id=7, more=meta)))
    article = Article.objects.get(site=site)
    assert (article.seo_title, article.seo_description) == ("Boats – The Old Paper", "All about boats")
    assert article.noindex


def test_comments_and_menus_wait_with_all_they_say(importing: Importing, site: Site, row: Row) -> None:
    comment = "<wp:comment><wp:comment_id>3</wp:comment_id><wp:comment_author>Bo</wp:comment_author>"
    comment += "<wp:comment_content>Fine!</wp:comment_content><wp:comment_approved>1</wp:comment_approved></wp:comment>"
    menu = '<category domain="nav_menu" nicename="main"><![CDATA[Main]]></category>'
    importing(document(item(id=7, more=comment), item(id=8, type="nav_menu_item", title="Start", more=menu)))
    waiting = row("comment", "3")
    assert (waiting.state, waiting.payload["body"], waiting.payload["entry"]) == ("waiting", "Fine!", "7")
    assert row("menu", "8").payload["menu"] == "main"
    assert list(ImportedItem.objects.for_site(site).waiting("comment")) == [waiting]


def test_a_post_without_a_title_takes_its_first_words(importing: Importing, site: Site, row: Row) -> None:
    importing(document(item(id=7, title="", slug="no-title", body="The harbour <b>opens</b> at six.")))
    assert LivePage.objects.get(site=site).title == "The harbour opens at six."
    assert "no title" in row("article", "7").note


def test_two_posts_of_one_address_both_live(importing: Importing, site: Site, row: Row) -> None:
    importing(document(item(id=7, slug="same"), item(id=8, slug="same")))
    paths = sorted(LivePage.objects.filter(site=site).values_list("path", flat=True))
    assert paths == ["/articles/same-2/", "/articles/same/"]
    assert "/articles/same-2/" in row("article", "8").note


def test_an_address_of_the_program_is_avoided(importing: Importing, site: Site) -> None:
    importing(document(item(id=7, type="page", slug="search")))
    assert LivePage.objects.get(site=site).path == "/search-2/"


def test_two_posts_of_one_number_lose_nothing_and_publish_nothing_twice(importing: Importing, site: Site) -> None:
    importing(document(item(id=7, title="One", slug="one"), item(id=7, title="Two", slug="two")))
    assert sorted(Article.objects.filter(site=site).values_list("title", "state")) == [
        ("One", "published"),
        ("Two", "draft"),
    ]
    assert ImportedItem.objects.for_site(site).needing_a_person().count() == 1


def test_the_summary_says_it_in_one_sentence(importing: Importing) -> None:
    run = importing(document(item(id=7), item(id=8, type="page", slug="p"), item(id=9, password="x")))
    assert run.summary["person_count"] == 1
    assert run.summary["kinds"]["article"] == 2 and run.summary["kinds"]["page"] == 1


def test_texts_of_other_types_become_articles_and_what_nobody_reads_does_not(
    importing: Importing, site: Site, row: Row
) -> None:
    root = "https://old.example.org"
    run = importing(
        document(
            item(
                id=1, slug="bridge", title="Bridge", type="portfolio", link=f"{root}/portfolio/bridge/", body="Steel."
            ),
            item(
                id=2, title="Soon", type="portfolio", status="draft", link=f"{root}/?post_type=portfolio", body="Wood."
            ),
            item(id=3, title="Hidden", type="portfolio", status="private", link=f"{root}/?post_type=x", body="Lead."),
            item(id=4, title="A field", type="acf-field", link=f"{root}/x/", body="text"),
            item(id=5, title="A form", type="wpcf7_contact_form", link=f"{root}/?post_type=wpcf7&#038;p=5", body="x"),
            item(
                id=6, title="An order", type="shop_order", status="wc-completed", link=f"{root}/?post_type=o", body="x"
            ),
        )
    )
    assert list(LivePage.objects.filter(site=site).values_list("title", "kind")) == [("Bridge", "article")]
    assert "“portfolio” is not known here: it became an article" in row("article", "1").note
    assert Redirect.objects.get(site=site).path == "/portfolio/bridge/"
    assert [row("article", number).needs_person for number in "123"] == [False, False, True]
    assert run.summary["kinds"] == {"article": 3, "acf-field": 1, "wpcf7_contact_form": 1, "shop_order": 1, "author": 1}
    assert row("shop_order", "6").state == "skipped"
