"""The whole of a production installation on this machine: `run.py up | down | status | restart NAME | serve`.

`up` starts a supervisor in the background and returns when the site answers over TLS; `down` ends it and
all it started. `restart web` takes the web servers one after the other out of nginx's line, so that nobody
loses a request. `env` prints what the program's processes are told, for `manage.py` in a shell.
"""

import argparse
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from types import FrameType

import layout as layouts
import leftovers
import preparing
import rolling
from layout import Layout
from services import (
    StackFailed,
    data_services,
    door_services,
    nginx_service,
    program_services,
)
from supervise import Supervisor, running_pid, stop_strays, write_pid

STARTS_WITHIN = 400  # seconds


def serve(layout: Layout) -> int:
    """In the foreground, until a signal ends it."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, _interrupt)
    layouts.mark(layout)
    ready = layout.home / "ready"
    ready.unlink(missing_ok=True)
    supervisor = Supervisor(layout)
    started = time.monotonic()

    def said(step: str) -> None:
        print(f"  {time.monotonic() - started:6.1f} s  {step}", flush=True)

    try:
        preparing.install_database(layout)
        supervisor.start(data_services(layout))
        supervisor.start(door_services(layout))
        said("MariaDB, Redis and S3 answer")
        preparing.make_users(layout)
        preparing.make_bucket(layout)
        preparing.release(layout)
        said("tables, static files, error pages")
        supervisor.start(program_services(layout))
        said("web, stream, workers and beat answer")
        if os.environ.get("STACK_SAMPLE", "1") == "1":
            preparing.load_sample(layout)
            said("sample site")
        preparing.configure_nginx(layout)
        supervisor.start([nginx_service(layout)])
        said("nginx answers over TLS")
        ready.write_text(layout.address())
        announce(layout)
        while True:
            supervisor.look_after()
            time.sleep(0.1)
    except (StackFailed, SystemExit) as problem:
        print(f"Stack failed: {problem}", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        print("Stopping", flush=True)
        return 0
    finally:
        ready.unlink(missing_ok=True)
        supervisor.stop()
        shutil.rmtree(layout.fast, ignore_errors=True)


def up(layout: Layout) -> int:
    if running_pid(layout, "supervisor"):
        print(f"The stack runs already: {layout.address()}")
        return 0
    if strays := stop_strays(layout):
        print("Ended what an earlier stack left behind:", ", ".join(strays))
    leftovers.sweep()
    layout = layouts.prepare()
    log = layout.logs / "stack.log"
    with log.open("wb") as file:
        process = subprocess.Popen(  # noqa: S603 - this very program
            [sys.executable, __file__, "serve"],
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
            start_new_session=True,
        )
    write_pid(layout, "supervisor", process.pid)
    shown = 0
    deadline = time.monotonic() + STARTS_WITHIN
    while process.poll() is None and time.monotonic() < deadline and not (layout.home / "ready").exists():
        shown = _show(layout, shown)
        time.sleep(0.2)
    time.sleep(0.2)
    _show(layout, shown)
    return 0 if (layout.home / "ready").exists() else 1


def down(layout: Layout) -> int:
    pid = running_pid(layout, "supervisor")
    if pid:
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + 180
        while running_pid(layout, "supervisor") and time.monotonic() < deadline:
            time.sleep(0.1)
    strays = stop_strays(layout)
    shutil.rmtree(layout.fast, ignore_errors=True)
    leftovers.sweep()
    print("Stopped." if pid or strays else "Nothing was running.")
    return 0


def status(layout: Layout) -> int:
    for path in sorted((layout.home / "pid").glob("*")):
        pid = running_pid(layout, path.name)
        print(f"{path.name:16} {pid:>8}  {'runs' if pid else 'ended'}")
    return 0 if running_pid(layout, "supervisor") else 1


def announce(layout: Layout) -> None:
    print(
        f"""
  Site          {layout.address()}
  Admin         {layout.address("/admin/")}
  Sign in as    {preparing.PEOPLE}
  Password      {layout.secret("editor")}
  Trust         {layout.tls / "ca.pem"}
  Logs          {layout.logs}
  Stop with     make stack-down
""",
        flush=True,
    )


def _show(layout: Layout, shown: int) -> int:
    text = (layout.logs / "stack.log").read_text(errors="replace")
    print(text[shown:], end="", flush=True)
    return len(text)


def _interrupt(signum: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["up", "down", "status", "restart", "serve", "env"])
    parser.add_argument("name", nargs="?", help="of a service, or web")
    options = parser.parse_args()
    layout = layouts.load()
    if options.command == "serve":
        return serve(layouts.prepare() if not layout.ports else layout)
    if options.command == "env":
        for name, value in sorted(layout.environment().items()):
            if os.environ.get(name) != value:
                print(f"export {name}={shlex.quote(value)}")
        return 0
    if options.command == "restart":
        return rolling.restart(layout, options.name or "web")
    return {"up": up, "down": down, "status": status}[options.command](layout)


if __name__ == "__main__":
    sys.exit(main())
