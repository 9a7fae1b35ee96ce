from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Event as Flag

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.audit import delivering, registry
from accounts.audit.delivering import MAX_ATTEMPTS, backoff, claim_delivery, deliver, sweep
from accounts.audit.events import Event
from accounts.audit.models import Delivery, Entry, EntryDetail
from accounts.audit.querysets import RING_AGAIN
from accounts.audit.services import announce, replay
from accounts.audit.tasks import deliver as deliver_task
from accounts.sites.models import Site
from aicmr.lib import process, queue
from tests.accounts.threads import at_once

bell_rang = Event("test.bell_rang", "bell_id", doc="A bell rang.")
Receiver = Callable[[Entry], object]
Listen = Callable[[Receiver], str]


@pytest.fixture
def listen() -> Iterator[Listen]:
    """Register receivers of `bell_rang` for one test; gives back the receiver's name."""
    names: list[str] = []

    def add(function: Receiver) -> str:
        registry.receives(bell_rang)(function)
        names.append(f"{function.__module__}.{function.__qualname__}")
        return names[-1]

    yield add
    for name in names:
        registry.forget(name)


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """A broker that takes nothing, as between a commit and a ring that never came."""
    monkeypatch.setattr(queue, "send", lambda *args, **kwargs: False)


def mark(entry: Entry) -> None:
    """Leave a trace in the database: fails on the second call for the same entry."""
    EntryDetail.objects.create(entry=entry, data={"done": 1})


def ring_bell(site: Site) -> list[Delivery]:
    with transaction.atomic():
        entry = announce(bell_rang, site=site, bell_id=1)
    return list(entry.deliveries.order_by("id"))


def overdue(delivery: Delivery, **changes: object) -> None:
    past = timezone.now() - timedelta(seconds=1)
    Delivery.objects.filter(pk=delivery.pk).update(due_at=past, **changes)


@pytest.mark.django_db
def test_a_receiver_runs_once_however_often_the_bell_rings(site: Site, listen: Listen) -> None:
    listen(mark)
    [delivery] = ring_bell(site)
    assert [deliver(delivery.pk) for _ in range(3)] == [True, False, False]
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.claim) == ("done", 1, "")
    assert EntryDetail.objects.filter(entry=delivery.entry).count() == 1


@pytest.mark.django_db(transaction=True)
def test_committing_rings_the_worker(site: Site, listen: Listen) -> None:
    listen(mark)
    [delivery] = ring_bell(site)  # tasks run where they are queued
    delivery.refresh_from_db()
    assert delivery.state == "done"


@pytest.mark.django_db(transaction=True)
def test_a_ring_that_got_lost_is_made_good_by_the_sweep(site: Site, listen: Listen, quiet: None) -> None:
    listen(mark)
    [delivery] = ring_bell(site)
    delivery.refresh_from_db()
    assert delivery.state == "pending"
    assert sweep() == [delivery.pk]
    assert deliver(delivery.pk)


@pytest.mark.django_db(transaction=True)
def test_of_several_workers_one_claims_a_delivery(site: Site, listen: Listen, quiet: None) -> None:
    listen(mark)
    [delivery] = ring_bell(site)
    claims = at_once(4, lambda: claim_delivery(delivery.pk))
    assert sorted(map(bool, claims)) == [False, False, False, True]


@pytest.mark.django_db(transaction=True)
def test_several_workers_at_once_do_the_work_once(site: Site, listen: Listen, quiet: None) -> None:
    listen(mark)
    [delivery] = ring_bell(site)
    assert sorted(at_once(4, lambda: deliver(delivery.pk))) == [False, False, False, True]
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("done", 1)


@pytest.mark.django_db
def test_whoever_lost_the_claim_leaves_no_trace(site: Site, listen: Listen, monkeypatch: pytest.MonkeyPatch) -> None:
    listen(mark)
    [delivery] = ring_bell(site)
    stale = claim_delivery(delivery.pk)
    overdue(delivery, lease_until=timezone.now() - timedelta(seconds=1))
    assert deliver(delivery.pk)  # another worker, after the lease has ended
    monkeypatch.setattr(delivering, "claim_delivery", lambda _: stale)
    assert not deliver(delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.error) == ("done", "")
    assert EntryDetail.objects.filter(entry=delivery.entry).count() == 1


