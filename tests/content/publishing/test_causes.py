"""Cause → pages: the table of what must be rendered again when something that pages show has changed."""

from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.audit.models import Delivery
from accounts.sites.models import Domain, Site
from accounts.sites.services import change_site
from content.articles.models import Article, Page
from content.media.models import Asset, Rendition
from content.media.services import save_asset
from content.publishing import causes, services
from content.publishing.live import RENDER_VERSION
from content.publishing.models import LivePage, Redirect, Revision, SiteState
from content.taxonomy import services as taxonomy
from tests.content.conftest import Terms
from tests.people import People

pytestmark = pytest.mark.django_db(transaction=True)  # deliveries run after the commit
Write = Callable[..., Article]
WritePage = Callable[..., Page]


@dataclass
class World:
    """A site with one page of everything; `asset` is the lead picture of `shown`."""

    site: Site
    people: People
    terms: Terms
    asset: Asset
    shown: Article
    other: Article
    top: Page
    below: Page

    def page(self, obj: Article | Page) -> LivePage:
        return LivePage.objects.get(kind=obj._meta.model_name, object_id=obj.pk)

    def everything(self) -> dict[str, str]:
        return dict(LivePage.objects.filter(site=self.site).values_list("title", "etag"))


@pytest.fixture
def world(site: Site, people: People, terms: Terms, write: Write, write_page: WritePage) -> World:
    values = {"mime": "image/png", "size": 1, "sha256": "0" * 64, "width": 1200, "height": 800}
    asset = Asset.objects.create(site=site, title="Boat", alt="A boat", original="a.png", file_name="a.png", **values)
    filed = {"category": terms.local.pk, "tags": [terms.boats.pk], "authors": [terms.ann.pk]}
    shown = write("Shown", hero=asset.pk, **filed)
    other = write("Other", category=None, tags=[terms.harbour.pk], authors=[terms.bea.pk])
    top = write_page("Top")
    below = write_page("Below", parent=top.pk)
    for obj in (shown, other, top, below):
        services.publish(obj, by=people.editor)
    return World(site, people, terms, asset, shown, other, top, below)


def rename_tag(world: World) -> None:
    taxonomy.rename_term(world.terms.boats, "Ships", by=world.people.editor)


def rename_author(world: World) -> None:
    taxonomy.rename_term(world.terms.ann, "Ann Meadow", by=world.people.editor)


def rename_category(world: World) -> None:
    taxonomy.rename_term(world.terms.local, "Nearby", by=world.people.editor)


def rename_category_above(world: World) -> None:
    taxonomy.rename_term(world.terms.news, "Today", by=world.people.editor)


def move_category(world: World) -> None:
    taxonomy.move_category(world.terms.local, parent=None, by=world.people.editor)


def change_tag_address(world: World) -> None:
    taxonomy.rename_term(world.terms.boats, "Boats", slug="ships", by=world.people.editor)


def merge_tags(world: World) -> None:
    taxonomy.merge_terms(world.terms.boats, world.terms.harbour, by=world.people.editor)


def delete_tag(world: World) -> None:
    taxonomy.delete_term(world.terms.boats, by=world.people.editor)


def change_picture_text(world: World) -> None:
    Rendition.objects.create(asset=world.asset, format="jpeg", width=640, height=427, file="r/abc-640.jpg", size=1)
    world.asset.alt = "A red boat"
    save_asset(world.asset, by=world.people.editor)


def move_page_above(world: World) -> None:
    services.save_draft(world.top, by=world.people.editor, version=1, changes={"slug": "summit"})
    services.publish(world.top, by=world.people.editor)


def rename_page_above(world: World) -> None:
    services.save_draft(world.top, by=world.people.editor, version=1, changes={"title": "Summit"})
    services.publish(world.top, by=world.people.editor)


def unpublish_page_above(world: World) -> None:
    services.unpublish(world.top, by=world.people.editor)


def publish_translation(world: World) -> None:
    Article.objects.filter(pk=world.other.pk).update(translation_group=world.shown.translation_group, language="de")
    other = Article.objects.get(pk=world.other.pk)
    services.publish(other, by=world.people.editor)


def rename_site(world: World) -> None:
    world.site.name = "Bay Post"
    change_site(world.site, by=world.people.admin)


def change_address_pattern(world: World) -> None:
    world.site.article_path = "{year}/{slug}"
    change_site(world.site, by=world.people.admin)


def change_primary_domain(world: World) -> None:
    Domain.objects.create(site=world.site, host="harbour-post.com", is_primary=True)
    Domain.objects.filter(site=world.site, host="testserver").update(is_primary=False)
    change_site(world.site, by=world.people.admin)


