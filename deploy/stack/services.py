"""The processes of the stack, each from the configuration that deploy/ ships, in the order of their start."""

import os
import shutil
import signal
import socket
import ssl
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from layout import DOORS, QUEUES, ROOT, Layout, has_doors

Probe = Callable[[], bool]
DEPLOY = ROOT / "deploy"
# Debian keeps servers where a person's PATH may not lead.
_PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin", "/sbin"])
_PACKAGES = {"nginx": "nginx-light", "mariadbd": "mariadb-server", "mariadb-install-db": "mariadb-server"}
_PACKAGES |= {"redis-server": "redis-server", "mariadb": "mariadb-client"}


class StackFailed(Exception):
    """One line that says what is missing or which step failed."""


@dataclass(frozen=True)
class Service:
    name: str
    command: Sequence[str]
    ready: Probe
    stop: signal.Signals = signal.SIGTERM
    patience: float = 120.0  # seconds until it must be ready
    last_words: float = 35.0  # seconds until it must have stopped
    back_after: float = 1.0  # seconds from its end to the next start, as the units say
    is_program: bool = False  # one of ours, not a server that it needs
    # Ports that the supervisor holds open for it, so that a connection waits while it starts again; as nginx takes
    # them over, `NGINX=3;4;` names them.
    listens: Sequence[int] = ()


def program(name: str) -> str:
    """Where a server's program is. Raises StackFailed with the package that brings it."""
    found = shutil.which(name, path=_PATH)
    if found is None:
        raise StackFailed(f"{name} is missing; on Debian: apt install {_PACKAGES.get(name, name)}")
    return found


def data_services(layout: Layout) -> list[Service]:
    ports, home = layout.ports, layout.home
    user = ["--user=root"] if os.geteuid() == 0 else []
    mariadb = [
        program("mariadbd"),
        f"--defaults-file={DEPLOY / 'mariadb' / 'aicmr.cnf'}",
        *user,
        f"--datadir={home / 'mariadb'}",
        f"--socket={socket_of(layout)}",
        f"--pid-file={home / 'run' / 'mariadb.pid'}",
        "--bind-address=127.0.0.1",
        f"--port={ports['mariadb']}",
    ]
    redis = [program("redis-server"), str(DEPLOY / "redis" / "redis.conf")]
    redis += ["--port", str(ports["redis"]), "--dir", str(home / "redis")]
    s3 = [sys.executable, str(DEPLOY / "stack" / "s3.py"), str(ports["s3"]), str(home / "s3"), str(home / "s3-keys")]
    return [
        Service("mariadb", mariadb, lambda: _answers(ports["mariadb"]) and socket_of(layout).exists()),
        Service("redis", redis, lambda: _says(ports["redis"], b"PING\r\n", b"+PONG")),
        Service("s3", s3, lambda: _http(f"http://127.0.0.1:{ports['s3']}/moto-api/data.json")),
    ]


def door_services(layout: Layout) -> list[Service]:
    """With STACK_DOORS=1: a door before each server, as slow as the file `home/doors/<name>` says in milliseconds."""
    script, found = str(DEPLOY / "stack" / "door.py"), []
    for server in DOORS if has_doors() else ():
        port = layout.ports[f"{server}-door"]
        file = layout.home / "doors" / server
        command = [sys.executable, script, os.environ.get("STACK_DOOR_HOST", "127.0.0.1"), str(port)]
        command += [str(layout.ports[server]), str(file)]
        found.append(Service(f"door-{server}", command, lambda port=port: _answers(port)))  # type: ignore[misc]
    return found


def program_services(layout: Layout) -> list[Service]:
    ports = layout.ports
    gunicorn = [sys.executable, "-m", "gunicorn", "--config"]

    def http(name: str) -> Probe:
        return lambda: _http(f"http://127.0.0.1:{ports[name]}/healthz")

    def bind(name: str) -> list[str]:
        return ["--bind", f"127.0.0.1:{ports[name]}"]

    web, stream = str(DEPLOY / "gunicorn" / "web.py"), str(DEPLOY / "gunicorn" / "stream.py")
    pages = [
        Service(name, [*gunicorn, web, *bind(name), "aicmr.wsgi:application"], http(name)) for name in ("web1", "web2")
    ]
    live = Service("stream", [*gunicorn, stream, *bind("stream"), "aicmr.asgi:application"], http("stream"))
    found = [*pages, live, *worker_services(layout), beat_service(layout)]
    return [replace(service, is_program=True) for service in found]


def worker_services(layout: Layout) -> list[Service]:
    celery = [sys.executable, "-m", "celery", "--app", "aicmr"]
    return [
        Service(
            f"worker-{queue}",
            [*celery, "worker", "--queues", queue, "--hostname", f"{queue}@%h"]
            + ["--concurrency", str(processes), "--loglevel", "INFO", "--without-gossip", "--without-mingle"],
            _logged(layout, f"worker-{queue}", " ready."),
            last_words=60.0,
        )
        for queue, processes in QUEUES.items()
    ]


def beat_service(layout: Layout) -> Service:
    command = [sys.executable, "-m", "celery", "--app", "aicmr", "beat", "--loglevel", "INFO", "--pidfile", ""]
    return Service("beat", command, _logged(layout, "beat", "beat: Starting..."))


def nginx_service(layout: Layout) -> Service:
    configuration = layout.home / "nginx" / "nginx.conf"
    command = [program("nginx"), "-e", str(layout.logs / "nginx-error.log"), "-c", str(configuration)]
    command += ["-g", "daemon off;"]
    return Service(
        "nginx",
        command,
        lambda: _http(layout.address("/healthz")),
        stop=signal.SIGQUIT,
        back_after=0.1,
        listens=(layout.ports["http"], layout.ports["https"]),
    )


def socket_of(layout: Layout) -> Path:
    """MariaDB's socket; paths of sockets are short, folders of people are not."""
    path = layout.home / "run" / "mariadb.sock"
    return path if len(str(path)) < 100 else Path(f"/tmp/aicmr-stack-{os.getuid()}-{layout.ports['mariadb']}.sock")  # noqa: S108


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 1):
            return True
    except OSError:
        return False


def _says(port: int, question: bytes, answer: bytes) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 1) as connection:
            connection.sendall(question)
            return connection.recv(100).startswith(answer)
    except OSError:
        return False


def _http(address: str) -> bool:
    context = ssl._create_unverified_context() if address.startswith("https") else None  # noqa: S323 - our own process
    try:
        with urllib.request.urlopen(address, timeout=2, context=context) as response:  # noqa: S310
            return bool(response.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def _logged(layout: Layout, name: str, words: str) -> Probe:
    """Whether the process that was started last has written these words."""

    def look() -> bool:
        path = layout.logs / f"{name}.log"
        text = path.read_text(errors="replace") if path.exists() else ""
        return words in text.rpartition("=== started ")[2]

    return look
