"""Lists of tags as candidates: the site's own spelling, each name once, what is filed already in front."""

from collections.abc import Sequence

from ai.proposals import texts

CHARS = 400  # of a list
NAME_CHARS = 60
MOST_NEW = 3  # that the site does not have
MOST = 8
_MARKS = "\"'“”„«»*- "


def tidied(text: str, existing: Sequence[str], *, have: str = "") -> str:
    """A model's list behind `have`; '' where it adds nothing to that."""
    own = {name.casefold(): name for name in existing}
    kept = texts.names(have)
    known = {name.casefold() for name in kept}
    fresh: list[str] = []
    new = 0
    for name in texts.names(text):
        # C# and .NET are names; #harbour is a model's way of writing one.
        name = name if name.casefold() in own else name.strip(_MARKS).rstrip(".").strip(_MARKS).lstrip("#").strip()
        is_new = name.casefold() not in own
        if not 1 <= len(name) <= NAME_CHARS or name.casefold() in known or (is_new and new == MOST_NEW):
            continue
        known.add(name.casefold())
        new += is_new
        fresh.append(own.get(name.casefold(), name))
    return ", ".join([*kept, *fresh[:MOST]]) if fresh else ""


def same(text: str) -> str:
    """Equal for lists with the same names, in whatever order."""
    return ",".join(sorted(name.casefold() for name in texts.names(text)))
