"""Deleting what may go, room by room."""

import logging
from datetime import datetime

from accounts.operations import registry

logger = logging.getLogger(__name__)


def prune(now: datetime, *, dry_run: bool, only: tuple[str, ...] = ()) -> dict[str, int | str]:
    """By name of what, how many went (or would go), or why it failed. One that fails stops no other."""
    found: dict[str, int | str] = {}
    for broom in registry.brooms():
        if only and broom.name not in only:
            continue
        try:
            found[broom.name] = broom.run(now, dry_run)
        except Exception as error:
            logger.exception("pruning %s failed", broom.name)
            found[broom.name] = f"{type(error).__name__}: {error}"
    return found
