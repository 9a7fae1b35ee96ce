from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.audit.models import Delivery, Entry, EntryDetail
from accounts.sites.models import Site
from tests.conftest import ClientFor
from tests.people import People

pytestmark = pytest.mark.django_db
ENTRIES, DELIVERIES = "/admin/audit/entry/", "/admin/audit/delivery/"
Announced = Callable[..., Delivery]


@pytest.fixture
def announced(site: Site, people: People) -> Announced:
    def make(at: Site | None = None, state: str = "dead") -> Delivery:
        entry = Entry.objects.create(topic="test.here", site=at or site, actor=people.editor, payload={"bell_id": 7})
        return Delivery.objects.create(
            entry=entry, receiver="room.receivers.on_here", state=state, due_at=timezone.now(), error="it broke"
        )

    return make


def test_site_administrators_see_the_log_of_their_site_only(
    people: People, client_for: ClientFor, announced: Announced, noise_site: Site
) -> None:
    own, foreign = announced(), announced(noise_site)
    client = client_for(people.admin)
    for address, mine, other in (
        (ENTRIES, own.entry_id, foreign.entry_id),
        (DELIVERIES, own.pk, foreign.pk),
    ):
        listed = client.get(address).text
        assert f"{address}{mine}/change/" in listed and f"{address}{other}/change/" not in listed
        assert client.get(f"{address}{mine}/change/").status_code == 200
        assert client.get(f"{address}{other}/change/").status_code == 404
    assert "noise.bell_rang" not in client.get(ENTRIES).text


def test_platform_staff_see_all(people: People, client_for: ClientFor, announced: Announced, noise_site: Site) -> None:
    foreign = announced(noise_site)
    assert f"{ENTRIES}{foreign.entry_id}/change/" in client_for(people.superuser).get(ENTRIES).text


@pytest.mark.parametrize("role", ["creator", "editor", "stranger"])
@pytest.mark.parametrize("address", [ENTRIES, DELIVERIES])
def test_nobody_else_sees_the_log(
    role: str, address: str, people: People, client_for: ClientFor, announced: Announced
) -> None:
    announced()
    assert client_for(getattr(people, role)).get(address).status_code in (403, 404)


def test_nothing_in_the_admin_edits_or_deletes_the_log(
    people: People, client_for: ClientFor, announced: Announced
) -> None:
    delivery = announced()
    client = client_for(people.superuser)
    for address, pk in ((ENTRIES, delivery.entry_id), (DELIVERIES, delivery.pk)):
        assert client.get(f"{address}add/").status_code == 403
        assert client.post(f"{address}{pk}/delete/", {"post": "yes"}).status_code == 403
        assert client.post(f"{address}{pk}/change/", {"topic": "other", "state": "done"}).status_code == 403


def test_an_entry_shows_its_personal_values_and_deliveries(
    people: People, client_for: ClientFor, announced: Announced
) -> None:
    delivery = announced()
    EntryDetail.objects.create(entry=delivery.entry, data={"address": "1 Quay Street"})
    shown = client_for(people.admin).get(f"{ENTRIES}{delivery.entry_id}/change/").text
    assert "1 Quay Street" in shown and "room.receivers.on_here" in shown


def test_dead_deliveries_are_replayed_from_the_list(
    people: People, client_for: ClientFor, announced: Announced, noise_site: Site
) -> None:
    own, done, foreign = announced(), announced(state="done"), announced(noise_site)
    chosen = {"action": "replay_dead", "_selected_action": [own.pk, done.pk, foreign.pk]}
    client_for(people.admin).post(DELIVERIES, chosen)
    for delivery, state in ((own, "pending"), (done, "done"), (foreign, "dead")):
        delivery.refresh_from_db()
        assert delivery.state == state


@pytest.mark.parametrize("address", [ENTRIES, DELIVERIES])
def test_the_lists_need_no_more_queries_for_more_rows(
    address: str, people: People, client_for: ClientFor, announced: Announced
) -> None:
    client = client_for(people.admin)
    announced()
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for _ in range(15):
        announced()
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few)


def test_all_or_one_are_replayed_by_their_buttons_and_the_log_says_by_whom(
    people: People, client_for: ClientFor, announced: Announced, noise_site: Site
) -> None:
    one, two, done, foreign = announced(), announced(), announced(state="done"), announced(noise_site)
    client = client_for(people.admin)
    assert "2 deliveries gave up" in client.get(DELIVERIES).text
    assert f"{DELIVERIES}{one.pk}/replay/" in client.get(f"{DELIVERIES}{one.pk}/change/").text
    client.post(f"{DELIVERIES}{one.pk}/replay/")
    assert states(one, two, foreign) == ["pending", "dead", "dead"]
    client.post(f"{DELIVERIES}replay/")
    assert states(one, two, done, foreign) == ["pending", "pending", "done", "dead"]
    told = Entry.objects.filter(topic="audit.deliveries_replayed").order_by("pk")
    assert [(entry.actor, entry.site_id, entry.payload, entry.detail.data) for entry in told] == [
        (people.admin, one.entry.site_id, {"count": 1}, {"deliveries": [one.pk]}),
        (people.admin, one.entry.site_id, {"count": 1}, {"deliveries": [two.pk]}),
    ]


def test_nothing_dead_leaves_nothing_in_the_log(people: People, client_for: ClientFor, announced: Announced) -> None:
    announced(state="done")
    client_for(people.admin).post(f"{DELIVERIES}replay/")
    assert not Entry.objects.filter(topic="audit.deliveries_replayed").exists()


@pytest.mark.parametrize("role", ["viewer", "creator", "editor", "stranger"])
def test_others_replay_nothing(role: str, people: People, client_for: ClientFor, announced: Announced) -> None:
    delivery = announced()
    client = client_for(getattr(people, role))
    for address in (f"{DELIVERIES}{delivery.pk}/replay/", f"{DELIVERIES}replay/"):
        assert client.post(address).status_code in (302, 403, 404)
    assert states(delivery) == ["dead"]


def test_a_replay_leads_to_no_other_host(people: People, client_for: ClientFor, announced: Announced) -> None:
    announced()
    answer = client_for(people.admin).post(f"{DELIVERIES}replay/", {"next": "https://evil.example/"})
    assert answer.headers["Location"] == DELIVERIES


def states(*deliveries: Delivery) -> list[str]:
    return [Delivery.objects.get(pk=delivery.pk).state for delivery in deliveries]
