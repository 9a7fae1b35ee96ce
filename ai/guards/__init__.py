"""Guards: deterministic checks of an answer, each with an id. What fails one is never stored as an answer."""

from collections.abc import Callable
from typing import Any

from ai.guards import html, language, length, links, preamble, schema
from ai.guards.verdicts import Expect, Verdict

Guard = Callable[[str, Any, Expect], Verdict | None]
GUARDS: dict[str, Guard] = {
    "schema": schema.check,
    "preamble": preamble.check,
    "length": length.check,
    "language": language.check,
    "links": links.check,
    "html": html.check,
}

__all__ = ["GUARDS", "Expect", "Guard", "Verdict", "check"]


def check(text: str, data: Any, expect: Expect, names: tuple[str, ...] = ()) -> list[Verdict]:
    """The verdicts of the named guards (all when none is named) that `expect` gives something to check."""
    chosen = [GUARDS[name] for name in (names or tuple(GUARDS)) if name in GUARDS]
    if expect.schema is not None and schema.check not in chosen:
        chosen.insert(0, schema.check)
    verdicts = (guard(text, data, expect) for guard in chosen)
    return [verdict for verdict in verdicts if verdict is not None]
