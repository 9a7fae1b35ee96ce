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


class Forbidden(RunFailed):
    """A rule stands against the call; none was made. `policy` names the rule for the log."""

    def __init__(self, message: str, run: "Run | None" = None, *, policy: str = "") -> None:
        super().__init__(message, run)
        self.policy = policy


class PromptRefused(Exception):
    """A version should not be taken into use; with a reason from whoever insists, it can be."""


class Cancelled(RunError, jobs.Cancelled):
    """Someone stopped the run; a job that it belongs to ends as cancelled too."""


class LeaseLost(RunError):
    """Another worker took the run over; this one must stop and store nothing."""
