"""Secrets are exchanged while readers read: what `deploy/README.md` says under "Rotate secrets", step by step.

Whoever is signed in stays so, the desk works, pictures come from the bucket, and in the end the old secret opens
nothing any more.
"""

import json
import os
import secrets
import signal
import subprocess
import threading
import time
from collections.abc import Callable

from tests.faults.desk import Desk
from tests.faults.ground import Ground
from tests.faults.without import Step, picture, reading, writing

OTHERS = ("stream", "worker-default", "worker-ai", "worker-media", "worker-books", "worker-mail", "beat")
RIGHTS = "SELECT, INSERT, UPDATE, DELETE, CREATE TEMPORARY TABLES"
WITHIN = 60.0  # seconds


def rotated(rotate: Callable[[Ground, Desk], list[Step]]) -> Callable[[Ground], str]:
    """Meanwhile somebody signed in asks for a page and a picture twice a second."""

    def fault(ground: Ground) -> str:
        desk = Desk(ground)
        links = json.loads(ground.python("links"))
        asked: list[tuple[str, int]] = []
        over = threading.Event()

        def look() -> None:
            browser = Desk(ground)
            while not over.wait(0.5):
                for path, signed_in in (("/account/", True), (links["picture"], False), (links["preview"], False)):
                    answer = browser.get(path, signed_in=signed_in)
                    asked.append((path, 503 if answer.is_designed else answer.status))

        watcher = threading.Thread(target=look)
        watcher.start()
        try:
            steps = rotate(ground, desk)
        finally:
            over.set()
            watcher.join(30)
        steps += [*reading(desk), *writing(desk, "afterwards"), ("upload", picture(desk, 5))]
        wrong = [f"{path.partition('?')[0][:20]} {status}" for path, status in asked if status not in (200, 503)]
        ground.wrong += len(wrong) + sum(not went for _, went in steps)
        bad = [name for name, went in steps if not went] + wrong[:3]
        refused = sum(status == 503 for _, status in asked)
        return (
            f"{len(asked)} requests with a session or a signed link meanwhile, {len(wrong)} failed, {refused} refused "
            f"by design; {len(steps)} steps, wrong: {', '.join(bad) or 'none'}"
        )

    return fault


def database(ground: Ground, desk: Desk) -> list[Step]:
    """MariaDB keeps two users until nobody is the first any more."""
    layout = ground.layout
    old, new = ("aicmr2", "aicmr") if "aicmr2" in layout.secret("database_url") else ("aicmr", "aicmr2")
    password = secrets.token_urlsafe(32)
    as_root(ground, f"CREATE OR REPLACE USER '{new}'@'127.0.0.1' IDENTIFIED BY '{password}'")
    as_root(ground, f"GRANT {RIGHTS} ON `aicmr%`.* TO '{new}'@'127.0.0.1'")
    layout.tell("database_url", f"mysql://{new}:{password}@127.0.0.1:{layout.way_to('mariadb')}/aicmr")
    restart_all(ground)
    mine = f"SELECT COUNT(*) FROM information_schema.processlist WHERE user = '{old}'"
    left = int(as_root(ground, mine)) - 1  # the editor of the drill, who was not restarted
    as_root(ground, f"DROP USER '{old}'@'127.0.0.1'")
    return [("nobody is the old user", left <= 0), ("the old user is gone", not _knows(ground, old))]


def bucket(ground: Ground, desk: Desk) -> list[Step]:
    """Two keys open the bucket until nobody uses the first any more."""
    layout = ground.layout
    old, new = layout.secret("s3_id"), f"key{secrets.token_hex(6)}"
    keys = layout.home / "s3-keys"
    keys.write_text(f"{old} {new}")
    layout.tell("s3_id", new)
    layout.tell("s3", secrets.token_urlsafe(32))
    restart_all(ground)
    keys.write_text(new)
    return [("an upload with the new key alone", picture(desk, 6))]


def secret_key(ground: Ground, desk: Desk) -> list[Step]:
    """Three steps: all know the new key, all use it, stored secrets are encrypted under it; then the old one goes."""
    layout = ground.layout
    old, new = layout.secret("secret_key"), secrets.token_urlsafe(50)
    stored = json.loads(ground.python("links", "store"))["stored"]
    layout.tell("secret_key_fallbacks", new)
    restart_all(ground)
    layout.tell("secret_key", new)
    layout.tell("secret_key_fallbacks", old)
    restart_all(ground)
    said = ground.manage("rotate_keys")
    layout.tell("secret_key_fallbacks", "")
    read = json.loads(ground.python("links", "read"))["stored"]
    layout.tell("secret_key_fallbacks", old)  # sessions and links of two weeks
    return [
        ("stored secrets are encrypted anew", "under SECRET_KEY now" in said),
        ("the provider's key opens without the old one", stored == read),
    ]


def restart_all(ground: Ground) -> None:
    """Web servers one after the other, out of nginx's line; the others at once, as `systemctl restart` does."""
    ground.restart("web")
    old = {name: ground.pid(name) for name in OTHERS}
    for pid in old.values():
        os.kill(pid, signal.SIGTERM)
    ends = time.monotonic() + WITHIN
    while any(ground.pid(name) in (0, pid) for name, pid in old.items()):
        if time.monotonic() > ends:
            raise SystemExit("faults: not all processes were started again")
        time.sleep(0.2)


def as_root(ground: Ground, statement: str) -> str:
    from services import program, socket_of

    command = [program("mariadb"), "--no-defaults", f"--socket={socket_of(ground.layout)}", "-uroot", "-N", "-e"]
    return subprocess.run([*command, statement], check=True, capture_output=True, text=True).stdout.strip()


def _knows(ground: Ground, user: str) -> bool:
    return as_root(ground, f"SELECT COUNT(*) FROM mysql.user WHERE user = '{user}'") != "0"


FAULTS = {
    "rotate-database": rotated(database),
    "rotate-bucket": rotated(bucket),
    "rotate-secret-key": rotated(secret_key),
}
