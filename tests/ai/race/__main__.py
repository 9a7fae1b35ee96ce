"""`DATABASE_URL=mysql://… python -m tests.ai.race`: 200 runs from 8 processes against a budget for 100; then kill -9.

The budget passes exactly 100, the ledger equals the scripted server's own count, and a killed process leaves no
reservation beyond its lease. Makes a site of its own in that database and takes it away again.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aicmr.settings.test")
ROOT = Path(__file__).resolve().parents[3]
PROCESSES, CALLS, THREADS, ROOM = 8, 25, 6, 100
PROMPT = "---\nmax_tokens: 50\n---\nWrite: {{ text }}"


def main() -> int:
    import django

    django.setup()
    from django.db import connection

    from accounts.models import User
    from accounts.sites.models import Membership, Site
    from ai.engine.models import PromptOverride
    from tests.ai.server import ScriptedServer

    name = f"race-{os.getpid()}"
    site = Site.objects.create(name=name)
    user = User.objects.create(email=f"{name}@example.com")
    Membership.objects.create(site=site, user=user, role="creator")
    PromptOverride.objects.create(site=site, purpose="tests.race", version=1, text=PROMPT)
    print(f"{connection.vendor}: {PROCESSES} processes, {CALLS} calls each on {THREADS} threads, room for {ROOM}")
    try:
        with ScriptedServer() as server:
            return int(bool(_race(site, user, server) + _kill(site, user, server)))
    finally:
        site.delete()
        user.delete()


def _race(site: Any, user: Any, server: Any) -> int:
    from ai.engine.estimates import call_tokens
    from ai.engine.models import Run
    from ai.engine.prompting import prompt_for
    from ai.providers.models import Model, Provider, Route
    from ai.spending.models import Budget, Reservation
    from tests.ai.server import Step

    prompt = prompt_for("tests.race", site)
    needed = call_tokens(prompt.messages({"text": "The pier opens."}), prompt.max_tokens)
    provider = Provider.objects.create(site=site, name="Race", base_url=server.url)
    Route.objects.create(site=site, purpose="*", model=Model.objects.create(provider=provider, name="scripted"))
    budget = Budget.objects.create(site=site, limit=ROOM * needed, period="total")
    text = "The pier opens on Saturday, come and see it."
    server.script(*[Step(text=text, tokens=(needed - 50, 50), delay=0.05)] * (PROCESSES * CALLS))
    with tempfile.TemporaryDirectory() as folder:
        gate = Path(folder) / "gate"
        workers = [_start(site, user, CALLS, THREADS, gate) for _ in range(PROCESSES)]
        for worker in workers:
            worker.stdout.readline()
        began = time.monotonic()
        gate.touch()
        outcomes = [each for worker in workers for each in json.loads(worker.communicate(timeout=500)[0])]
    seconds = time.monotonic() - began
    counted = Counter(_kind(each) for each in outcomes)
    budget.refresh_from_db()
    runs = Run.objects.filter(site=site, state="done", attempt=1)
    ledger = sum(run.tokens_in + run.tokens_out for run in runs)
    print(f"{dict(counted)} in {seconds:.1f} s; server: {len(server.asked)} calls, {server.tokens} tokens;")
    print(f"budget used {budget.used}, held {budget.reserved}; log: {runs.count()} runs, {ledger} tokens")
    open_rows = Reservation.objects.filter(budget=budget, closed_at=None).count()
    good = counted == {"passed": ROOM, "refused": PROCESSES * CALLS - ROOM} and len(server.asked) == ROOM
    good = good and budget.used == server.tokens == ledger and budget.reserved == 0 == open_rows
    print("exactly the budget: passed" if good else "exactly the budget: FAILED", flush=True)
    return not good


def _kind(outcome: str) -> str:
    return outcome if outcome == "refused" or outcome[:6] == "failed" else "passed"


def _kill(site: Any, user: Any, server: Any) -> int:
    from django.utils import timezone

    from ai.engine import upkeep
    from ai.spending.ledger import LEASE
    from ai.spending.models import Budget, Reservation

    budget = Budget.objects.get(site=site)
    Budget.objects.filter(pk=budget.pk).update(limit=budget.limit * 2)
    server.state.steps.clear()
    server.script(*["hang"] * 4)
    with tempfile.TemporaryDirectory() as folder:
        gate = Path(folder) / "gate"
        worker = _start(site, user, 4, 4, gate)
        worker.stdout.readline()
        gate.touch()
        held = _until(lambda: Budget.objects.get(pk=budget.pk).reserved, 60)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    rows = Reservation.objects.filter(budget=budget, closed_at=None)
    ends = max(rows.values_list("lease_until", flat=True))
    left = (ends - timezone.now()).total_seconds()
    print(f"kill -9: {held} tokens held by {rows.count()} calls, the last lease ends in {left:.1f} s (at most {LEASE})")
    time.sleep(max(0.0, left) + 0.5)
    upkeep.sweep()
    budget.refresh_from_db()
    good = held > 0 and left <= LEASE.total_seconds() and budget.reserved == 0 and not rows.exists()
    print(f"after it: {budget.reserved} held, {rows.count()} open: {'passed' if good else 'FAILED'}", flush=True)
    return not good


def _until(look: Any, seconds: float) -> int:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := look():
            time.sleep(1)  # until the others hold theirs too
            return int(look() or found)
        time.sleep(0.1)
    return 0


def _start(site: Any, user: Any, calls: int, threads: int, gate: Path) -> "subprocess.Popen[str]":
    arguments = [str(site.pk), str(user.pk), str(calls), str(threads), str(gate)]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.ai.race.worker", *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


if __name__ == "__main__":
    sys.exit(main())
