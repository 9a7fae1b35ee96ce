"""`make demo`: a working site on a machine without any server.

Prepares the database and the sample sites in `var/`, starts a worker and the web server, and serves until
Ctrl-C. With `--once` it runs the main job instead: it drafts an article from the sample brief through the
worker, accepts and publishes it as the editor, reads it over HTTP and says how long each step took.
"""

import argparse
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import FrameType

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
VAR = Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve()
EDITOR = "editor@example.com"
FIRST_PORT = 8000
MAX_RESTARTS_PER_MINUTE = 30
PICTURES_TIMEOUT = 40  # seconds


class DemoFailed(Exception):
    """One line that says which step failed and why."""


def prepare_environment() -> None:
    """Settings of the embedded column, each only where the person has not set it."""
    VAR.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aicmr.settings.base")
    os.environ.setdefault("VAR_DIR", str(VAR))
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    if "SECRET_KEY" not in os.environ and "SECRET_KEY_FILE" not in os.environ:
        os.environ["SECRET_KEY"] = kept_secret("secret_key", 50)
    sys.path.insert(0, str(ROOT))
    os.chdir(ROOT)


def kept_secret(name: str, length: int) -> str:
    """A random value that is made once and kept in `var/`, readable by its owner alone."""
    path = VAR / name
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(length)[:length])
    return path.read_text().strip()


