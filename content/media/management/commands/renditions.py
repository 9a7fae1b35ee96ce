"""Make the sizes of pictures here and now, without the worker."""

from typing import Any

from django.core.management.base import CommandParser
from tqdm import tqdm

from accounts.sites.commands import SiteCommand
from content.media import services


class Command(SiteCommand):
    help = "Make the renditions of a site's pictures: those that wait or failed, or all of them again."

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--missing", action="store_true", help="only pictures without renditions (the default)")
        which.add_argument("--all", action="store_true", help="every picture of the site, again")

    def handle(self, *args: Any, **options: Any) -> None:
        ids = services.assets_to_render(self.site, everything=options["all"])
        made = 0
        for asset_id in tqdm(ids, unit="picture", disable=not self.stderr.isatty()):
            made += services.render_now(asset_id)
        failed = services.failed_assets(self.site)
        self.stdout.write(f"{made} of {len(ids)} pictures have their renditions.")
        for asset in failed:
            self.stderr.write(f"{asset.title} ({asset.public_id}): {asset.error}")
