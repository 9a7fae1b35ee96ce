import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import TestCase
from django.utils import timezone

from accounts.audit.models import Entry
from accounts.jobs import execution, registry, running, watch
from accounts.jobs.exceptions import Cancelled, JobFailed, LeaseLost
from accounts.jobs.execution import MAX_ATTEMPTS, claim
from accounts.jobs.models import Job
from accounts.jobs.running import Heartbeat, JobHandle
from accounts.jobs.services import cancel_job, retry_failed, start_job
from accounts.jobs.tasks import run as run_task
from accounts.sites.models import Site
from aicmr.lib import process, queue
from tests.accounts.threads import at_once
from tests.people import People

KIND = "test.net"
Work = Callable[[JobHandle], dict[str, Any] | None]
Working = Callable[..., Job]
_work: dict[str, Work] = {}


def run_work(handle: JobHandle) -> dict[str, Any] | None:
    return _work[KIND](handle)


@pytest.fixture
def working(site: Site, people: People) -> Iterator[Working]:
    """Make a queued job that does this work."""
    registry.register(KIND, run=f"{__name__}.run_work", label="Mend the net", expected=(LookupError,))

    def make(work: Work, **payload: object) -> Job:
        _work[KIND] = work
        return start_job(KIND, site=site, by=people.creator, payload=payload)

    yield make
    registry.forget(KIND)


