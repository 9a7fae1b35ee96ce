"""What an installation does once before its first start, and again with each release."""

import os
import subprocess
import sys
from pathlib import Path

import certificates
from layout import BUCKET, ROOT, S3_ID, Layout
from services import StackFailed, program, socket_of

PEOPLE = "editor@example.com"
_READ = "SELECT"
_WRITE = "SELECT, INSERT, UPDATE, DELETE, CREATE TEMPORARY TABLES"


def install_database(layout: Layout) -> None:
    """An empty database server, if there is none yet."""
    folder = layout.home / "mariadb"
    if not (folder / "mysql").exists():
        user = ["--user=root"] if os.geteuid() == 0 else []
        options = [f"--datadir={folder}", "--auth-root-authentication-method=normal", "--skip-test-db"]
        _run(layout, program("mariadb-install-db"), "--no-defaults", *user, *options)


def make_users(layout: Layout) -> None:
    """Three users, each with what it needs: the owner migrates, the program writes rows, the reader reads."""
    grants = {"owner": "ALL", "aicmr": _WRITE, "reader": _READ}
    lines = ["CREATE DATABASE IF NOT EXISTS aicmr;"]
    for name, rights in grants.items():
        user = f"'{name}'@'127.0.0.1'"
        lines.append(f"CREATE USER IF NOT EXISTS {user} IDENTIFIED BY '{layout.secret(name)}';")
        lines.append(f"GRANT {rights} ON `aicmr%`.* TO {user};")
    client = [program("mariadb"), "--no-defaults", f"--socket={socket_of(layout)}", "-uroot"]
    _run(layout, *client, text="\n".join(lines))


def release(layout: Layout) -> None:
    """Tables, static files, error pages and the sample site: all can be repeated."""
    owner = {"DATABASE_URL": layout.database_url("owner")}
    _run(layout, sys.executable, "manage.py", "migrate", "--no-input", "--verbosity", "0", **owner)
    _run(layout, sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0")
    _run(layout, sys.executable, "deploy/nginx/pages.py", str(layout.var / "pages"))


def make_bucket(layout: Layout) -> None:
    import boto3

    boto3.client(
        "s3",
        endpoint_url=f"http://127.0.0.1:{layout.ports['s3']}",
        region_name="us-east-1",
        aws_access_key_id=S3_ID,
        aws_secret_access_key=layout.secret("s3"),
    ).create_bucket(Bucket=BUCKET)


def load_sample(layout: Layout) -> None:
    """The demo's first site; it owns 127.0.0.1 and localhost."""
    sys.path.insert(0, str(ROOT / "deploy" / "demo"))
    import pictures

    folder = ROOT / "deploy" / "demo" / "content"
    drawn = layout.var / "demo"
    for text in sorted(folder.glob("articles/*.md")):
        front = text.read_text(encoding="utf-8").split("---")[1].strip().splitlines()
        fields = dict(line.split(": ", 1) for line in front)
        if "picture" in fields:
            pictures.save(drawn, fields["picture"], fields["motif"])
    command = [sys.executable, "manage.py", "load_sample", str(folder), "--pictures", str(drawn)]
    _run(layout, *command, "--password", layout.secret("editor"))


def configure_nginx(layout: Layout) -> None:
    """The configuration of deploy/nginx for unprivileged ports and folders in var/; checked before it is used."""
    certificates.make(layout.tls)
    home, ports = layout.home, layout.ports
    values = {
        "NGINX_USER_LINE": "user root;" if os.geteuid() == 0 else "",
        "CONF_DIR": home / "nginx",
        "RUN_DIR": layout.fast,
        "LOG_DIR": layout.logs,
        "CACHE_DIR": layout.fast / "cache",
        "STATIC_DIR": layout.var / "static",
        "MEDIA_DIR": layout.var / "media",
        "PAGES_DIR": layout.var / "pages",
        "BUCKET_ORIGIN": f"http://127.0.0.1:{ports['s3']}",
        "ACME_DIR": layout.var / "acme",
        "TLS_CERT": layout.tls / "fullchain.pem",
        "TLS_KEY": layout.tls / "privkey.pem",
        "LISTEN_HTTP": f"127.0.0.1:{ports['http']}",
        "LISTEN_HTTPS": f"127.0.0.1:{ports['https']}",
        "HTTPS_PORT_SUFFIX": f":{ports['https']}",
        "WEB_SERVERS": f"127.0.0.1:{ports['web1']} 127.0.0.1:{ports['web2']}",
        "STREAM_SERVERS": f"127.0.0.1:{ports['stream']}",
    }
    pairs = [f"{name}={value}" for name, value in values.items()]
    _run(layout, sys.executable, "deploy/nginx/render.py", str(home / "nginx"), *pairs)
    log = str(layout.logs / "nginx-error.log")
    _run(layout, program("nginx"), "-t", "-q", "-e", log, "-c", str(home / "nginx" / "nginx.conf"))


def _run(layout: Layout, *command: str, text: str = "", **more: str) -> None:
    done = subprocess.run(  # noqa: S603 - our own programs
        command,
        input=text,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=layout.environment() | more,
        check=False,
    )
    if done.returncode:
        words = " / ".join((done.stderr or done.stdout).strip().splitlines()[-4:])
        raise StackFailed(f"{Path(command[0]).name} {' '.join(command[1:3])}: {words}")
