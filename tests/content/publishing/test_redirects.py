"""Redirects: one step, no circles, and never before a live page."""

from collections.abc import Callable

import pytest
from django.urls import Resolver404, resolve

from accounts.sites.models import Site
from content.articles.models import Article, Page
from content.publishing import redirects, services
from content.publishing.gates import LAST_RESORT, route_of
from content.publishing.models import Redirect
from content.publishing.paths import normalise_path
from content.publishing.services import RedirectRefused
from tests.conftest import ClientFor
from tests.people import People

pytestmark = pytest.mark.django_db


def table(site: Site) -> dict[str, str]:
    return dict(Redirect.objects.filter(site=site).values_list("path", "target"))


@pytest.mark.parametrize(
    ("moves", "expected"),
    [
        ([("/a/", "/b/")], {"/a/": "/b/"}),
        ([("/a/", "/b/"), ("/b/", "/c/")], {"/a/": "/c/", "/b/": "/c/"}),
        ([("/a/", "/b/"), ("/b/", "/a/")], {"/b/": "/a/"}),
        ([("/a/", "/b/"), ("/b/", "/c/"), ("/c/", "/a/")], {"/b/": "/a/", "/c/": "/a/"}),
        ([("/a/", "/b/"), ("/b/", "/c/"), ("/c/", "/b/")], {"/a/": "/b/", "/c/": "/b/"}),
        ([("/a/", "/x/"), ("/b/", "/x/"), ("/x/", "/y/")], {"/a/": "/y/", "/b/": "/y/", "/x/": "/y/"}),
        ([("/a/", "/b/"), ("/a/", "/c/")], {"/a/": "/c/"}),
        ([("a", "b/")], {"/a/": "/b/"}),
        ([("/Ä/", "/A\u0308/")], {}),
    ],
)
def test_chains_collapse_and_circles_vanish(site: Site, moves: list[tuple[str, str]], expected: dict[str, str]) -> None:
    for move in moves:
        redirects.follow([move], site)
    assert table(site) == expected


def test_moves_of_one_batch_happen_at_the_same_time(site: Site) -> None:
    redirects.put(site, "/old/", "/a/")
    redirects.follow([("/a/", "/b/"), ("/b/", "/c/")], site)
    assert table(site) == {"/old/": "/b/", "/a/": "/b/", "/b/": "/c/"}


def test_a_changed_slug_leaves_a_redirect_and_coming_back_takes_it_away(
    site: Site, write: Callable[..., Article], people: People
) -> None:
    article = write("First")
    services.publish(article, by=people.editor)
    for slug, expected in [
        ("second", {"/articles/first/": "/articles/second/"}),
        ("third", {"/articles/first/": "/articles/third/", "/articles/second/": "/articles/third/"}),
        ("first", {"/articles/second/": "/articles/first/", "/articles/third/": "/articles/first/"}),
    ]:
        services.save_draft(article, by=people.editor, version=article.version, changes={"slug": slug})
        services.publish(article, by=people.editor)
        assert table(site) == expected


def test_a_new_page_at_an_old_address_takes_the_redirect_away(
    site: Site, write: Callable[..., Article], people: People
) -> None:
    article = write("First")
    services.publish(article, by=people.editor)
    services.save_draft(article, by=people.editor, version=1, changes={"slug": "second"})
    services.publish(article, by=people.editor)
    services.publish(write("Newcomer", slug="first"), by=people.editor)
    assert table(site) == {}


def test_redirects_of_another_site_stay(noise_site: Site, write_page: Callable[..., Page], people: People) -> None:
    before = table(noise_site)
    services.publish(write_page("Old", slug="old"), by=people.editor)
    assert before == table(noise_site) == {"/old/": "/articles/first/"}


@pytest.mark.parametrize(
    ("path", "target", "message"),
    [
        ("old", "/new/", "begins with a slash"),
        ("/old/", "new", "begins with a slash"),
        ("/old/", "//evil.example/", "begins with a slash"),
        ("/old/", "javascript:alert(1)", "begins with a slash"),
        ("/old/", "/old", "circle"),
        ("/c/", "/a/", "circle"),
        ("/articles/live/", "/a/", "A page answers"),
    ],
)
def test_what_would_not_work_is_refused(
    site: Site, write: Callable[..., Article], people: People, path: str, target: str, message: str
) -> None:
    services.publish(write("Live"), by=people.editor)
    redirects.put(site, "/a/", "/b/")
    redirects.put(site, "/b/", "/c/")
    with pytest.raises(RedirectRefused, match=message):
        services.save_redirect(site=site, path=path, target=target, by=people.editor)


