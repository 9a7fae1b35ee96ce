"""A backup back into the database and the storage."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from tqdm import tqdm

from accounts.operations.services import BackupFailed, newest_in, prove, restore


class Command(BaseCommand):
    help = "Replace database and files by a backup, after reading it through. Stop web and workers first."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the file of a backup, or the folder or s3://bucket/prefix of the newest one")
        parser.add_argument("--force", action="store_true", help="replace a database that is not empty")
        parser.add_argument(
            "--proof", action="store_true", help="rows only, into an empty database; prints their sums as JSON"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            place, name = _found(options["file"])
            if options["proof"]:
                self.stdout.write(json.dumps(prove(place, name, key=settings.BACKUP_KEY)))
            else:
                self._restore(place, name, options["force"])
        except (BackupFailed, OSError) as error:
            raise CommandError(str(error)) from None
        except DatabaseError as error:
            raise CommandError(f"The database refuses: {error}. Is it migrated (manage.py migrate)?") from None

    def _restore(self, place: str, name: str, force: bool) -> None:
        with tqdm(unit=" rows and files", disable=not self.stderr.isatty()) as bar:
            done = restore(
                place, name, key=settings.BACKUP_KEY, force=force, told=lambda what, count: bar.update(count)
            )
        self.stdout.write(f"{name} of {done.head.made[:16]}: {done.rows:,} rows and {done.files:,} files are back.")
        if done.already:
            self.stdout.write(f"{done.already:,} files were there already.")
        if not done.same_secret:
            self.stderr.write(
                "It was made under another SECRET_KEY: put that one into SECRET_KEY_FALLBACKS, then run rotate_keys. "
                "Until then stored keys of AI providers and second factors cannot be read."
            )
        for problem in done.damaged:
            self.stderr.write(problem)
        if done.damaged:
            raise CommandError(f"{len(done.damaged)} files could not be brought back.")


def _found(file: str) -> tuple[str, str]:
    """Place and name of the backup that is meant."""
    if file.endswith(".backup"):
        place, _, name = file.rpartition("/")
        return place or ".", name
    return file, newest_in(file)
