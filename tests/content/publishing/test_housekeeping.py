"""What may go of drafts, at its time and not before."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from accounts.operations.pruning import prune
from content.articles.models import Article
from content.publishing import services
from content.publishing.models import LivePage, PreviewLink, Revision
from tests.people import People

pytestmark = pytest.mark.django_db
Write = Callable[..., Article]


def _revision(article: Article, number: int, days: float, reason: str = "autosaved", label: str = "") -> Revision:
    revision = Revision.objects.create(
        site=article.site, kind="article", object_id=article.pk, number=number, snapshot={}, reason=reason, label=label
    )
    Revision.objects.filter(pk=revision.pk).update(created_at=_noon() - timedelta(days=days))
    return revision


def _noon() -> datetime:
    return timezone.now().replace(hour=12, minute=0)


def _numbers(article: Article) -> list[int]:
    rows = Revision.objects.filter(kind="article", object_id=article.pk, number__gte=100)
    return sorted(rows.values_list("number", flat=True))


def test_autosaves_between_others_go_and_what_somebody_asked_for_stays(write: Write) -> None:
    article = write("First")
    _revision(article, 100, 40.2)
    _revision(article, 101, 40.1)
    _revision(article, 102, 40.0)  # the last of its day
    _revision(article, 103, 40.1, reason="saved")
    _revision(article, 104, 40.1, label="Before the cut")
    _revision(article, 105, 5.2)
    _revision(article, 106, 5.1)  # young
    assert prune(timezone.now(), dry_run=True, only=("autosaves",)) == {"autosaves": 2}
    assert len(_numbers(article)) == 7
    prune(timezone.now(), dry_run=False, only=("autosaves",))
    assert _numbers(article) == [102, 103, 104, 105, 106]
    assert prune(timezone.now(), dry_run=False, only=("autosaves",)) == {"autosaves": 0}


def test_after_a_year_one_autosave_of_a_month_is_left(write: Write) -> None:
    article = write("First")
    first = _noon().replace(day=20) - timedelta(days=800)
    for number, day in enumerate((3, 9, 15), start=100):
        revision = _revision(article, number, 800)
        Revision.objects.filter(pk=revision.pk).update(created_at=first.replace(day=day))
    prune(timezone.now(), dry_run=False, only=("autosaves",))
    assert _numbers(article) == [102]


def test_what_is_live_keeps_its_revision(write: Write, people: People) -> None:
    article = write("First")
    services.publish(article, by=people.editor)
    revision = _revision(article, 100, 50.1)
    _revision(article, 101, 50.0)
    LivePage.objects.filter(kind="article", object_id=article.pk).update(revision=revision)
    prune(timezone.now(), dry_run=False, only=("autosaves",))
    assert 100 in _numbers(article)


def test_the_trash_is_emptied_at_its_time(write: Write, people: People) -> None:
    old, young = write("Old"), write("Young")
    for article in (old, young):
        services.trash(article, by=people.editor)
    Article.objects.filter(pk=old.pk).update(trashed_at=timezone.now() - timedelta(days=31))
    assert prune(timezone.now(), dry_run=True, only=("trash",)) == {"trash": 1}
    assert prune(timezone.now(), dry_run=False, only=("trash",)) == {"trash": 1}
    assert not Article.objects.filter(pk=old.pk).exists() and Article.objects.filter(pk=young.pk).exists()


def test_links_that_expired_long_ago_go(write: Write) -> None:
    article = write("First")
    for days in (-1, 5, 40):
        expires = timezone.now() - timedelta(days=days)
        PreviewLink.objects.create(site=article.site, kind="article", object_id=article.pk, expires_at=expires)
    assert prune(timezone.now(), dry_run=False, only=("previews",)) == {"previews": 1}
