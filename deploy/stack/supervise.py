"""Start processes, start again what has died, stop all: what systemd does for an installation."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from layout import ROOT, Layout
from services import Service, StackFailed

STEP = 0.2
_TELL = "STACK_TELL_"


class Supervisor:
    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.environment = layout.environment()
        # STACK_TELL_X=… is told to the program's own processes as X=…, and to no server.
        self.told = {name.removeprefix(_TELL): text for name, text in os.environ.items() if name.startswith(_TELL)}
        self.running: dict[str, tuple[Service, subprocess.Popen[bytes]]] = {}
        self.died_at: dict[str, float] = {}
        self.sockets: dict[int, socket.socket] = {}  # by port

    def start(self, services: Sequence[Service]) -> None:
        """Start them at once, and wait until each is ready. Raises StackFailed with the end of its log."""
        for service in services:
            self.layout.hold_file(service.name).unlink(missing_ok=True)
            self._start(service)
        for service in services:
            self._wait(service)

    def look_after(self) -> None:
        """Start again what has ended, unless somebody holds it down."""
        for name, (service, process) in list(self.running.items()):
            if process.poll() is None:
                continue
            died = self.died_at.setdefault(name, time.monotonic())
            held = self.layout.hold_file(name).exists()
            if not held and time.monotonic() - died >= service.back_after:
                print(f"{name} ended with {process.returncode}: starting it again", flush=True)
                _kill_group(process.pid)
                self._start(service)

    def stop(self) -> None:
        """The last started first, each with the time that it needs to end its work."""
        for name, (service, process) in reversed(self.running.items()):
            self._stop(service, process)
            self.layout.pid_file(name).unlink(missing_ok=True)
        self.running.clear()
        for held in self.sockets.values():
            held.close()
        self.sockets.clear()

    def _start(self, service: Service) -> None:
        sockets = [self._listen(port) for port in service.listens]
        inherited = {"NGINX": "".join(f"{number};" for number in sockets)} if sockets else {}
        with (self.layout.logs / f"{service.name}.log").open("ab") as log:
            log.write(f"=== started {time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())}\n".encode())
            log.flush()
            process = subprocess.Popen(  # noqa: S603 - the programs that services.py names
                service.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self.environment | (self.told if service.is_program else {}) | inherited,
                cwd=ROOT,
                pass_fds=sockets,
                start_new_session=True,
            )
        self.running[service.name] = (service, process)
        self.died_at.pop(service.name, None)
        write_pid(self.layout, service.name, process.pid)

    def _listen(self, port: int) -> int:
        """The socket that stays open from one process to the next."""
        if port not in self.sockets:
            self.sockets[port] = socket.create_server(("127.0.0.1", port), backlog=511)
            # nginx asks for one connection after the other until there is none, and would wait for it for ever: of
            # sockets that it is given it does not change this.
            self.sockets[port].setblocking(False)
        return self.sockets[port].fileno()

    def _wait(self, service: Service) -> None:
        process = self.running[service.name][1]
        deadline = time.monotonic() + service.patience
        while not service.ready():
            if process.poll() is not None or time.monotonic() > deadline:
                how = "ended" if process.poll() is not None else "is not ready"
                raise StackFailed(f"{service.name} {how}: {_tail(self.layout.logs / f'{service.name}.log')}")
            time.sleep(STEP)

    def _stop(self, service: Service, process: "subprocess.Popen[bytes]") -> None:
        if process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGCONT)
                os.kill(process.pid, service.stop)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(service.last_words)
        _kill_group(process.pid)
        process.wait()


def stop_strays(layout: Layout) -> list[str]:
    """End what an earlier supervisor left behind, found by pid file."""
    strays = []
    for path in sorted((layout.home / "pid").glob("*")) if layout.home.exists() else []:
        pid = running_pid(layout, path.name)
        if pid and pid != os.getpid():
            _kill_group(pid)
            strays.append(path.name)
        path.unlink(missing_ok=True)
    return strays


def running_pid(layout: Layout, name: str) -> int:
    """The process that the pid file names, 0 if it has ended; another that was given the same number is not it."""
    path = layout.pid_file(name)
    pid, _, started = (path.read_text(encoding="utf-8") if path.exists() else "").partition(" ")
    return int(pid) if pid.isdigit() and started and _started(int(pid)) == started else 0


def write_pid(layout: Layout, name: str, pid: int) -> None:
    path = layout.pid_file(name)
    aside = path.with_name(f".{name}")
    aside.write_text(f"{pid} {_started(pid)}", encoding="utf-8")
    aside.rename(path)


def _started(pid: int) -> str:
    """Clock ticks since boot at which the process began; '' without such a process."""
    try:
        state, *fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if state in "ZX" else fields[18]


def _kill_group(pid: int) -> None:
    """What is left of a process and its children; each is the leader of a session of its own."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _tail(path: Path, lines: int = 4) -> str:
    return " / ".join(path.read_text(errors="replace").strip().splitlines()[-lines:])
