"""Starting a process so that what stops it is said once, in a line."""

import sys
from collections.abc import Callable
from typing import TypeVar

Application = TypeVar("Application")
# Gunicorn starts a worker that ends otherwise again, for ever.
_DO_NOT_TRY_AGAIN = 3


def started(make: Callable[[], Application]) -> Application:
    """What `make` returns; where settings or checks refuse, their line and an end that no server retries."""
    try:
        return make()
    except SystemExit as refusal:
        print(refusal.code, file=sys.stderr)
        raise SystemExit(_DO_NOT_TRY_AGAIN) from None
