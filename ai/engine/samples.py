"""What a prompt can be tried on: rooms that own a purpose say here which texts of a site there are.

Filled by the `samples` modules of other rooms at start.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.sites.models import Site
from ai.engine.running import RunResult
from ai.guards import Expect


def _plain(context: dict[str, Any]) -> Expect:
    return Expect(language=str(context.get("language") or ""))


def _text(result: RunResult) -> str:
    return result.text


@dataclass(frozen=True)
class Samples:
    """choices: (site, words of the title) → [(reference, title)], newest first, at most 50. context: (site, reference)
    → what the run is told; raises LookupError where there is no such text, or it is too short. expect: what the guards
    check, from the context alone. answer: the text that people would accept of a result. expected: what stands there
    now, as an example of a good answer; raises LookupError.
    """

    choices: Callable[[Site, str], list[tuple[str, str]]] = lambda site, words: []
    context: Callable[[Site, str], dict[str, Any]] | None = None
    expect: Callable[[dict[str, Any]], Expect] = _plain
    answer: Callable[[RunResult], str] = _text
    expected: Callable[[Site, str], str] | None = None


_samples: dict[str, Samples] = {}
TYPED_ONLY = Samples()


def offer(purpose: str, samples: Samples) -> None:
    _samples[purpose] = samples


def of(purpose: str) -> Samples:
    """Those of the purpose; where no room offers any, only typed ones can be tried."""
    return _samples.get(purpose, TYPED_ONLY)


def measurable() -> list[str]:
    """Purposes for which examples of good answers can be taken from a site."""
    return sorted(name for name, offered in _samples.items() if offered.context and offered.expected)
