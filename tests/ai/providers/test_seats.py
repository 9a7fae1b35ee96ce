"""Seats: so many at once and no more, in turns by site, and a dead worker's seat is free again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.sites.models import Site
from ai.providers import seats
from ai.providers.exceptions import CallFailed
from ai.providers.models import Seat
from ai.providers.routing import Target

pytestmark = pytest.mark.django_db
TWO = Target(name="t", backend="openai_compatible", model="m", base_url="http://ai.example/v1", at_once=2)


def queue(*names: tuple[Site, str]) -> None:
    for site, name in names:
        seats._queue(TWO, site, name)


def served(count: int) -> list[str]:
    """Who gets the next seats, each leaving before the next comes in."""
    order = []
    for _ in range(count):
        for name in Seat.objects.filter(taken_at=None).values_list("holder", flat=True):
            if seats._taken(TWO, name):
                order.append(name)
                Seat.objects.filter(holder=name).delete()
                break
    return order


def test_no_more_than_so_many_at_once(site: Site) -> None:
    queue((site, "a"), (site, "b"), (site, "c"))
    assert [seats._taken(TWO, name) for name in "abc"] == [True, True, False]
    Seat.objects.filter(holder="a").delete()
    assert seats._taken(TWO, "c")


def test_sites_take_turns_whoever_came_first(site: Site, noise_site: Site) -> None:
    queue(*[(site, f"greedy-{number}") for number in range(50)], (noise_site, "other-0"), (noise_site, "other-1"))
    assert served(5) == ["greedy-0", "other-0", "greedy-1", "other-1", "greedy-2"]


def test_the_site_with_fewer_seats_is_next(site: Site, noise_site: Site) -> None:
    queue((site, "a"), (site, "b"), (noise_site, "c"))
    assert [seats._taken(TWO, name) for name in ("a", "b", "c")] == [True, False, True]


def test_a_dead_workers_seat_and_place_in_the_queue_are_free_again(site: Site) -> None:
    queue((site, "dead"), (site, "dead too"), (site, "gone"), (site, "d"))
    assert seats._taken(TWO, "dead") and seats._taken(TWO, "dead too")
    past = timezone.now() - timedelta(seconds=1)
    Seat.objects.filter(holder__in=["dead", "gone"]).update(lease_until=past)
    assert seats._taken(TWO, "d")


def test_the_seat_is_left_whatever_happens(site: Site) -> None:
    with pytest.raises(RuntimeError), seats.seat(TWO, site=site, holder="a", tick=lambda: None):
        assert Seat.objects.get().taken_at
        raise RuntimeError
    assert not Seat.objects.exists()


def test_who_waits_may_give_up(site: Site) -> None:
    queue((site, "a"), (site, "b"))
    assert seats._taken(TWO, "a") and seats._taken(TWO, "b")

    def cancelled() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), seats.seat(TWO, site=site, holder="c", tick=cancelled):
        raise AssertionError("there was no seat")
    assert Seat.objects.count() == 2


def test_waiting_for_too_long_is_told(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seats, "LONGEST_WAIT", 0.0)
    queue((site, "a"), (site, "b"))
    assert seats._taken(TWO, "a") and seats._taken(TWO, "b")
    with (
        pytest.raises(CallFailed, match="All 2 places at ai.example") as caught,
        seats.seat(TWO, site=site, holder="c", tick=lambda: None),
    ):
        raise AssertionError("there was no seat")
    assert caught.value.kind == "busy"


def test_without_a_limit_no_row_is_written(site: Site) -> None:
    free = Target(name="t", backend="openai_compatible", model="m")
    with seats.seat(free, site=site, holder="a", tick=lambda: None):
        assert not Seat.objects.exists()
