"""Sites take turns at the workers."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.jobs import execution, registry, running, tasks, turns
from accounts.jobs.models import Job
from accounts.jobs.running import JobHandle
from accounts.sites.models import Site

pytestmark = pytest.mark.django_db
RAN: list[str] = []


def note(handle: JobHandle) -> None:
    RAN.append(handle.job.label)


def many(handle: JobHandle) -> None:
    handle.items(range(handle.payload["count"]), lambda key: RAN.append(f"{handle.job.label} {key}"))


@pytest.fixture(autouse=True)
def _kinds() -> Iterator[None]:
    RAN.clear()
    for name, queue in (("tests.note", "ai"), ("tests.many", "ai"), ("tests.other", "media")):
        function = "many" if name == "tests.many" else "note"
        registry.register(name, run=f"{__name__}.{function}", label=name, queue=queue)
    yield
    for name in ("tests.note", "tests.many", "tests.other"):
        registry.forget(name)


def make(site: Site, label: str, kind: str = "tests.note", **fields: object) -> Job:
    return Job.objects.create(site=site, kind=kind, label=label, due_at=timezone.now(), **fields)


def hear(jobs: list[Job]) -> None:
    """One worker hears the rings in the order in which they were sent."""
    for job in jobs:
        tasks.run(job.pk)


def test_one_job_of_another_site_is_not_behind_a_thousand(site: Site, noise_site: Site) -> None:
    greedy = [make(site, f"greedy {number}") for number in range(30)]
    at_work = make(site, "at work", state="running", claim="c", lease_until=timezone.now() + timedelta(seconds=30))
    other = make(noise_site, "other")
    hear([*greedy, other])
    assert RAN[0] == "other"
    assert sorted(RAN) == sorted([*(job.label for job in greedy), "other"]), "each once"
    assert Job.objects.filter(pk=at_work.pk, state="running").exists()


def test_the_ring_of_one_queue_starts_nothing_of_another(site: Site, noise_site: Site) -> None:
    other = make(noise_site, "pictures", "tests.other")
    hear([make(site, "text")])
    assert RAN == ["text"]
    hear([other])
    assert RAN == ["text", "pictures"]


def test_a_worker_that_comes_second_takes_the_next(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    first = make(site, "first")
    make(site, "second")
    choose = turns.next_job
    quicker = iter([first])

    def late(job_id: int) -> int | None:
        chosen = choose(job_id)
        for job in quicker:
            Job.objects.filter(pk=job.pk).update(state="running", lease_until=timezone.now() + timedelta(seconds=30))
        return chosen

    monkeypatch.setattr(turns, "next_job", late)
    tasks.run(first.pk)
    assert RAN == ["second"]


def test_a_ring_for_what_is_not_there_does_nothing(site: Site) -> None:
    tasks.run(10**9)
    assert RAN == []


def test_a_long_job_stands_back_for_another_site_and_goes_on(
    site: Site, noise_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "TURN", 0.0)
    sent: list[int] = []
    monkeypatch.setattr("accounts.jobs.execution.queue.send", lambda name, args, queue: sent.append(args[0]) or True)
    long = make(site, "long", "tests.many", payload={"count": 4})
    short = make(noise_site, "short")
    execution.run(long.pk)
    long.refresh_from_db()
    assert (long.state, sent, RAN) == ("queued", [long.pk], [])
    hear([short, long])
    assert RAN == ["short", "long 0", "long 1", "long 2", "long 3"]
    long.refresh_from_db()
    assert (long.state, long.done) == ("done", 4)


def test_a_long_job_that_nobody_waits_behind_is_left_alone(
    site: Site, noise_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "TURN", 0.0)
    make(site, "own")
    make(noise_site, "pictures", "tests.other")
    long = make(site, "long", "tests.many", payload={"count": 2})
    execution.run(long.pk)
    assert RAN == ["long 0", "long 1"]
    assert not turns.should_stand_back(long)