def fresh(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def let_lease_end(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def handle_of(job: Job) -> JobHandle:
    claimed = claim(job.pk)
    assert claimed is not None
    return JobHandle(claimed)


@pytest.mark.django_db
def test_a_job_runs_once_and_keeps_its_result(working: Working) -> None:
    job = working(lambda handle: {"knots": handle.payload["knots"]}, knots=3)
    assert [execution.run(job.pk) for _ in range(2)] == [True, False]
    job = fresh(job)
    assert (job.state, job.result, job.attempts, job.percent, job.label) == (
        "done",
        {"knots": 3},
        1,
        100,
        "Mend the net",
    )
    assert Entry.objects.get(topic="jobs.job_finished", site=job.site).payload == {"job_id": job.pk, "state": "done"}


@pytest.mark.django_db
def test_the_result_may_be_set_on_the_way(working: Working) -> None:
    job = working(lambda handle: handle.finish({"knots": 5}))
    execution.run(job.pk)
    assert fresh(job).result == {"knots": 5}


@pytest.mark.django_db(transaction=True)
def test_committing_rings_the_worker_on_the_queue_of_the_kind(working: Working, site: Site) -> None:
    with transaction.atomic():
        job = working(lambda handle: {})
        assert fresh(job).state == "queued"
    assert fresh(job).state == "done"


@pytest.mark.django_db
def test_a_missing_row_is_survived() -> None:
    run_task(999_999_999)


@pytest.mark.django_db
def test_an_unknown_kind_cannot_be_started(site: Site) -> None:
    with pytest.raises(LookupError):
        start_job("test.unknown", site=site, by=None, payload={})


@pytest.mark.django_db
def test_a_kind_that_is_gone_fails_the_job_with_a_reason(working: Working) -> None:
    job = working(lambda handle: {})
    registry.forget(KIND)
    execution.run(job.pk)
    assert (fresh(job).state, fresh(job).error) == ("failed", f"There is no kind of job named {KIND}.")


@pytest.mark.parametrize("error", [JobFailed("Choose another net."), LookupError("Choose another net.")])
@pytest.mark.django_db
def test_an_expected_error_ends_the_job_with_its_own_words(working: Working, error: Exception) -> None:
    def work(handle: JobHandle) -> None:
        raise error

    job = working(work)
    execution.run(job.pk)
    assert (fresh(job).state, fresh(job).error) == ("failed", "Choose another net.")


@pytest.mark.django_db
def test_an_unexpected_error_is_tried_again_a_few_times_only(working: Working) -> None:
    def work(handle: JobHandle) -> None:
        raise ZeroDivisionError("no knots")

    job = working(work)
    for attempt in range(1, MAX_ATTEMPTS):
        execution.run(job.pk)
        assert (fresh(job).state, fresh(job).attempts) == ("queued", attempt)
        assert fresh(job).due_at > timezone.now()
        Job.objects.filter(pk=job.pk).update(due_at=timezone.now())
    execution.run(job.pk)
    assert fresh(job).state == "failed"
    assert "ZeroDivisionError: no knots" in fresh(job).error and job.public_id in fresh(job).error


@pytest.mark.django_db
def test_a_job_that_kills_every_worker_fails_with_advice(working: Working) -> None:
    job = working(lambda handle: {})
    for _ in range(MAX_ATTEMPTS):
        assert claim(job.pk)
        let_lease_end(job)
    execution.run(job.pk)
    assert fresh(job).state == "failed" and "worker's log" in fresh(job).error


@pytest.mark.django_db(transaction=True)
def test_of_several_workers_one_claims_a_job(working: Working, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "send", lambda *args, **kwargs: False)
    job = working(lambda handle: {})
    assert sum(claimed is not None for claimed in at_once(4, lambda: claim(job.pk))) == 1


@pytest.mark.django_db
def test_items_done_before_the_workers_death_are_not_done_again(working: Working) -> None:
    done: list[str] = []

    def work(handle: JobHandle) -> dict[str, Any]:
        def mend(key: str) -> dict[str, Any]:
            if key == "c" and len(done) == 2:
                raise SystemExit  # as a killed worker: no exception that the job could handle
            done.append(key)
            return {"at": len(done)}

        return {"results": handle.items("abcd", mend)}

    job = working(work)
    with pytest.raises(SystemExit):
        execution.run(job.pk)
    assert (fresh(job).state, fresh(job).done, fresh(job).total) == ("running", 2, 4)
    done.append("restart")
    let_lease_end(job)
    execution.run(job.pk)
    assert done == ["a", "b", "restart", "c", "d"]
    job = fresh(job)
    assert (job.state, job.done, job.failed_items) == ("done", 4, 0)
    assert job.result == {"results": {"a": {"at": 1}, "b": {"at": 2}, "c": {"at": 4}, "d": {"at": 5}}}


@pytest.mark.django_db
def test_a_failing_item_stops_no_other_and_can_be_retried_alone(working: Working, people: People) -> None:
    calls: list[str] = []

    def mend(key: str) -> dict[str, Any]:
        calls.append(key)
        if key == "b" and calls.count("b") == 1:
            raise JobFailed("The knot is too tight; loosen it.")
        return {}

    job = working(lambda handle: handle.items("abc", mend) and {})
    execution.run(job.pk)
    assert (fresh(job).state, fresh(job).done, fresh(job).failed_items) == ("done", 2, 1)
    assert list(job.items.failed().values_list("key", "error")) == [("b", "The knot is too tight; loosen it.")]

    assert retry_failed(fresh(job), by=people.creator)
    assert not retry_failed(fresh(job), by=people.creator)  # it is open already
    execution.run(job.pk)
    assert calls == ["a", "b", "c", "b"]
    assert (fresh(job).state, fresh(job).done, fresh(job).failed_items) == ("done", 3, 0)


@pytest.mark.django_db
def test_an_atomic_item_rolls_back_with_its_record(working: Working, site: Site) -> None:
    def mend(key: str) -> dict[str, Any]:
        Site.objects.filter(pk=site.pk).update(tagline=key)
        raise ValueError(key)

    job = working(lambda handle: handle.items("a", mend, atomic=True) and {})
    execution.run(job.pk)
    assert Site.objects.get(pk=site.pk).tagline == site.tagline
    assert fresh(job).failed_items == 1


@pytest.mark.django_db
def test_cancelling_a_waiting_job_ends_it_at_once(working: Working, people: People) -> None:
    job = working(lambda handle: {})
    assert cancel_job(job, by=people.creator)
    assert fresh(job).state == "cancelled"
    assert not execution.run(job.pk)
    assert not cancel_job(job, by=people.creator)


@pytest.mark.django_db
def test_cancelling_a_running_job_stops_it_within_one_item(working: Working, people: People) -> None:
    done: list[str] = []

    def mend(key: str) -> dict[str, Any]:
        done.append(key)
        if key == "b":
            cancel_job(job, by=people.creator)
        return {}

    job = working(lambda handle: handle.items("abcd", mend) and {})
    execution.run(job.pk)
    assert done == ["a", "b"]
    assert (fresh(job).state, fresh(job).done) == ("cancelled", 2)


@pytest.mark.django_db
def test_a_cancelled_job_whose_worker_died_is_not_started_again(working: Working, people: People) -> None:
    job = working(lambda handle: pytest.fail("must not run"))
    claim(job.pk)
    cancel_job(job, by=people.creator)
    let_lease_end(job)
    execution.run(job.pk)
    assert fresh(job).state == "cancelled"


@pytest.mark.django_db
def test_whoever_lost_the_lease_writes_nothing_more(working: Working) -> None:
    job = working(lambda handle: {})
    slow = handle_of(job)
    let_lease_end(job)
    quick = handle_of(job)
    assert not slow.renew()
    with pytest.raises(LeaseLost):
        slow.check()
    with pytest.raises(LeaseLost):
        slow.progress(5, 10)
    with pytest.raises(LeaseLost):
        slow.items("a", lambda key: {})
    assert not execution.end(slow.job, Job.State.FAILED)
    quick.progress(1, 2)
    assert (fresh(job).done, fresh(job).total, fresh(job).state) == (1, 2, "running")


@pytest.mark.django_db
def test_check_raises_when_somebody_asked_to_stop(working: Working, people: People) -> None:
    job = working(lambda handle: {})
    handle = handle_of(job)
    handle.check()
    cancel_job(job, by=people.creator)
    with pytest.raises(Cancelled):
        handle.check()


@pytest.mark.django_db
def test_a_glance_asks_the_database_twice_a_second_at_most(
    working: Working, people: People, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    job = working(lambda handle: {})
    handle = handle_of(job)
    with django_assert_num_queries(1):
        for _ in range(50):
            handle.glance()
    cancel_job(job, by=people.creator)
    monkeypatch.setattr(running, "BETWEEN_GLANCES", 0.0)
    with pytest.raises(Cancelled):
        handle.glance()


@pytest.mark.django_db(transaction=True)
def test_the_heartbeat_renews_the_lease_and_notices_its_loss(working: Working, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "send", lambda *args, **kwargs: False)
    monkeypatch.setattr(running, "HEARTBEAT", 0.02)
    job = working(lambda handle: {})
    handle = handle_of(job)
    let_lease_end(job)
    with Heartbeat(handle) as heartbeat:
        assert _until(lambda: (fresh(job).lease_until or timezone.now()) > timezone.now() + timedelta(seconds=20))
        Job.objects.filter(pk=job.pk).update(claim="somebody else")
        heartbeat.thread.join(timeout=5)
        assert not heartbeat.thread.is_alive()
    with pytest.raises(LeaseLost):
        handle.check()


def _until(condition: Callable[[], bool]) -> bool:
    deadline = timezone.now() + timedelta(seconds=5)
    while not condition() and timezone.now() < deadline:
        time.sleep(0.01)
    return condition()


@pytest.mark.django_db
def test_the_sweep_finds_waiting_jobs_and_those_of_dead_workers(working: Working) -> None:
    job = working(lambda handle: {})
    assert watch.sweep() == [(job.pk, KIND)]
    assert watch.sweep() == []
    assert watch.sweep(everything=True) == [(job.pk, KIND)]
    claim(job.pk)
    assert watch.sweep() == []
    machine = process.identity().split(":")[0]
    Job.objects.filter(pk=job.pk).update(holder=f"{machine}:{2**22 + 1}:1")  # above the largest pid
    assert watch.sweep() == [(job.pk, KIND)]
    assert claim(job.pk)


@pytest.mark.django_db
def test_what_a_clock_that_ran_ahead_has_written_does_not_wait_for_it(working: Working) -> None:
    later = timezone.now() + timedelta(hours=1)
    fresh, rung, held, failed = (working(lambda handle: {}) for _ in range(4))
    Job.objects.filter(pk=fresh.pk).update(due_at=later)
    Job.objects.filter(pk=rung.pk).update(rung_at=later)
    claim(held.pk)
    Job.objects.filter(pk=held.pk).update(lease_until=later, holder="elsewhere:1:1")
    Job.objects.filter(pk=failed.pk).update(due_at=later, attempts=1)
    assert {pk for pk, _ in watch.sweep()} == {fresh.pk, rung.pk}
    held.refresh_from_db()
    assert held.lease_until is not None and held.lease_until - timezone.now() <= running.LEASE
    assert claim(fresh.pk)
    assert not claim(failed.pk)  # it waits because it failed


@pytest.mark.django_db
def test_the_time_left_follows_the_pace_so_far(working: Working) -> None:
    job = working(lambda handle: {})
    job.state, job.total, job.done = Job.State.RUNNING, 10, 0
    job.started_at = timezone.now() - timedelta(seconds=20)
    assert job.eta is None and job.percent == 0
    job.done = 4
    assert job.eta is not None and 29 < job.eta.total_seconds() < 32
    assert job.percent == 40


@pytest.mark.django_db
def test_starting_a_job_leaves_one_ring_for_the_commit(working: Working) -> None:
    with TestCase.captureOnCommitCallbacks() as hooks:
        working(lambda handle: {})
    assert len(hooks) == 1
