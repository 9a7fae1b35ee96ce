"""Every class of address carries the headers that protect it, and nothing lets other sites in."""

import re

import pytest
from django.conf import settings
from django.test import override_settings

from accounts.sites.models import Site
from tests.architecture.tree import ROOT, python_files
from tests.conftest import ClientFor
from tests.people import People, SiteClient

pytestmark = pytest.mark.django_db
# One of each class: reader's page, list, feed, files for machines, not found, account, admin, API, health.
CLASSES = ["/", "/search/", "/feed.xml", "/robots.txt", "/theme.css", "/no/such/page/", "/account/login/", "/account/"]
CLASSES += ["/admin/", "/admin/login/", "/api/v1/me", "/healthz", "/readyz", "/preview/no-such/", "/stream/no-such/"]
CHANGING = ["/account/login/", "/account/signup/", "/account/", "/account/api-keys/", "/admin/articles/article/add/"]


def _policy(text: str) -> dict[str, list[str]]:
    return {name: values for name, *values in (part.split() for part in text.split(";") if part.strip())}


@pytest.mark.parametrize("address", CLASSES)
@pytest.mark.parametrize("who", ["stranger", "editor"])
def test_every_answer_is_protected(site: Site, people: People, client_for: ClientFor, address: str, who: str) -> None:
    client = client_for(people.editor if who == "editor" else None)
    headers = client.get(address).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] in ("DENY", "SAMEORIGIN")
    assert headers["Referrer-Policy"] in ("strict-origin-when-cross-origin", "same-origin", "no-referrer")
    assert "camera=()" in headers["Permissions-Policy"]
    policy = _policy(headers["Content-Security-Policy"])
    assert policy["object-src"] == ["'none'"] and policy["form-action"] == ["'self'"]
    assert policy["frame-ancestors"] in (["'none'"], ["'self'"]) and policy["base-uri"] == ["'self'"]
    for name in ("script-src", "style-src", "default-src"):
        assert not {"*", "https:", "http:", "data:", "'unsafe-inline'"} & set(policy[name]), name
    if not address.startswith("/admin/"):
        assert policy["script-src"] == ["'self'"]


@pytest.mark.parametrize("address", CLASSES)
def test_no_other_origin_is_let_in(site: Site, client_for: ClientFor, address: str) -> None:
    for origin in ("https://evil.test", "null", "http://testserver.evil.test"):
        for answer in (
            client_for().get(address, headers={"origin": origin}),
            client_for().options(address, headers={"origin": origin, "access-control-request-method": "POST"}),
        ):
            assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("address", CHANGING)
def test_no_change_without_a_token(site: Site, people: People, address: str, debug: bool) -> None:
    client = SiteClient(site, people.editor)
    client.handler.enforce_csrf_checks = True
    with override_settings(DEBUG=debug):
        assert client.post(address, {"name": "x"}).status_code == 403


def test_production_speaks_over_tls_only() -> None:
    text = (ROOT / "aicmr/settings/production.py").read_text(encoding="utf-8")
    wanted = ("SECURE_SSL_REDIRECT = True", "SESSION_COOKIE_SECURE = True", "CSRF_COOKIE_SECURE = True")
    assert all(line in text for line in wanted)
    assert int(re.search(r"SECURE_HSTS_SECONDS = ([\d_]+)", text)[1].replace("_", "")) >= 31_536_000  # type: ignore[index]
    assert settings.SESSION_COOKIE_HTTPONLY and settings.SESSION_COOKIE_SAMESITE == "Lax"


def test_few_views_ask_for_no_token_and_each_says_why() -> None:
    """Readers' pages change nothing; under `/api/` a cookie opens nothing; uploads check the token themselves."""
    known = {"accounts/integrations/door.py", "content/media/admin.py"}
    found = set()
    for path in python_files(ROOT):
        text = path.read_text(encoding="utf-8")
        for part in text.split("csrf_exempt")[1:]:
            name = path.relative_to(ROOT).as_posix()
            readers_only = "@require_safe" in part[:200] or "require_safe" in text
            if name not in known and not readers_only:
                found.add(name)
    assert not found
