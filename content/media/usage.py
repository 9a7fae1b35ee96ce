"""Where a picture is used; rooms that show pictures register a function that knows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from content.media.models import Asset


@dataclass(frozen=True)
class Usage:
    """A place that shows a picture; `url` is its address in the admin, `state` a word such as "published"."""

    title: str
    url: str
    state: str = ""


Finder = Callable[["Asset"], list[Usage]]
_finders: list[Finder] = []


def register(finder: Finder) -> Finder:
    """Add a function that lists the uses of an asset; also a decorator. Called once for each question."""
    _finders.append(finder)
    return finder


def forget(finder: Finder) -> None:
    """Take a function out again; for tests that add their own."""
    _finders.remove(finder)


def uses_of(asset: "Asset") -> list[Usage]:
    return [use for finder in _finders for use in finder(asset)]
