"""No secret in any log: `VAR_DIR=… python -m tests.faults.canaries` starts a stack, plants secrets, and looks for them.

Passwords, keys, cookies, tokens and addresses with passwords are given to the stack, sent to it, and used by it, while
it logs everything (`LOG_LEVEL=DEBUG`): where all is well, where tables, bucket and database are gone, where a provider
answers with the key that it was sent, and where workers are killed at their task. Then every log of every process is
searched, and what Sentry was sent. A line for each secret that was found; exits 1 if there is one.
"""

import contextlib
import gzip
import http.server
import json
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
os.environ.setdefault("VAR_DIR", str(ROOT / "var" / "canaries"))
os.environ["REQUIRE_STAFF_MFA"] = "0"

from tests.faults.desk import Desk  # noqa: E402
from tests.faults.ground import Ground  # noqa: E402
from tests.faults.rotate import as_root  # noqa: E402
from tests.faults.without import picture  # noqa: E402

EDITOR = "editor@example.com"
SLOW = 3.0  # seconds that the provider thinks
planted: dict[str, str] = {}
reported: list[bytes] = []


def canary(what: str) -> str:
    """A secret that looks like nothing in particular."""
    return planted.setdefault(what, f"Zq{secrets.token_hex(17)}")


class Outside(http.server.BaseHTTPRequestHandler):
    """Sentry, which keeps what it is sent, and a provider who repeats the key that it refuses."""

    def do_GET(self) -> None:
        self.do_POST()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        said = b"{}"
        if "/envelope/" in self.path:
            reported.append(body)
        else:
            time.sleep(SLOW)
            wrong = f"Incorrect API key provided: {self.headers.get('Authorization', '').partition(' ')[2]}"
            said = json.dumps({"error": {"message": wrong, "code": "invalid_api_key"}}).encode()
        self.send_response(200 if said == b"{}" else 401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(said)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Silent: it is not the program's log."""


@contextlib.contextmanager
def outside() -> Iterator[int]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Outside)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()


def settings(port: int) -> dict[str, str]:
    told = {
        "LOG_LEVEL": "DEBUG",
        "SENTRY_DSN": f"http://{canary('name in the DSN of Sentry')}@127.0.0.1:{port}/4",
        "METRICS_TOKEN": canary("token of the metrics"),
        "BACKUP_KEY": canary("key of the backups"),
        "OPENAI_API_KEY": canary("key of the provider in the environment"),
        "OPENAI_BASE_URL": f"http://127.0.0.1:{port}/v1",
        "AI_ALLOW_PRIVATE": "1",
        "AI_MODEL": "canary",
        "EMAIL_URL": f"smtp://user:{canary('password of the mail server')}@127.0.0.1:9",
    }
    return {f"STACK_TELL_{name}": value for name, value in told.items()}


def requests(ground: Ground) -> None:
    nobody = Desk(ground, "")
    nobody.sign_in(EDITOR, canary("wrong password in a form"))
    nobody.sign_in(EDITOR, ground.layout.secret("editor"))
    fields = {
        "email": f"new{time.time():.0f}@example.com",
        **dict.fromkeys(("password1", "password2"), canary("new password")),
    }
    Desk(ground, "").post("/account/signup/", fields)
    Desk(ground, "").post("/account/password/reset/", {"email": EDITOR})
    for kind in ("Bearer", "Basic", "Token"):
        nobody.get("/api/v1/me", Authorization=f"{kind} {canary(f'{kind} in a header')}")
    nobody.get(
        "/api/v1/me", **{"X-API-Key": canary("X-API-Key"), "X-Amz-Security-Token": canary("X-Amz-Security-Token")}
    )
    stranger = Desk(ground, f"sessionid={canary('session in a cookie')}; other={canary('another cookie')}")
    for path in ("/", "/account/", "/admin/", "/search/?q=tide", "/nothing/here/"):
        stranger.get(path)
    for name in ("token", "api_key", "password", "signature", "access_token"):
        for path in ("/", "/search/", "/account/", "/admin/login/", "/api/v1/search", "/nothing/"):
            address = f"{path}?{name}={canary(f'{name} in a query')}"
            nobody.get(address, Referer=f"https://127.0.0.1{address}")
    for path in (
        "/preview/{}/",
        "/account/unlock/{}/",
        "/account/confirm-email/{}/",
        "/account/password/reset/key/1-{}/",
    ):
        address = path.format(canary(f"link {path}"))
        nobody.get(address, Referer=f"https://127.0.0.1{address}")
    nobody.get(f"/media/aaaa/bbbb-400.webp?t={canary('token of a picture')}")


