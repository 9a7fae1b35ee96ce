"""The servers under measurement: one core for all of them, the other for whoever asks."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "deploy" / "stack"), str(ROOT / "deploy" / "nginx")]

import certificates  # noqa: E402
import layout as layouts  # noqa: E402
import preparing  # noqa: E402
import render  # noqa: E402
from layout import Layout  # noqa: E402
from services import Service, data_services, nginx_service, program, socket_of  # noqa: E402
from supervise import Supervisor  # noqa: E402

SERVER_CORE, LOAD_CORE = ("0", "1") if (os.cpu_count() or 1) > 1 else ("0", "0")
HOST = "127.0.0.1"


class Servers:
    """MariaDB and Redis of the measurement, and any number of web servers on one of its databases."""

    def __init__(self, var: Path) -> None:
        os.environ["VAR_DIR"] = str(var)
        self.layout: Layout = layouts.prepare()
        self.supervisor = Supervisor(self.layout)
        self.next_port = max(self.layout.ports.values()) + 10
        self.started = 0

    def start_data(self) -> None:
        preparing.install_database(self.layout)
        self.start(*[service for service in data_services(self.layout) if service.name != "s3"])
        preparing.make_users(self.layout)

    def start(self, *services: Service) -> None:
        pinned = [replace(s, command=["taskset", "-c", SERVER_CORE, *s.command]) for s in services]
        self.supervisor.start(pinned)

    def stop(self, *names: str) -> None:
        for name in names:
            service, process = self.supervisor.running.pop(name)
            self.supervisor._stop(service, process)

    def environment(self, count: int, **more: str) -> dict[str, str]:
        """Production settings on the database with `count` articles; limits of the program are out of the way."""
        url = self.layout.database_url("owner").rpartition("/")[0] + f"/aicmr_bench_{count}"
        told = self.layout.environment() | {"DATABASE_URL": url, "REQUIRE_STAFF_MFA": "0", "WEB_WORKERS": "1"}
        told |= {
            "PYTHONPATH": f"{ROOT}{os.pathsep}{HERE}",
            "RATE_LIMITS": "search=1000000/second",
            "LOG_LEVEL": "ERROR",
        }
        for name in ("S3_BUCKET", "S3_ENDPOINT_URL"):
            told.pop(name, None)
        return told | more

    def database(self, count: int) -> None:
        """A database with `count` articles; kept for the next run."""
        client = [program("mariadb"), "--no-defaults", f"--socket={socket_of(self.layout)}", "-uroot", "-e"]
        run([*client, f"CREATE DATABASE IF NOT EXISTS aicmr_bench_{count}"], dict(os.environ))
        environment = self.environment(count)
        run([sys.executable, "manage.py", "migrate", "--no-input", "-v0"], environment)
        print(f"content: {count} articles", flush=True)
        run([sys.executable, str(HERE / "filling.py"), str(count)], environment, quiet=False)
        tables = "publishing_livepage, publishing_liveterm, search_indexedpage, articles_article"
        run(
            [*client, f"USE aicmr_bench_{count}; ANALYZE TABLE {tables}; OPTIMIZE TABLE search_indexedpage"],
            environment,
        )

    @contextmanager
    def web(self, application: str, environment: dict[str, str], *, cwd: Path = ROOT) -> Iterator[tuple[str, str]]:
        """A Gunicorn with one worker; gives its name and address, and ends it."""
        port = self.next_port
        self.next_port, self.started = self.next_port + 1, self.started + 1
        name = f"bench-{self.started}"
        command = gunicorn(application, port)
        kept, self.supervisor.environment = self.supervisor.environment, environment
        try:
            self.start(Service(name, command, lambda: _listens(port)))
        finally:
            self.supervisor.environment = kept
        try:
            yield name, f"http://{HOST}:{port}"
        finally:
            self.stop(name)

    @contextmanager
    def nginx(self, web: str, static: Path) -> Iterator[str]:
        """nginx with one process before the web server at `web`; gives its address."""
        certificates.make(self.layout.tls)
        home, ports = self.layout.home, self.layout.ports
        values = {
            "NGINX_USER_LINE": "user root;" if os.geteuid() == 0 else "",
            "NGINX_WORKERS": "1",
            "CONF_DIR": str(home / "nginx"),
            "RUN_DIR": str(self.layout.fast),
            "LOG_DIR": str(self.layout.logs),
            "CACHE_DIR": str(self.layout.fast / "cache"),
            "STATIC_DIR": str(static),
            "PAGES_DIR": str(self.layout.var / "pages"),
            "TLS_CERT": str(self.layout.tls / "fullchain.pem"),
            "TLS_KEY": str(self.layout.tls / "privkey.pem"),
            "LISTEN_HTTP": f"{HOST}:{ports['http']}",
            "LISTEN_HTTPS": f"{HOST}:{ports['https']}",
            "WEB_SERVERS": web.removeprefix("http://"),
        }
        render.render(home / "nginx", values)
        self.start(nginx_service(self.layout))
        try:
            yield f"https://{HOST}:{ports['https']}"
        finally:
            self.stop("nginx")

    def pid(self, name: str) -> int:
        return self.supervisor.running[name][1].pid

    def close(self) -> None:
        self.supervisor.stop()


def gunicorn(application: str, port: int) -> list[str]:
    """The command of a web server; Django's applications have the settings of production's."""
    is_django = application.endswith("wsgi:application")
    config = ROOT / "deploy" / "gunicorn" / "web.py" if is_django else HERE / "gunicorn_bare.py"
    return [sys.executable, "-m", "gunicorn", "--config", str(config), "--bind", f"{HOST}:{port}", application]


def run(command: list[str], environment: dict[str, str], *, quiet: bool = True) -> str:
    """Its output; raises SystemExit with its last words if it fails."""
    done = subprocess.run(  # noqa: S603 - our own programs
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE if quiet else None, text=True
    )
    if done.returncode:
        raise SystemExit(f"bench: {' '.join(command[:3])}: {(done.stderr or done.stdout or '')[-600:]}")
    return done.stdout


def _listens(port: int) -> bool:
    import socket

    try:
        with socket.create_connection((HOST, port), 1):
            return True
    except OSError:
        return False
