"""Kinds of jobs and periodic work; filled by the rooms' `jobs` modules at start."""

from dataclasses import dataclass

QUEUES = ("default", "ai", "media", "books", "mail")


@dataclass(frozen=True)
class Kind:
    """`run` is the dotted path of `run(handle: JobHandle) -> dict | None`."""

    name: str
    run: str
    label: str
    queue: str
    expected: tuple[type[Exception], ...]


_kinds: dict[str, Kind] = {}
_periodic: dict[str, float] = {}


def register(
    kind: str, *, run: str, label: str, queue: str = "default", expected: tuple[type[Exception], ...] = ()
) -> None:
    """Add a kind of job.

    `run` is idempotent: after the death of its worker it is called again and continues from rows.
    `expected` exceptions, like JobFailed, end the job with their text for people, without a retry.
    """
    if queue not in QUEUES:
        raise ValueError(f"There is no queue {queue}; use one of {', '.join(QUEUES)}.")
    _kinds[kind] = Kind(kind, run, label, queue, expected)


def every(seconds: float, task: str) -> None:
    """Have beat send the task of this name, without arguments, every so many seconds.

    The task must bear being sent twice at once, since there may be two schedulers.
    """
    _periodic[task] = seconds


def periodic() -> list[tuple[str, float]]:
    """(name of the task, seconds between two turns)."""
    return sorted(_periodic.items())


def is_periodic(task: str) -> bool:
    return task in _periodic


def kind(name: str) -> Kind:
    try:
        return _kinds[name]
    except KeyError:
        raise LookupError(f"There is no kind of job named {name}.") from None


def label_of(name: str) -> str:
    return _kinds[name].label if name in _kinds else name


def all_kinds() -> list[Kind]:
    return sorted(_kinds.values(), key=lambda kind: kind.name)


def forget(name: str) -> None:
    """Take a kind out again; for tests that add their own."""
    _kinds.pop(name, None)


def beat_schedule() -> dict[str, dict[str, object]]:
    """Celery's schedule; a message that nobody took by the next turn is void."""
    return {
        task: {"task": task, "schedule": seconds, "options": {"expires": max(seconds, 5.0), "queue": "default"}}
        for task, seconds in _periodic.items()
    }
