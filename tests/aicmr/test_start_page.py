"""The admin's start page, side bar and switcher between sites."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.jobs.models import Job
from accounts.sites.models import Membership, Site
from content.articles.services import create_article
from content.publishing.services import publish
from tests.conftest import ClientFor
from tests.people import People

BODY = "<p>The harbour opens at six.</p>"


def panels(html: str) -> dict[str, str]:
    """Title of each panel → what it shows."""
    parts = html.split('<section class="panel"')[1:]
    return {part.split("</a>")[0].rsplit(">", 1)[1].strip(): part.split("</section>")[0] for part in parts}


def make(site: Site, people: People, count: int) -> None:
    for number in range(count):
        create_article(site=site, by=people.editor, title=f"Draft {number}", body=BODY)
        publish(create_article(site=site, by=people.editor, title=f"Live {number}", body=BODY), by=people.editor)
        later = create_article(site=site, by=people.editor, title=f"Later {number}", body=BODY)
        publish(later, by=people.editor, at=timezone.now() + timedelta(days=1))
        Job.objects.create(site=site, kind="x", label=f"Job {number}", due_at=timezone.now(), created_by=people.editor)


def test_it_shows_what_waits_comes_went_out_and_runs(client_for: ClientFor, site: Site, people: People) -> None:
    make(site, people, 1)
    shown = panels(client_for(people.editor).get("/admin/").content.decode())
    assert "Draft 0" in shown["Drafts waiting"] and "Live 0" not in shown["Drafts waiting"]
    assert "Later 0" in shown["Scheduled"]
    assert "Live 0" in shown["Recently published"] and "/articles/live-0/" in shown["Recently published"]
    assert "Job 0" in shown["Running jobs"]
    assert not any("Noise of the other site" in panel for panel in shown.values())


def test_creators_find_their_own_drafts_only(client_for: ClientFor, site: Site, people: People) -> None:
    create_article(site=site, by=people.editor, title="Of the editor")
    create_article(site=site, by=people.creator, title="Of the creator")
    shown = panels(client_for(people.creator).get("/admin/").content.decode())
    assert "Of the creator" in shown["Drafts waiting"] and "Of the editor" not in shown["Drafts waiting"]


def test_an_empty_site_says_so(client_for: ClientFor, people: People) -> None:
    shown = panels(client_for(people.editor).get("/admin/").content.decode())
    assert "No draft is waiting." in shown["Drafts waiting"] and "Nothing is scheduled." in shown["Scheduled"]


def test_queries_do_not_grow_with_rows(client_for: ClientFor, site: Site, people: People) -> None:
    def cost() -> int:
        client = client_for(people.editor)
        client.get("/admin/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/admin/")
        return len(captured)

    make(site, people, 1)
    few = cost()
    make(site, people, 5)
    assert cost() == few <= 18


@pytest.mark.parametrize(
    ("who", "there", "missing"),
    [
        ("creator", ["/admin/articles/article/", "/admin/media/asset/"], ["/admin/publishing/redirect/"]),
        ("editor", ["/admin/articles/page/", "/admin/publishing/redirect/"], ["/admin/sites/membership/"]),
        ("admin", ["/admin/sites/membership/", "/admin/providers/provider/"], ["/admin/accounts/user/"]),
    ],
)
def test_the_side_bar_leads_where_the_person_may_go(
    client_for: ClientFor, people: People, who: str, there: list[str], missing: list[str]
) -> None:
    html = client_for(getattr(people, who)).get("/admin/").content.decode()
    side = html.split('id="nav-sidebar-apps"')[1].split("account-button")[0]
    assert all(f'href="{address}"' in side for address in there)
    assert not any(f'href="{address}"' in side for address in missing)


def test_the_switcher_leads_to_the_hosts_of_the_sites_one_works_on(
    client_for: ClientFor, people: People, noise_site: Site
) -> None:
    link = "//second.localhost/admin/"
    assert link not in client_for(people.editor).get("/admin/").content.decode()
    membership = Membership.objects.create(site=noise_site, user=people.editor, role="viewer")
    assert link not in client_for(people.editor).get("/admin/").content.decode()
    Membership.objects.filter(pk=membership.pk).update(role="creator")
    assert link in client_for(people.editor).get("/admin/").content.decode()


@pytest.mark.parametrize("who", ["viewer", "stranger"])
def test_the_start_page_is_closed_to_those_who_do_not_work_here(
    client_for: ClientFor, people: People, who: str
) -> None:
    assert client_for(getattr(people, who)).get("/admin/").status_code in (302, 403, 404)
