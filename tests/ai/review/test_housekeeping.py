"""Which reviews go at their time, and that a dismissal outlives them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.operations.pruning import prune
from ai.providers.models import Model
from ai.review.models import Note, Review
from ai.review.services import dismiss_note, propose_note
from content.articles.models import Article
from tests.ai.review.answers import FIRST, note, said
from tests.ai.server import ScriptedServer
from tests.people import People

pytestmark = pytest.mark.django_db
Reviewed = Callable[..., Review]


def _pruned(article: Article, days: int = 91, *, dry_run: bool = False) -> int | str:
    Review.objects.filter(site=article.site).update(created_at=timezone.now() - timedelta(days=days))
    return prune(timezone.now(), dry_run=dry_run, only=("reviews",))["reviews"]


@pytest.fixture
def dismissed(reviewed: Reviewed, model: Model, server: ScriptedServer, people: People) -> Note:
    server.script(said(note()))
    row: Note = reviewed().notes.get()
    dismiss_note(row, reason="It is meant so", by=people.creator)
    return row


def test_older_reviews_go_and_the_newest_stays(reviewed: Reviewed, article: Article) -> None:
    reviewed()
    newest = reviewed()
    assert _pruned(article, 89) == 0
    assert _pruned(article, dry_run=True) == 1 and Review.objects.filter(site=article.site).count() == 2
    assert _pruned(article) == 1
    assert list(Review.objects.filter(site=article.site)) == [newest]


def test_a_dismissal_stays_known_after_its_review_has_shrunk(
    dismissed: Note, reviewed: Reviewed, server: ScriptedServer, article: Article
) -> None:
    reviewed()  # notes nothing
    assert _pruned(article) == 0
    shell = Review.objects.get(pk=dismissed.review_id)
    assert shell.body == "" and list(shell.notes.all()) == [dismissed]
    server.script(said(note()))
    again = reviewed().notes.get()
    assert (again.state, again.why) == (Note.State.DISMISSED, "It is meant so")
    assert _pruned(article) == 2  # the newest knows it now: the shell goes, and what stood between
    assert list(Note.objects.filter(review__site=article.site)) == [again]


def test_a_review_whose_proposal_waits_stays(
    reviewed: Reviewed, model: Model, server: ScriptedServer, article: Article, people: People
) -> None:
    server.script(said(note(replacement=FIRST.replace("and and", "and"))))
    assert propose_note(reviewed().notes.get(), by=people.creator).proposals
    reviewed()
    assert _pruned(article) == 0


def test_reviews_of_a_text_that_is_gone_go_with_all_they_knew(dismissed: Note, article: Article) -> None:
    site = article.site
    assert _pruned(article) == 0
    article.delete()
    assert _pruned(article, 89) == 0
    assert _pruned(article) == 1 and not Review.objects.filter(site=site).exists()
