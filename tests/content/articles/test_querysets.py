"""Who may see, edit and publish which texts."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.sites.models import Membership, Site
from content.articles.models import Article, Page
from content.publishing import services
from tests.people import People

pytestmark = pytest.mark.django_db
Write = Callable[..., Article]


@pytest.mark.parametrize(
    ("who", "may_edit", "may_publish"),
    [
        ("creator", True, False),
        ("other_creator", False, False),
        ("viewer", False, False),
        ("editor", True, True),
        ("admin", True, True),
        ("superuser", True, True),
        ("stranger", False, False),
    ],
)
def test_creators_edit_their_own_and_editors_all(
    write: Write, people: People, who: str, may_edit: bool, may_publish: bool
) -> None:
    article, user = write(), getattr(people, who)
    own = Article.objects.filter(pk=article.pk)
    assert own.editable_by(user).exists() == may_edit
    assert own.visible_to(user).exists() == may_edit
    assert own.publishable_by(user).exists() == may_publish


def test_nobody_sees_the_other_site(noise_site: Site, people: People) -> None:
    foreign = Article.objects.filter(site=noise_site)
    for user in (people.viewer, people.creator, people.editor, people.admin):
        assert not foreign.visible_to(user).exists()
        assert not Page.objects.filter(site=noise_site).editable_by(user).exists()
    assert foreign.visible_to(people.stranger).exists()


def test_who_left_the_team_edits_nothing(write: Write, people: People) -> None:
    article = write()
    Membership.objects.filter(user=people.creator).delete()
    assert not Article.objects.filter(pk=article.pk).editable_by(people.creator).exists()


@pytest.mark.parametrize("method", ["visible_to", "editable_by", "publishable_by"])
def test_nobody_and_the_locked_out_edit_nothing(write: Write, people: People, method: str) -> None:
    write()
    people.editor.is_active = False
    assert not getattr(Article.objects.all(), method)(people.editor).exists()
    assert not getattr(Article.objects.all(), method)(AnonymousUser()).exists()


def test_each_row_comes_once_though_its_editor_has_many_sites(write: Write, people: People, noise_site: Site) -> None:
    write()
    Membership.objects.create(site=noise_site, user=people.editor, role="admin")
    rows = list(Article.objects.editable_by(people.editor).values_list("pk", flat=True))
    assert len(rows) == len(set(rows)) == Article.objects.count()


def test_what_is_in_the_trash_is_told_apart(write: Write, people: People) -> None:
    kept, gone = write("Kept"), write("Gone")
    services.trash(gone, by=people.editor)
    mine = Article.objects.for_site(kept.site)
    assert [row.title for row in mine.kept()] == ["Kept"]
    assert [row.title for row in mine.trashed()] == ["Gone"]
