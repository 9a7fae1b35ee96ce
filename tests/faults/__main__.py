"""`python -m tests.faults [--only NAME,…] [--list]`: starts a stack in VAR_DIR, breaks it, writes a report."""

import argparse
import json
import os
import sys
import time
from dataclasses import asdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
os.environ.setdefault("VAR_DIR", str(ROOT / "var" / "faults"))
os.environ["STACK_DOORS"] = "1"
os.environ["REQUIRE_STAFF_MFA"] = "0"  # the editor of the drills has a password alone

from tests.faults import hosts, rotate, whole_machine  # noqa: E402
from tests.faults.faults import FAULTS as BREAKING  # noqa: E402
from tests.faults.ground import Ground, Report, under_load  # noqa: E402

FAULTS = {**BREAKING, **rotate.FAULTS}
APART = {**whole_machine.FAULTS, **hosts.FAULTS}  # these bring a stack of their own


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--only", default="", help="names, apart by commas")
    parser.add_argument("--list", action="store_true", help="the names, one a line")
    options = parser.parse_args()
    names = [name for name in options.only.split(",") if name] or [*FAULTS, *APART]
    unknown = [name for name in names if name not in FAULTS and name not in APART]
    if options.list or unknown:
        print("\n".join([*[f"knows no {name}; there are" for name in unknown[:1]], *FAULTS, *APART]))
        return bool(unknown)
    reports: list[Report] = []
    ground = Ground()
    here = [name for name in names if name in FAULTS]
    try:
        if here:
            ground.up()
        for name in here:
            reports.append(_told(under_load(ground, name, FAULTS[name])))
            write(ground.home, reports)
    finally:
        ground.down()
    for name in [name for name in names if name in APART]:
        reports.append(_told(APART[name](ground)))
        write(ground.home, reports)
    return int(any(report.failed or report.lost for report in reports))


def _told(report: Report) -> Report:
    print(row(report), flush=True)
    for error, count in sorted(report.errors.items(), key=lambda pair: -pair[1])[:4]:
        print(f"    {count} × {error}", flush=True)
    if report.missing:
        print(f"    missing: {report.missing}", flush=True)
    return report


def row(report: Report) -> str:
    return (
        f"| {report.name} | {report.requests} | {report.refused} | {report.failed} | {report.recovery:.1f} "
        f"| {report.slowest:.1f} | {report.confirmed} | {report.lost} | {report.note} |"
    )


def write(folder: Path, reports: list[Report]) -> None:
    head = "| fault | requests | refused by design | failed | recovery s | slowest s | confirmed rows | lost | |"
    lines = [
        f"Measured {time.strftime('%Y-%m-%d %H:%M UTC', time.gmtime())}",
        "",
        head,
        "|---|---|---|---|---|---|---|---|---|",
    ]
    (folder / "report.md").write_text("\n".join([*lines, *map(row, reports)]) + "\n")
    (folder / "report.json").write_text(json.dumps([asdict(report) for report in reports], indent=1))


if __name__ == "__main__":
    sys.exit(main())
