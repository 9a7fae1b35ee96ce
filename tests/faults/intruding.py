"""Whoever tries to get in: sessions that were chosen for others, and passwords that are guessed by many at once."""

import hmac
import json
import struct
import time
from base64 import b32decode
from concurrent.futures import ThreadPoolExecutor

from tests.faults.desk import Answer, Desk
from tests.faults.ground import Ground
from tests.faults.without import Step

FREE = 5  # wrong tries, of an account or from an address, in a minute
TRIES = 24
FACTOR = "/account/two-factor/authenticate/"


def all_of_it(ground: Ground) -> list[Step]:
    return [*fixation(ground), *second_factor(ground), *guessing(ground)]


def fixation(ground: Ground) -> list[Step]:
    """A session that somebody else has chosen, or has begun, is not the one that is signed in."""
    chosen = f"sessionid={'a' * 32}"
    desk = Desk(ground, chosen, "127.0.0.11")
    signed_in = desk.sign_in("editor@example.com", ground.layout.secret("editor"))
    return [
        ("signing in makes a new session", signed_in.status == 302 and desk.session != chosen),
        ("it is signed in", desk.get("/account/").status == 200),
        ("the chosen session is not", _is_out(ground, chosen)),
    ]


def second_factor(ground: Ground) -> list[Step]:
    person = json.loads(ground.python("links", "codes"))
    desk = Desk(ground, "", "127.0.0.12")
    first = desk.sign_in(person["email"], person["password"])
    between = desk.session
    steps = [
        ("the password alone leads to the second factor", FACTOR in first.headers.get("location", "")),
        ("the session between them is not signed in", bool(between) and _is_out(ground, between)),
    ]
    answer = desk.post(FACTOR, {"code": _code(person["secret"])})
    return [
        *steps,
        ("the second factor makes a new session", answer.status == 302 and desk.session != between),
        ("it is signed in after both", desk.get("/account/").status == 200),
        ("the session of before the code is not", _is_out(ground, between)),
    ]


def guessing(ground: Ground) -> list[Step]:
    """Many guesses at once, over all processes: at one account from many addresses, at many from one."""
    person = json.loads(ground.python("links", "codes"))
    one = [(person["email"], f"127.0.0.{40 + number}") for number in range(TRIES)]
    unknown = [("nobody@example.com", f"127.0.0.{70 + number}") for number in range(TRIES)]
    many = [(f"person{number}@example.com", "127.0.0.100") for number in range(TRIES)]
    steps = []
    for name, guesses in (("an account", one), ("an account that is not there", unknown), ("an address", many)):
        tried, told = _guess(ground, guesses)
        steps.append((f"of {TRIES} passwords for {name} {FREE} are looked at: {tried}", tried == FREE and told))
    late = Desk(ground, "", "127.0.0.120").sign_in(person["email"], person["password"])
    return [*steps, ("while it is paused the right password opens nothing", late.status == 429 and late.is_designed)]


def _guess(ground: Ground, guesses: list[tuple[str, str]]) -> tuple[int, bool]:
    """How many were looked at, and whether all others were told when to come back."""

    def guess(email: str, source: str) -> Answer:
        pretended = f"203.0.113.{hash(source + email) % 250}"
        return Desk(ground, "", source).sign_in(email, "a wrong guess", **{"X-Forwarded-For": pretended})

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda pair: guess(*pair), guesses))
    tried = sum(answer.status == 200 for answer in answers)
    return tried, all(answer.is_designed for answer in answers if answer.status != 200)


def _is_out(ground: Ground, session: str) -> bool:
    return Desk(ground, session).get("/account/").status == 302


def _code(secret: str) -> str:
    """RFC 6238: six digits of half a minute."""
    digest = hmac.digest(b32decode(secret), struct.pack(">Q", int(time.time()) // 30), "sha1")
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"
