"""What budgets refuse."""


class NoRoom(Exception):
    """A budget refuses a call; the message names the budget and is for people."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
