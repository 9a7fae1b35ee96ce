"""Who holds a lease: the identity of a process, and whether that process is certainly dead."""

import os
import socket
from functools import lru_cache
from pathlib import Path


def identity() -> str:
    """`machine:pid:start`, at most 120 characters; differs for each process, also if a pid is used again."""
    return _identity(os.getpid())


def is_dead(holder: str) -> bool:
    """True only if the process of this identity ran on this machine and is gone."""
    machine, _, rest = holder.rpartition(":")[0].rpartition(":")
    started = holder.rpartition(":")[2]
    if not rest.isdigit() or machine != _machine() or started == "?":
        return False
    return _started(int(rest)) != started


@lru_cache(maxsize=4)
def _identity(pid: int) -> str:
    """Of a process that lives: its start does not change, and a forked one asks for its own."""
    return f"{_machine()}:{pid}:{_started(pid)}"


@lru_cache(maxsize=1)
def _machine() -> str:
    """Host and process name space: two containers may share a host name, but not the name space."""
    try:
        space = os.readlink("/proc/self/ns/pid").strip("pid:[]")
    except OSError:
        space = "?"
    return f"{socket.gethostname()[:60]}/{space}"


def _started(pid: int) -> str:
    """Clock ticks since boot at which the process began; '' without such a process, '?' where /proc is missing."""
    if not Path("/proc/self/stat").exists():
        return "?"
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return ""
    state, *fields = stat.rpartition(")")[2].split()
    return "" if state in "ZX" else fields[18]