ALL = {"Shown", "Other", "Top", "Below"}
TABLE: list[tuple[Callable[[World], None], set[str]]] = [
    (rename_tag, {"Shown"}),
    (rename_author, {"Shown"}),
    (rename_category, {"Shown"}),
    (rename_category_above, {"Shown"}),
    (move_category, {"Shown"}),
    (change_tag_address, {"Shown"}),
    (merge_tags, {"Shown"}),
    (delete_tag, {"Shown"}),
    (change_picture_text, {"Shown"}),
    (move_page_above, {"Top", "Below"}),
    (rename_page_above, {"Top", "Below"}),
    (unpublish_page_above, {"Top", "Below"}),
    (publish_translation, {"Shown", "Other"}),
    (rename_site, ALL),
    (change_address_pattern, {"Shown", "Other"}),
    (change_primary_domain, ALL),
]


@pytest.mark.parametrize(("cause", "expected"), TABLE, ids=lambda value: getattr(value, "__name__", ""))
def test_a_cause_changes_the_pages_that_show_it_and_no_others(
    world: World, cause: Callable[[World], None], expected: set[str]
) -> None:
    before = world.everything()
    revisions = Revision.objects.filter(reason="published").count()
    sequence = SiteState.objects.get(pk=world.site.pk).sequence
    cause(world)
    after = world.everything()
    renamed = {title for title in after if title not in before}
    changed = {title for title in before if after.get(title) != before[title]}
    assert changed == expected, renamed
    assert SiteState.objects.get(pk=world.site.pk).sequence > sequence
    assert not Delivery.objects.exclude(state="done").exists()
    republished = {"move_page_above", "rename_page_above", "publish_translation"}
    assert Revision.objects.filter(reason="published").count() == revisions + (cause.__name__ in republished)


def test_pages_say_what_has_changed(world: World) -> None:
    rename_tag(world)
    rename_author(world)
    change_picture_text(world)
    labels = world.page(world.shown).labels
    assert labels["tags"] == [{"name": "Ships", "url": "/tags/boats/"}]
    assert labels["authors"][0]["name"] == "Ann Meadow"
    assert labels["picture"]["alt"] == "A red boat"


def test_a_moved_category_takes_its_articles_along(world: World) -> None:
    move_category(world)
    page = world.page(world.shown)
    assert [crumb["name"] for crumb in page.labels["trail"]] == ["Local"]
    assert not page.terms.filter(term=f"cat:{world.terms.news.pk}").exists()


def test_the_old_address_of_a_list_leads_to_the_new_one(world: World) -> None:
    change_tag_address(world)
    assert Redirect.objects.get(site=world.site, path="/tags/boats/").target == "/tags/ships/"
    assert world.page(world.shown).labels["tags"][0]["url"] == "/tags/ships/"


def test_a_merged_tag_keeps_its_articles_and_its_address(world: World) -> None:
    merge_tags(world)
    term = f"tag:{world.terms.harbour.pk}"
    assert {page.title for page in LivePage.objects.filter(terms__term=term)} == {"Shown", "Other"}
    assert Redirect.objects.get(site=world.site, path="/tags/boats/").target == "/tags/harbour/"


def test_pages_below_a_moved_page_move_with_it_and_leave_redirects(world: World) -> None:
    move_page_above(world)
    assert world.page(world.below).path == "/summit/below/"
    moved = dict(Redirect.objects.filter(site=world.site).values_list("path", "target"))
    assert moved == {"/top/": "/summit/", "/top/below/": "/summit/below/"}


def test_a_page_whose_new_address_is_taken_stays_where_it_is(world: World, write_page: WritePage) -> None:
    elsewhere = write_page("Summit")
    services.publish(elsewhere, by=world.people.editor)
    rival = write_page("Rival", slug="below", parent=elsewhere.pk)
    services.publish(rival, by=world.people.editor)
    services.unpublish(elsewhere, by=world.people.editor)
    move_page_above(world)
    assert world.page(world.below).path == "/top/below/"
    assert world.page(rival).path == "/summit/below/"


def test_translations_name_each_other_and_stop_when_one_is_gone(world: World) -> None:
    publish_translation(world)
    expected = [{"lang": "en", "url": "/articles/shown/"}, {"lang": "de", "url": "/articles/other/"}]
    assert world.page(world.shown).head["alternates"] == expected
    services.unpublish(world.other, by=world.people.editor)
    assert world.page(world.shown).head["alternates"] == []


def test_a_new_address_pattern_moves_all_articles_and_leaves_redirects(world: World) -> None:
    change_address_pattern(world)
    page = world.page(world.shown)
    assert page.path == f"/{page.published_at:%Y}/shown/"
    assert Redirect.objects.get(site=world.site, path="/articles/shown/").target == page.path


