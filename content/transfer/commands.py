"""The base of the commands that import: options, progress, a summary that people can read."""

import os
import sys
import time
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.core.management.base import CommandError, CommandParser
from tqdm import tqdm

from accounts.models import User
from accounts.sites.commands import SiteCommand
from content.transfer.ahead import ReaderDied
from content.transfer.models import Import
from content.transfer.opening import opened
from content.transfer.packed import NotUnpacked
from content.transfer.recognising import advice
from content.transfer.registry import importer
from content.transfer.reporting import lines, pace, sentence, write_csv
from content.transfer.running import Options, Refused, Running

_SHOWN = 10


class ImportCommand(SiteCommand):
    """One importer's command; a subclass names the importer."""

    importer: ClassVar[str]
    takes_folder: ClassVar[bool] = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="DIR_OR_ZIP" if self.takes_folder else "FILE")
        parser.add_argument("--dry-run", action="store_true", help="check and report; write nothing")
        parser.add_argument("--fetch-media", action="store_true", help="only try again to fetch pictures that wait")
        parser.add_argument("--no-media", action="store_true", help="fetch no pictures; they wait for --fetch-media")
        parser.add_argument("--media-dir", metavar="DIR", help="take pictures from this copy of the uploads folder")
        if importer(self.importer).takes_url:
            parser.add_argument("--url", default="", help="where the site was, as in https://blog.example.org")
        parser.add_argument("--partial", action="store_true", help="take what comes before the place of a broken file")
        parser.add_argument("--as", dest="user", metavar="EMAIL", help="who imports; else the system does")
        parser.add_argument("--report", metavar="FILE.csv", help="write the report of every single thing")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        _check_path(path, folder_too=self.takes_folder, importer=self.importer)
        folder = Path(options["media_dir"]) if options["media_dir"] else None
        if (url := options.get("url")) and not _is_address(url):
            raise CommandError(f"--url is no address of a site: {url[:80]}. One looks like https://blog.example.org")
        if folder and not folder.is_dir():
            raise CommandError(f"There is no folder {folder}.")
        by = _user(options["user"])
        _check_report(options["report"])
        try:
            with opened(path, importer(self.importer)) as found:
                self._import(found.path, path, by, folder or found.uploads, options)
        except NotUnpacked as error:
            said = [str(error), advice(path, importer=self.importer), "Nothing was imported."]
            raise CommandError(" ".join(filter(None, said))) from None

    def _import(self, path: Path, named: Path, by: User | None, folder: Path | None, options: dict[str, Any]) -> None:
        name = "".join(char if char.isprintable() else "?" for char in named.resolve().name)[:200]
        run = Import(site=self.site, importer=self.importer, file_name=name, created_by=by)
        run.size = named.stat().st_size
        url = options.get("url", "")
        wanted = Options(fetch=not options["no_media"], partial=options["partial"], folder=folder, url=url)
        began = time.monotonic()
        with _Bar() as bar:
            running = Running(run, path, run.created_by, bar, wanted)
            self._run(running, options)
        self._tell(run, dry=options["dry_run"])
        if run.state == Import.State.DONE:
            self.stdout.write(pace(run.summary, time.monotonic() - began))
        if options["report"]:
            with Path(options["report"]).open("w", encoding="utf-8", newline="") as file:
                write_csv(lines(run), file)
            self.stdout.write(f"Report: {options['report']}")
        if run.state == Import.State.REFUSED:
            before = sum(run.summary.get("kinds", {}).values())
            more = " With --partial, what comes before that place is taken." if before else ""
            hint = advice(named, importer=self.importer)
            raise CommandError(f"{hint}{' ' if hint else ''}Nothing was imported.{more}")

    def _run(self, running: Running, options: dict[str, Any]) -> None:
        if options["dry_run"]:
            running.check()
            return
        running.run.save()
        if options["fetch_media"]:
            found = running.check(thoroughly=False)
            if not found.fatal:
                running.fetch_media()
            return
        try:
            running.load()
        except Refused:
            return
        except ReaderDied as error:
            raise CommandError(str(error)) from None

    def _tell(self, run: Import, *, dry: bool) -> None:
        for line, message, *_ in run.problems[:_SHOWN]:
            self.stdout.write(f"Line {line}: {message}" if line else message)
        if len(run.problems) > _SHOWN:
            self.stdout.write(f"… and {len(run.problems) - _SHOWN} more; see the report")
        if run.state == Import.State.REFUSED:
            return
        self.stdout.write(("In the file: " if dry else "") + sentence(run.summary))
        for kind, states in ({} if dry else run.summary.get("states", {})).items():
            self.stdout.write(
                f"  {kind}: " + ", ".join(f"{count:,} {state}" for state, count in sorted(states.items()))
            )
        for line, title, reason in run.summary.get("people", [])[:_SHOWN]:
            self.stdout.write(f"  needs you, line {line}: {title}: {reason}")
        if len(run.summary.get("people", [])) > _SHOWN:
            self.stdout.write(f"  … and {run.summary['person_count'] - _SHOWN} more; see the report")


class _Bar:
    """A progress bar for each step."""

    def __init__(self) -> None:
        self._bar: tqdm[Any] | None = None
        self._step = ""

    def __enter__(self) -> "_Bar":
        return self

    def __exit__(self, *exc: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def __call__(self, step: str, done: int, total: int) -> None:
        if step != self._step:
            self.__exit__()
            self._bar, self._step = (
                tqdm(desc=step, total=total or None, unit=" items", file=sys.stderr, mininterval=0.5),
                step,
            )
        if self._bar is not None:
            self._bar.update(done - self._bar.n)


def _check_path(path: Path, *, folder_too: bool, importer: str) -> None:
    """What is no file of this machine is told before anything is opened: a pipe would be waited for."""
    if path.is_file():
        if not os.access(path, os.R_OK):
            raise CommandError(f"{path} may not be read by who runs this command. Change its rights.")
        if folder_too and path.suffix.lower() != ".zip":
            raise CommandError(
                advice(path, importer=importer) or f"{path} is neither a folder nor a .zip file with one in it."
            )
        return
    if path.is_dir():
        if folder_too:
            return
        raise CommandError(f"{path} is a folder, not the file of an export. {advice(path, importer=importer)}")
    if path.exists():
        raise CommandError(f"{path} is no ordinary file (a pipe or a device): save the export to a file first.")
    raise CommandError(f"There is no {'folder' if folder_too else 'file'} {path}.")


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _check_report(name: str | None) -> None:
    """Before the work, not after it."""
    path = Path(name) if name else None
    if path and (path.is_dir() or not os.access(path if path.exists() else path.absolute().parent, os.W_OK)):
        raise CommandError(f"The report cannot be written to {path}. Name a file in a folder that is there.")


def _user(email: str | None) -> User | None:
    if not email:
        return None
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None:
        raise CommandError(f"There is nobody with the address {email}.")
    return user
