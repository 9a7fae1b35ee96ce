"""Scores told from the other side: they led 15-12, so the others were 12-15 down."""

import re

from ai.guards.digits import normal

BEFORE, BEHIND = 70, 30  # characters beside a score that say whose it is
_LOST = re.compile(
    r"(?<!\w)(?:los[te]\w*|losing|trail\w*|behind|down|defeat\w*|beaten"
    r"|verlor\w*|verlier\w*|unterl[aei]\w*|zurück\w*|rückstand|hinten|niederlage|geschlagen"
    r"|perd\w*|men[ée]e?s?|inclin\w*|battus?|défaite|derrière|cayó|cayeron|derrota\w*|abajo"
    r"|pers[oaie]|sconfitt\w*|sotto|verlo\w*|verlies\w*|achter\w*|nederlaag|przegr\w*|poraż\w*|uleg\w*"
    r"|förlo\w*|underläge|under|besegra\w*|tabt\w*|taber\w*|tap(?:t|te|er|pte|pet)?|bagud|nederlag)(?!\w)",
    re.I,
)


def is_other_side(answer: str, source: str, first: str, second: str) -> bool:
    """Whether one of the two texts tells of who lost, or was behind, and the other does not."""
    mine, theirs = _loses(answer, first, second), _loses(source, second, first)
    return mine is not None and theirs is not None and mine != theirs


def _loses(text: str, first: str, second: str) -> bool | None:
    """Whether somebody loses beside the score; None if the text does not have it."""
    read = normal(text)
    match = re.search(rf"(?<!\d){re.escape(first)}\s?[:–-]\s?{re.escape(second)}(?!\d)", read)
    if not match:
        return None
    return bool(_LOST.search(read[max(0, match.start() - BEFORE) : match.end() + BEHIND]))
