"""What may end a job."""


class Cancelled(Exception):
    """Somebody asked the job to stop; raised by `JobHandle.check()`, never to be swallowed."""


class LeaseLost(Cancelled):
    """Another worker has taken the job over: stop at once and write nothing more."""


class StandBack(Exception):
    """Another site's turn has come: the job waits in the queue again and goes on from its rows."""


class SentBefore(Exception):
    """What was asked for has been started already, by the same form of the same person; `job` is its public id."""

    def __init__(self, job: str) -> None:
        super().__init__("This was sent before.")
        self.job = job


class JobFailed(Exception):
    """The job cannot be done; the text is shown to the person who started it and says what to do."""