def test_redirects_by_hand_lead_inside_and_outside(site: Site, people: People) -> None:
    services.save_redirect(site=site, path="/a", target="/b?x=1", by=people.editor)
    row = services.save_redirect(site=site, path="/c/", target="https://example.org/x", by=people.editor)
    assert table(site) == {"/a/": "/b?x=1", "/c/": "https://example.org/x"}
    services.save_redirect(site=site, path="/c/", target="/d/", by=people.editor)
    assert table(site)["/c/"] == "/d/"
    services.delete_redirect(Redirect.objects.get(site=site, path="/c/"), by=people.editor)
    assert "/c/" not in table(site)
    assert row.target_key == ""


def test_redirects_made_by_hand_lead_on_in_one_step(site: Site, people: People) -> None:
    for path, target in [("/a/", "/b/"), ("/b/", "/c/"), ("/z/", "/a/"), ("/c/", "https://example.org/x")]:
        services.save_redirect(site=site, path=path, target=target, by=people.admin)
    end = "https://example.org/x"
    assert table(site) == {"/a/": end, "/b/": end, "/c/": end, "/z/": end}


@pytest.mark.parametrize(
    ("path", "target", "advice"),
    [
        ("/admin/x/", "/b/", "program itself"),
        ("/search/", "/b/", "program itself"),
        ("/", "/b/", "program itself"),
        ("/a\r\nSet-Cookie: x/", "/b/", "invisible"),
        ("/a/", "https://example.org/\n", "invisible"),
        ("/" + 500 * "a", "/b/", "at most 499"),
        ("/a/", "/" + 600 * "b", "at most 499"),
    ],
)
def test_what_can_never_lead_anybody_is_refused(
    site: Site, people: People, path: str, target: str, advice: str
) -> None:
    with pytest.raises(RedirectRefused, match=advice):
        services.save_redirect(site=site, path=path, target=target, by=people.admin)


def test_old_addresses_of_lists_may_be_led_on(site: Site, people: People) -> None:
    services.save_redirect(site=site, path="/tags/old/", target="/tags/new/", by=people.admin)
    services.save_redirect(site=site, path="/archive/2019/old-post/", target="/articles/post/", by=people.admin)
    assert len(table(site)) == 2


@pytest.mark.parametrize(
    "path",
    ["/articles/x/", "/2020/01/02/x/", "/feed.xml", "/sitemap-3.xml", "/sitemap-x.xml", "/tags/x/", "/tags/x/feed.xml"]
    + ["/admin/x/", "/", "/healthz", "/archive/", "/archive/2020/", "/ARCHIVE/", "//admin//x", "/search", "/é/"],
)
def test_the_short_way_to_a_route_is_that_of_resolving(path: str) -> None:
    try:
        route = resolve(normalise_path(path)).route
    except Resolver404:
        route = LAST_RESORT
    assert route_of(path) == route


@pytest.mark.parametrize(
    "target", ["//other.example/", "http://[::1", "https://", "https:///x/", "https://a b/", "http://a:x/", "new/", ""]
)
def test_a_target_that_no_browser_could_read_is_refused(site: Site, target: str) -> None:
    assert redirects.faults(site, "/old/", target)
    assert not redirects.is_address(target)


@pytest.mark.parametrize(
    "target", ["/", "/new/", "https://other.example:8443/x?y#z", "http://[::1]/", "https://bücher.example"]
)
def test_a_target_that_browsers_read_is_taken(site: Site, target: str) -> None:
    assert redirects.faults(site, "/old/", target) == []


def test_the_question_goes_on_before_the_place_on_the_page(site: Site, client_for: ClientFor) -> None:
    redirects.put(site, "/old/", "/new/#part")
    assert client_for().get("/old/?utm=1").headers["location"] == "/new/?utm=1#part"
