"""What goes wrong before and during a call."""


class NoModel(Exception):
    """Nobody may be called for a purpose; the message is for people."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


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


class CanaryRefused(Exception):
    """A model cannot be tried on this route, or should not be promoted; the message says why."""
