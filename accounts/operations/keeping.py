"""Which backups stay: the newest of each of the last days, weeks and months, and always the newest of all."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

_NAME = re.compile(r"aicmr-(\d{8}T\d{6}Z)\.backup\Z")


@dataclass(frozen=True)
class Policy:
    days: int = 7
    weeks: int = 5
    months: int = 12


def name_at(moment: datetime) -> str:
    return f"aicmr-{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}.backup"


def moment_of(name: str) -> datetime | None:
    """When the backup of this name was made; None for other files."""
    match = _NAME.match(name)
    return datetime.strptime(match[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) if match else None


def backups_in(names: Iterable[str]) -> list[str]:
    """Names of backups, the newest first."""
    return sorted((name for name in names if moment_of(name)), reverse=True)


def superseded(names: Iterable[str], policy: Policy) -> list[str]:
    """Those that no rule keeps, the newest first."""
    newest_first = backups_in(names)
    kept = set(newest_first[:1])
    kept |= _last_of_each(newest_first, lambda moment: moment.strftime("%Y-%j"), policy.days)
    kept |= _last_of_each(newest_first, lambda moment: moment.strftime("%G-%V"), policy.weeks)
    kept |= _last_of_each(newest_first, lambda moment: moment.strftime("%Y-%m"), policy.months)
    return [name for name in newest_first if name not in kept]


def _last_of_each(newest_first: list[str], period: Callable[[datetime], str], count: int) -> set[str]:
    last: dict[str, str] = {}
    for name in newest_first:
        moment = moment_of(name)
        if moment is not None:
            last.setdefault(period(moment), name)
    return set(list(last.values())[:count])