def test_canonical_addresses_follow_the_primary_domain(world: World) -> None:
    change_primary_domain(world)
    head = world.page(world.shown).head
    assert head["canonical"] == "https://harbour-post.com/articles/shown/"
    assert head["json_ld"][0]["publisher"]["url"] == "https://harbour-post.com/"


def test_the_other_site_is_never_touched(world: World, noise_site: Site) -> None:
    before = list(LivePage.objects.filter(site=noise_site).order_by("pk").values())
    for cause, _ in TABLE[:5]:
        cause(world)
    assert list(LivePage.objects.filter(site=noise_site).order_by("pk").values()) == before


def test_many_pages_are_marked_and_worked_off(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(causes, "AT_ONCE", 2)
    before = world.everything()
    rename_site(world)
    assert world.everything() == before
    assert LivePage.objects.filter(site=world.site, render_version=0).count() == 4
    assert causes.heal(3) == 3
    assert causes.heal() == 1
    assert causes.heal() == 0
    assert set(world.everything().values()).isdisjoint(before.values())


def test_rendering_again_changes_neither_dates_nor_revisions(world: World) -> None:
    page = world.page(world.shown)
    services.save_draft(world.shown, by=world.people.editor, version=1, changes={"title": "Unpublished edit"})
    causes.republish([page.pk])
    again = world.page(world.shown)
    for name in ("pk", "title", "revision_id", "published_at", "modified_at", "path", "etag", "body"):
        assert getattr(again, name) == getattr(page, name)


def test_a_page_without_its_revision_stays_as_it_is(world: World) -> None:
    page = world.page(world.shown)
    LivePage.objects.filter(pk=page.pk).update(revision=None, render_version=0)
    assert causes.heal() == 1
    assert causes.heal() == 0
    assert world.page(world.shown).etag == page.etag


def test_a_page_that_cannot_be_rendered_keeps_nobody_else_from_it(world: World) -> None:
    poison = world.page(world.other)
    Revision.objects.filter(pk=poison.revision_id).update(snapshot={"title": "Broken", "body": 7})
    LivePage.objects.filter(site=world.site).update(render_version=0)
    before = world.everything()
    LivePage.objects.filter(pk=world.page(world.shown).pk).update(body="stale")
    assert causes.heal() == 4
    assert causes.heal() == 0
    assert "harbour opens" in world.page(world.shown).body
    assert world.everything() == before


def test_a_text_frozen_before_a_field_was_added_is_rendered(world: World) -> None:
    page = world.page(world.shown)
    Revision.objects.filter(pk=page.revision_id).update(snapshot={"title": "Old", "slug": "shown", "body": "<p>x</p>"})
    causes.republish([page.pk])
    assert world.page(world.shown).title == "Old"


def test_the_command_renders_stale_pages_or_all(world: World, noise_site: Site) -> None:
    LivePage.objects.filter(pk=world.page(world.shown).pk).update(render_version=0, body="stale")
    LivePage.objects.filter(site=noise_site).update(render_version=0)
    for options, count in (([], 1), (["--stale"], 0), (["--all"], 4)):
        out = StringIO()
        call_command("republish", "--site", "testserver", *options, stdout=out, verbosity=0)
        assert out.getvalue() == f"Rendered again: {count}.\n"
    assert "harbour opens" in world.page(world.shown).body
    assert world.page(world.shown).render_version == RENDER_VERSION
    assert LivePage.objects.filter(site=noise_site, render_version=0).count() == 2


def test_rendering_again_costs_the_same_queries_for_any_number(world: World, write: Write) -> None:
    many = [write(f"Article {number}", tags=[world.terms.boats.pk]) for number in range(12)]
    ids = [services.publish(article, by=world.people.editor).pk for article in many]
    counts = []
    for size in (2, 12):
        with CaptureQueriesContext(connection) as queries:
            causes.republish(ids[:size])
        counts.append(len([query for query in queries if "search_tokens" not in query["sql"]]))
    assert counts[0] == counts[1]


def test_a_page_filed_under_a_merged_category_stands_under_the_other(world: World) -> None:
    world.terms.local.refresh_from_db()
    other = taxonomy.create_category(site=world.site, name="World", by=world.people.editor)
    taxonomy.merge_terms(world.terms.local, other, by=world.people.editor)
    page = world.page(world.shown)
    assert [row["name"] for row in page.labels["trail"]] == ["World"]
    terms = set(page.terms.values_list("term", flat=True))
    assert f"cat:{other.pk}" in terms and f"cat:{world.terms.local.pk}" not in terms
