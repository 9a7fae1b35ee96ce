"""Clients that mean ill, against a running `make stack`: `VAR_DIR=… python -m tests.faults.attack`.

300 connections that send a header line now and then (slowloris), 300 that never finish a form, a burst of 2,000
requests, and one address that pretends to be many: meanwhile a normal client asks once in 0.2 s. It must be answered
within a second each time, and pretended addresses must be counted as one. A line for each; exits 1 on a failure.
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

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "deploy" / "stack"))
import layout as layouts  # noqa: E402

SECONDS, CONNECTIONS, LIMIT = 12, 300, 1.0
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


def spoofed(port: int, ca: Path) -> bool:
    """130 wrong keys, each with another pretended address: the limit of 120 a minute must end them."""
    found = []
    for number in range(130):
        pretended = {"X-Forwarded-For": f"203.0.113.{number}", "X-Real-IP": f"203.0.113.{number}"}
        found.append(ask(port, ca, "/api/v1/me", **pretended, Authorization="Bearer guess")[0])
    return 429 in found


def main() -> int:
    layout = layouts.load()
    port, ca = layout.ports["https"], layout.tls / "ca.pem"
    head = b"GET / HTTP/1.1\r\nHost: localhost\r\n"
    form = b"POST /account/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n"
    attacks: dict[str, Callable[[], contextlib.AbstractContextManager[None]]] = {
        "nothing": contextlib.nullcontext,
        "slowloris": lambda: held(port, ca, head, b"X-A: b\r\n"),
        "slow form": lambda: held(port, ca, form, b"a"),
        "burst": lambda: burst(port, ca),
    }
    failed = False
    for name, attack in attacks.items():
        with attack():
            longest = watched(port, ca)
        failed |= longest >= LIMIT
        print(f"{name}: a normal client waited {longest:.2f} s at most", flush=True)
    counted = spoofed(port, ca)
    print(f"pretended addresses: {'counted as one' if counted else 'believed'}")
    return 1 if failed or not counted else 0


if __name__ == "__main__":
    sys.exit(main())
