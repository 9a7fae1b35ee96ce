"""The text of a run while it is written: stored at once, soon at most four times a second; listeners are woken."""

import logging
import re
import time
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone

from ai.engine import claims
from ai.engine.estimates import text_tokens
from ai.engine.exceptions import Cancelled, Forbidden, LeaseLost
from ai.engine.models import Run
from ai.policies.standing import is_stopped, standing
from ai.providers import seats
from ai.providers.routing import Target
from ai.spending import ledger

if TYPE_CHECKING:
    from redis import Redis

logger = logging.getLogger(__name__)
BETWEEN_WRITES = 0.25
BETWEEN_FIRST_WRITES = 0.08  # the first words of an answer may stand behind a beginning of JSON, which shows nothing
BEGINNING = 120  # characters
BETWEEN_RENEWALS = 5.0
BETWEEN_CHECKS = 0.5
CHANNEL = "aicmr.run."
_THOUGHT = re.compile(r"\A\s*<think(?:ing)?>.*?(?:</think(?:ing)?>\s*|\Z)", re.DOTALL)
_MAYBE_THOUGHT = re.compile(r"\A\s*(?:<(?:t(?:h(?:i(?:n(?:k(?:i(?:n(?:g)?)?)?)?)?)?)?)?)?\Z")


class LiveText:
    """Collects an answer's chunks for one run that this worker holds."""

    def __init__(self, run: Run, on_text: Callable[[str], None] | None, on_restart: Callable[[], None] | None) -> None:
        self.run = run
        self.stopped_by: BaseException | None = None
        self._on_text = on_text or (lambda _: None)
        self._on_restart = on_restart or (lambda: None)
        self._kept = ""
        self._raw = ""
        self._shown = 0
        self._target: Target | None = None
        self._tokens_in = 0
        self._first_at = self._written_at = self._renewed_at = self._checked_at = 0.0

    @property
    def answer(self) -> str:
        """What this call has brought, without a model's thinking aloud."""
        answer = _THOUGHT.sub("", self._raw, count=1)
        return answer if self._kept else answer.lstrip()

    @property
    def produced(self) -> str:
        return self._raw

    @property
    def text(self) -> str:
        return self._kept + self.answer

    def begin(self, target: Target, *, tokens_in: int, keep: str = "") -> None:
        """A call begins; `keep` is text of an earlier call that it continues, else the text begins anew."""
        restarts = bool(self.run.text) and self.run.text != keep
        self._target, self._tokens_in = target, tokens_in
        self._kept, self._raw, self._shown, self._first_at = keep, "", 0, 0.0
        if restarts:
            self.run.generation += 1
            self.run.text = keep
            claims.write(self.run, "text", "generation")
            self._tell(self._on_restart)
            wake(self.run)

    def add(self, chunk: str) -> None:
        if not chunk:
            return
        self._raw += chunk
        self._first_at = self._first_at or time.monotonic()
        if _MAYBE_THOUGHT.match(self._raw):
            return
        answer = self.answer
        news, self._shown = answer[self._shown :], len(answer)
        now = time.monotonic()
        pause = BETWEEN_WRITES if len(answer) > BEGINNING else BETWEEN_FIRST_WRITES
        if news and (not self._written_at or now - self._written_at >= pause):
            self.store()
            self.tick()
        if news:
            self._tell(lambda: self._on_text(news))

    def first_after(self, started: float) -> int | None:
        """Milliseconds from `started` (monotonic) to this call's first text."""
        return round((self._first_at - started) * 1000) if self._first_at else None

    def store(self) -> None:
        """Write what there is; figures are estimates until the call ends, in case this worker dies."""
        self._written_at = time.monotonic()
        run = self.run
        run.text = self.text
        run.tokens_in, run.tokens_out, run.is_estimate = self._tokens_in, text_tokens(self._raw), True
        run.cost_micro = self._target.cost(run.tokens_in, run.tokens_out) if self._target else None
        claims.write(run, "text", "tokens_in", "tokens_out", "is_estimate", "cost_micro")
        wake(run)

    def tick(self) -> None:
        """Called while waiting: keeps the lease, and raises when someone asked to stop or AI was switched off."""
        now = time.monotonic()
        if now - self._checked_at < BETWEEN_CHECKS:
            return
        self._checked_at = now
        held = Run.objects.filter(pk=self.run.pk, claim=self.run.claim)
        asked = held.values_list("cancel_requested", flat=True).first()
        if asked is None:
            raise LeaseLost("Another worker has taken this over.", self.run)
        if asked:
            raise Cancelled("Cancelled.", self.run)
        if is_stopped(self.run.site, self.run.purpose):
            stands = standing(self.run.site, self.run.purpose, self.run.scope)
            raise Forbidden(stands.message, self.run, policy=stands.name)
        if now - self._renewed_at >= BETWEEN_RENEWALS:
            self._renewed_at = now
            until = timezone.now() + ledger.LEASE
            held.update(lease_until=until)
            ledger.renew(self.run.public_id, until)
            seats.renew(self.run.public_id)

    def sleep(self, seconds: float) -> None:
        """Wait, but not longer than someone wants to."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.tick()
            time.sleep(min(BETWEEN_CHECKS, left))

    def _tell(self, listener: Callable[[], Any]) -> None:
        try:
            listener()
        except BaseException as error:
            self.stopped_by = error
            raise


def wake(run: Run) -> None:
    """Tell listeners that the row has changed; they look by themselves when Redis is away."""
    if not settings.REDIS_URL:
        return
    try:
        _redis(settings.REDIS_URL).publish(CHANNEL + run.public_id, "")
    except Exception as error:  # Redis and its sockets raise many things, none of which may stop the writing
        logger.warning("listeners of run %s were not woken: %s", run.public_id, error)


@cache
def _redis(url: str) -> "Redis":
    from redis import Redis

    return Redis.from_url(url, socket_connect_timeout=0.5, socket_timeout=0.5)
