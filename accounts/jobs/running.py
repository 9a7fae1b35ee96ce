"""What a running job holds in its hand: progress, cancel, items that are never done twice."""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from typing import Any, Self

from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.utils import timezone

from accounts.jobs.exceptions import Cancelled, JobFailed, LeaseLost, StandBack
from accounts.jobs.models import Job, JobItem
from accounts.jobs.querysets import JobQuerySet
from accounts.jobs.turns import should_stand_back

logger = logging.getLogger(__name__)

_current: ContextVar[Job | None] = ContextVar("job", default=None)
LEASE = timedelta(seconds=30)
TURN = 10.0  # seconds that a job of items works before it looks whether another site waits
BETWEEN_GLANCES = 0.5  # seconds
HEARTBEAT = 8.0  # seconds; three beats fit into a lease


def current_job() -> Job | None:
    """The job that runs here, for rooms below the one whose work it is (what it costs is booked on it)."""
    return _current.get()


@contextmanager
def as_current(job: Job) -> Iterator[None]:
    token = _current.set(job)
    try:
        yield
    finally:
        _current.reset(token)


class JobHandle:
    """Given to the `run` function of a kind. Every write checks that the claim is still ours."""

    def __init__(self, job: Job, *, expected: tuple[type[Exception], ...] = ()) -> None:
        self.job = job
        self.expected: tuple[type[Exception], ...] = (JobFailed, *expected)
        self.result: dict[str, Any] = {}
        self._lost = threading.Event()
        self._turn_began = time.monotonic()
        self._glanced_at = 0.0

    @property
    def payload(self) -> dict[str, Any]:
        return self.job.payload

    def check(self) -> None:
        """Raise Cancelled if somebody asked to stop, LeaseLost if another worker has the job."""
        asked = None if self._lost.is_set() else self.held().values_list("cancel_requested", flat=True).first()
        if asked is None:
            raise LeaseLost("Another worker has taken this job over.")
        if asked:
            raise Cancelled("The job was cancelled.")

    def glance(self) -> None:
        """`check`, but not more than twice a second: for what happens with every word of an answer."""
        if time.monotonic() - self._glanced_at >= BETWEEN_GLANCES:
            self._glanced_at = time.monotonic()
            self.check()

    def progress(self, done: int, total: int | None = None) -> None:
        """Store how much is done; counts of items are kept by `items` itself."""
        changes = {"done": done} if total is None else {"done": done, "total": total}
        self._write(attempts=0 if done > self.job.done else F("attempts"), **changes)
        for name, value in changes.items():
            setattr(self.job, name, value)

    def finish(self, result: dict[str, Any]) -> None:
        """Set what the job has brought; stored when the run function returns."""
        self.result = result

    def items(
        self,
        keys: Iterable[str | int],
        function: Callable[[str], dict[str, Any] | None],
        *,
        atomic: bool = False,
    ) -> dict[str, dict[str, Any]]:
        """Run `function(key)` for each key that is not done yet; results of all done ones by key.

        A failing item is recorded with its error and stops nobody else. With `atomic` the function
        runs in one transaction with the record of it (exactly once for work in the database);
        without it, an item whose worker died before the record is run again.
        """
        names = [str(key) for key in keys]
        results = self._begin_items(names)
        for name in names:
            if name not in results:
                self.check()
                self._take_turns()
                result = self._run_item(name, function, atomic)
                if result is not None:
                    results[name] = result
        self._write(done=len(results), failed_items=self.job.items.failed().count())
        return results

    def _take_turns(self) -> None:
        """Raise StandBack when this has run for a while and another site has waited for its turn."""
        now = time.monotonic()
        if now - self._turn_began >= TURN:
            self._turn_began = now
            if should_stand_back(self.job):
                raise StandBack

    def held(self) -> JobQuerySet:
        """The job's row while the claim is ours, else no row."""
        return Job.objects.filter(pk=self.job.pk, claim=self.job.claim).running()

    def renew(self) -> bool:
        """Renew the lease; False if it was lost."""
        now = timezone.now()
        return bool(self.held().update(lease_until=now + LEASE, heartbeat_at=now))

    def lose(self) -> None:
        self._lost.set()

    def _begin_items(self, names: list[str]) -> dict[str, dict[str, Any]]:
        # What failed in an earlier attempt is tried again; what is done is not.
        self.job.items.filter(key__in=names).failed().delete()
        done = dict(self.job.items.filter(key__in=names).values_list("key", "result"))
        self._write(total=len(set(names)), done=len(done), failed_items=0)
        return done

    def _run_item(self, key: str, function: Callable[[str], Any], atomic: bool) -> dict[str, Any] | None:
        try:
            if atomic:
                with transaction.atomic():
                    return self._record_done(key, function(key) or {})
            return self._record_done(key, function(key) or {})
        except (Cancelled, StandBack):
            raise
        except Exception as error:
            logger.exception("item %s of job %s failed", key, self.job.public_id)
            self._record_failed(key, error)
            return None

    @transaction.atomic
    def _record_done(self, key: str, result: dict[str, Any]) -> dict[str, Any]:
        self._write(done=F("done") + 1, attempts=0)
        JobItem.objects.create(job=self.job, key=key, state=JobItem.State.DONE, result=result)
        return result

    @transaction.atomic
    def _record_failed(self, key: str, error: Exception) -> None:
        text = str(error) if isinstance(error, self.expected) else f"{type(error).__name__}: {error}"
        self._write(failed_items=F("failed_items") + 1, attempts=0)
        JobItem.objects.create(job=self.job, key=key, state=JobItem.State.FAILED, error=text[:2000])

    def _write(self, **changes: Any) -> None:
        if not self.held().update(**changes):
            raise LeaseLost("Another worker has taken this job over.")


class Heartbeat:
    """Renews a job's lease from a thread of its own while the job runs."""

    def __init__(self, handle: JobHandle) -> None:
        self._handle = handle
        self._stop = threading.Event()
        self.thread = threading.Thread(target=self._beat, name=f"job-{handle.job.pk}", daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._stop.set()
        self.thread.join(timeout=5)

    def _beat(self) -> None:
        while not self._stop.wait(HEARTBEAT):
            try:
                if not self._handle.renew():
                    self._handle.lose()
                    return
            except DatabaseError as error:
                logger.warning("the heartbeat of job %s was not written: %s", self._handle.job.public_id, error)
            finally:
                connection.close()
