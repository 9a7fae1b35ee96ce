"""MariaDB and Redis as the runbook sets them up: users that can do what they must, connections that nobody can read."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SQL = ROOT / "deploy" / "mariadb" / "users.sql"
pytestmark = pytest.mark.deploy
CODE = (
    "import django; django.setup()\n"
    "from django.core.cache import caches; from django.db import connection\n"
    "from celery import current_app\n"
    "{body}"
)


def free_port() -> int:
    import socket

    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import certificates

    folder = tmp_path_factory.mktemp("tls")
    certificates.make(folder, ("localhost", "127.0.0.1"))
    return folder


def run(code: str, database: str, redis: str = "", *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
    """A statement, or with `arguments` a command of manage.py, in a process with these servers."""
    own = {"DATABASE_URL": database, "REDIS_URL": redis, "DJANGO_SETTINGS_MODULE": "aicmr.settings.base"}
    command = [sys.executable, "manage.py", *arguments] if arguments else [sys.executable, "-c", CODE.format(body=code)]
    return subprocess.run(command, cwd=ROOT, env=os.environ | own | more, capture_output=True, text=True, timeout=300)


@pytest.fixture(scope="module")
def mariadb(tmp_path_factory: pytest.TempPathFactory, tls: Path) -> Iterator[int]:
    """A server that takes no connection without TLS, with the users of `users.sql`; its port."""
    from services import program

    home, port = tmp_path_factory.mktemp("mariadb"), free_port()
    user = ["--user=root"] if os.geteuid() == 0 else []
    options = ["--no-defaults", *user, f"--datadir={home}/data"]
    install = [program("mariadb-install-db"), *options, "--auth-root-authentication-method=normal", "--skip-test-db"]
    subprocess.run(install, check=True, capture_output=True)
    options += [f"--socket={home}/socket", "--bind-address=127.0.0.1", f"--port={port}", f"--ssl-ca={tls}/ca.pem"]
    options += [f"--ssl-cert={tls}/fullchain.pem", f"--ssl-key={tls}/privkey.pem", "--require-secure-transport=ON"]
    with (home / "log").open("wb") as log:
        server = subprocess.Popen([program("mariadbd"), *options], stdout=log, stderr=log)
    try:
        ask = [program("mariadb"), "--no-defaults", f"--socket={home}/socket", "-uroot"]
        deadline = time.monotonic() + 60
        while subprocess.run([*ask, "-e", "SELECT 1"], capture_output=True).returncode:
            assert time.monotonic() < deadline, (home / "log").read_text()
            time.sleep(0.2)
        sql = SQL.read_text().replace("OWNER_PASSWORD", "o").replace("APP_PASSWORD", "a").replace("READ_PASSWORD", "r")
        subprocess.run(ask, input=sql, text=True, check=True, capture_output=True)
        yield port
    finally:
        server.terminate()
        server.wait(60)


def url(port: int, who: str, password: str, ca: str = "") -> str:
    return f"mysql://{who}:{password}@127.0.0.1:{port}/aicmr" + (f"?ssl_ca={ca}" if ca else "")


def test_each_user_of_the_database_can_do_what_it_must_and_no_more(mariadb: int, tls: Path, tmp_path: Path) -> None:
    ca = f"{tls}/ca.pem"
    owner, app, reader = (url(mariadb, *who, ca) for who in (("aicmr_owner", "o"), ("aicmr", "a"), ("aicmr_read", "r")))
    more = {"VAR_DIR": str(tmp_path)}
    done = run("", owner, "", "migrate", "--verbosity", "0", **more)
    assert done.returncode == 0, done.stderr
    done = run("", app, "", "setup", "--domain", "smoke.test", "--email", "a@smoke.test", **more)
    assert done.returncode == 0, done.stderr
    for command in (["events"], ["schedule"], ["prune", "--dry-run"], ["republish"]):
        done = run("", app, "", *command, **more)
        assert done.returncode == 0, (command, done.stderr)
    for who, statement, may in (
        (app, "SELECT COUNT(*) FROM sites_site", True),
        (app, "DROP TABLE jobs_turn", False),
        (app, "ALTER TABLE jobs_turn ADD x INT", False),
        (app, "CREATE TABLE mine (x INT)", False),
        (app, "TRUNCATE TABLE jobs_turn", False),
        (app, "SELECT COUNT(*) FROM mysql.user", False),
        (reader, "SELECT COUNT(*) FROM sites_site", True),
        (reader, "DELETE FROM jobs_turn", False),
        (reader, "UPDATE sites_site SET name = 'x'", False),
    ):
        done = run(f"connection.cursor().execute({statement!r})", who, **more)
        assert (done.returncode == 0) == may, (who, statement, done.stderr[-300:])
        assert may or "denied" in done.stderr


def test_the_database_is_reached_by_tls_alone_and_only_the_right_one(mariadb: int, tls: Path, tmp_path: Path) -> None:
    asked = (
        "cursor = connection.cursor(); cursor.execute(\"SHOW STATUS LIKE 'Ssl_version'\"); print(cursor.fetchone()[1])"
    )
    done = run(asked, url(mariadb, "aicmr", "a", f"{tls}/ca.pem"))
    assert done.stdout.strip().startswith("TLSv1."), done.stderr
    import certificates

    certificates.make(tmp_path, ("localhost", "127.0.0.1"))
    assert run(asked, url(mariadb, "aicmr", "a", f"{tmp_path}/ca.pem")).returncode, "another authority's server"


def test_redis_is_reached_by_tls(tls: Path, tmp_path: Path) -> None:
    from services import program

    port = free_port()
    command = [program("redis-server"), "--port", "0", "--tls-port", str(port), "--bind", "127.0.0.1", "--save", ""]
    command += ["--tls-cert-file", f"{tls}/fullchain.pem", "--tls-key-file", f"{tls}/privkey.pem"]
    command += ["--tls-ca-cert-file", f"{tls}/ca.pem", "--tls-auth-clients", "no", "--dir", str(tmp_path)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(1)
        right = f"rediss://127.0.0.1:{port}/0?ssl_cert_reqs=required&ssl_ca_certs={tls}/ca.pem"
        code = "caches['limits'].set('a', 1, 9); assert caches['limits'].get('a') == 1\n"
        code += "link = current_app.connection_for_write(); link.connect(); link.release()\n"
        database = f"sqlite:///{tmp_path}/db.sqlite3"
        done = run(code, database, right, VAR_DIR=str(tmp_path))
        assert done.returncode == 0, done.stderr[-800:]
        wrong = f"rediss://127.0.0.1:{port}/0?ssl_cert_reqs=required"
        assert run(code, database, wrong, VAR_DIR=str(tmp_path)).returncode, "an authority that nobody named"
        assert run(code, database, f"redis://127.0.0.1:{port}/0", VAR_DIR=str(tmp_path)).returncode, "without TLS"
    finally:
        server.terminate()
        server.wait(20)
