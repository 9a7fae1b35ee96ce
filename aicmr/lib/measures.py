"""What rooms say of themselves to `/metrics` and to the status page: numbers, read when somebody asks.

A room names them in its `measures.py`, which is found at start:

    @measure("deliveries_due", "Deliveries whose time has come")
    def due() -> float: return Delivery.objects.claimable(timezone.now()).count()

A function may return a mapping of label values instead; `label` then names the label. It is asked in a thread of its
own, has a second for its answer, and may raise.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Reading = float | Mapping[str, float]
Read = Callable[[], Reading]


@dataclass(frozen=True)
class Measure:
    """`limit`: a reading above it is worth a look; None where every reading is fine."""

    name: str
    doc: str
    read: Read
    label: str = ""
    unit: str = ""
    limit: float | None = None


_measures: dict[str, Measure] = {}


def measure(
    name: str, doc: str, *, label: str = "", unit: str = "", limit: float | None = None
) -> Callable[[Read], Read]:
    def add(read: Read) -> Read:
        _measures[name] = Measure(name, doc, read, label, unit, limit)
        return read

    return add


def all_measures() -> list[Measure]:
    return [_measures[name] for name in sorted(_measures)]


def forget(name: str) -> None:
    """Take one out again; for tests that add their own."""
    _measures.pop(name, None)
