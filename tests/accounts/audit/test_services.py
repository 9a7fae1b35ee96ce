import pytest
from django.db import transaction
from django.test import TestCase

from accounts.audit import registry
from accounts.audit.events import Event
from accounts.audit.models import Delivery, Entry, EntryDetail
from accounts.audit.querysets import AppendOnly
from accounts.audit.services import OutsideTransaction, announce, announce_many, erase_detail, replay
from accounts.sites.models import Site
from tests.people import People
from tests.queries import CountQueries

boat_landed = Event("test.boat_landed", "boat_id", doc="A boat came in.")
boat_sank = Event("test.boat_sank", "boat_id", "reason", doc="A boat went down; nobody listens.")


@registry.receives(boat_landed)
def on_boat_landed(entry: Entry) -> None: ...


@registry.receives(boat_landed)
def on_boat_landed_too(entry: Entry) -> None: ...


@pytest.mark.django_db
def test_announce_writes_one_entry_and_one_delivery_per_receiver(site: Site, people: People) -> None:
    entry = announce(boat_landed, site=site, by=people.editor, boat_id=7)
    assert (entry.topic, entry.payload, entry.actor) == ("test.boat_landed", {"boat_id": 7}, people.editor)
    assert sorted(entry.deliveries.values_list("receiver", flat=True)) == [
        f"{__name__}.on_boat_landed",
        f"{__name__}.on_boat_landed_too",
    ]


@pytest.mark.django_db
def test_an_event_that_nobody_receives_is_still_logged(site: Site) -> None:
    entry = announce(boat_sank, site=site, boat_id=7, reason="leak")
    assert entry.pk and not entry.deliveries.exists()


@pytest.mark.django_db(transaction=True)
def test_announce_refuses_to_run_outside_a_transaction(site: Site) -> None:
    with pytest.raises(OutsideTransaction):
        announce(boat_landed, site=site, boat_id=7)
    assert not Entry.objects.filter(topic=boat_landed.topic, site=site).exists()


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_transaction_announces_nothing(site: Site) -> None:
    def fail() -> None:
        with transaction.atomic():
            announce(boat_landed, site=site, boat_id=7)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not Entry.objects.filter(topic=boat_landed.topic, site=site).exists()
    assert not Delivery.objects.filter(entry__site=site).exists()


@pytest.mark.parametrize(
    "ids", [{}, {"boat_id": 1, "extra": 2}, {"boat_id": ["a list"]}, {"boat_id": "x" * 501}, {"boat": 1}]
)
@pytest.mark.django_db
def test_only_the_declared_ids_are_carried(site: Site, ids: dict[str, object]) -> None:
    with pytest.raises(TypeError):
        announce(boat_landed, site=site, **ids)  # type: ignore[arg-type]


def test_two_events_cannot_share_a_topic() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        Event("test.boat_landed", doc="Again.")


@pytest.mark.django_db
def test_entries_cannot_be_changed_or_deleted(site: Site) -> None:
    entry = announce(boat_landed, site=site, boat_id=7)
    for attempt in (
        entry.save,
        entry.delete,
        Entry.objects.all().delete,
        lambda: Entry.objects.update(topic="other"),
        lambda: Entry.objects.bulk_update([entry], ["topic"]),
        lambda: Entry.objects.update_or_create(pk=entry.pk, defaults={"topic": "other"}),
    ):
        with pytest.raises(AppendOnly):
            attempt()
    assert Entry.objects.get(pk=entry.pk).topic == boat_landed.topic


@pytest.mark.django_db
def test_an_entry_outlives_the_person_and_the_site(site: Site, people: People) -> None:
    entry = announce(boat_landed, site=site, by=people.creator, boat_id=7)
    people.creator.delete()
    site.delete()
    entry = Entry.objects.get(pk=entry.pk)
    assert (entry.actor, entry.site, entry.payload) == (None, None, {"boat_id": 7})


@pytest.mark.django_db
def test_personal_values_are_erased_while_the_entry_stays(site: Site) -> None:
    entry = announce(boat_landed, site=site, boat_id=7, detail={"address": "1 Quay Street"})
    assert entry.detail.data == {"address": "1 Quay Street"}
    erase_detail(entry, by=None)
    assert Entry.objects.filter(pk=entry.pk).exists()
    assert not EntryDetail.objects.filter(entry=entry).exists()


@pytest.mark.django_db
def test_announcements_of_one_transaction_share_one_commit_hook(site: Site) -> None:
    with TestCase.captureOnCommitCallbacks() as hooks:
        for boat_id in range(30):
            announce(boat_landed, site=site, boat_id=boat_id)
        with transaction.atomic():  # a savepoint may be rolled back alone, so it has a hook of its own
            announce(boat_landed, site=site, boat_id=31)
    assert len(hooks) == 2


@pytest.mark.django_db
def test_a_savepoint_that_was_rolled_back_rings_for_nothing(site: Site) -> None:
    with TestCase.captureOnCommitCallbacks() as hooks:
        outer = announce(boat_landed, site=site, boat_id=1)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            announce(boat_landed, site=site, boat_id=2)
            raise ZeroDivisionError
    rung = [pk for hook in hooks for pk in hook.delivery_ids]  # type: ignore[attr-defined]
    assert sorted(rung) == sorted(outer.deliveries.values_list("pk", flat=True))


@pytest.mark.django_db
def test_replay_wakes_dead_deliveries_only(site: Site, people: People) -> None:
    entry = announce(boat_landed, site=site, boat_id=7)
    dead, alive = entry.deliveries.order_by("id")
    Delivery.objects.filter(pk=dead.pk).update(state="dead", attempts=10, error="no")
    Delivery.objects.filter(pk=alive.pk).update(state="done", attempts=1)
    assert replay(entry.deliveries.all(), by=people.admin) == 1
    dead.refresh_from_db()
    alive.refresh_from_db()
    assert (dead.state, dead.attempts, alive.state, alive.attempts) == ("pending", 0, "done", 1)


@pytest.mark.django_db
def test_many_facts_are_announced_in_as_many_statements_as_one(site: Site, people: People) -> None:
    counts = []
    for boats in (1, 20):
        with CountQueries() as counted:
            entries = announce_many(boat_landed, [{"boat_id": pk} for pk in range(boats)], site=site, by=people.editor)
        counts.append(counted.count)
        assert [entry.payload["boat_id"] for entry in entries] == list(range(boats))
        assert Delivery.objects.filter(entry__in=entries).count() == 2 * boats
    assert counts[0] == counts[1]


@pytest.mark.django_db
def test_no_facts_are_no_statement(site: Site) -> None:
    assert announce_many(boat_landed, [], site=site) == []
