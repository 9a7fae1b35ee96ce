"""Restart without a lost request: out of nginx's line, end what runs, start, answer, back into the line."""

import os
import signal
import sys
import time

from layout import ROOT, Layout
from services import data_services, nginx_service, program_services
from supervise import running_pid

sys.path.insert(0, str(ROOT / "deploy" / "nginx"))
import drain

WITHIN = 90.0  # seconds


def restart(layout: Layout, name: str) -> int:
    names = ["web1", "web2"] if name == "web" else [name]
    known = {service.name: service for service in [*data_services(layout), *program_services(layout)]}
    known["nginx"] = nginx_service(layout)
    for each in names:
        if each not in known:
            print(f"stack: knows no {each}; there are web, {', '.join(known)}", file=sys.stderr)
            return 1
        started = time.monotonic()
        server = f"127.0.0.1:{layout.ports[each]}" if each.startswith("web") else ""
        if server:
            drain.mark(layout.home / "nginx", server, down=True)
            _reload(layout)
        _again(layout, each, known[each].stop)
        while not known[each].ready():
            if time.monotonic() - started > WITHIN:
                print(f"stack: {each} is not ready after {WITHIN:.0f} seconds", file=sys.stderr)
                return 1
            time.sleep(0.1)
        if server:
            drain.mark(layout.home / "nginx", server, down=False)
            _reload(layout)
        print(f"{each} restarted in {time.monotonic() - started:.1f} s")
    return 0


def _again(layout: Layout, name: str, stop: signal.Signals) -> None:
    """End the process; the supervisor starts the next."""
    old = running_pid(layout, name)
    if old:
        os.kill(old, stop)
    deadline = time.monotonic() + WITHIN
    while running_pid(layout, name) in (0, old) and time.monotonic() < deadline:
        time.sleep(0.1)


def _reload(layout: Layout) -> None:
    """New connections follow the new line at once; requests that run end in the old one."""
    os.kill(running_pid(layout, "nginx"), signal.SIGHUP)
    time.sleep(1.0)
