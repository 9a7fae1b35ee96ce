"""Looks at everything and says what to do."""

from argparse import ArgumentParser
from textwrap import wrap
from typing import Any

from django.core.management.base import BaseCommand

from accounts.operations.services import Finding, State, examine, examine_closed

_MARKS = {State.OK: "ok  ", State.WARN: "WARN", State.FAIL: "FAIL", State.SKIP: "-   "}
_WIDTH = 96
_INDENT = " " * 24


class Command(BaseCommand):
    help = "Look at settings, servers, worker, disk, clock, secrets and backups; exits 1 if something is broken."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--offline", action="store_true", help="close the way out, and list what works without it")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = examine(offline=options["offline"], told=self._row)
        if options["offline"]:
            findings += self._closed()
        broken = [name for name, finding in findings if finding.state == State.FAIL]
        warned = [name for name, finding in findings if finding.state == State.WARN]
        self.stdout.write(
            f"\n{len(findings) - len(broken) - len(warned)} in order, {len(warned)} to look at, {len(broken)} broken."
        )
        if broken:
            raise SystemExit(1)

    def _row(self, name: str, finding: Finding) -> None:
        style = {State.FAIL: self.style.ERROR, State.WARN: self.style.WARNING}.get(finding.state, str)
        first, *rest = wrap(finding.says, _WIDTH) or [""]
        self.stdout.write(f"{style(_MARKS[finding.state])}  {name:<18}{first}")
        for line in rest:
            self.stdout.write(f"{_INDENT}{line}")
        if finding.todo:
            for line in wrap(f"→ {finding.todo}", _WIDTH):
                self.stdout.write(f"{_INDENT}{line}")

    def _closed(self) -> list[tuple[str, Finding]]:
        self.stdout.write("\nWith the way out of this network closed:")
        pages, features = examine_closed()
        self._row("pages", pages)
        for feature in features:
            mark = "works" if feature.works else "needs the way out"
            self.stdout.write(f"      {feature.name:<42}{mark:<19}{feature.says}")
        return [("pages", pages)]
