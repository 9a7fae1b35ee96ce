"""manage.py ai_dataset FILE.jsonl: accepted texts as training data, of a site that has agreed."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from tqdm import tqdm

from accounts.sites.commands import SiteCommand
from ai.evals import datasets
from ai.evals.exceptions import NotGiven


class Command(SiteCommand):
    help = (
        "Write accepted texts as JSON lines for fine-tuning; only where the site has agreed (/admin/policies/privacy/)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE.jsonl", help="where to; - is standard output")
        parser.add_argument("--purpose", nargs="+", default=[], metavar="P", help="such as writing.title; else all")
        parser.add_argument("--limit", type=int, default=datasets.MOST, metavar="N", help="of each purpose, the newest")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            lines = datasets.lines(self.site, options["purpose"], limit=max(1, options["limit"]))
        except NotGiven as error:
            raise CommandError(str(error)) from None
        shown = tqdm(lines, unit=" texts", disable=not sys.stderr.isatty())
        if options["file"] == "-":
            for line in shown:
                self.stdout.write(line)
            return
        try:
            with Path(options["file"]).open("w", encoding="utf-8") as file:
                count = sum(bool(file.write(f"{line}\n")) for line in shown)
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be written: {error.strerror}.") from None
        self.stdout.write(f"{count} accepted texts in {options['file']}.")
