"""Tokenise every indexed page of a site again, from the text in the index itself."""

from typing import Any

from django.core.management.base import CommandParser
from tqdm import tqdm

from accounts.sites.commands import SiteCommand
from content.search import services


class Command(SiteCommand):
    help = "Build the search index of a site again from its stored text, for instance after a new version."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--optimize", action="store_true", help="then compact the index; stops writing meanwhile")

    def handle(self, *args: Any, **options: Any) -> None:
        total = services.count_indexed(self.site)
        with tqdm(total=total, unit="page", disable=not self.stderr.isatty()) as bar:
            for count in services.reindex(self.site):
                bar.update(count)
        if options["optimize"]:
            services.optimize()
        self.stdout.write(f"{total} pages of {self.site.name} are indexed again.")
