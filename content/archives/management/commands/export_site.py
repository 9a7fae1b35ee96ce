from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from tqdm import tqdm

from accounts.sites.commands import SiteCommand
from content.archives.exceptions import ExportRefused
from content.archives.formats import export
from content.archives.selecting import Selection


class Command(SiteCommand):
    help = "Write the content of a site into one file: an archive, a WordPress file or Markdown."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=["zip", "wxr", "markdown"], default="zip")
        parser.add_argument("--query", default="", help='such as: tag:harbour since:2024-01-01 "tall ships"')
        parser.add_argument("--ids", default="", help="public ids of articles and pages, with commas between them")
        parser.add_argument("--revisions", action="store_true", help="every revision, not only what is live or planned")
        parser.add_argument("--resume", action="store_true", help="go on with an export that was broken off")

    def handle(self, *args: Any, **options: Any) -> None:
        ids = tuple(name.strip() for name in options["ids"].split(",") if name.strip())
        try:
            selection = Selection(self.site, query=options["query"], ids=ids, with_revisions=options["revisions"])
            with tqdm(unit=" rows", disable=None if options["verbosity"] else True) as bar:
                counts = export(
                    options["format"],
                    options["file"],
                    selection,
                    resume=options["resume"],
                    tell=lambda what, count: _show(bar, what, count),
                )
        except (ExportRefused, OSError) as error:
            raise CommandError(str(error)) from None
        said = ", ".join(f"{count} {name}" for name, count in counts.items()) or "nothing"
        self.stdout.write(f"{options['file']}: {said}.")


def _show(bar: Any, what: str, count: int) -> None:
    bar.set_description(what, refresh=False)
    bar.update(count)