def links(ground: Ground) -> None:
    """Real ones, used where they open something and where their server is gone."""
    found = json.loads(ground.python("links"))
    planted["a preview link that opens"] = found["preview"].strip("/").rpartition("/")[2]
    planted["a token of a picture that opens"] = found["picture"].rpartition("=")[2].rpartition(".")[2]
    planted["an API key that opens"] = found["key"].rpartition("_")[2]
    desk = Desk(ground, "")

    def use() -> None:
        desk.get(found["preview"])
        desk.get(found["picture"])
        desk.get("/api/v1/me", Authorization=f"Bearer {found['key']}")

    use()
    for server in ("s3", "mariadb", "web1"):
        with gone(ground, server):
            use()
            Desk(ground, "").sign_in(EDITOR, canary("password while a server is gone"))


def broken(ground: Ground) -> None:
    """A table that is missing: answers 500 with tracebacks, which hold whatever was at hand."""
    as_root(ground, "RENAME TABLE aicmr.accounts_signinlock TO aicmr.away")
    try:
        answers = [Desk(ground, "").sign_in(EDITOR, canary("password of a request that broke"))]
        answers.append(Desk(ground, "").sign_in(EDITOR, ground.layout.secret("editor")))
    finally:
        as_root(ground, "RENAME TABLE aicmr.away TO aicmr.accounts_signinlock")
    if {answer.status for answer in answers} != {500}:
        raise SystemExit(f"canaries: a request should have broken: {[answer.status for answer in answers]}")


def workers(ground: Ground, port: int) -> None:
    """Jobs that fail with the key in the error, tasks with secrets in their arguments, processes that are killed."""
    key = canary("key of a provider in the database")
    ground.python("links", "provider", key, f"http://127.0.0.1:{port}/v1")
    time.sleep(1.5)
    for name in ("worker-ai", "worker-default"):
        for child in _children(ground.pid(name)):
            os.kill(child, signal.SIGKILL)
    ground.python("links", "provider", key, f"http://127.0.0.1:{port}/v1")
    ground.python("links", "tasks", ground.layout.secret("aicmr"), canary("password in a task's arguments"))
    time.sleep(4 * SLOW)


def _children(pid: int) -> list[int]:
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    return [int(line) for line in found.stdout.split()]


@contextlib.contextmanager
def gone(ground: Ground, name: str) -> Iterator[None]:
    hold = ground.layout.hold_file(name)
    hold.touch()
    ground.kill(name)
    try:
        yield
    finally:
        hold.unlink()
        ends = time.monotonic() + 60
        while not ground.pid(name) and time.monotonic() < ends:
            time.sleep(0.2)
        time.sleep(3)


def found_in(folder: Path) -> list[str]:
    """`secret: file, lines` for each that stands somewhere; the line is shown without it."""
    logs = [path for path in sorted(folder.glob("*.log*")) if path.name != "stack.log"]  # which tells the password
    texts = {path.name: path.read_text(errors="replace") for path in logs}
    texts["what Sentry was sent"] = "\n".join(body.decode(errors="replace") for body in reported)
    told = []
    for what, secret in planted.items():
        for name, text in texts.items():
            lines = [line for line in text.splitlines() if secret in line]
            if lines:
                place = lines[0].index(secret)
                around = lines[0][max(0, place - 100) : place + len(secret) + 40].replace(secret, "<HERE>")
                told.append(f"{what}: {name}, {len(lines)} lines: …{around}…")
    return told


def main() -> int:
    ground = Ground()
    for log in ground.layout.logs.glob("*.log"):
        log.unlink()
    with outside() as port:
        try:
            ground.up(**settings(port))
            for name in ("aicmr", "owner", "reader", "s3", "secret_key", "editor"):
                planted[f"the stack's {name}"] = ground.layout.secret(name)
            requests(ground)
            links(ground)
            broken(ground)
            workers(ground, port)
            picture(Desk(ground), 1)
        finally:
            ground.down()
    lines = sum(len(path.read_text(errors="replace").splitlines()) for path in ground.layout.logs.glob("*.log"))
    found = found_in(ground.layout.logs)
    print(f"{len(planted)} secrets, {lines} lines of logs, {len(reported)} reports to Sentry: {len(found)} found")
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
