"""What operators ask for: a backup, a restore, whether there is one."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from accounts.operations import closing, examining, making, nightly, pruning, registry, rekeying, restoring
from accounts.operations.exceptions import BackupFailed
from accounts.operations.findings import Feature, Finding, State, features
from accounts.operations.keeping import Policy
from accounts.operations.making import Made
from accounts.operations.models import Backup
from accounts.operations.rekeying import Rotated
from accounts.operations.restoring import Restored
from accounts.operations.shelves import shelf

Told = Callable[[str, int], Any]

__all__ = [
    "BackupFailed",
    "Feature",
    "Finding",
    "State",
    "back_up",
    "examine",
    "examine_closed",
    "is_backed_up_today",
    "last_backup",
    "newest_in",
    "prunable",
    "prune",
    "prove",
    "restore",
    "rotate_keys",
    "rows_with_secrets",
]


def back_up(place: str, *, policy: Policy, verify: bool = True, told: Told = lambda what, count: None) -> Made:
    """Make a backup now and write down how it went. Raises BackupFailed."""
    return nightly.into(Backup.objects.create(place=place[:300]), verify=verify, policy=policy, told=told)


def is_backed_up_today() -> bool:
    return nightly.is_made_today()


def restore(place: str, name: str, *, key: str, force: bool, told: Told = lambda what, count: None) -> Restored:
    """Replace everything by a backup. Raises BackupFailed; then nothing was touched."""
    return restoring.restore(shelf(place), name, key, force=force, told=told)


def prove(place: str, name: str, *, key: str) -> dict[str, tuple[int, str]]:
    """Count and digest of the rows of each model after a restore into the empty database of this process."""
    found = restoring.prove(shelf(place), name, key)
    return {label: (seen.count, seen.digest) for label, seen in found.items()}


def newest_in(place: str) -> str:
    return making.newest(shelf(place))


def prune(now: datetime, *, dry_run: bool, only: tuple[str, ...] = ()) -> dict[str, int | str]:
    """Delete what may go; by name of what, how many, or why it failed."""
    return pruning.prune(now, dry_run=dry_run, only=only)


def examine(*, offline: bool, told: Callable[[str, Finding], Any]) -> list[tuple[str, Finding]]:
    """Look at everything; `told` hears each finding at once. `offline` leaves out what would reach out."""
    return examining.examine(offline=offline, told=told)


def examine_closed() -> tuple[Finding, list[Feature]]:
    """Pages asked for with the way out closed, and what else works then."""
    return closing.read_pages(), features()


def prunable() -> dict[str, str]:
    """Name and meaning of all that `prune` knows."""
    return {broom.name: broom.doc for broom in registry.brooms()}


def rotate_keys(*, dry_run: bool = False, told: Callable[[int], Any] = lambda count: None) -> Rotated:
    """Write every stored secret anew under SECRET_KEY."""
    return rekeying.rotate_all(dry_run=dry_run, told=told)


def rows_with_secrets() -> int:
    return rekeying.count()


def last_backup() -> Backup | None:
    """The last one that was finished."""
    return Backup.objects.exclude(finished_at=None).order_by("-id").first()