@pytest.mark.django_db
def test_a_failing_receiver_rolls_back_its_work_and_backs_off(site: Site, listen: Listen) -> None:
    def half_done(entry: Entry) -> None:
        mark(entry)
        raise ValueError("the rope broke")

    listen(half_done)
    [delivery] = ring_bell(site)
    assert not deliver(delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("pending", 1)
    assert delivery.error.startswith("ValueError: the rope broke")
    assert delivery.due_at > timezone.now()
    assert not EntryDetail.objects.filter(entry=delivery.entry).exists()
    assert not deliver(delivery.pk)  # not due yet
    assert sweep() == []


@pytest.mark.django_db
def test_a_poison_receiver_dies_alone_and_can_be_replayed(site: Site, listen: Listen) -> None:
    poisoned = Flag()
    poisoned.set()

    def poison(entry: Entry) -> None:
        if poisoned.is_set():
            raise ValueError("poison")

    name = listen(poison)
    listen(mark)
    deliveries = {delivery.receiver: delivery for delivery in ring_bell(site)}
    sick = deliveries.pop(name)
    [sound] = deliveries.values()
    for _ in range(MAX_ATTEMPTS):
        overdue(sick)
        deliver_task(sick.pk, sound.pk)
    sick.refresh_from_db()
    sound.refresh_from_db()
    assert (sick.state, sick.attempts, sound.state, sound.attempts) == ("dead", MAX_ATTEMPTS, "done", 1)
    assert "ValueError: poison" in sick.error
    assert sweep() == []

    poisoned.clear()
    replay(Delivery.objects.filter(pk=sick.pk), by=None)
    assert deliver(sick.pk)


@pytest.mark.django_db
def test_a_receiver_that_is_gone_is_a_failure_with_advice(site: Site, listen: Listen) -> None:
    name = listen(mark)
    [delivery] = ring_bell(site)
    registry.forget(name)
    assert not deliver(delivery.pk)
    delivery.refresh_from_db()
    assert "replay the delivery" in delivery.error


@pytest.mark.django_db
def test_a_missing_delivery_is_survived() -> None:
    deliver_task(999_999_999)


@pytest.mark.django_db
def test_the_sweep_does_not_ring_twice_for_the_same_row_within_a_minute(site: Site, listen: Listen) -> None:
    listen(mark)
    [delivery] = ring_bell(site)
    assert sweep() == [delivery.pk]
    assert sweep() == []
    assert sweep(everything=True) == [delivery.pk]  # a worker that has just started
    Delivery.objects.filter(pk=delivery.pk).update(rung_at=timezone.now() - RING_AGAIN)
    assert sweep() == [delivery.pk]


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_share_the_rings(site: Site, listen: Listen, quiet: None) -> None:
    listen(mark)
    pks = [ring_bell(site)[0].pk for _ in range(20)]
    rung = [pk for sweeping in at_once(2, sweep) for pk in sweeping]
    assert sorted(rung) == sorted(pks)


@pytest.mark.django_db
def test_a_live_claim_is_left_alone_and_a_dead_one_is_freed(site: Site, listen: Listen) -> None:
    listen(mark)
    [delivery] = ring_bell(site)
    claim_delivery(delivery.pk)  # held by this process, which lives
    assert sweep() == []
    machine = process.identity().split(":")[0]
    Delivery.objects.filter(pk=delivery.pk).update(holder=f"{machine}:{2**22 + 1}:1")  # above the largest pid
    assert sweep() == [delivery.pk]
    assert deliver(delivery.pk)


@pytest.mark.django_db
def test_a_claim_held_elsewhere_waits_for_its_lease(site: Site, listen: Listen) -> None:
    listen(mark)
    [delivery] = ring_bell(site)
    claim_delivery(delivery.pk)
    Delivery.objects.filter(pk=delivery.pk).update(holder="elsewhere/1:1:1")
    assert sweep() == []
    Delivery.objects.filter(pk=delivery.pk).update(lease_until=timezone.now())
    assert sweep() == [delivery.pk]


@pytest.mark.django_db
def test_a_delivery_that_kills_every_worker_ends_up_dead(site: Site, listen: Listen) -> None:
    listen(mark)
    [delivery] = ring_bell(site)
    past = timezone.now() - timedelta(seconds=1)
    Delivery.objects.filter(pk=delivery.pk).update(state="running", attempts=MAX_ATTEMPTS, lease_until=past)
    assert sweep() == []
    delivery.refresh_from_db()
    assert delivery.state == "dead" and "worker died" in delivery.error


def test_the_wait_doubles_up_to_an_hour() -> None:
    for attempts, seconds in ((1, 5), (2, 10), (5, 80), (MAX_ATTEMPTS, 2560), (30, 3600)):
        assert 0.75 * seconds <= backoff(attempts) <= 1.25 * seconds


@pytest.mark.django_db
def test_what_a_clock_that_ran_ahead_has_written_does_not_wait_for_it(site: Site, listen: Listen, quiet: None) -> None:
    listen(mark)
    later = timezone.now() + timedelta(hours=1)
    [fresh], [rung], [held], [failed] = (ring_bell(site) for _ in range(4))
    Delivery.objects.filter(pk=fresh.pk).update(due_at=later)
    Delivery.objects.filter(pk=rung.pk).update(rung_at=later)
    assert claim_delivery(held.pk)
    Delivery.objects.filter(pk=held.pk).update(lease_until=later, holder="elsewhere:1:1")
    Delivery.objects.filter(pk=failed.pk).update(due_at=later, attempts=3)
    assert set(sweep()) == {fresh.pk, rung.pk}
    held.refresh_from_db()
    assert held.lease_until is not None and held.lease_until - timezone.now() <= delivering.LEASE
    assert claim_delivery(fresh.pk)
    assert not claim_delivery(failed.pk)  # it waits because it failed


@pytest.mark.django_db
def test_sweeping_costs_five_queries_however_many_rows_are_done(
    site: Site, listen: Listen, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    listen(mark)
    for delivery in [ring_bell(site)[0] for _ in range(15)]:
        deliver(delivery.pk)
    with django_assert_num_queries(5):
        assert sweep() == []
