"""Deletes what may go."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.operations.services import prunable, prune


class Command(BaseCommand):
    help = "Delete old sessions, jobs, autosaves, trash, files without a row …; RETENTION says how old."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", nargs="*", help="only these; else everything")
        parser.add_argument("--dry-run", action="store_true", help="count, delete nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        known = prunable()
        if unknown := set(options["what"]) - known.keys():
            raise CommandError(f"There is no {min(unknown)}; there are {', '.join(known)}.")
        found = prune(timezone.now(), dry_run=options["dry_run"], only=tuple(options["what"]))
        for name, count in found.items():
            self.stdout.write(
                f"{count:>8}  {name:<12} {known[name]}" if isinstance(count, int) else f"  failed  {name}"
            )
        if options["dry_run"]:
            self.stdout.write("Nothing was deleted: this was a dry run.")
        if failed := [f"{name}: {why}" for name, why in found.items() if isinstance(why, str)]:
            raise CommandError("\n".join(failed))
