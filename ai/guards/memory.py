"""What was found out about a text, remembered: many short texts do not push the few long ones out."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

T = TypeVar("T")
SHORT = 600  # characters
MOST_SHORT, MOST_LONG = 512, 48


def by_length(function: Callable[..., T]) -> Callable[..., T]:
    """Remembers the answers of a pure function whose first argument is a text."""
    short, long = lru_cache(maxsize=MOST_SHORT)(function), lru_cache(maxsize=MOST_LONG)(function)

    @wraps(function)
    def remembered(text: str, *more: object, **named: object) -> T:
        return (short if len(text) < SHORT else long)(text, *more, **named)

    return remembered
