"""Planned publications: frozen when planned, carried out once, honest when they fail."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone

from accounts.audit.models import Entry
from accounts.jobs.registry import beat_schedule
from accounts.sites.models import Site
from content.articles.models import Article
from content.publishing import schedules, services
from content.publishing.models import LivePage, Schedule
from content.publishing.services import PathTaken, PublishError
from tests.people import People

pytestmark = pytest.mark.django_db
Write = Callable[..., Article]
HOUR = timedelta(hours=1)


def plan(article: Article, people: People, after: timedelta = HOUR) -> Schedule:
    schedule = services.publish(article, by=people.editor, at=timezone.now() + after)
    assert isinstance(schedule, Schedule)
    return schedule


def later(after: timedelta = 2 * HOUR) -> int:
    return schedules.publish_due(timezone.now() + after)


def live(article: Article) -> LivePage | None:
    return LivePage.objects.filter(kind="article", object_id=article.pk).first()


def test_a_plan_is_carried_out_when_it_is_due_and_not_before(write: Write, people: People) -> None:
    article = write()
    schedule = plan(article, people)
    assert (article.state, live(article)) == ("scheduled", None)
    assert schedules.publish_due() == 0
    assert later() == 1
    page = live(article)
    assert page is not None
    assert page.revision == schedule.revision
    assert Article.objects.get(pk=article.pk).state == "published"
    assert later() == 0


def test_what_was_planned_is_not_changed_by_later_edits(write: Write, people: People) -> None:
    article = write("Planned")
    plan(article, people)
    services.save_draft(article, by=people.editor, version=1, changes={"title": "Later", "slug": "later"})
    later()
    page = live(article)
    assert page is not None
    assert (page.title, page.path) == ("Planned", "/articles/planned/")
    stored = Article.objects.get(pk=article.pk)
    assert (stored.title, stored.has_changes) == ("Later", True)


def test_a_planned_page_is_dated_when_it_was_due(write: Write, people: People) -> None:
    article = write()
    schedule = plan(article, people, timedelta(seconds=-0) + timedelta(milliseconds=1))
    schedules.publish_due(timezone.now() + HOUR)
    page = live(article)
    assert page is not None
    assert abs(page.published_at - schedule.due_at) < timedelta(seconds=5)


def test_a_planned_change_of_a_live_page_keeps_it_live_and_its_date(write: Write, people: People) -> None:
    article = write("First")
    first = services.publish(article, by=people.editor)
    services.save_draft(article, by=people.editor, version=1, changes={"title": "Second"})
    plan(article, people)
    assert Article.objects.get(pk=article.pk).state == "published"
    later()
    page = live(article)
    assert page is not None
    assert page.title == "Second"
    assert isinstance(first, LivePage)
    assert page.published_at == first.published_at


def test_planning_again_replaces_the_plan(write: Write, people: People) -> None:
    article = write("First")
    old = plan(article, people)
    services.save_draft(article, by=people.editor, version=1, changes={"title": "Second"})
    plan(article, people, 3 * HOUR)
    old.refresh_from_db()
    assert old.state == "cancelled"
    assert later() == 0
    assert later(4 * HOUR) == 1


def test_a_plan_moves_with_its_text(write: Write, people: People) -> None:
    article = write("Planned")
    schedule = plan(article, people)
    services.save_draft(article, by=people.editor, version=1, changes={"title": "Later"})
    moved = services.reschedule(schedule, by=people.editor, at=timezone.now() + 3 * HOUR)
    assert moved.revision == schedule.revision
    assert later() == 0
    assert later(4 * HOUR) == 1
    with pytest.raises(PublishError, match="carried out or called off"):
        services.reschedule(moved, by=people.editor, at=timezone.now() + HOUR)


def test_a_cancelled_plan_is_not_carried_out(write: Write, people: People) -> None:
    article = write()
    plan(article, people)
    assert services.cancel_schedule(article, by=people.editor) == 1
    assert (later(), live(article)) == (0, None)
    assert Article.objects.get(pk=article.pk).state == article.state == "draft"


def test_publishing_by_hand_calls_the_plan_off(write: Write, people: People) -> None:
    article = write("Planned")
    plan(article, people)
    services.save_draft(article, by=people.editor, version=1, changes={"title": "By hand"})
    services.publish(article, by=people.editor)
    assert later() == 0
    page = live(article)
    assert page is not None
    assert page.title == "By hand"


def test_a_page_goes_offline_when_planned(write: Write, people: People) -> None:
    article = write()
    services.publish(article, by=people.editor)
    services.unpublish(article, by=people.editor, at=timezone.now() + HOUR)
    assert live(article)
    assert later() == 1
    assert live(article) is None


def test_what_cannot_be_published_is_refused_when_it_is_planned(write: Write, people: People) -> None:
    with pytest.raises(PublishError, match="title"):
        plan(write(""), people)
    services.publish(write("Taken"), by=people.editor)
    with pytest.raises(PathTaken):
        plan(write("Other", slug="taken"), people)
    assert not Schedule.objects.waiting().exists()


def test_a_failure_is_written_down_and_does_not_stop_the_others(write: Write, people: People) -> None:
    first, second = write("First", slug="same"), write("Second")
    plan(first, people)
    plan(second, people)
    services.publish(write("Newcomer", slug="same"), by=people.editor)
    assert later() == 1
    failed = Schedule.objects.failed().get()
    assert "“Newcomer” already answers at /articles/same/" in failed.error
    assert Article.objects.get(pk=first.pk).state == "draft"
    assert Entry.objects.filter(topic="publishing.schedule_failed").count() == 1
    assert later() == 0


def test_a_text_put_in_the_trash_is_not_published(write: Write, people: People) -> None:
    article = write()
    plan(article, people)
    services.trash(article, by=people.editor)
    assert (later(), live(article)) == (0, None)


def test_a_database_that_is_away_leaves_the_plan_for_the_next_turn(
    write: Write, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = write()
    plan(article, people)

    def away(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("server has gone away")

    with monkeypatch.context() as patch:
        patch.setattr(schedules, "publish_revision", away)
        assert later() == 0
    assert Schedule.objects.waiting().count() == 1
    assert later() == 1


def test_a_fault_of_the_program_is_shown_without_its_words(
    write: Write, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan(write(), people)
    monkeypatch.setattr(schedules, "publish_revision", lambda *args, **kwargs: 1 / 0)
    assert later() == 0
    assert Schedule.objects.failed().get().error == schedules.FAILED


def test_the_command_carries_out_what_is_due_and_names_failures(site: Site, write: Write, people: People) -> None:
    plan(write("First"), people)
    plan(write("Second", slug="same"), people)
    services.publish(write("Newcomer", slug="same"), by=people.editor)
    Schedule.objects.waiting().update(due_at=timezone.now() - HOUR)
    out, err = StringIO(), StringIO()
    call_command("publish_scheduled", stdout=out, stderr=err)
    assert out.getvalue() == "Carried out: 1.\n"
    assert "Newcomer" in err.getvalue()


def test_beat_asks_every_ten_seconds() -> None:
    schedule = beat_schedule()
    assert schedule["publishing.publish_due"]["schedule"] == 10
    assert schedule["publishing.heal"]["schedule"] == 10
