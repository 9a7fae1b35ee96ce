"""The page that says how everything is: never broken by what is broken, for platform staff alone."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.audit.models import Delivery, Entry
from accounts.jobs import periodic, watch
from accounts.jobs.models import Job
from accounts.operations import findings, status
from accounts.operations.findings import Finding, State, ok
from accounts.operations.models import Backup
from accounts.sites.models import Site
from aicmr.lib import measures
from tests.conftest import ClientFor
from tests.people import People

pytestmark = pytest.mark.django_db
PAGE, NOW = "/admin/operations/status/", "/admin/operations/status/now/"


def dead(site: Site, error: str = "it broke") -> Delivery:
    entry = Entry.objects.create(topic="test.here", site=site, payload={})
    return Delivery.objects.create(
        entry=entry, receiver="room.receivers.on_here", state="dead", due_at=timezone.now(), error=error
    )


def part(name: str) -> Finding:
    [found] = [part.finding for part in status.look().parts if part.name == name]
    return found


def test_all_parts_are_named(site: Site) -> None:
    names = {part.name for part in status.look().parts}
    assert names >= {"database", "replica", "cache", "broker", "storage", "worker", "clock's turns", "search"}
    assert names >= {"disk space", "clock", "backup", "work that waits"}


@pytest.mark.parametrize("role", ["creator", "editor", "admin", "stranger"])
@pytest.mark.parametrize("address", [PAGE, NOW])
def test_only_platform_staff_see_it(address: str, role: str, people: People, client_for: ClientFor) -> None:
    assert client_for(getattr(people, role)).get(address).status_code in (403, 404)
    assert client_for(people.superuser).get(address).status_code == 200


def test_the_page_shows_queues_schedule_numbers_and_versions(people: People, client_for: ClientFor) -> None:
    watch.beat_heart("one", timezone.now(), "ai,default")
    periodic.note_rung("publishing.publish_due")
    shown = client_for(people.superuser).get(PAGE).text
    for words in ("publishing.publish_due", "Deliveries whose time has come", "Django", "Last heartbeat", "Nobody"):
        assert words in shown
    assert NOW in shown


def test_a_part_that_raises_is_broken_and_its_text_stays_secret(people: People, client_for: ClientFor) -> None:
    @findings.glances("rigging")
    def rigging() -> Finding:
        raise OSError("redis://user:hunter2@10.0.0.1")

    try:
        shown = client_for(people.superuser).get(PAGE).text
    finally:
        findings.forget("rigging")
    assert "OSError" in shown and "hunter2" not in shown and "Something is broken" in shown


def test_a_server_that_hangs_does_not_hold_the_page(site: Site) -> None:
    release = threading.Event()

    @findings.glances("anchor", waits=True)
    def anchor() -> Finding:
        release.wait(20)
        return ok("up")

    began = timezone.now()
    try:
        found = part("anchor")
    finally:
        release.set()
        findings.forget("anchor")
    assert found.state == State.FAIL and "no answer" in found.says
    assert timezone.now() - began < timedelta(seconds=10)


def test_a_measure_that_raises_is_not_known(people: People, client_for: ClientFor) -> None:
    @measures.measure("test_depth", "How deep it is here")
    def depth() -> float:
        raise OSError

    try:
        shown = client_for(people.superuser).get(NOW).text
    finally:
        measures.forget("test_depth")
    assert "How deep it is here" in shown and "not known" in shown


def test_it_says_what_to_do_when_no_worker_lives(site: Site) -> None:
    assert part("worker").state == State.FAIL
    watch.beat_heart("one", timezone.now(), "default")
    assert (part("worker").state, part("worker").says) == (State.WARN, "nobody takes work from ai, media, books, mail")
    watch.beat_heart("two", timezone.now(), "ai,media,books,mail")
    assert part("worker").state == State.OK


def test_a_silent_clock_is_broken_while_a_worker_listens(site: Site) -> None:
    assert part("clock's turns").state == State.WARN  # without a worker it keeps silent
    watch.beat_heart("one", timezone.now())
    assert part("clock's turns").state == State.FAIL
    periodic.note_rung("jobs.sweep")
    assert part("clock's turns").state == State.OK


def test_jobs_without_a_worker_are_counted(site: Site, people: People) -> None:
    long_ago = timezone.now() - timedelta(minutes=5)
    Job.objects.create(site=site, kind="k", state="running", due_at=long_ago, lease_until=long_ago)
    Delivery.objects.update(state="done")
    assert "lost their worker" in part("work that waits").says


def test_dead_deliveries_are_listed_and_replayed_from_the_page(
    site: Site, people: People, client_for: ClientFor
) -> None:
    one, two = dead(site, "first <b>"), dead(site)
    client = client_for(people.superuser)
    shown = client.get(PAGE).text
    assert "first &lt;b&gt;" in shown and f"Replay {one.pk}" in shown
    answer = client.post(f"/admin/audit/delivery/{one.pk}/replay/", {"next": PAGE})
    assert answer.headers["Location"] == PAGE
    assert [row.state for row in Delivery.objects.filter(pk__in=[one.pk, two.pk]).order_by("pk")] == ["pending", "dead"]


def test_the_page_needs_no_more_queries_for_more_rows(site: Site, people: People, client_for: ClientFor) -> None:
    client = client_for(people.superuser)
    dead(site)
    watch.beat_heart("one", timezone.now(), "ai")
    periodic.note_rung("jobs.sweep")
    client.get(NOW)
    with CaptureQueriesContext(connection) as few:
        client.get(NOW)
    for number in range(15):
        dead(site)
        watch.beat_heart(f"w{number}", timezone.now(), "ai")
        periodic.note_rung(f"room.task{number}")
    with CaptureQueriesContext(connection) as many:
        client.get(NOW)
    assert len(many) == len(few)


def test_backups_say_how_they_went(people: People, client_for: ClientFor) -> None:
    Backup.objects.create(name="made", place="/srv", finished_at=timezone.now())
    Backup.objects.create(place="/srv", error="no room")
    Backup.objects.create(place="/srv")
    shown = client_for(people.superuser).get("/admin/operations/backup/").text
    assert "Made" in shown and "Failed" in shown and "Running, or died" in shown
