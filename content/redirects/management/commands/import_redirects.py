"""`manage.py import_redirects FILE`"""

import csv
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from accounts.sites.commands import SiteCommand
from content.redirects import services
from content.redirects.forms import decoded

_SHOWN = 20
_MOST_BYTES = 20_000_000


class Command(SiteCommand):
    help = (
        "Take a list of redirects: CSV (Wagtail, WordPress plugins), _redirects (Netlify, Cloudflare), Apache, nginx, "
        "Ghost's JSON and YAML. Lines that cannot be kept are left out and named; the same list again changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="say what would become of each line; write nothing")
        parser.add_argument("--report", metavar="FILE.csv", help="write what became of every line")

    def handle(self, *args: Any, **options: Any) -> None:
        text = _text_of(Path(options["file"]))
        try:
            if options["dry_run"]:
                outcomes = services.check_list(site=self.site, text=text)
            else:
                outcomes = services.take_list(site=self.site, text=text, by=None)
        except services.ListRefused as refusal:
            raise CommandError(f"{options['file']}: {refusal}") from None
        if options["report"]:
            _report(options["report"], outcomes)
        left = [outcome for outcome in outcomes if outcome.note]
        for outcome in left[:_SHOWN]:
            self.stderr.write(f"Line {outcome.number}: {outcome.source or '(nothing)'} {outcome.note}")
        if len(left) > _SHOWN:
            self.stderr.write(f"… and {len(left) - _SHOWN} more; --report FILE.csv names each.")
        counts = Counter(outcome.state for outcome in outcomes)
        said = ", ".join(f"{counts[name]} {name}" for name in ("new", "replaced", "unchanged", "left out"))
        self.stdout.write(f"{'Would be: ' if options['dry_run'] else ''}{said}.")


def _text_of(file: Path) -> str:
    try:
        if file.is_file() and file.stat().st_size > _MOST_BYTES:
            raise CommandError(f"{file} is larger than 20 MB: take it in parts.")
        return decoded(file.read_bytes())
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from None


def _report(place: str, outcomes: list[services.Outcome]) -> None:
    try:
        with Path(place).open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["line", "source", "target", "state", "note"])
            writer.writerows([row.number, row.source, row.target, row.state, row.note] for row in outcomes)
    except OSError as error:
        raise CommandError(f"{place} cannot be written: {error.strerror}.") from None
