"""Patterns and lists of redirects at the desk."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.sites.models import Site
from content.publishing.models import Redirect
from content.redirects import services
from content.redirects.models import RedirectPattern
from tests.conftest import ClientFor
from tests.people import People, SiteClient

pytestmark = pytest.mark.django_db
ADD = "/admin/redirects/redirectpattern/add/"
IMPORT = "/admin/redirects/redirectpattern/import/"


@pytest.fixture
def desk(client_for: ClientFor, people: People) -> SiteClient:
    return client_for(people.editor)


def own(site: Site) -> list[tuple[str, str]]:
    return list(RedirectPattern.objects.filter(site=site).values_list("pattern", "target"))


def test_a_pattern_is_written_changed_and_deleted(site: Site, desk: SiteClient) -> None:
    desk.post(ADD, {"pattern": "/blog/*", "target": "/articles/:splat/"})
    row = RedirectPattern.objects.get(site=site)
    change = f"/admin/redirects/redirectpattern/{row.pk}/change/"
    desk.post(change, {"pattern": "/weblog/*", "target": "/articles/:splat/"})
    assert own(site) == [("/weblog/*", "/articles/:splat/")]
    row = RedirectPattern.objects.get(site=site)
    desk.post(f"/admin/redirects/redirectpattern/{row.pk}/delete/", {"post": "yes"})
    assert own(site) == []


def test_a_pattern_in_a_circle_says_so_beside_what_was_typed(site: Site, desk: SiteClient) -> None:
    services.save_pattern(site=site, pattern="/a/*", target="/b/:splat", by=None)
    page = desk.post(ADD, {"pattern": "/b/*", "target": "/a/:splat"}).text
    assert "lead in a circle" in page
    assert 'value="/b/*"' in page
    assert own(site) == [("/a/*", "/b/:splat")]


def test_a_list_is_looked_at_before_it_is_kept(site: Site, desk: SiteClient) -> None:
    file = SimpleUploadedFile("list.csv", b"\xef\xbb\xbf/old/,/new/\n/wrong,\n/blog/*,/articles/:splat/\n")
    page = desk.post(IMPORT, {"file": file, "do": "look"}).text
    assert "Keep 2 redirects" in page and "needs an old address and a new one" in page
    assert "/old/,/new/" in page  # as text, to be mended
    assert not Redirect.objects.filter(site=site).exists()
    answer = desk.post(IMPORT, {"text": "/old/,/new/\n/wrong,\n", "do": "keep"}, follow=True)
    assert "1 new, 1 left out" in answer.text
    assert list(Redirect.objects.filter(site=site).values_list("path", "target")) == [("/old/", "/new/")]


@pytest.mark.parametrize(
    ("sent", "advice"),
    [
        ({}, "Choose a file, or type at least one line"),
        ({"text": "title,author\nA,B"}, "call them source and target"),
        ({"file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04\0\0\0\0")}, "is no text"),
        ({"file": SimpleUploadedFile("x.csv", b"/a,/b\n" * 200_000)}, "larger than 1 MB"),
    ],
)
def test_what_is_no_list_is_answered_with_advice(desk: SiteClient, sent: dict[str, Any], advice: str) -> None:
    assert advice in desk.post(IMPORT, sent | {"do": "keep"}).text


def test_nobody_but_editors_takes_lists(client_for: ClientFor, people: People, site: Site) -> None:
    for person in (people.viewer, people.creator, people.stranger):
        assert client_for(person).post(IMPORT, {"text": "/a/,/b/", "do": "keep"}).status_code in (302, 403, 404)
    assert not Redirect.objects.filter(site=site).exists()
