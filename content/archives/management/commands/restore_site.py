from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, DataError, IntegrityError
from tqdm import tqdm

from accounts.sites.hosts import site_for_host
from accounts.sites.models import Site
from content.archives import restoring
from content.archives.exceptions import ArchiveRefused, RestoreTakenOver
from content.archives.models import Restore
from content.archives.reading import Archive


class Command(BaseCommand):
    help = "Bring an archive of export_site back: as a site of its own, or into one that is there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="check the archive and say what it holds")
        parser.add_argument("--site", metavar="DOMAIN", help="restore into this site; what it has stays as it is")
        parser.add_argument("--domain", default="", help="domain of the restored site (default: those of the archive)")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            if not path.exists():
                raise CommandError(f"There is no file {path}.")
            raise CommandError(f"{path} is no ordinary file. Name the .zip that export_site has written.")
        try:
            with Archive(path) as archive:
                self._restore(archive, options)
        except (ArchiveRefused, RestoreTakenOver) as error:
            raise CommandError(str(error)) from None
        except (DataError, IntegrityError) as error:
            raise CommandError(
                f"The rows of this archive do not fit together ({error}). Export the site again."
            ) from None
        except DatabaseError as error:
            raise CommandError(f"The database is not ready ({error}). Try: manage.py migrate") from None

    def _restore(self, archive: Archive, options: dict[str, Any]) -> None:
        site, domain = _site(options["site"], options["domain"]), options["domain"]
        quiet = None if options["verbosity"] else True
        with tqdm(desc="checking", total=archive.total, unit=" rows", disable=quiet) as bar:
            summary = restoring.check_archive(archive, tell=lambda what, count: bar.update(count))
        digest = restoring.digest_of(archive.path)
        restore = restoring.unfinished(digest, site=site, domain=domain)
        if restore is None:
            restoring.check_destination(archive, site=site, domain=domain)
        if options["dry_run"]:
            self._say(summary["counts"], summary["notes"], "The archive is whole. It holds")
            return
        if restore is None:
            names = {"digest": digest, "file_name": archive.path.name, "domain": domain}
            restore = Restore(size=archive.path.stat().st_size, summary=summary, **names)
            restoring.begin(restore, archive, site=site, by=None)
        with tqdm(desc="restoring", total=archive.total, unit=" rows", disable=quiet) as bar:
            restoring.run(restore, archive, by=None, tell=lambda what, count: bar.update(count))
        notes = [*summary["notes"], *restore.notes]
        where = restore.target.host if restore.target else ""
        self._say(restore.report["counts"], notes, f"Restored at {where}:")
        for name, count in restoring.left_out(archive, restore).items():
            self.stdout.write(f"  {count} of the {name} were there already or are left out.")

    def _say(self, counts: dict[str, int], notes: list[str], head: str) -> None:
        said = ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "nothing"
        self.stdout.write(f"{head} {said}.")
        for note in notes:
            self.stdout.write(f"  {note}")


def _site(domain: str | None, new: str) -> Site | None:
    if not domain:
        return None
    if new:
        raise CommandError("Give either --site (a site that is there) or --domain (a new one), not both.")
    site = site_for_host(domain)
    if site is None:
        raise CommandError(f"No site has the domain {domain}. Without --site the archive becomes a site of its own.")
    return site
