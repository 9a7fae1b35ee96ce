"""The base of commands that work on one site."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from accounts.sites.context import use_site
from accounts.sites.hosts import site_for_host
from accounts.sites.models import Site


class SiteCommand(BaseCommand):
    """Adds `--site DOMAIN` and sets `self.site`, which is the current site while the command runs."""

    site: Site

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.add_argument("--site", metavar="DOMAIN", help="which site; needed only when there are several")
        return parser

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            self.site = _chosen(options.get("site"))
        except DatabaseError as error:
            raise CommandError(f"The database is not ready ({error}). Try: manage.py migrate") from None
        with use_site(self.site):
            return super().execute(*args, **options)


def _chosen(domain: str | None) -> Site:
    if domain:
        site = site_for_host(domain)
        if site is None:
            raise CommandError(f"No site has the domain {domain}. {_known()}")
        return site
    sites = list(Site.objects.active()[:2])
    if not sites:
        raise CommandError("There is no site yet. Make one with: manage.py setup")
    if len(sites) > 1:
        raise CommandError(f"There are several sites: say which with --site. {_known()}")
    return sites[0]


def _known() -> str:
    hosts = [f"{site.host} ({site.name})" for site in Site.objects.active()[:20]]
    return f"Known: {', '.join(hosts)}." if hosts else "There is no site yet."
