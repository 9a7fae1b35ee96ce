"""What every backend takes and gives."""

from dataclasses import dataclass
from typing import Any, NamedTuple


@dataclass(frozen=True)
class Scope:
    """Where to search: one site, what may be read there, and "" or a kind and a language."""

    site_id: int
    access: tuple[str, ...]
    kind: str = ""
    language: str = ""


class Place(NamedTuple):
    """A place in the order of results: by falling score, then as the backend orders what scores the same."""

    score: float
    tie: int


class Found(NamedTuple):
    """`page` is the row with what a result shows, where the backend has read it already."""

    ref: int
    place: Place
    page: Any = None
