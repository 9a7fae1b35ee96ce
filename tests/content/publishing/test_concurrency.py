"""Several at once: what must happen once happens once, and nobody overwrites anybody."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest
from django.utils import timezone

from accounts.audit.models import Entry
from accounts.sites.models import Site
from content.articles.models import Article
from content.publishing import causes, schedules, services
from content.publishing.models import LivePage, LiveTerm, Revision, Schedule, SiteState
from content.publishing.services import PathTaken
from tests.accounts.threads import at_once
from tests.people import People

pytestmark = pytest.mark.django_db(transaction=True)
Write = Callable[..., Article]


def of_site(site: Site) -> "list[LivePage]":
    return list(LivePage.objects.filter(site=site))


def test_two_schedulers_at_once_publish_once(site: Site, write: Write, people: People) -> None:
    for number in range(3):
        services.publish(write(f"Due {number}"), by=people.editor, at=timezone.now() + timedelta(hours=1))
    later = timezone.now() + timedelta(hours=2)
    done = at_once(3, lambda: schedules.publish_due(later))
    assert sum(done) == 3
    assert len(of_site(site)) == 3
    assert Schedule.objects.filter(state="done").count() == 3
    assert Entry.objects.filter(topic="publishing.page_published").count() == 3


def test_two_people_saving_one_version_do_not_overwrite_each_other(write: Write, people: People) -> None:
    article = write("0")
    numbers = count(1)

    def save() -> bool:
        own, title = Article.objects.get(pk=article.pk), f"By {next(numbers)}"
        return services.save_draft(own, by=people.editor, version=1, changes={"title": title}).saved

    assert sorted(at_once(4, save)) == [False, False, False, True]
    stored = Article.objects.get(pk=article.pk)
    assert stored.version == 2
    assert stored.title.startswith("By ")


def test_one_address_goes_to_one_of_those_who_want_it(site: Site, write: Write, people: People) -> None:
    articles = iter([write(f"Rival {number}", slug="same") for number in range(4)])

    def publish() -> bool:
        try:
            services.publish(next(articles), by=people.editor)
        except PathTaken:
            return False
        return True

    assert sorted(at_once(4, publish)) == [False, False, False, True]
    assert [page.path for page in of_site(site)] == ["/articles/same/"]


def test_titles_published_at_once_get_slugs_of_their_own(site: Site, write: Write, people: People) -> None:
    articles = iter([write("Same title") for _ in range(4)])
    at_once(4, lambda: services.publish(next(articles), by=people.editor))
    assert len({page.path for page in of_site(site)}) == 4


def test_one_text_published_at_once_by_many_is_live_once(site: Site, write: Write, people: People) -> None:
    article = write("First")
    services.publish(write("Before"), by=people.editor)
    sequence = SiteState.objects.get(pk=site.pk).sequence
    at_once(4, lambda: services.publish(Article.objects.get(pk=article.pk), by=people.editor))
    page = LivePage.objects.get(kind="article", object_id=article.pk)
    assert SiteState.objects.get(pk=site.pk).sequence == sequence + 4
    numbers = Revision.objects.of("article", article.pk).values_list("number", flat=True)
    assert sorted(numbers) == [1, 2, 3, 4]
    assert LiveTerm.objects.filter(page=page, term="all").count() == 1


def test_publishing_and_unpublishing_at_once_ends_in_one_of_both(site: Site, write: Write, people: People) -> None:
    article = write("First")
    services.publish(article, by=people.editor)
    steps = iter([services.publish, services.unpublish, services.publish, services.unpublish])
    at_once(4, lambda: next(steps)(Article.objects.get(pk=article.pk), by=people.editor))
    stored = Article.objects.get(pk=article.pk)
    assert (stored.state == "published") == bool(of_site(site)) == bool(stored.live_revision_id)
    assert LiveTerm.objects.filter(site=site).exists() == bool(of_site(site))


def test_healing_at_once_harms_nothing(site: Site, write: Write, people: People) -> None:
    pages = [services.publish(write(f"Text {number}"), by=people.editor) for number in range(5)]
    LivePage.objects.filter(site=site).update(render_version=0, body="")
    at_once(3, causes.heal)
    assert all("harbour opens" in page.body for page in of_site(site))
    assert len(of_site(site)) == len(pages)
