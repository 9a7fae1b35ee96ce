"""What budgets refuse."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ai.spending.models import Budget


class NoRoom(Exception):
    """A budget refuses a call; the message names the budget and is for people."""

    def __init__(self, message: str, budget: "Budget") -> None:
        super().__init__(message)
        self.message = message
        self.budget = budget
