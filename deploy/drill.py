"""`make drill`: back up, wipe, restore, compare; how long each takes.

Without an argument it uses the sample sites in a folder of its own (and, if DATABASE_URL names a MySQL or MariaDB
server, a database beside that one, with `_drill` behind its name). With `--from PLACE` it restores the newest of your
own backups there instead, to see that it can be done and how long your site would be away. Nothing of yours is touched.
"""

import argparse
import os
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "deploy" / "demo")]
TIMES: list[tuple[str, float]] = []


@contextmanager
def timed(step: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    TIMES.append((step, time.monotonic() - began))
    print(f"  {TIMES[-1][1]:7.1f} s  {step}", flush=True)


def prepare(folder: Path, key: str) -> None:
    """Settings of a throw-away installation."""
    os.environ.update(VAR_DIR=str(folder), DJANGO_SETTINGS_MODULE="aicmr.settings.base", BACKUP_KEY=key, BACKUP_TO="")
    os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(50))
    for name in ("DATABASE_REPLICA_URL", "REDIS_URL", "CELERY_BROKER_URL", "S3_BUCKET"):
        os.environ.pop(name, None)
    if url := os.environ.get("DATABASE_URL", ""):
        parts = urlsplit(url)
        os.environ["DATABASE_URL"] = parts._replace(path=f"{parts.path}_drill").geturl()
        create_database(url, f"{parts.path.strip('/')}_drill")
    os.chdir(ROOT)
    import django

    django.setup()


def create_database(url: str, name: str) -> None:
    """An empty database beside the one of `url`."""
    import MySQLdb

    from aicmr.lib import env

    found: Any = env.database("DATABASE_URL", url)
    options = {"host": found["HOST"], "port": int(found["PORT"]), "user": found["USER"], "password": found["PASSWORD"]}
    with MySQLdb.connect(**options) as connection, connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS `{name}`")
        cursor.execute(f"CREATE DATABASE `{name}` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci")


def make_site() -> None:
    import run
    from django.core.management import call_command

    run.VAR = Path(os.environ["VAR_DIR"])
    call_command("migrate", interactive=False, verbosity=0)
    run.load_sites("a-password-of-the-drill")
    for host in ("localhost", "second.localhost"):
        call_command("renditions", site=host, verbosity=0)


def state() -> dict[str, str]:
    """Digest of every table and every file."""
    from django.core.files.storage import default_storage

    from accounts.operations import files, restoring, snapshots

    tables = restoring.sums(snapshots.applied("default"))
    tables.pop("operations.backup", None)  # it grows by the backup itself
    found = {label: f"{seen.count} {seen.digest}" for label, seen in tables.items()}
    for name in files.walk(default_storage):
        with default_storage.open(name) as file:
            found[name] = sha256(file.read()).hexdigest()
    return found


def wipe() -> None:
    from django.conf import settings

    from accounts.operations import loading

    loading.wipe("default")
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


def drill(place: str) -> int:
    """The whole way with the sample sites."""
    from django.core.management import call_command

    with timed("make the sample sites"):
        make_site()
    before = state()
    with timed("back up, encrypted and proven"):
        call_command("backup", to=place, encrypt=True)
    with timed("back up again (what is unchanged is not read)"):
        time.sleep(1)
        call_command("backup", to=place, encrypt=True, no_verify=True)
    with timed("wipe"):
        wipe()
    with timed("restore"):
        call_command("restore", place)
    after = state()
    wrong = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    if wrong:
        print(f"Not equal: {', '.join(wrong[:20])}", file=sys.stderr)
        return 1
    print(f"Equal: {len(before)} tables and files, by count and digest.")
    return 0


def rehearse(place: str) -> int:
    """Restore the newest backup of `place`."""
    from django.core.management import call_command

    with timed("restore"):
        call_command("restore", place)
    with timed("read everything again"):
        print(f"{len(state())} tables and files are there.")
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--from", dest="place", metavar="PLACE", help="restore your newest backup from here")
    options = parser.parse_args()
    key = os.environ.get("BACKUP_KEY", "") if options.place else secrets.token_urlsafe(48)
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder), key)
        done = rehearse(options.place) if options.place else drill(str(Path(folder) / "backups"))
    print(f"  {sum(seconds for _, seconds in TIMES):7.1f} s  in all")
    return done


if __name__ == "__main__":
    sys.exit(main())
