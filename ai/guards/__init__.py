"""Guards: deterministic checks of an answer, each with an id. What fails one is never stored as an answer."""

from collections.abc import Callable
from typing import Any

from ai.guards import (
    echo,
    ending,
    facts,
    html,
    language,
    length,
    links,
    names,
    numbers,
    preamble,
    schema,
    secrets,
    sense,
    tags,
    terms,
)
from ai.guards.recipes import expecting
from ai.guards.verdicts import Expect, Verdict

Guard = Callable[[str, Any, Expect], Verdict | None]
GUARDS: dict[str, Guard] = {
    "schema": schema.check,
    "preamble": preamble.check,
    "echo": echo.check,
    "length": length.check,
    "ending": ending.check,
    "language": language.check,
    "numbers": numbers.check,
    "names": names.check,
    "facts": facts.check,
    "sense": sense.check,
    "links": links.check,
    "tags": tags.check,
    "html": html.check,
    "secrets": secrets.check,
    "terms": terms.check,
}
# A prompt may leave out other guards, never these.
ALWAYS = ("echo", "secrets", "terms")

__all__ = ["ALWAYS", "GUARDS", "Expect", "Guard", "Verdict", "check", "expecting"]


def check(text: str, data: Any, expect: Expect, names: tuple[str, ...] = ()) -> list[Verdict]:
    """The verdicts of the named guards (all when none is named) that `expect` gives something to check."""
    wanted = (*names, *ALWAYS, *(("schema",) if expect.schema is not None else ())) if names else tuple(GUARDS)
    verdicts = (guard(text, data, expect) for name, guard in GUARDS.items() if name in wanted)
    return [verdict for verdict in verdicts if verdict is not None]
