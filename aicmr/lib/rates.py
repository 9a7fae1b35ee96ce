"""The table of rate limits: names, their usual values, and `RATE_LIMITS` that changes some of them."""

from limits import RateLimitItem, parse

from aicmr.lib import env

# What is counted, and by what, stands where it is counted; the README explains each name.
USUAL = {
    "login": "5/minute",
    "signup": "3/minute",
    "reset": "5/minute",
    "account": "30/minute",
    "upload": "120/minute",
    "ai": "30/minute",
    "ai_site": "240/minute",
    "search": "600/minute",
    "api": "120/minute",
}


def from_env(name: str) -> dict[str, RateLimitItem | None]:
    """Every rate by its name; `NAME=login=10/minute,search=off` changes two of them. None counts nothing."""
    found = {rule: parse(value) for rule, value in USUAL.items()}
    changed: dict[str, RateLimitItem | None] = {}
    for part in env.listing(name):
        rule, _, value = (piece.strip() for piece in part.partition("="))
        if rule not in USUAL:
            raise env.EnvError(name, f"knows no {rule!r}; there are {', '.join(USUAL)}")
        changed[rule] = _rate(name, rule, value)
    return {**found, **changed}


def _rate(name: str, rule: str, value: str) -> RateLimitItem | None:
    if value == "off":
        return None
    try:
        rate = parse(value)
    except ValueError:
        rate = None
    if rate is None or rate.amount < 1:
        raise env.EnvError(name, f"{rule}={value!r} is no rate; write 10/minute, 200/hour or off")
    return rate
