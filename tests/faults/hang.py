"""A MariaDB that is there and says nothing: what a reader of known pages, of new ones, and an alarm get meanwhile."""

import http.client
import json
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.faults.ground import Ground

HUNG = float(os.environ.get("FAULTS_STOPPED") or 20)  # seconds
FIRST = 3.0  # seconds in which somebody may still wait
KNOWN = ["/about/", "/articles/a-slow-news-day/"]  # pages that no publication of the editor changes
AT_ONCE = 0.5  # seconds; after the first ones
HTTPS = {"X-Forwarded-Proto": "https"}  # as nginx says it


@dataclass(frozen=True)
class Asked:
    after: float  # seconds since the database hung
    seconds: float
    status: int
    says_when: bool  # Retry-After
    said: str


def hung(how: str) -> Callable[[Ground], str]:
    def fault(ground: Ground) -> str:
        _warm(ground)
        _hang(ground, how, begins=True)
        began = time.monotonic()
        known: list[Asked] = []
        new: list[Asked] = []
        ready: list[Asked] = []
        while time.monotonic() - began < HUNG:
            number = len(known)
            port = ground.layout.ports["web1" if number % 2 else "web2"]
            known.append(_ask(port, KNOWN[number % len(KNOWN)], began))
            new.append(_ask(port, f"/archive/?before=nobody-{number}", began, session=True))
            ready.append(_ask(port, "/readyz", began))
            time.sleep(0.1)
        _hang(ground, how, begins=False)
        mended = time.monotonic()
        while _ask(port, "/archive/", mended, session=True).status != 200 and time.monotonic() - mended < 60:
            time.sleep(0.1)
        ground.wrong += _wrong(known, new, ready)
        return _told(known, new, ready) + f"; new pages again after {time.monotonic() - mended:.1f} s"

    return fault


def _hang(ground: Ground, how: str, *, begins: bool) -> None:
    if how == "stopped":
        ground.kill("mariadb", how=signal.SIGSTOP if begins else signal.SIGCONT)
    else:
        (ground.layout.home / "doors" / "mariadb").write_text("deaf" if begins else "0")


def _warm(ground: Ground) -> None:
    """Each process of each server has rendered the pages once."""
    for name in ("web1", "web2"):
        for path in KNOWN * 12:
            _ask(ground.layout.ports[name], path, time.monotonic())


def _ask(port: int, path: str, began: float, *, session: bool = False) -> Asked:
    """A session's cookie takes a page past all memory, to the database."""
    asked = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    status, says_when, said = 0, False, ""
    try:
        connection.request(
            "GET", path, headers=HTTPS | ({"Cookie": "__Host-sessionid=none; sessionid=none"} if session else {})
        )
        answer = connection.getresponse()
        status, says_when, said = answer.status, bool(answer.headers["Retry-After"]), answer.read(2000).decode()
    except OSError:
        pass
    finally:
        connection.close()
    return Asked(asked - began, time.monotonic() - asked, status, says_when, said)


def _wrong(known: list[Asked], new: list[Asked], ready: list[Asked]) -> int:
    count = sum(asked.status != 200 for asked in known)
    count += sum(asked.status != 503 or not asked.says_when for asked in new)
    count += sum(asked.seconds > AT_ONCE for asked in new if asked.after > FIRST)
    return count + sum(asked.seconds > 1 or not _says_so(asked) for asked in ready if asked.after > FIRST)


def _says_so(ready: Asked) -> bool:
    return ready.status == 503 and json.loads(ready.said)["parts"]["database"]["state"] != "ok"


def _told(known: list[Asked], new: list[Asked], ready: list[Asked]) -> str:
    later = max((asked.seconds for asked in new if asked.after > FIRST), default=0.0)
    refused = sum(asked.status == 503 and asked.says_when for asked in new)
    return (
        f"for {HUNG:.0f} s; known pages {sum(asked.status == 200 for asked in known)} of {len(known)} answered, "
        f"slowest {max(asked.seconds for asked in known):.2f} s; new pages {refused} of {len(new)} refused by design, "
        f"slowest {max(asked.seconds for asked in new):.2f} s, after {FIRST:.0f} s {later:.2f} s; "
        f"readyz slowest {max(asked.seconds for asked in ready):.2f} s"
    )


FAULTS = {"hang-mariadb-stopped": hung("stopped"), "hang-mariadb-deaf": hung("deaf")}
