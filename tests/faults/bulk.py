"""`python -m tests.faults.bulk [--texts 5000]`: bulk work over thousands of texts, two killed workers and a cancel.

Uses the database, broker and VAR_DIR of the environment, a scripted AI server of its own, and real worker processes.
Prints how many runs and proposals each text has, what the server was asked, and the worker's memory over time.
"""

import argparse
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
HOST = "bulk.localhost"
WORDS = (
    "harbour pier boat rope salt wind tide town council bench path road winter summer opens closes repair people work"
)
PAGE = os.sysconf("SC_PAGE_SIZE")


class Workers:
    """One worker at a time, in a group of its own so that it can be killed with its children."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.memory: list[list[float]] = []
        self._stop = threading.Event()

    def start(self) -> None:
        log = (Path(os.environ["VAR_DIR"]) / "bulk-worker.log").open("ab")
        command = [sys.executable, "-m", "celery", "-A", "aicmr", "worker", "--beat", "--concurrency", "1"]
        command += ["-Q", "ai,default", "-l", "WARNING", "-n", f"bulk-{time.time_ns()}@%h"]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)
        self.memory.append([])

    def kill(self) -> None:
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        self._stop.set()
        if self.process and self.process.poll() is None:
            self.kill()

    def watch(self) -> None:
        while not self._stop.wait(5):
            if self.process and self.process.poll() is None:
                self.memory[-1].append(max((_resident(pid) for pid in _group(self.process.pid)), default=0.0))


def _group(leader: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(path.read_text().rsplit(")", 1)[1].split()[2]) == leader:
                found.append(int(path.parent.name))
        except (OSError, ValueError, IndexError):
            continue
    return found


def _resident(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE / 1e6
    except (OSError, IndexError):
        return 0.0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.bulk", description=__doc__)
    parser.add_argument("--texts", type=int, default=5000)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aicmr.settings.base")
    os.environ.setdefault("VAR_DIR", str(ROOT / "var" / "faults"))
    os.environ.setdefault("SECRET_KEY", "only-for-this-test-" * 4)
    Path(os.environ["VAR_DIR"]).mkdir(parents=True, exist_ok=True)
    from tests.ai.server import ScriptedServer

    with ScriptedServer() as server:
        os.environ |= {"OPENAI_BASE_URL": server.url, "AI_MODEL": "scripted", "AI_MODEL_PRICES": "scripted=0.25/2.00"}
        import django

        django.setup()
        return _run(server, options.texts)


def _run(server: Any, count: int) -> int:
    from ai.bulk import planning
    from ai.bulk.choosing import Choice
    from ai.bulk.services import start_bulk

    site, by = _ground(count)
    plan = planning.plan("summary", Choice(words="bulk text"), site=site, by=by)
    print(
        f"planned {plan.count} texts, {plan.cost.calls} calls, {plan.cost.cost_micro} millionths {plan.cost.currency}"
    )
    workers = Workers()
    threading.Thread(target=workers.watch, daemon=True).start()
    began = time.monotonic()
    try:
        bulk = start_bulk(plan, site=site, by=by)
        workers.start()
        for share in (0.2, 0.45):
            _until(bulk, round(count * share))
            workers.kill()
            print(f"killed the worker at {_done(bulk)}", flush=True)
            workers.start()
        _cancel_and_resume(bulk, by, round(count * 0.7))
        _until(bulk, count)
        _until_over(bulk)
    finally:
        workers.stop()
    return _report(bulk, server, workers, time.monotonic() - began)


def _cancel_and_resume(bulk: Any, by: Any, at: int) -> None:
    from ai.bulk.services import cancel_bulk, resume_bulk

    _until(bulk, at)
    asked = time.monotonic()
    cancel_bulk(bulk, by=by)
    _until_over(bulk)
    print(f"cancelled at {_done(bulk)}, {time.monotonic() - asked:.1f} s after it was asked", flush=True)
    resume_bulk(bulk, by=by)


def _ground(count: int) -> tuple[Any, Any]:
    from accounts.models import User
    from accounts.sites.models import Domain, Membership, Site
    from content.articles.models import Article

    site, _ = Site.objects.get_or_create(name="Bulk")
    Domain.objects.get_or_create(site=site, host=HOST, defaults={"is_primary": True})
    by = User.objects.filter(email="bulk@example.com").first() or User.objects.create_user("bulk@example.com", "x" * 14)
    Membership.objects.get_or_create(site=site, user=by, defaults={"role": "editor"})
    Article.objects.filter(site=site).delete()
    words = WORDS.split()

    def body(number: int) -> str:
        lines = [" ".join(words[(number + k * j) % len(words)] for k in range(14)).capitalize() for j in range(1, 9)]
        return "".join(f'<p data-id="{place:08d}">{line} on day {number}.</p>' for place, line in enumerate(lines))

    made = (Article(site=site, title=f"Bulk text {n}", slug=f"b{n}", body=body(n), created_by=by) for n in range(count))
    Article.objects.bulk_create(made, batch_size=500)
    return site, by


def _done(bulk: Any) -> int:
    return int(bulk.total - bulk.items.waiting().count())


def _until(bulk: Any, number: int, seconds: float = 6 * 3600) -> None:
    deadline = time.monotonic() + seconds
    while _done(bulk) < number:
        bulk.job.refresh_from_db()
        if bulk.job.state == "failed" or time.monotonic() > deadline:
            raise SystemExit(f"stuck at {_done(bulk)}: {bulk.job.state} {bulk.job.error}")
        time.sleep(0.5)


def _until_over(bulk: Any) -> None:
    bulk.job.refresh_from_db()
    while bulk.job.is_open:
        time.sleep(0.2)
        bulk.job.refresh_from_db()


def _report(bulk: Any, server: Any, workers: Workers, seconds: float) -> int:
    from ai.engine.models import Run
    from ai.proposals.models import Proposal

    keys = Run.objects.filter(site=bulk.site, head=None, key__startswith=f"bulk:{bulk.public_id}:")
    runs = Counter(keys.values_list("key", flat=True))
    proposals = Counter(Proposal.objects.filter(bundle=bulk.public_id).values_list("object_id", flat=True))
    print(f"items {bulk.items.counts()}, job {bulk.job.state}, {seconds:.0f} s")
    print(f"texts with one run: {sum(n == 1 for n in runs.values())}, with more: {sum(n > 1 for n in runs.values())}")
    print(f"texts with one proposal: {sum(n == 1 for n in proposals.values())}, with more: "
          f"{sum(n > 1 for n in proposals.values())}")  # fmt: skip
    again = Run.objects.filter(site=bulk.site, head__in=keys).count()
    print(f"the server was asked {len(server.asked)} times; calls made again after a kill: {again}")
    for number, samples in enumerate(workers.memory, 1):
        if len(samples) > 3:
            quarter = max(1, len(samples) // 4)
            early, late = max(samples[quarter : 2 * quarter]), max(samples[-quarter:])
            print(f"worker {number}: largest process {early:.0f} MB in its second quarter, {late:.0f} MB in its last")
    good = set(runs.values()) == {1} == set(proposals.values()) and len(runs) == len(proposals) == bulk.total
    print("exactly one run and one proposal for each text" if good else "NOT exactly one each")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
