"""Clients that mean ill, against a running `make stack`: `VAR_DIR=… python -m tests.faults.attack`.

300 connections that send a header line now and then (slowloris), 300 that never finish a form, heads of 60 kB without
end, a burst of 2,000 requests: meanwhile a normal client asks once in 0.2 s, and must be answered within a second each
time. Then limits, counted over all processes: one address that pretends to be many is let in as often as one, to the
very number. Then the doors (`intruding.py`). A line for each; exits 1 on a failure.
"""

import contextlib
import http.client
import socket
import ssl
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.faults import intruding
from tests.faults.ground import Ground, layouts

SECONDS, CONNECTIONS, LIMIT = 12, 300, 1.0
KEYS = 120  # guesses at API keys a minute, from one address
OURS, THEIRS = "127.0.0.1", "127.0.0.2"  # connections are counted by address


def connect(port: int, ca: Path) -> ssl.SSLSocket:
    context = ssl.create_default_context(cafile=str(ca))
    plain = socket.create_connection(("127.0.0.1", port), 5, source_address=(THEIRS, 0))
    return context.wrap_socket(plain, server_hostname="localhost")


def ask(port: int, ca: Path, path: str = "/", source: str = OURS, **headers: str) -> tuple[int, float]:
    began = time.monotonic()
    context = ssl.create_default_context(cafile=str(ca))
    link = http.client.HTTPSConnection("localhost", port, timeout=10, context=context, source_address=(source, 0))
    try:
        link.request("GET", path, headers=headers)
        answer = link.getresponse()
        answer.read()
        return answer.status, time.monotonic() - began
    finally:
        link.close()


@contextlib.contextmanager
def held(port: int, ca: Path, opening: bytes, line: bytes) -> Iterator[None]:
    """Many connections that begin with `opening` and then send `line` every two seconds."""
    stop, links = threading.Event(), []
    for _ in range(CONNECTIONS):
        with contextlib.suppress(OSError):
            link = connect(port, ca)
            link.sendall(opening)
            links.append(link)

    def drip() -> None:
        while not stop.wait(2):
            for link in links:
                with contextlib.suppress(OSError):
                    link.sendall(line)

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
        for link in links:
            link.close()


@contextlib.contextmanager
def burst(port: int, ca: Path) -> Iterator[None]:
    with ThreadPoolExecutor(16) as pool:
        asked = [pool.submit(ask, port, ca, f"/search/?q=burst{number}", THEIRS) for number in range(2000)]
        try:
            yield
        finally:
            for one in asked:
                one.cancel()


def watched(port: int, ca: Path) -> float:
    """The longest that a normal client waited for a page in these seconds."""
    longest, until = 0.0, time.monotonic() + SECONDS
    while time.monotonic() < until:
        status, took = ask(port, ca)
        longest = max(longest, took if status == 200 else 99.0)
        time.sleep(0.2)
    return longest


@contextlib.contextmanager
def heads(port: int, ca: Path) -> Iterator[None]:
    """Requests whose heads are longer than anybody needs, from 16 connections, one after the other."""
    stop = threading.Event()
    head = b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"".join(b"X-%d: %s\r\n" % (n, b"a" * 1000) for n in range(60))

    def send() -> None:
        while not stop.is_set():
            with contextlib.suppress(OSError), connect(port, ca) as link:
                link.sendall(head)
                link.recv(1000)

    threads = [threading.Thread(target=send, daemon=True) for _ in range(16)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(10)


def let_in(layout: layouts.Layout, source: str, *, pretending: bool = False) -> int:
    """How many of 150 wrong keys from one address, eight at a time, were looked at: all processes count together."""

    def guess(number: int) -> int:
        pretended = dict.fromkeys(("X-Forwarded-For", "X-Real-IP", "Forwarded"), f"203.0.113.{number}")
        told = {"Authorization": "Bearer guess", **(pretended if pretending else {})}
        return ask(layout.ports["https"], layout.tls / "ca.pem", "/api/v1/me", source, **told)[0]

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(guess, range(KEYS + 30))).count(401)


def main() -> int:
    layout = layouts.load()
    port, ca = layout.ports["https"], layout.tls / "ca.pem"
    head = b"GET / HTTP/1.1\r\nHost: localhost\r\n"
    form = b"POST /account/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n"
    attacks: dict[str, Callable[[], contextlib.AbstractContextManager[None]]] = {
        "nothing": contextlib.nullcontext,
        "slowloris": lambda: held(port, ca, head, b"X-A: b\r\n"),
        "slow form": lambda: held(port, ca, form, b"a"),
        "long heads": lambda: heads(port, ca),
        "burst": lambda: burst(port, ca),
    }
    failed = False
    for name, attack in attacks.items():
        with attack():
            longest = watched(port, ca)
        failed |= longest >= LIMIT
        print(f"{name}: a normal client waited {longest:.2f} s at most", flush=True)
    for source, pretending in (("127.0.0.3", False), ("127.0.0.4", True)):
        count = let_in(layout, source, pretending=pretending)
        failed |= count != KEYS
        who = "one address that pretends to be 150" if pretending else "one address"
        print(f"a limit of {KEYS} a minute let {count} of {KEYS + 30} in, from {who}", flush=True)
    for name, went in intruding.all_of_it(Ground()):
        failed |= not went
        print(f"{'held' if went else 'WRONG'}: {name}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
