"""An upgrade while people read and write: `VAR_DIR=… python -m tests.faults.upgrade COMMIT [NEW]`.

Starts a stack from a copy of the project at COMMIT, then does what "Upgrade without downtime" in `deploy/README.md`
says to come to NEW (the present commit): tables first, then one web server after the other, then the rest. Libraries
are those of the present environment. Each step is printed with what went wrong while it ran; exits 1 if anything did.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOME = Path(os.environ.get("VAR_DIR") or ROOT / "var" / "upgrade").resolve()
CODE = HOME / "code"
os.environ["VAR_DIR"] = str(HOME / "var")
os.environ["REQUIRE_STAFF_MFA"] = "0"
os.environ["STACK_DOORS"] = "0"

from tests.faults.desk import Desk  # noqa: E402
from tests.faults.ground import RATE, Crowd, Ground, choose  # noqa: E402
from tests.faults.rotate import OTHERS  # noqa: E402
from tests.faults.without import reading, writing  # noqa: E402

WITHIN = 90.0  # seconds


class Watch:
    """Readers and somebody at the desk; what went wrong is told with the step in which it did."""

    def __init__(self, ground: Ground, session: str) -> None:
        self.crowd = Crowd("127.0.0.1", ground.layout.ports["https"], choose)
        self.desk = Desk(ground, session)
        self.over = threading.Event()
        self.steps = 0
        self.wrong: list[str] = []
        self.threads = [threading.Thread(target=target, daemon=True) for target in (self._read, self._work)]
        for thread in self.threads:
            thread.start()

    def _read(self) -> None:
        asyncio.run(self.crowd.ask(RATE, 3600, self.over.is_set))

    def _work(self) -> None:
        while not self.over.wait(0.5):
            for name, went in [*reading(self.desk), *writing(self.desk, "upgrade")]:
                self.steps += 1
                self.wrong += [] if went else [name]

    def step(self, name: str, do: Callable[[], object]) -> int:
        """Returns how much went wrong."""
        before, steps, wrong, began = len(self.crowd.answers), self.steps, len(self.wrong), time.monotonic()
        do()
        time.sleep(2)
        answers = self.crowd.answers[before:]
        failed = [f"{answer.status} {answer.error} {answer.path}" for answer in answers if answer.has_failed]
        refused = sum(answer.is_designed for answer in answers)
        trouble = [*failed[:3], *self.wrong[wrong:][:3]]
        print(
            f"| {name} | {time.monotonic() - began:.0f} | {len(answers)} | {refused} | {len(failed)} "
            f"| {self.steps - steps} | {len(self.wrong) - wrong} | {'; '.join(trouble)} |",
            flush=True,
        )
        return len(failed) + len(self.wrong) - wrong

    def end(self) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join(30)


def run(*command: str, **environment: str) -> str:
    done = subprocess.run(command, cwd=CODE, env=os.environ | environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"upgrade: {' '.join(command[:4])}: {done.stdout[-800:]} {done.stderr[-800:]}")
    return done.stdout


def told() -> dict[str, str]:
    """What the stack's processes are told, as the copy of the project says it."""
    code = "import sys, json; sys.path.insert(0, 'deploy/stack'); import layout"
    code += "; print(json.dumps(layout.load().environment()))"
    environment: dict[str, str] = json.loads(run(sys.executable, "-c", code))
    return environment


def release(environment: dict[str, str]) -> None:
    """The lines for each release."""
    layout = Ground().layout
    manage = (sys.executable, "manage.py")
    run(*manage, "migrate", "--no-input", **environment | {"DATABASE_URL": layout.database_url("owner")})
    run(*manage, "collectstatic", "--no-input", "--verbosity", "0", **environment)
    run(sys.executable, "deploy/nginx/pages.py", str(layout.var / "pages"), **environment)
    run(*manage, "check", "--deploy", **environment)


def others(ground: Ground) -> None:
    old = {name: ground.pid(name) for name in OTHERS}
    for pid in old.values():
        os.kill(pid, signal.SIGTERM)
    ends = time.monotonic() + WITHIN
    while any(ground.pid(name) in (0, pid) for name, pid in old.items()) and time.monotonic() < ends:
        time.sleep(0.2)


def main() -> int:
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    old, new = [*sys.argv[1:3], "HEAD"][:2]
    commits = {
        name: subprocess.check_output(["git", "rev-parse", name], cwd=ROOT, text=True).strip() for name in (old, new)
    }
    HOME.mkdir(parents=True, exist_ok=True)
    if not CODE.exists():
        subprocess.run(["git", "clone", "--quiet", "--shared", "--no-checkout", str(ROOT), str(CODE)], check=True)
        (CODE / ".venv").symlink_to(ROOT / ".venv")
    run("git", "checkout", "--quiet", "--force", commits[old])
    stack = (sys.executable, "deploy/stack/run.py")
    print(f"{commits[old][:7]} to {commits[new][:7]}", flush=True)
    try:
        run(*stack, "up")
        ground = Ground()
        script = str(ROOT / "tests" / "faults" / "session.py")
        environment = told()
        cookie = json.loads(run(sys.executable, script, **environment))["cookie"]
        watch = Watch(ground, cookie)
        print("| step | s | requests | refused by design | failed | steps at the desk | wrong | |")
        print("|---|---|---|---|---|---|---|---|")
        trouble = watch.step("before", lambda: time.sleep(8))
        trouble += watch.step("the new files", lambda: run("git", "checkout", "--quiet", "--force", commits[new]))
        trouble += watch.step("the lines for each release", lambda: release(environment))
        trouble += watch.step("the release before on the new tables", lambda: time.sleep(8))
        trouble += watch.step("web servers, one after the other", lambda: run(*stack, "restart", "web"))
        trouble += watch.step("stream, beat, workers", lambda: others(ground))
        trouble += watch.step(
            "republish --stale", lambda: run(sys.executable, "manage.py", "republish", "--stale", **environment)
        )
        trouble += watch.step("after", lambda: time.sleep(8))
        watch.end()
    finally:
        run(*stack, "down")
    return int(trouble > 0)


if __name__ == "__main__":
    sys.exit(main())
