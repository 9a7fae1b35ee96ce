"""Stored secrets under the newest SECRET_KEY."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from accounts.operations.services import rotate_keys, rows_with_secrets


class Command(BaseCommand):
    help = (
        "Encrypt every stored secret anew under SECRET_KEY; old keys stand in SECRET_KEY_FALLBACKS until this is done."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="read everything, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        with tqdm(total=rows_with_secrets(), unit=" rows", disable=not self.stderr.isatty()) as bar:
            done = rotate_keys(dry_run=options["dry_run"], told=bar.update)
        verb = "can be read" if options["dry_run"] else "are encrypted under SECRET_KEY now"
        self.stdout.write(f"{done.secrets} secrets {verb}.")
        if done.lost:
            lines = "\n".join(f"  {name}" for name in done.lost)
            raise CommandError(
                "No key opens these. Add the SECRET_KEY of their time to SECRET_KEY_FALLBACKS and run this again, "
                f"or enter them anew:\n{lines}"
            )
        if not options["dry_run"]:
            self.stdout.write("SECRET_KEY_FALLBACKS is needed no more for them; sessions under old keys end with it.")
