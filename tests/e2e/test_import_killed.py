"""`kill -9` at ten random points of an import, then the same command again: the end state of an undisturbed run."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from tests.content.transfer.generate import with_people

ROOT = Path(__file__).resolve().parents[2]
POSTS = 300
PROGRESS = """
    SELECT (SELECT COUNT(*) FROM transfer_importeditem)
         + (SELECT COUNT(*) FROM transfer_importeditem WHERE payload_hash <> '')
         + (SELECT COUNT(*) FROM publishing_livepage)
"""


def environment(var: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("DJANGO_", "PYTEST_"))}
    # Each run has a database of its own, in files.
    drop = ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL")
    settings = {"VAR_DIR": str(var), "DJANGO_SETTINGS_MODULE": "aicmr.settings.base"}
    return {key: value for key, value in kept.items() if key not in drop} | settings


def do(var: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment(var), capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def begin(var: Path) -> None:
    do(var, "manage.py", "migrate", "-v0")
    do(var, "manage.py", "setup", "--domain", "old.test", "--email", "a@old.test")


def state(var: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads(do(var, "-m", "tests.content.transfer.state"))
    return found


def progress(var: Path) -> int:
    """How much an import has committed by now: rows of its ledger, what of them is written, and live pages."""
    try:
        with closing(sqlite3.connect(f"file:{var / 'db.sqlite3'}?mode=ro", uri=True)) as database:
            return int(database.execute(PROGRESS).fetchone()[0])
    except sqlite3.OperationalError:  # while the other begins to write
        return 0


def test_a_killed_import_goes_on_to_the_same_end(tmp_path: Path) -> None:
    path = tmp_path / "export.xml"
    path.write_text("".join(with_people(POSTS)))
    command = ("manage.py", "import_wordpress", str(path), "--no-media")
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    begin(whole)
    do(whole, *command)
    begin(killed)
    rng = random.Random(4)
    kills = []
    # By what is done, not by the clock: machines differ, and one differs from itself when others work on it.
    for point in sorted(rng.sample(range(progress(whole)), 10)):
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        process = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=environment(killed), **quiet)
        while process.poll() is None and progress(killed) < point:
            time.sleep(0.005)
        time.sleep(rng.uniform(0, 0.1))
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            process.wait()
            kills.append(progress(killed))
    do(killed, *command)
    assert len(kills) >= 5, kills
    assert len(set(kills)) >= 3, kills
    assert state(killed) == state(whole)
