"""Circuit breaker per endpoint (pybreaker), its state in the database so that all workers share it.

After `FAILURES` requests in a row whose calls found no server, a 5xx, a time-out or a cut stream, the endpoint is left
alone for `PAUSE` seconds; then one request may try.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db.models import F
from django.utils import timezone
from pybreaker import CircuitBreaker, CircuitBreakerError, CircuitBreakerStorage

from ai.providers.exceptions import CallFailed
from ai.providers.models import Circuit
from ai.providers.routing import Target

FAILURES = 5
PAUSE = 30
Result = TypeVar("Result")


class _Rows(CircuitBreakerStorage):
    """pybreaker's storage on a Circuit row; its names are given by the library."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._rows = Circuit.objects.filter(name=name)

    def _row(self) -> Circuit:
        return self._rows.first() or Circuit(name=self.name)

    def _set(self, **changes: Any) -> None:
        if not self._rows.update(**changes):
            Circuit.objects.get_or_create(name=self.name)
            self._rows.update(**changes)

    @property
    def state(self) -> str:
        return self._row().state

    @state.setter
    def state(self, state: str) -> None:
        self._set(state=state)

    def increment_counter(self) -> None:
        self._set(failures=F("failures") + 1)

    def reset_counter(self) -> None:
        if self._row().failures:
            self._set(failures=0)

    def increment_success_counter(self) -> None:
        self._set(successes=F("successes") + 1)

    def reset_success_counter(self) -> None:
        if self._row().successes:
            self._set(successes=0)

    @property
    def counter(self) -> int:
        return self._row().failures

    @property
    def success_counter(self) -> int:
        return self._row().successes

    @property
    def opened_at(self) -> datetime | None:
        return self._row().opened_at

    @opened_at.setter
    def opened_at(self, moment: datetime) -> None:
        self._set(opened_at=moment)


def guarded(target: Target, call: Callable[[], Result]) -> Result:
    """`call()`, unless the endpoint is left alone: then CallFailed of kind `paused`, without a call."""
    if target.is_local:
        return call()
    breaker = CircuitBreaker(
        fail_max=FAILURES,
        reset_timeout=PAUSE,
        exclude=[_is_not_the_server],
        state_storage=_Rows(target.circuit),
        throw_new_error_on_trip=False,
    )
    try:
        return breaker.call(call)
    except CircuitBreakerError:
        raise CallFailed("paused", _paused(target)) from None


def _is_not_the_server(error: BaseException) -> bool:
    return not (isinstance(error, CallFailed) and error.speaks_against_server)


def _paused(target: Target) -> str:
    opened = Circuit.objects.filter(name=target.circuit).values_list("opened_at", flat=True).first()
    until = (opened or timezone.now()) + timedelta(seconds=PAUSE)
    return (
        f"The AI service at {target.host} failed {FAILURES} times in a row and is left alone until "
        f"{until:%H:%M:%S} (UTC). Try again then."
    )
