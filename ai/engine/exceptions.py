"""What `run()` raises; every message is for people and says what to do."""

from typing import TYPE_CHECKING

from accounts.jobs import exceptions as jobs

if TYPE_CHECKING:
    from ai.engine.models import Run


class RunError(Exception):
    """`run` is the request's row in the log."""

    def __init__(self, message: str, run: "Run | None" = None) -> None:
        super().__init__(message)
        self.message = message
        self.run = run


class RunFailed(RunError):
    """No usable answer; nothing of it may be stored as one."""


class BudgetExceeded(RunFailed):
    """A budget has no room for the call; none was made."""


class NotAllowed(RunFailed):
    """The person may not use AI on this site."""


class Cancelled(RunError, jobs.Cancelled):
    """Someone stopped the run; a job that it belongs to ends as cancelled too."""


class LeaseLost(RunError):
    """Another worker took the run over; this one must stop and store nothing."""


class CallFailed(Exception):
    """One call gave no usable answer.

    kind: `refused` (before any work: a bad key, an unknown model), `busy` (429), `down` (5xx, no connection),
    `timeout`, `cut`, `broken`, `empty`, `too_large`, `parameter` (the server wants other parameters), `paused`.
    `detail` may hold the server's words; it is redacted before it is stored.
    """

    def __init__(
        self,
        kind: str,
        message: str,
        *,
        detail: str = "",
        retry_after: float | None = None,
        tokens_in: int | None = None,
        tokens_out: int | None = None,
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.detail = detail
        self.retry_after = retry_after
        self.tokens_in = tokens_in
        self.tokens_out = tokens_out

    @property
    def may_pass(self) -> bool:
        """Whether the same call may succeed in a moment."""
        return self.kind in ("busy", "down", "timeout", "cut", "broken", "empty", "parameter")

    @property
    def speaks_against_server(self) -> bool:
        """Whether the breaker counts it."""
        return self.kind in ("down", "timeout", "cut")
