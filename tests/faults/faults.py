"""The faults that need nothing but the stack: each function breaks, waits, mends, and says what it did."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable

from tests.faults import hang, without
from tests.faults.ground import Ground

STOPPED = float(os.environ.get("FAULTS_STOPPED") or 20)  # seconds
SERVICES = ("web1", "stream", "worker-default", "worker-media", "beat", "redis", "mariadb", "s3")
Fault = Callable[[Ground], str | None]


def killed(name: str) -> Fault:
    def fault(ground: Ground) -> str:
        old = ground.pid(name)
        ground.kill(name)
        return f"started again after {_back(ground, name, old):.1f} s"

    return fault


def gone(name: str) -> Fault:
    """Killed, and kept from being started again."""

    def fault(ground: Ground) -> str:
        hold = ground.layout.hold_file(name)
        hold.touch()
        ground.kill(name)
        time.sleep(STOPPED)
        hold.unlink()
        return f"for {STOPPED:.0f} s; back after {_back(ground, name, 0):.1f} s more"

    return fault


def stopped(name: str) -> Fault:
    def fault(ground: Ground) -> str:
        ground.kill(name, how=signal.SIGSTOP)
        time.sleep(STOPPED)
        ground.kill(name, how=signal.SIGCONT)
        return f"for {STOPPED:.0f} s"

    return fault


def slow(server: str, milliseconds: int) -> Fault:
    def fault(ground: Ground) -> str:
        ground.slow(server, milliseconds)
        time.sleep(STOPPED)
        ground.slow(server, 0)
        return f"{milliseconds} ms on each piece, both ways, for {STOPPED:.0f} s"

    return fault


def broker_flushed(ground: Ground) -> str:
    for _ in range(5):
        subprocess.run(
            ["redis-cli", "-p", str(ground.layout.ports["redis"]), "flushall"], check=True, capture_output=True
        )
        time.sleep(1)
    return "FLUSHALL five times"


def all_restarted(ground: Ground) -> str:
    names = [path.name for path in (ground.layout.home / "pid").iterdir() if path.name != "supervisor"]
    old = {name: ground.pid(name) for name in names}
    ground.kill(*names)
    slowest = max(_back(ground, name, old[name]) for name in names)
    return f"{len(names)} processes killed at once; the last started again after {slowest:.1f} s"


def rolling_restart(ground: Ground) -> str:
    writes: list[int] = []
    over = threading.Event()
    writer = threading.Thread(target=_write, args=(ground, over, writes))
    writer.start()
    said = ground.restart("web").strip().replace("\n", ", ")
    over.set()
    writer.join(30)
    wrong = sum(1 for status in writes if status not in (200, 302, 403))
    return f"{said}; {len(writes)} POST requests meanwhile, {wrong} failed"


def _write(ground: Ground, over: threading.Event, statuses: list[int]) -> None:
    """Sign-in attempts without a token: the program refuses them with 403, and a proxy that lost them would not."""
    import http.client
    import ssl

    context = ssl._create_unverified_context()
    while not over.is_set():
        connection = http.client.HTTPSConnection("127.0.0.1", ground.layout.ports["https"], context=context, timeout=10)
        try:
            connection.request("POST", "/account/login/", body="login=a", headers={"Referer": "https://127.0.0.1/"})
            statuses.append(connection.getresponse().status)
        except OSError:
            statuses.append(0)
        finally:
            connection.close()
        time.sleep(0.15)


def _back(ground: Ground, name: str, old: int) -> float:
    """Seconds until another process bears the name."""
    began = time.monotonic()
    while ground.pid(name) in (0, old) and time.monotonic() - began < 60:
        time.sleep(0.05)
    return time.monotonic() - began


FAULTS: dict[str, Fault] = {
    **{f"kill-{name}": killed(name) for name in SERVICES},
    **{f"stop-{name}": stopped(name) for name in SERVICES},
    **{f"gone-{name}": gone(name) for name in ("redis", "mariadb", "s3")},
    **hang.FAULTS,
    **without.FAULTS,
    "slow-database": slow("mariadb", 150),
    "slow-redis": slow("redis", 150),
    "broker-flushed": broker_flushed,
    "all-restarted": all_restarted,
    "rolling-restart": rolling_restart,
}
