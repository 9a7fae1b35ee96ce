from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from content.articles.sample import SampleError, load_site


class Command(BaseCommand):
    help = "Create a site with its people, articles and pages from a folder of Markdown; what exists is left alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="holds site.json, articles/*.md and pages/*.md")
        parser.add_argument("--pictures", type=Path, help="folder of the pictures (default: FOLDER/pictures)")
        parser.add_argument("--password", default="", help="password of new people (default: none, they reset it)")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        try:
            loaded = load_site(
                folder, pictures=options["pictures"] or folder / "pictures", password=options["password"]
            )
        except SampleError as error:
            raise CommandError(str(error)) from None
        if options["verbosity"] and (loaded.titles or loaded.people):
            made = f"{len(loaded.titles)} texts, {loaded.pictures} pictures, {loaded.people} people"
            self.stdout.write(f"{loaded.site.name}: {made}")
