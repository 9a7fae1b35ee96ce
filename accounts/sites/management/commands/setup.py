"""`manage.py setup`: the first site and the first administrator of a fresh installation."""

import getpass
import os
import secrets
import sys
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from accounts.sites.exceptions import SiteRefused
from accounts.sites.models import Site
from accounts.sites.services import set_up


class Command(BaseCommand):
    help = "Make the first site and the first administrator, once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--domain", help="host name of the site, such as www.example.org")
        parser.add_argument("--email", help="e-mail address of the administrator")
        parser.add_argument("--name", default="", help="name of the site (default: its domain)")

    def handle(self, **options: Any) -> None:
        try:
            is_set_up = Site.objects.exists()
        except DatabaseError as error:
            raise CommandError(f"The database is not ready ({error}). Try: manage.py migrate") from None
        if is_set_up:
            raise CommandError("This installation is set up already: it has a site. Nothing was changed.")
        domain = options["domain"] or _ask("Domain of the site, such as www.example.org: ", "--domain")
        email = options["email"] or _ask("E-mail address of the administrator: ", "--email")
        password, is_generated = _password()
        try:
            site = set_up(domain=domain, email=email, password=password, name=options["name"])
        except SiteRefused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"Made the site {site.name} at {site.host} with the administrator {email.strip().lower()}.")
        if is_generated:
            self.stdout.write(f"Password (shown once, change it after signing in): {password}")
        scheme = "https" if settings.PRODUCTION else "http"
        self.stdout.write(
            f"Sign in at {scheme}://{site.host}/admin/; the variable ALLOWED_HOSTS must let {site.host} in."
        )


def _ask(question: str, option: str) -> str:
    if not sys.stdin.isatty():
        raise CommandError(f"{option} is missing, and there is nobody to ask. Give it on the command line.")
    return _answer(input, question).strip()


def _answer(ask: Callable[[str], str], question: str) -> str:
    try:
        return ask(question)
    except (EOFError, KeyboardInterrupt):
        raise CommandError("Stopped before the end. Nothing was made.") from None


def _password() -> tuple[str, bool]:
    """From AICMR_SETUP_PASSWORD, else asked, else generated; and whether it was generated."""
    given = os.environ.get("AICMR_SETUP_PASSWORD", "")
    if given or not sys.stdin.isatty():
        return (given, False) if given else (secrets.token_urlsafe(15), True)
    typed = _answer(getpass.getpass, "Password (empty: one is made for you): ")
    return (typed, False) if typed else (secrets.token_urlsafe(15), True)
