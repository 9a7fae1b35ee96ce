"""Database and files to a folder or bucket."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.template.defaultfilters import filesizeformat
from tqdm import tqdm

from accounts.operations.keeping import Policy
from accounts.operations.services import BackupFailed, back_up, is_backed_up_today


class Command(BaseCommand):
    help = "Back up the database and all files, prove that it can be restored, delete what is too old."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", metavar="PLACE", help="a folder or s3://bucket/prefix; else BACKUP_TO")
        parser.add_argument("--encrypt", action="store_true", help="refuse to run without BACKUP_KEY")
        parser.add_argument(
            "--no-verify", action="store_true", help="do not restore it into an empty database to compare"
        )
        parser.add_argument("--nightly", action="store_true", help="only if none was made today")
        parser.add_argument("--keep", metavar="D,W,M", help="daily, weekly, monthly backups to keep; else BACKUP_KEEP")

    def handle(self, *args: Any, **options: Any) -> None:
        place = options["to"] or settings.BACKUP_TO or str(settings.VAR_DIR / "backups")
        if options["encrypt"] and not settings.BACKUP_KEY:
            raise CommandError("--encrypt needs BACKUP_KEY, or BACKUP_KEY_FILE.")
        policy = _policy(options["keep"])
        if options["nightly"] and _is_made():
            self.stdout.write("A backup of today is made, or being made.")
            return
        with tqdm(unit=" rows and files", disable=not self.stderr.isatty()) as bar:
            try:
                made = back_up(
                    place,
                    policy=policy,
                    verify=not options["no_verify"],
                    told=lambda what, count: bar.update(count),
                )
            except (BackupFailed, OSError) as error:
                raise CommandError(str(error)) from None
            except DatabaseError as error:
                raise CommandError(f"The database refuses: {error}. Is it migrated (manage.py migrate)?") from None
        rows = sum(seen.count for seen in made.rows.values())
        proof = "not verified" if options["no_verify"] else "restored into an empty database and compared"
        sealed = "encrypted" if settings.BACKUP_KEY else "not encrypted (set BACKUP_KEY)"
        self.stdout.write(f"{made.place}/{made.name}: {filesizeformat(made.size)}, {sealed}, {proof}.")
        self.stdout.write(f"{rows:,} rows, {made.files:,} files ({filesizeformat(made.bytes)}).")
        if made.dropped:
            self.stdout.write(f"Deleted {len(made.dropped)} that the policy does not keep.")


def _is_made() -> bool:
    try:
        return is_backed_up_today()
    except DatabaseError as error:
        raise CommandError(f"The database refuses: {error}. Is it migrated (manage.py migrate)?") from None


def _policy(text: str | None) -> Policy:
    if text is None:
        return Policy(*settings.BACKUP_KEEP)
    parts = text.split(",")
    if len(parts) != 3 or not all(part.strip().isdecimal() for part in parts):
        raise CommandError("--keep takes three whole numbers: days, weeks, months, as in 7,5,12.")
    return Policy(*(int(part) for part in parts))
