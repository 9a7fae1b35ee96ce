from argparse import ArgumentParser
from typing import Any

from tqdm import tqdm

from accounts.sites.commands import SiteCommand
from content.publishing.causes import heal_all
from content.publishing.live import RENDER_VERSION
from content.publishing.models import LivePage


class Command(SiteCommand):
    help = "Render live pages of a site again from their stored revisions; texts and dates stay."

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--stale", action="store_true", help="pages that an older version rendered (the default)")
        which.add_argument("--all", action="store_true", help="every page")

    def handle(self, *args: Any, **options: Any) -> None:
        pages = LivePage.objects.for_site(self.site).order_by("pk")
        if not options["all"]:
            pages = pages.stale(RENDER_VERSION)
        ids = list(pages.values_list("pk", flat=True))
        with tqdm(total=len(ids), unit=" pages", disable=None if options["verbosity"] else True) as bar:
            for count in heal_all(ids):
                bar.update(count)
        self.stdout.write(f"Rendered again: {len(ids)}.")
