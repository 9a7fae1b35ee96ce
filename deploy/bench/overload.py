"""`make bench-load`: twice what the stack can take, for minutes, while an editor publishes every second.

First the knee is looked for: the highest rate at which answers come in time. Then twice that rate comes, half of it to
addresses that no cache has. It must give no error but the designed 503 with Retry-After, show each publication on every
address in time (0.5 s at Gunicorn, 2 s through nginx), and keep its memory. Writes var/bench-load/report.md.
"""

import argparse
import asyncio
import json
import os
import random
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(ROOT / "deploy" / "stack")]

import layout as layouts  # noqa: E402
from asking import Answer, Crowd  # noqa: E402
from load import rss_of  # noqa: E402
from supervise import running_pid  # noqa: E402

ARTICLES = 1000
UNCACHED = 0.5
MOST_READERS = 2000  # enough for the load to go on while answers take a second
IN_TIME, FEW = 0.4, 0.01  # seconds for 95% of the answers; share of refusals: below the knee
BOUNDS = {"gunicorn": 0.5, "nginx": 2.0}


@dataclass
class Outcome:
    knee: float = 0.0
    rate: float = 0.0
    seconds: float = 0.0
    answers: list[Answer] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    published: int = 0
    late: dict[str, float] = field(default_factory=dict)  # slowest stale answer, in seconds after the commit

    @property
    def is_met(self) -> bool:
        return not self.failed and self.is_flat and all(self.late[name] <= BOUNDS[name] for name in BOUNDS)

    @property
    def failed(self) -> int:
        return sum(answer.has_failed for answer in self.answers)

    @property
    def is_flat(self) -> bool:
        """The last third beside the third before it: the first is warming up."""
        third = len(self.memory) // 3
        if third < 2:
            return True
        middle, last = self.memory[third : 2 * third], self.memory[2 * third :]
        return statistics.mean(last) <= 1.05 * statistics.mean(middle)


def choose(draw: random.Random) -> tuple[str, dict[str, str]]:
    number = draw.randrange(ARTICLES) + 1
    if draw.random() < UNCACHED:
        return f"/articles/bench-{number}/?unique={draw.random()}", {}
    pages = ["/", "/feed.xml", f"/tags/tag-{number % 200}/", f"/authors/author-{number % 20}/"]
    return draw.choice([*pages, f"/articles/bench-{number % 50 + 1}/"]), {}


def ask(layout: layouts.Layout, rate: float, seconds: float) -> list[Answer]:
    crowd = Crowd("127.0.0.1", layout.ports["https"], choose, most=MOST_READERS, seed=int(time.time()))
    asyncio.run(crowd.ask(rate, seconds))
    return crowd.answers


def knee_of(layout: layouts.Layout, first: float) -> float:
    """The highest rate of a rising row at which 95% of the answers come in time and hardly one is refused."""
    ask(layout, first, 4)
    rate, best = first, first
    while rate < 4000:
        answers = ask(layout, rate, 5)
        times = sorted(answer.seconds for answer in answers)
        p95 = times[int(len(times) * 0.95)]
        refused = sum(not answer.is_good for answer in answers) / len(answers)
        print(f"  {rate:6.0f} a second: 95% within {p95 * 1000:.0f} ms, {refused:.1%} refused", flush=True)
        if p95 > IN_TIME or refused > FEW:
            break
        best, rate = rate, rate * 1.25
    return best


def overload(layout: layouts.Layout, rate: float, seconds: float) -> Outcome:
    found = Outcome(rate=rate, seconds=seconds)
    journal = layout.home / "overload.jsonl"
    command = [sys.executable, str(HERE / "inside" / "newsroom.py"), str(seconds), str(journal)]
    command += [f"http://127.0.0.1:{layout.ports['web1']}", layout.address("")]
    newsroom = subprocess.Popen(command, env=layout.environment(), cwd=ROOT)  # noqa: S603
    over = threading.Event()
    watcher = threading.Thread(target=_watch, args=(layout, found, over))
    watcher.start()
    found.answers = ask(layout, rate, seconds)
    newsroom.wait(60)
    over.set()
    watcher.join()
    said = json.loads(journal.read_text(encoding="utf-8"))
    found.published, found.late = said["published"], said["late"]
    return found


def _watch(layout: layouts.Layout, found: Outcome, over: threading.Event) -> None:
    while not over.wait(2.0):
        pids = [running_pid(layout, name) for name in ("web1", "web2")]
        found.memory.append(sum(sum(rss_of(pid)) for pid in pids))


def report(found: Outcome) -> str:
    answers = found.answers
    refused = sum(answer.is_designed for answer in answers)
    good = sorted(answer.seconds for answer in answers if answer.is_good)
    memory = f"{found.memory[len(found.memory) // 3]:.0f} → {found.memory[-1]:.0f} MB" if found.memory else "–"
    rate = f"{found.rate:.0f} requests a second, twice the knee of {found.knee:.0f}"
    lines = [
        f"Measured {time.strftime('%Y-%m-%d %H:%M UTC', time.gmtime())}, {found.seconds:.0f} s at {rate};",
        f"{UNCACHED:.0%} of the addresses uncached.",
        "",
        "| | |",
        "|---|---|",
        f"| due | {len(answers)} |",
        f"| answered | {len(good)}, half within {_at(good, 0.5):.0f} ms, 99% within {_at(good, 0.99):.0f} ms |",
        f"| refused by design (503 with Retry-After) | {refused} |",
        f"| failed | {found.failed} |",
        f"| not sent, since all {MOST_READERS:,} readers waited | {len(answers) - sum(a.was_sent for a in answers)} |",
        f"| published meanwhile | {found.published} |",
        *(
            f"| last old page {name}, after the commit | {found.late[name]:.2f} s (bound {BOUNDS[name]} s) |"
            for name in BOUNDS
        ),
        f"| memory of the web servers | {memory}, {'flat' if found.is_flat else 'GROWING'} |",
        f"| all of it | {'met' if found.is_met else 'MISSED'} |",
    ]
    return "\n".join(lines) + "\n"


def _at(times: list[float], share: float) -> float:
    return times[int((len(times) - 1) * share)] * 1000 if times else 0.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--knee", type=float, default=0, help="requests a second, if it is known")
    parser.add_argument("--first", type=float, default=60, help="rate at which the search for the knee begins")
    options = parser.parse_args()
    os.environ["VAR_DIR"] = str(Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve() / "bench-load")
    run = [sys.executable, str(ROOT / "deploy" / "stack" / "run.py")]
    subprocess.run([*run, "up"], check=True)  # noqa: S603
    try:
        layout = layouts.load()
        owner = layout.environment() | {"DATABASE_URL": layout.database_url("owner")}
        fill = [sys.executable, str(HERE / "filling.py"), str(ARTICLES)]
        subprocess.run(fill, check=True, cwd=ROOT, env=owner)  # noqa: S603
        knee = options.knee or knee_of(layout, options.first)
        found = overload(layout, 2 * knee, options.seconds)
        found.knee = knee
    finally:
        subprocess.run([*run, "down"], check=True)  # noqa: S603
    text = report(found)
    (layout.var / "report.md").write_text(text, encoding="utf-8")
    bad = [answer for answer in found.answers if answer.has_failed]
    errors = {answer.error or f"{answer.status} {answer.path.partition('?')[0]}" for answer in bad}
    print(text, *sorted(errors)[:10], sep="\n")
    return 0 if found.is_met else 1


if __name__ == "__main__":
    sys.exit(main())
