"""What time does to runs: dead workers' reservations are released, abandoned runs end, logged texts are removed."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from ai.engine.models import Run
from ai.spending import ledger
from ai.spending.ledger import Use

ABANDONED = timedelta(minutes=5)  # after the lease: by then a job that lives has taken its run over
NEVER_BEGUN = timedelta(days=1)
LIVE_TEXT = timedelta(days=7)  # of finished runs: afterwards only the redacted answer is kept
PORTION = 500
_EMPTY = {"text": "", "data": None, "log_prompt": "", "log_answer": "", "error_detail": ""}


def sweep() -> None:
    """Every few seconds; may run twice at once."""
    now = timezone.now()
    ledger.release_expired(now, _used_by)
    left = Q(state=Run.State.STREAMING, lease_until__lt=now - ABANDONED)
    waiting = Q(state=Run.State.QUEUED, created_at__lt=now - NEVER_BEGUN)
    Run.objects.filter(left | waiting).update(
        state=Run.State.FAILED,
        error_kind="worker",
        error="The worker stopped before this was finished. Start it again.",
        finished_at=now,
    )


def forget() -> None:
    """Remove texts whose time is over, in portions; the figures stay."""
    now = timezone.now()
    old = Run.objects.filter(finished_at__lt=now - LIVE_TEXT).exclude(text="", data=None)
    Run.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:PORTION])).update(text="", data=None)
    _forget_texts(now)
    _forget_register(now)


def _forget_texts(now: datetime) -> None:
    """What was sent and answered goes; who asked, about what and where it went stays until its own time is over."""
    kept = timedelta(days=settings.AI_REGISTER_DAYS)
    over = Run.objects.filter(expires_at__lt=now, created_at__gte=now - kept).order_by("expires_at")
    expired = list(over.only("public_id", "created_at")[:PORTION])
    for run in expired:
        Run.objects.filter(pk=run.pk).update(**_EMPTY, expires_at=max(run.created_at + kept, now))
    ledger.forget([run.public_id for run in expired])


def _forget_register(now: datetime) -> None:
    cut = now - timedelta(days=settings.AI_REGISTER_DAYS)
    over = Run.objects.filter(expires_at__lt=now, created_at__lt=cut).order_by("expires_at")
    expired = dict(over.values_list("pk", "public_id")[:PORTION])
    nobody: dict[str, Any] = {
        "user": None,
        "scope": "",
        "sent_host": "",
        "sent_fields": {},
        "policy": "",
        "expires_at": None,
    }
    Run.objects.filter(pk__in=expired).update(**_EMPTY, **nobody)
    ledger.forget(list(expired.values()))


def _used_by(holders: list[str]) -> dict[str, Use]:
    """What the rows of these runs say was used so far."""
    rows = Run.objects.filter(public_id__in=holders).only("public_id", "tokens_in", "tokens_out", "cost_micro")
    return {row.public_id: Use(row.tokens_in + row.tokens_out, row.cost_micro) for row in rows}
