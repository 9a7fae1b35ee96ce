"""The ground that faults happen on: a stack of their own, readers, an editor, and what they report."""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "deploy" / "stack"), str(ROOT / "deploy" / "bench")]

import layout as layouts  # noqa: E402
from asking import Answer, Crowd  # noqa: E402
from supervise import running_pid  # noqa: E402

RATE = float(os.environ.get("FAULTS_RATE") or 40)  # requests a second
BEFORE, AFTER = 4.0, 12.0  # seconds of quiet before the fault, and at most after it
CALM = 3.0  # so long nothing may go wrong until all is well again
RUN = [sys.executable, str(ROOT / "deploy" / "stack" / "run.py")]


@dataclass
class Report:
    name: str
    requests: int = 0
    refused: int = 0  # designed: 503 or 429 that says when to come back
    failed: int = 0
    recovery: float = 0.0  # seconds from the end of the fault until nothing goes wrong any more
    slowest: float = 0.0
    confirmed: int = 0
    lost: int = 0
    missing: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, int] = field(default_factory=dict)
    note: str = ""


class Ground:
    def __init__(self) -> None:
        self.layout = layouts.load()
        self.home = self.layout.home / "faults"
        self.home.mkdir(parents=True, exist_ok=True)
        self.wrong = 0  # what a fault saw itself that must not be

    def up(self, **environment: str) -> None:
        self._run("up", environment)
        self.layout = layouts.load()

    def down(self) -> None:
        self._run("down", {})

    def restart(self, name: str) -> str:
        return self._run("restart", {}, name)

    def pid(self, name: str) -> int:
        return running_pid(self.layout, name)

    def kill(self, *names: str, how: signal.Signals = signal.SIGKILL) -> None:
        """The whole group of each: master and children."""
        for pid in [self.pid(name) for name in names]:
            os.killpg(pid, how)

    def slow(self, server: str, milliseconds: int) -> None:
        (self.layout.home / "doors" / server).write_text(str(milliseconds))

    def manage(self, *arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, env=self.layout.environment(), cwd=ROOT, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"faults: {' '.join(arguments)}: {done.stdout[-400:]} {done.stderr[-400:]}")
        return done.stdout

    def python(self, script: str, *arguments: str) -> str:
        path = str(ROOT / "tests" / "faults" / f"{script}.py")
        done = subprocess.run(
            [sys.executable, path, *arguments], env=self.layout.environment(), cwd=ROOT, capture_output=True, text=True
        )
        if done.returncode:
            raise SystemExit(f"faults: {script}: {done.stderr[-800:]}")
        return done.stdout

    def _run(self, command: str, environment: dict[str, str], *more: str) -> str:
        done = subprocess.run([*RUN, command, *more], env=os.environ | environment, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"faults: stack {command}: {done.stdout[-600:]} {done.stderr[-600:]}")
        return done.stdout


def choose(draw: random.Random) -> tuple[str, dict[str, str]]:
    """What readers ask for: mostly pages that others ask for too, a fifth what no cache has."""
    number = draw.random()
    if number < 0.2:
        return f"/articles/the-net-loft/?unique={draw.random()}", {}
    if number < 0.25:
        return f"/search/?q=harbour&unique={draw.random()}", {}
    return draw.choice(PAGES), {}


PAGES = [
    "/",
    "/feed.xml",
    "/articles/the-net-loft/",
    "/articles/a-slow-news-day/",
    "/archive/",
    "/about/",
    "/sitemap.xml",
]


def under_load(ground: Ground, name: str, fault: Callable[[Ground], str | None], *, hold: float = 0.0) -> Report:
    """Readers read, the editor publishes, `fault` happens; it returns when what it broke is mended."""
    report = Report(name)
    journal, stop = ground.home / f"{name}.jsonl", ground.home / f"{name}.stop"
    for path in (journal, stop):
        path.unlink(missing_ok=True)
    journal.touch()
    editor = _editor(ground, name, journal, stop)
    crowd = Crowd("127.0.0.1", ground.layout.ports["https"], choose)
    over = threading.Event()
    reading = threading.Thread(target=lambda: asyncio.run(crowd.ask(RATE, 600, over.is_set)), daemon=True)
    reading.start()
    time.sleep(BEFORE)
    _until(lambda: journal.stat().st_size > 0, 30)
    ground.wrong = 0
    report.note = fault(ground) or ""
    mended = time.time()
    deadline = time.monotonic() + AFTER
    while time.monotonic() < deadline and not _is_calm(crowd.answers, mended):
        time.sleep(0.2)
    over.set()
    reading.join(30)
    stop.touch()
    editor.wait(30)
    _read(report, crowd.answers, mended)
    report.failed += ground.wrong
    found = json.loads(ground.python("ledger", str(journal), "60"))
    report.confirmed, report.lost = found["confirmed"], found["lost"]
    report.missing = {key: value for key, value in found["missing"].items() if value}
    return report


def _editor(ground: Ground, name: str, journal: Path, stop: Path) -> "subprocess.Popen[bytes]":
    script = str(ROOT / "tests" / "faults" / "editor.py")
    with (ground.home / f"{name}.editor.log").open("wb") as log:
        command = [sys.executable, script, str(journal), str(stop)]
        return subprocess.Popen(command, env=ground.layout.environment(), cwd=ROOT, stdout=log, stderr=log)


def _until(is_so: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.1)


def _is_calm(answers: list[Answer], mended: float) -> bool:
    now = time.time()
    return now - mended > CALM and all(answer.is_good for answer in answers if answer.at > now - CALM)


def _read(report: Report, answers: list[Answer], mended: float) -> None:
    report.requests = len(answers)
    report.refused = sum(answer.is_designed for answer in answers)
    report.failed = sum(answer.has_failed for answer in answers)
    bad = [answer.at + answer.seconds for answer in answers if not answer.is_good]
    report.recovery = max(0.0, max(bad) - mended) if bad else 0.0
    report.slowest = max((answer.seconds for answer in answers), default=0.0)
    for answer in answers:
        if answer.has_failed:
            kind = answer.error or f"{answer.status} {answer.path.partition('?')[0]}"
            report.errors[kind] = report.errors.get(kind, 0) + 1
