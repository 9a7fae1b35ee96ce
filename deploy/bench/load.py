"""Load by wrk from a core of its own, and what it cost the servers."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from servers import LOAD_CORE

CONNECTIONS = 8
_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


@dataclass(frozen=True)
class Load:
    rps: float
    p99: float  # ms
    requests: int
    errors: int


def load(url: str, seconds: float, *, headers: dict[str, str] | None = None, connections: int = CONNECTIONS) -> Load:
    """Ask for `url` as fast as it answers. Raises SystemExit if wrk is missing or answers are wrong."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise SystemExit("bench: wrk is missing; on Debian: apt install wrk")
    command = ["taskset", "-c", LOAD_CORE, wrk, "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--latency"]
    for name, value in ({"X-Forwarded-Proto": "https"} | (headers or {})).items():
        command += ["-H", f"{name}: {value}"]
    done = subprocess.run([*command, url], capture_output=True, text=True, check=False)  # noqa: S603
    text = done.stdout
    rps, requests = re.search(r"Requests/sec:\s+([\d.]+)", text), re.search(r"(\d+) requests in", text)
    latency = re.search(r"99%\s+([\d.]+)(us|ms|s|m)", text)
    if not (rps and requests and latency):
        raise SystemExit(f"bench: wrk said nothing of {url}: {done.stderr or text}")
    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    sockets = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", text)
    errors = int(wrong[1]) if wrong else 0
    errors += sum(int(number) for number in sockets.groups()) if sockets else 0
    p99 = float(latency[1]) * _UNITS[latency[2]]
    return Load(float(rps[1]), p99, int(requests[1]), errors)


def cpu_of(pid: int) -> float:
    """Seconds of processor time that a process and its children have used."""
    total = 0.0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        if int(path.parent.name) == pid or int(fields[1]) == pid:
            total += (int(fields[11]) + int(fields[12])) / 100
    return total


def rss_of(pid: int) -> list[float]:
    """Megabytes of each child of a process: all its pages, shared ones too."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text(encoding="utf-8").rpartition(")")[2].split()
            if int(fields[1]) == pid:
                status = (path.parent / "status").read_text(encoding="utf-8")
                found.append(int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024)  # type: ignore[index]
        except (OSError, TypeError):
            continue
    return found