def free_port() -> int:
    for port in range(FIRST_PORT, FIRST_PORT + 100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            if port != FIRST_PORT:
                print(f"Port {FIRST_PORT} is taken: using {port}.")
            return port
    raise DemoFailed(f"no free port between {FIRST_PORT} and {FIRST_PORT + 99}")


def prepare_database() -> None:
    """Migrate and collect static files; harmless on a second run."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def load_sites(password: str) -> None:
    """Load what is missing of the sample sites."""
    from django.core.management import call_command

    sys.path.insert(0, str(HERE))
    for name in ("content", "second"):
        draw_pictures(HERE / name)
        call_command("load_sample", HERE / name, pictures=VAR / "demo", password=password)


def draw_pictures(folder: Path) -> None:
    import pictures

    for text in sorted(folder.glob("articles/*.md")):
        fields = dict(
            line.split(": ", 1) for line in text.read_text(encoding="utf-8").split("---")[1].strip().splitlines()
        )
        if "picture" in fields:
            pictures.save(VAR / "demo", fields["picture"], fields["motif"])


class Processes:
    """The worker and the web server; both end with the demo, whatever ends it."""

    def __init__(self) -> None:
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.commands: dict[str, tuple[str, ...]] = {}
        self.restarts: list[float] = []
        (VAR / "log").mkdir(exist_ok=True)

    def start(self, name: str, *command: str) -> None:
        self.commands[name] = command
        with (VAR / "log" / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(  # noqa: S603 - our own interpreter, our own modules
                [sys.executable, "-m", *command], stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
        (VAR / f"{name}.pid").write_text(str(self.running[name].pid))

    def check(self) -> None:
        for name, process in self.running.items():
            if process.poll() is not None:
                tail = (VAR / "log" / f"{name}.log").read_text(errors="replace").strip().splitlines()[-3:]
                raise DemoFailed(f"the {name} stopped: " + " / ".join(tail or ["no output"]))

    def keep_running(self) -> None:
        """Start again what has died; give up when that does not help."""
        for name, process in list(self.running.items()):
            if process.poll() is not None:
                self.restarts = [moment for moment in self.restarts if moment > time.monotonic() - 60]
                if len(self.restarts) >= MAX_RESTARTS_PER_MINUTE:
                    self.check()
                self.restarts.append(time.monotonic())
                print(f"The {name} stopped: starting it again.", flush=True)
                self.start(name, *self.commands[name])

    def stop(self) -> None:
        for process in self.running.values():
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + 8
        for process in self.running.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def start_worker(processes: Processes, port: int) -> None:
    processes.start(
        "worker",
        *("celery", "-A", "aicmr", "worker", "--beat", "--concurrency", "2"),
        *("--queues", "default,ai,media,books,mail", "--loglevel", "INFO", "--hostname", f"demo-{port}@%h"),
    )


def start_web(processes: Processes, port: int) -> None:
    where = ("--host", "127.0.0.1", "--port", str(port))
    (VAR / "web.port").write_text(str(port))  # commands that name an address read it
    processes.start("web", "uvicorn", "aicmr.asgi:application", *where, "--no-access-log", "--no-proxy-headers")


def wait_for_pictures(processes: Processes) -> None:
    """Until the worker has made the sizes and the pages that show them; a slow machine goes on without."""
    from django.apps import apps

    waiting = [
        apps.get_model("media", "Asset").objects.filter(state="pending"),
        apps.get_model("audit", "Delivery").objects.filter(state__in=["pending", "running"], attempts=0),
    ]
    deadline = time.monotonic() + PICTURES_TIMEOUT
    while time.monotonic() < deadline and any(rows.exists() for rows in waiting):
        processes.check()
        time.sleep(0.2)


def wait_until_it_answers(processes: Processes, port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        processes.check()
        try:
            read(f"http://127.0.0.1:{port}/healthz")
            return
        except OSError:
            time.sleep(0.1)
    raise DemoFailed("the web server did not answer within 60 seconds; see " + str(VAR / "log" / "web.log"))


def read(url: str) -> str:
    with urllib.request.urlopen(url, timeout=20) as response:  # noqa: S310 - our own address
        return str(response.read().decode("utf-8"))


def run_main_job(port: int) -> str:
    """Draft, accept, publish; return the address of the published article."""
    command = [sys.executable, "manage.py", "draft_article", str(HERE / "brief.md")]
    command += ["--as", EDITOR, "--publish", "--site", "localhost"]
    done = subprocess.run(  # noqa: S603 - our own command
        command, capture_output=True, text=True, timeout=180, check=False
    )
    if done.returncode != 0:
        raise DemoFailed("drafting failed: " + " ".join((done.stderr or done.stdout).split())[-600:])
    paths = [word for word in done.stdout.split() if "/articles/" in word and "/admin/" not in word]
    if not paths:
        raise DemoFailed("drafting printed no public address: " + " ".join(done.stdout.split())[-600:])
    path = "/" + paths[-1].rstrip(".").split("/", 3)[3] if "://" in paths[-1] else paths[-1]
    return f"http://127.0.0.1:{port}{path}"


def read_published(url: str) -> None:
    page = read(url)
    for fact in ("6 September 2026", "1.8 kilometres", "12 euros"):
        if fact not in page:
            raise DemoFailed(f"{url} does not say “{fact}”")


def once(port: int, timed: Callable[[str], None]) -> None:
    url = run_main_job(port)
    timed("draft, accept, publish")
    read_published(url)
    timed("read over HTTP")
    print(f"Published: {url}")


def announce(port: int, password: str) -> None:
    print(
        f"""
  Site          http://127.0.0.1:{port}/
  Second site   http://second.localhost:{port}/
  Admin         http://127.0.0.1:{port}/admin/
  Sign in as    {EDITOR}  (also admin@, creator@ and viewer@example.com)
  Password      {password}
  Logs          {VAR / "log"}
  Stop with     Ctrl-C
""",
        flush=True,
    )


def serve(processes: Processes) -> None:
    while True:
        processes.keep_running()
        time.sleep(0.5)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--once", action="store_true", help="run the main job end to end and exit")
    options = parser.parse_args()
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # a background shell starts us with SIGINT ignored
        signal.signal(name, _interrupt)
    started = time.monotonic()

    def timed(step: str) -> None:
        nonlocal started
        now = time.monotonic()
        print(f"  {now - started:6.1f} s  {step}", flush=True)
        started = now

    prepare_environment()
    processes = Processes()
    try:
        password = kept_secret("demo_password", 14)
        prepare_database()
        timed("prepare the database")
        port = free_port()
        start_worker(processes, port)
        load_sites(password)
        timed("load the sample sites")
        start_web(processes, port)
        wait_until_it_answers(processes, port)
        timed("start the web server")
        if options.once:
            once(port, timed)
        else:
            wait_for_pictures(processes)
            timed("make the sizes of the pictures")
            announce(port, password)
            serve(processes)
    except (DemoFailed, subprocess.TimeoutExpired, urllib.error.URLError) as error:
        print(f"Demo failed: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Everything is kept in", VAR)
    finally:
        processes.stop()
        (VAR / "web.port").unlink(missing_ok=True)
    return 0


def _interrupt(signum: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
