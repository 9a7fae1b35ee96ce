"""What a reader's request passes through, and what it does not."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from accounts.sites.models import Site
from aicmr.lib.paths import is_reader_path
from aicmr.middleware import PUBLIC_POLICY
from tests.conftest import ClientFor
from tests.people import People

_SEEN: list[HttpRequest] = []


def _look(request: HttpRequest) -> HttpResponse:
    _SEEN.append(request)
    return HttpResponse("seen")


def _fail(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken view")


def _personal(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(request.user))


urlpatterns = [
    path("articles/seen/", _look),
    path("articles/broken/", _fail),
    path("account/me/", _personal),
]


@pytest.fixture
def _views(settings, site: Site) -> None:
    settings.ROOT_URLCONF = __name__
    _SEEN.clear()


@pytest.mark.parametrize(
    ("address", "reader"),
    [
        ("/", True),
        ("/articles/x/", True),
        ("/administration/", True),
        ("/accounting/", True),
        ("/admin/", False),
        ("/admin", False),
        ("//admin/", False),
        ("/account/login/", False),
        ("/stream/abc/", False),
        ("/api/v1/", False),
        ("/preview/abc/", False),
        ("/media/abc/x.webp", True),
    ],
)
def test_paths_are_readers_but_for_the_personal_ones(address: str, reader: bool) -> None:
    assert is_reader_path(address) is reader


def test_a_reader_leaves_no_trace_even_when_signed_in(_views: None, people: People, client_for: ClientFor) -> None:
    response = client_for(people.editor).get("/articles/seen/")
    assert response.content == b"seen"
    assert not response.has_header("Vary")
    assert not response.cookies
    for personal in ("session", "user", "_messages", "htmx", "csp_nonce", "allauth"):
        assert not hasattr(_SEEN[0], personal)
    assert "CSRF_COOKIE" not in _SEEN[0].META


def test_a_reader_costs_no_query_but_the_sites_own(
    _views: None, client_for: ClientFor, django_assert_num_queries
) -> None:
    client = client_for()
    client.get("/articles/seen/")
    with django_assert_num_queries(0):
        client.get("/articles/seen/")


def test_reader_pages_carry_the_constant_headers(_views: None, client_for: ClientFor) -> None:
    response = client_for().get("/articles/seen/")
    assert response["Content-Security-Policy"] == PUBLIC_POLICY
    assert "unsafe" not in PUBLIC_POLICY and "nonce" not in PUBLIC_POLICY
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] and response["Permissions-Policy"] and response["X-Frame-Options"] == "DENY"
    assert response["Content-Length"] == "4"


def test_a_readers_missing_page_is_a_404_with_the_headers(_views: None, client_for: ClientFor) -> None:
    response = client_for().get("/nothing/here/")
    assert response.status_code == 404
    assert response["Content-Security-Policy"] == PUBLIC_POLICY
    assert not response.has_header("Vary")


def test_a_readers_broken_page_is_a_500_with_the_headers(_views: None, site: Site) -> None:
    response = Client(raise_request_exception=False).get("/articles/broken/")
    assert response.status_code == 500
    assert response["Content-Security-Policy"] == PUBLIC_POLICY


def test_personal_pages_know_the_person(_views: None, people: People, client_for: ClientFor) -> None:
    response = client_for(people.editor).get("/account/me/")
    assert response.content.decode() == str(people.editor)
    assert "Cookie" in response["Vary"]


def test_the_admin_policy_allows_no_inline_script(people: People, client_for: ClientFor) -> None:
    policy = client_for(people.editor).get("/admin/")["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert "unsafe-inline" not in directives["script-src"]
    assert "unsafe-inline" not in directives["style-src"]


def test_everything_personal_stands_behind_the_readers_door() -> None:
    order = settings.MIDDLEWARE
    door = order.index("aicmr.middleware.ReaderMiddleware")
    assert all("Session" not in name and "Csrf" not in name and "auth" not in name for name in order[:door])


@pytest.mark.parametrize(
    "address", ["/", "/articles/no-such/", "/search/?q=harbour", "/feed.xml", "/robots.txt", "/theme.css"]
)
def test_real_readers_pages_are_the_same_for_everyone(people: People, client_for: ClientFor, address: str) -> None:
    response = client_for(people.editor).get(address)
    assert "cookie" not in response.headers.get("Vary", "").lower()
    assert not response.cookies
    assert response.headers["Content-Security-Policy"] == PUBLIC_POLICY


def test_files_carry_transport_security_too(settings, tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "x.css").write_text("a {}")
    settings.STATIC_ROOT = tmp_path
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_PRELOAD = 600, True
    assert Client().get("/static/x.css", secure=True)["Strict-Transport-Security"] == "max-age=600; preload"
    assert not Client().get("/static/x.css").has_header("Strict-Transport-Security")


def test_files_come_from_the_cdn_and_every_policy_lets_them() -> None:
    code = (
        "import django; django.setup()\n"
        "from django.templatetags.static import static; from django.conf import settings\n"
        "from aicmr.admin_site import POLICY; from aicmr.middleware import PUBLIC_POLICY\n"
        "print(static('reader/reader.css'), settings.ALLOWED_HOSTS[-1]); print(PUBLIC_POLICY)\n"
        "print([POLICY[f'{kind}-src'][-1] for kind in ('script', 'style', 'font', 'img')])\n"
        "found = settings.CONTENT_SECURITY_POLICY['DIRECTIVES']\n"
        "print([found[f'{kind}-src'][-1] for kind in ('script', 'style', 'font', 'img')])\n"
    )
    own = {"CDN_URL": "https://cdn.example.org/", "DEBUG": "1", "DJANGO_SETTINGS_MODULE": "aicmr.settings.base"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | own, capture_output=True, text=True, check=True
    )
    files, public, admin, account = done.stdout.splitlines()
    assert files == "https://cdn.example.org/static/reader/reader.css cdn.example.org"
    assert "img-src 'self' https://cdn.example.org data:" in public and "object-src 'none'" in public
    assert admin == account == str(["https://cdn.example.org"] * 4)
