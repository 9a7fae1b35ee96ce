"""Does it work with the way out closed? Pages are asked for while no connection can leave the network."""

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.storage import default_storage
from django.test import Client

from accounts.operations.findings import Feature, Finding, fail, ok, skip, works_closed
from accounts.sites.models import Domain
from aicmr.lib.http import is_public

PAGES = ("/", "/search/?q=a", "/feed.xml", "/sitemap.xml", "/account/login/", "/admin/login/")
_REFUSED = OSError(101, "the way out is closed by manage.py doctor --offline")


@contextmanager
def closed() -> Iterator[list[str]]:
    """Within the block this process reaches private addresses and socket files only; what else is tried is listed."""
    tried: list[str] = []
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and _is_outside(str(address[0])):
            tried.append(f"{address[0]}:{address[1]}")
            raise _REFUSED
        connect(self, address)

    def looked_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        found = look_up(host, *args, **kwargs)
        if any(_is_outside(str(entry[4][0])) for entry in found):
            tried.append(str(host))
            raise socket.gaierror(-2, str(_REFUSED))
        return found

    socket.socket.connect = guarded  # type: ignore[method-assign, assignment]
    socket.getaddrinfo = looked_up
    try:
        yield tried
    finally:
        socket.socket.connect = connect  # type: ignore[method-assign]
        socket.getaddrinfo = look_up


def read_pages() -> Finding:
    """Ask for the pages that people open first, of the first site, with the way out closed."""
    domain = Domain.objects.filter(site__is_active=True, is_primary=True).order_by("pk").first()
    if domain is None:
        return skip("there is no site")
    client = Client(headers={"host": domain.host}, raise_request_exception=False)
    with closed() as tried:
        answers = {page: client.get(page, secure=True, follow=True).status_code for page in PAGES}
    wrong = [f"{page} → {status}" for page, status in answers.items() if status >= 400]
    if tried:
        return fail(f"They tried to reach {', '.join(sorted(set(tried)))}", "Report this as a fault.")
    if wrong:
        return fail(", ".join(wrong), "Look at the log of the web server.")
    return ok(f"{len(answers)} pages of {domain.host}, no connection out")


def is_inside(url: str) -> bool:
    """Whether the server of this address stands in this network; a name that nobody knows does not."""
    host = urlsplit(url).hostname or ""
    try:
        found = socket.getaddrinfo(host, None)
    except (OSError, UnicodeError):
        return False
    return not any(_is_outside(str(entry[4][0])) for entry in found)


@works_closed
def _writing() -> Feature:
    return Feature("writing, reviewing, publishing, search", True, "everything happens in this installation")


@works_closed
def _pictures() -> Feature:
    endpoint = getattr(default_storage, "endpoint", "")
    if not endpoint:
        return Feature("pictures and files", True, f"kept in {settings.MEDIA_ROOT}")
    return Feature("pictures and files", is_inside(endpoint), f"kept at {urlsplit(endpoint).hostname}")


@works_closed
def _mail() -> Feature:
    host = str(getattr(settings, "EMAIL_HOST", ""))
    if "smtp" not in settings.EMAIL_BACKEND:
        return Feature("mail", True, "is printed")
    return Feature("mail", is_inside(f"smtp://{host}"), f"is handed to {host}")


@works_closed
def _backups() -> Feature:
    endpoint = settings.S3_ACCESS["endpoint"] or "https://s3.amazonaws.com"
    if settings.BACKUP_TO.startswith("s3://"):
        return Feature("backups", is_inside(endpoint), f"go to {urlsplit(endpoint).hostname}")
    return Feature("backups", True, f"go to {settings.BACKUP_TO or settings.VAR_DIR / 'backups'}")


@works_closed
def _sources() -> Feature:
    return Feature("briefs that name web pages as sources", False, "files and the site's own articles work")


def _is_outside(address: str) -> bool:
    try:
        return is_public(ipaddress.ip_address(address.split("%")[0]))
    except ValueError:  # a socket file
        return False
