"""Why a decision was not carried out; every message is for people."""


class ProposalError(Exception):
    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class BaseMoved(ProposalError):
    """The text has changed since the proposal was made; nothing was applied."""


class AlreadyDecided(ProposalError):
    """Somebody else has decided in between."""


class TargetGone(ProposalError):
    """The content is not there any more, or this person may not change it."""
