"""`make bench`: how fast the program is beside the limits of the machine that it runs on.

Servers have one core, the load the other. Every figure stands beside a limit that is measured in the same run, in
rounds that follow each other; medians count. A machine that does other work gives wide spreads, which the report
shows. Writes var/bench/report.md and report.json. Never part of the tests.
"""

import argparse
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import pages
import probes
from rows import Row, markdown, write
from servers import ROOT, Servers


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--counts", default="1000,20000", help="numbers of articles (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each measurement (default: %(default)s)")
    parser.add_argument("--only", default="", help="targets, such as T1,T4")
    options = parser.parse_args()
    wanted = {name for name in options.only.split(",") if name}
    counts = [int(text) for text in options.counts.split(",")]
    var = Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve() / "bench"
    servers = Servers(var)
    rows: list[Row] = []

    def only(target: str) -> bool:
        return not wanted or target in wanted

    try:
        servers.start_data()
        for count in counts:
            servers.database(count)
        collect = servers.environment(counts[0])
        subprocess.run(
            [sys.executable, "manage.py", "collectstatic", "--no-input", "-v0"], cwd=ROOT, env=collect, check=True
        )  # noqa: S603
        for count in counts:
            print(f"pages, {count} articles", flush=True)
            beside = count == counts[0]
            rows += pages.measure(servers, count, options.rounds, options.seconds, only, beside=beside)
            write(var, rows, about(options))
        if only("T5") and len(counts) > 1:
            print("growth", flush=True)
            rows += pages.growth(servers, counts, options.rounds, options.seconds)
            write(var, rows, about(options))
        for target, probe in probes.PROBES.items():
            if only(target):
                print(f"{target}", flush=True)
                rows += probe(servers, counts, options.rounds)
                write(var, rows, about(options))
        if only("T15"):
            rows += pages.weight(servers, counts[0])
    finally:
        servers.close()
    write(var, rows, about(options))
    print(markdown(rows, about(options)))
    print(f"Written to {var / 'report.md'}")
    return 0


def about(options: argparse.Namespace) -> dict[str, str]:
    command = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    return {
        "Measured": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
        "Machine": f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}",
        "Commit": commit.stdout.strip() or "unknown",
        "Rounds": f"{options.rounds} of {options.seconds:g} s, 8 connections",
        "Other load": f"{os.getloadavg()[0]:.1f} processes wanted a core when the report was written",
    }


if __name__ == "__main__":
    sys.exit(main())
