"""A run's row in the hands of one worker: claim it, log each call in a row of its own, close it once."""

import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.jobs.models import Job
from accounts.jobs.running import current_job
from accounts.sites.models import Site
from ai.engine.exceptions import LeaseLost, RunFailed
from ai.engine.models import Run
from ai.engine.redaction import for_log, without_secrets
from ai.guards import Expect
from ai.providers.routing import Target
from ai.spending import ledger
from ai.spending.ledger import Use
from aicmr.lib.ids import short_id

if TYPE_CHECKING:
    from accounts.models import User
    from ai.engine.prompting import Prompt

LONGEST_WAIT = 600.0  # seconds for another worker that is writing the same run
# What belongs to one call, and so moves to a row of its own when the next call of the request begins.
CALL_FIELDS = (
    *("state", "attempt", "generation", "provider", "model", "prompt_version", "guideline_version", "examples"),
    *("tokens_in", "tokens_out", "is_estimate"),
    *("ttft_ms", "latency_ms", "cost_micro", "currency", "finish_reason", "guards", "notes", "error", "error_kind"),
    *("error_detail", "sent_host", "sent_bytes", "sent_fields", "redactions", "policy", "log_prompt", "log_answer"),
    *("started_at", "finished_at", "expires_at", "site_id", "user_id", "job_id", "purpose", "scope"),
)

WHOSE = ("site_id", "user_id", "job_id", "purpose", "scope")


@dataclass(frozen=True)
class Request:
    """What a feature asks for."""

    purpose: str
    context: dict[str, Any]
    site: Site
    by: "User | None"
    scope: str = ""
    key: str | None = None
    expect: Expect = field(default_factory=Expect)
    job: Job | None = None
    pictures: tuple[str, ...] = ()
    prompt: "Prompt | None" = None  # this very text, whatever the site uses
    target: Target | None = None  # this very model, whatever routes say


def queue(request: Request) -> Run:
    """The request's row, made if there is none of its key: a page may stream it before a worker has it."""
    wanted = {"user": request.by, "purpose": request.purpose, "scope": request.scope[:120], "job": job_of(request)}
    if request.key is None:
        return Run.objects.create(site=request.site, **wanted)
    try:
        with transaction.atomic():
            return Run.objects.get_or_create(site=request.site, key=request.key, defaults=wanted)[0]
    except IntegrityError:  # another worker made it in between
        return Run.objects.get(site=request.site, key=request.key)


def claim(request: Request) -> Run:
    """The row, held by this worker; or finished as done, when its key was answered before.

    A row that another worker holds is waited for: until it is done, or its lease ends and this worker takes it over.
    """
    waited_until = time.monotonic() + LONGEST_WAIT
    while True:
        run = queue(request)
        if is_answered(run) or _take(run, job_of(request)):
            return run
        if time.monotonic() > waited_until:
            raise RunFailed("Another worker is still writing this. Wait for it, or cancel it and start again.", run)
        time.sleep(0.5)


def is_answered(run: Run) -> bool:
    """Done, and the answer is still kept."""
    return run.state == Run.State.DONE and bool(run.text or run.data is not None)


def job_of(request: Request) -> Job | None:
    return request.job or current_job()


def _take(run: Run, job: Job | None) -> bool:
    now = timezone.now()
    if run.state == Run.State.STREAMING and run.lease_until and run.lease_until > now:
        return False
    claim = short_id(16)
    free = Run.objects.filter(pk=run.pk, claim=run.claim, state=run.state)
    begun: dict[str, Any] = {"claim": claim, "lease_until": now + ledger.LEASE, "state": Run.State.STREAMING}
    if job is not None:
        begun["job"] = job
    if not free.update(**begun, cancel_requested=run.cancel_requested and run.state == Run.State.QUEUED):
        return False
    before = run.state
    run.refresh_from_db()
    # The row says that it is being written; what it still shows is the call before, which ended as it did.
    run.state = before
    if before == Run.State.STREAMING:
        ledger.release(run.public_id, Use(run.tokens_in + run.tokens_out, run.cost_micro))
        run.state, run.error_kind = Run.State.FAILED, "worker"
        run.error = "The worker stopped in the middle of this call; it was made again."
    return True


def begin_call(run: Run, **call: Any) -> None:
    """Show a new call in the row; the one before, if any, moves to a row of its own."""
    with transaction.atomic():
        if run.attempt:
            Run.objects.create(head=run, **{name: getattr(run, name) for name in CALL_FIELDS})
        blank = Run()
        for name in CALL_FIELDS:
            if name not in ("attempt", "generation", *WHOSE):
                setattr(run, name, getattr(blank, name))
        run.attempt += 1
        run.state, run.started_at = Run.State.STREAMING, timezone.now()
        run.expires_at = timezone.now() + timedelta(days=settings.AI_LOG_DAYS)
        for name, value in call.items():
            setattr(run, name, value)
        write(run, *CALL_FIELDS)


def end_call(run: Run, *, answer: str, secrets: tuple[str, ...] = (), **figures: Any) -> None:
    """Store what the call was; the run itself stays open."""
    for name, value in figures.items():
        setattr(run, name, value)
    run.finished_at = timezone.now()
    run.log_answer = for_log(answer, *secrets)
    run.error_detail = without_secrets(run.error_detail, *secrets)
    state = run.state
    run.state = Run.State.STREAMING  # of the row that pages watch; the archived one gets its own
    write(run, *(name for name in CALL_FIELDS if name not in WHOSE))
    run.state = state


def close(run: Run, state: str, **changes: Any) -> None:
    """The run is over: nobody holds it any more."""
    for name, value in {**changes, "state": state}.items():
        setattr(run, name, value)
    run.finished_at = timezone.now()
    if run.expires_at is None:
        run.expires_at = timezone.now() + timedelta(days=settings.AI_LOG_DAYS)
    write(run, "state", "finished_at", "expires_at", *changes)


def write(run: Run, *names: str) -> None:
    """Store these fields while this worker holds the run. Raises LeaseLost when another one does."""
    held = Run.objects.filter(pk=run.pk, claim=run.claim)
    if not held.update(**{name: getattr(run, name) for name in names}):
        raise LeaseLost("Another worker has taken this over.", run)
