"""manage.py ai_switch off|on|status: no AI from the next call on, and back."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from accounts.sites.hosts import site_for_host
from accounts.sites.models import Site
from ai.policies.models import Rule
from ai.policies.services import switch_off, switch_on


class Command(BaseCommand):
    help = "Switch AI off or on: for one site (--site), for a feature (--feature), or for all sites (--everywhere)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["off", "on", "status"])
        where = parser.add_mutually_exclusive_group()
        where.add_argument("--site", metavar="DOMAIN", help="one site")
        where.add_argument("--everywhere", action="store_true", help="all sites, also those to come")
        parser.add_argument("--feature", default="", help="writing or writing.title; without it everything")
        parser.add_argument("--reason", default="", help="told to everybody whom it stops")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "status":
            self._tell()
            return
        site = self._site(options["site"], options["everywhere"])
        what = f"AI{' for ' + options['feature'] if options['feature'] else ''}"
        where = f"on {site.name}" if site else "for all sites"
        if options["action"] == "off":
            switch_off(site=site, feature=options["feature"], reason=options["reason"], by=None)
            self.stdout.write(f"{what} is off {where}. What is being written stops within a second.")
        elif switch_on(site=site, feature=options["feature"], by=None):
            self.stdout.write(f"{what} is on again {where}.")
            self._tell()
        else:
            raise CommandError(f"{what} was not switched off {where}. See: manage.py ai_switch status")

    def _site(self, domain: str | None, everywhere: bool) -> Site | None:
        if everywhere:
            return None
        if not domain:
            raise CommandError("Say where: --site DOMAIN, or --everywhere for all sites.")
        site = site_for_host(domain)
        if site is None:
            raise CommandError(f"No site has the domain {domain}.")
        return site

    def _tell(self) -> None:
        rules = Rule.objects.filter(~Q(policy="")).select_related("site")
        for rule in rules:
            self.stdout.write(f"{rule.site.name if rule.site else 'All sites'}: {rule}. {rule.reason}".rstrip())
        if not rules:
            self.stdout.write("No rule: AI is on everywhere.")
