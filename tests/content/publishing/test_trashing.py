"""The trash: offline at once, back as a draft, and gone for good only on request."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.audit.models import Entry
from content.articles.models import Article, Page
from content.publishing import services
from content.publishing.models import LivePage, PreviewLink, Revision, Schedule
from content.publishing.services import NotInTrash
from tests.people import People

pytestmark = pytest.mark.django_db
Write = Callable[..., Article]
WritePage = Callable[..., Page]


def family(write_page: WritePage, people: People) -> tuple[Page, Page, Page]:
    top = write_page("Top")
    middle = write_page("Middle", parent=top.pk)
    bottom = write_page("Bottom", parent=middle.pk)
    for page in (top, middle, bottom):
        services.publish(page, by=people.editor)
    return top, middle, bottom


def live_paths() -> set[str]:
    return set(LivePage.objects.filter(site__domains__host="testserver").values_list("path", flat=True))


def test_a_page_goes_with_everything_below_it(write_page: WritePage, people: People) -> None:
    top, middle, bottom = family(write_page, people)
    assert live_paths() == {"/top/", "/top/middle/", "/top/middle/bottom/"}
    assert services.trash(middle, by=people.editor) == 2
    assert live_paths() == {"/top/"}
    assert set(Page.objects.kept().for_site(top.site).values_list("title", flat=True)) == {"Top"}
    assert middle.trashed_by_id == people.editor.pk


def test_the_address_is_free_at_once(write: Write, people: People) -> None:
    article = write("First")
    services.publish(article, by=people.editor)
    services.trash(article, by=people.editor)
    services.publish(write("Other", slug="first"), by=people.editor)
    assert live_paths() == {"/articles/first/"}


def test_what_went_together_comes_back_together_as_drafts(write_page: WritePage, people: People) -> None:
    top, middle, bottom = family(write_page, people)
    services.trash(bottom, by=people.editor)
    services.trash(top, by=people.editor)
    assert services.untrash(top, by=people.editor) == 2
    assert set(Page.objects.kept().for_site(top.site).values_list("title", flat=True)) == {"Top", "Middle"}
    assert live_paths() == set()
    assert top.state == "draft"


def test_what_comes_back_without_the_page_above_it_stands_at_the_top(write_page: WritePage, people: People) -> None:
    top, middle, bottom = family(write_page, people)
    services.trash(top, by=people.editor)
    services.untrash(bottom, by=people.editor)
    page = services.publish(bottom, by=people.editor)
    assert isinstance(page, LivePage)
    assert page.path == "/bottom/"


def test_going_to_the_trash_and_back_twice_does_nothing_more(write: Write, people: People) -> None:
    article = write()
    assert (services.trash(article, by=people.editor), services.trash(article, by=people.editor)) == (1, 0)
    assert (services.untrash(article, by=people.editor), services.untrash(article, by=people.editor)) == (1, 0)
    assert Entry.objects.filter(topic="publishing.trashed").count() == 1


def test_only_what_is_in_the_trash_is_deleted_for_good(write: Write, people: People) -> None:
    article = write()
    with pytest.raises(NotInTrash, match="put it there first"):
        services.purge(article, by=people.editor)


def test_deleting_for_good_leaves_only_log_entries(write_page: WritePage, people: People) -> None:
    top, middle, bottom = family(write_page, people)
    services.publish(top, by=people.editor, at=timezone.now() + timedelta(hours=1))
    services.create_preview_link(middle, by=people.editor)
    services.trash(top, by=people.editor)
    ids = [top.pk, middle.pk, bottom.pk]
    assert services.purge(top, by=people.editor) == 3
    for model in (Revision, Schedule, PreviewLink, LivePage):
        assert not model.objects.filter(kind="page", object_id__in=ids).exists()
    assert not Page.objects.filter(pk__in=ids).exists()
    assert Entry.objects.filter(topic="publishing.purged").count() == 3


def test_the_other_site_keeps_its_rows(write_page: WritePage, people: People) -> None:
    before = Page.objects.exclude(site__domains__host="testserver").count()
    top, *_ = family(write_page, people)
    services.trash(top, by=people.editor)
    services.purge(top, by=people.editor)
    assert Page.objects.count() == before == 1
