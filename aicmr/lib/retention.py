"""How long things that may go are kept: usual days by name, and `RETENTION` that changes some of them."""

from aicmr.lib import env

USUAL = {
    "autosaves": 30,
    "deliveries": 30,
    "evals": 180,
    "jobs": 90,
    "personal": 365,
    "previews": 30,
    "reviews": 90,
    "rewrites": 90,
    "trash": 30,
}
_LONGEST = 36_500


def from_env(name: str) -> dict[str, int]:
    """Days by name; `NAME=trash=60,jobs=10` changes two of them."""
    found = dict(USUAL)
    for part in env.listing(name):
        what, _, days = (piece.strip() for piece in part.partition("="))
        if what not in USUAL:
            raise env.EnvError(name, f"knows no {what!r}; there are {', '.join(USUAL)}")
        if not days.isdecimal() or not 1 <= int(days) <= _LONGEST:
            raise env.EnvError(name, f"{what}={days!r} is no number of days from 1 to {_LONGEST}")
        found[what] = int(days)
    return found
