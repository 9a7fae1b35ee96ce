"""Live pages, schedules, redirects and revisions in the admin."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.sites.models import Site
from content.articles.models import Article
from content.publishing.models import Redirect, Revision, Schedule
from content.publishing.services import freeze, publish
from tests.conftest import ClientFor
from tests.people import People

Write = Callable[..., Article]
MODELS = ("livepage", "schedule", "redirect", "revision")


def listing(model: str) -> str:
    return reverse(f"admin:publishing_{model}_changelist")


@pytest.mark.parametrize("model", MODELS)
def test_editors_see_the_rows_of_their_site_only(
    client_for: ClientFor, people: People, write: Write, model: str
) -> None:
    article = write("Mine to see")
    publish(article, by=people.editor)
    publish(article, by=people.editor, at=timezone.now() + timedelta(days=1))
    Redirect.objects.create(site=article.site, path="/mine-to-see/", target="/articles/mine-to-see/")
    html = client_for(people.editor).get(listing(model)).content.decode()
    assert "ine to see" in html or "/mine-to-see/" in html
    assert "Noise of the other site" not in html and "/articles/first/" not in html


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("who", ["viewer", "stranger"])
def test_nobody_else_opens_these_lists(client_for: ClientFor, people: People, model: str, who: str) -> None:
    assert client_for(getattr(people, who)).get(listing(model)).status_code in (302, 403, 404)


@pytest.mark.parametrize("model", ["livepage", "schedule", "revision"])
def test_what_publishing_writes_nobody_edits(client_for: ClientFor, people: People, write: Write, model: str) -> None:
    article = write("Fixed")
    publish(article, by=people.editor)
    publish(article, by=people.editor, at=timezone.now() + timedelta(days=1))
    client = client_for(people.admin)
    assert client.get(reverse(f"admin:publishing_{model}_add")).status_code == 403
    row = client.get(listing(model)).context["cl"].result_list[0]
    assert client.post(reverse(f"admin:publishing_{model}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    assert client.post(reverse(f"admin:publishing_{model}_change", args=[row.pk]), {"kind": "x"}).status_code == 403


def test_a_redirect_is_made_changed_and_deleted(client_for: ClientFor, people: People, site: Site) -> None:
    client = client_for(people.editor)
    client.post(reverse("admin:publishing_redirect_add"), {"path": "/old-place/", "target": "/new-place/"})
    row = Redirect.objects.get(site=site, path="/old-place/")
    address = reverse("admin:publishing_redirect_change", args=[row.pk])
    client.post(address, {"path": "/older-place/", "target": "/new-place/"})
    row = Redirect.objects.get(site=site)
    assert (row.path, row.target, row.is_automatic) == ("/older-place/", "/new-place/", False)
    client.post(listing("redirect"), {"action": "delete_chosen", "_selected_action": [row.pk]})
    assert not Redirect.objects.filter(site=site).exists()


@pytest.mark.parametrize(
    ("path", "target"),
    [("no-slash", "/x/"), ("/a/", "javascript:alert(1)"), ("/a/", "//evil.example/"), ("/a/", "/a/"), ("/b/", "/a/")],
)
def test_a_redirect_that_would_not_work_is_refused_with_the_reason(
    client_for: ClientFor, people: People, site: Site, path: str, target: str
) -> None:
    Redirect.objects.create(site=site, path="/a/", target="/b/")
    answer = client_for(people.editor).post(reverse("admin:publishing_redirect_add"), {"path": path, "target": target})
    assert answer.status_code == 200 and answer.context["adminform"].form.errors
    assert Redirect.objects.filter(site=site).count() == 1


def test_creators_change_no_redirects(client_for: ClientFor, people: People, site: Site) -> None:
    data = {"path": "/x/", "target": "/y/"}
    assert client_for(people.creator).post(reverse("admin:publishing_redirect_add"), data).status_code in (403, 404)
    assert not Redirect.objects.filter(site=site).exists()


def test_a_schedule_is_cancelled_from_the_list(client_for: ClientFor, people: People, write: Write) -> None:
    article = write("Later")
    publish(article, by=people.editor, at=timezone.now() + timedelta(days=1))
    row = Schedule.objects.get(site=article.site)
    client_for(people.editor).post(listing("schedule"), {"action": "cancel_selected", "_selected_action": [row.pk]})
    row.refresh_from_db()
    assert row.state == Schedule.State.CANCELLED


def test_queries_do_not_grow_with_rows(client_for: ClientFor, people: People, write: Write) -> None:
    client = client_for(people.editor)

    def cost() -> dict[str, int]:
        found = {}
        for model in MODELS:
            client.get(listing(model))
            with CaptureQueriesContext(connection) as captured:
                client.get(listing(model))
            found[model] = len(captured)
        return found

    def more(count: int) -> None:
        for number in range(count):
            article = write(f"Row {number}")
            freeze(article, by=people.editor, label="x")
            publish(article, by=people.editor)
            publish(article, by=people.editor, at=timezone.now() + timedelta(days=1))
            Redirect.objects.create(site=article.site, path=f"/{article.pk}/", target="/")

    more(2)
    few = cost()
    more(8)
    assert cost() == few
    assert Revision.objects.filter(site=people.editor.memberships.get().site).count() >= 20
