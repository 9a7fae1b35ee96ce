"""Patterns: whole families of addresses, in one step, never in a circle and never off the site by accident."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.sites.models import Site
from content.publishing import services as publishing
from content.publishing.redirects import is_address
from content.redirects import patterns, services
from content.redirects.models import RedirectPattern
from content.redirects.services import PatternRefused
from tests.conftest import ClientFor
from tests.content.reading.rows import Shelf
from tests.people import People

PAIRS = patterns.in_order(
    [
        ("/blog/*", "/articles/:splat"),
        ("/blog/about", "/about-us/"),
        ("/blog/tags/:name", "/tags/:name/"),
        ("/:year/:month/:slug", "/articles/:slug/"),
        ("/shop/*", "https://shop.example.org/old/:splat"),
        ("/gone/*", "/"),
        ("/caf\u00e9/:dish", "/menu/:dish/"),
    ]
)


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/blog/one/", "/articles/one"),
        ("/blog/one", "/articles/one"),
        ("/blog/one/two/", "/articles/one/two"),
        ("/blog/", "/articles/"),
        ("/blog", "/articles/"),
        ("/blog/tags/sea/", "/tags/sea/"),
        ("//blog//one", "/articles/one"),
        ("/2024/05/harbour/", "/articles/harbour/"),
        ("/shop/hats/7/", "https://shop.example.org/old/hats/7"),
        ("/gone/for/good/", "/"),
        ("/cafe\u0301/soup/", "/menu/soup/"),
        ("/Blog/one/", ""),
        ("/blogs/one/", ""),
        ("/2024/05/", ""),
        ("/", ""),
    ],
)
def test_an_address_is_led_on_by_the_pattern_that_says_most_of_it(path: str, target: str) -> None:
    assert patterns.filled(PAIRS, path) == target


@given(st.text(max_size=60))
def test_no_address_is_led_off_the_site_by_what_stands_in_it(rest: str) -> None:
    found = patterns.filled([("/x/*", "/:splat")], f"/x/{rest}")
    assert not found or is_address(found) and found.startswith("/") and not found.startswith("//")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("pattern", "target", "advice"),
    [
        ("blog/*", "/articles/:splat", "begin with one slash"),
        ("//blog/*", "/articles/:splat", "begin with one slash"),
        ("/blog/", "/articles/", "redirect of its own"),
        ("/blog/*/x", "/articles/", "stands alone at the end"),
        ("/blog/a*", "/articles/:splat", "stands alone at the end"),
        ("/:a/:a", "/:a/", "a name of its own"),
        ("/:splat/x", "/:splat/", "a name of its own"),
        ("/:1/x", "/y/", "plain letters"),
        ("/blog/*?page=2", "/articles/", "path alone"),
        ("/blog/*", "/articles/*", ":splat"),
        ("/blog/*", "/articles/:slug", "does not stand in"),
        ("/blog/:slug", "/articles/:splat", "does not stand in"),
        ("/blog/*", "articles/:splat", "begins with a slash"),
        ("/blog/*", "//evil.example/:splat", "begins with a slash"),
        ("/blog/*", "https://:splat/", "name of another site"),
        ("/blog/*", "javascript:alert(1)", "begins with a slash"),
        ("/admin/*", "/articles/:splat", "program itself"),
        ("/blog/*", "/blog/new/:splat", "circle"),
        ("/blog/*\n", "/articles/:splat", "path alone"),
        ("/blog/" + "x" * 500 + "/*", "/articles/:splat", "at most"),
    ],
)
def test_what_would_lead_nowhere_is_refused_with_advice(
    site: Site, people: People, pattern: str, target: str, advice: str
) -> None:
    with pytest.raises(PatternRefused, match=advice):
        services.save_pattern(site=site, pattern=pattern, target=target, by=people.editor)
    assert not RedirectPattern.objects.filter(site=site).exists()


@pytest.mark.django_db
def test_two_patterns_that_lead_to_each_other_are_refused(site: Site, people: People) -> None:
    services.save_pattern(site=site, pattern="/a/*", target="/b/:splat", by=people.editor)
    with pytest.raises(PatternRefused, match="circle"):
        services.save_pattern(site=site, pattern="/b/*", target="/a/:splat", by=people.editor)


@pytest.mark.django_db
def test_a_page_and_a_redirect_of_its_own_come_before_a_pattern(
    site: Site, people: People, client_for: ClientFor, noise_shelf: Shelf
) -> None:
    shelf = Shelf(site)
    shelf.page("/blog/kept/")
    services.save_pattern(site=site, pattern="/blog/*", target="/articles/:splat/", by=people.editor)
    publishing.save_redirect(site=site, path="/blog/special/", target="/elsewhere/", by=people.editor)
    publishing.save_redirect(site=site, path="/articles/older/", target="/articles/newer/", by=people.editor)
    browser = client_for()
    assert browser.get("/blog/kept/").status_code == 200
    assert browser.get("/blog/special/")["Location"] == "/elsewhere/"
    assert browser.get("/blog/one")["Location"] == "/articles/one/"
    assert browser.get("/blog/one/?from=mail")["Location"] == "/articles/one/?from=mail"
    assert browser.get("/blog/older/")["Location"] == "/articles/newer/"  # one step, not two
    assert browser.get("/blog/one/").status_code == 301


@pytest.mark.django_db
def test_another_spelling_of_a_pattern_is_the_same_pattern(site: Site, people: People) -> None:
    for pattern in ("/caf\u00e9/*", "/caf\u00e9/*/", "/cafe\u0301/*"):
        services.save_pattern(site=site, pattern=pattern, target="/menu/:splat/", by=people.editor)
    services.save_pattern(site=site, pattern="/Caf\u00e9/*", target="/other/:splat/", by=people.editor)
    found = RedirectPattern.objects.filter(site=site).values_list("pattern", "target")
    assert set(found) == {("/cafe\u0301/*", "/menu/:splat/"), ("/Caf\u00e9/*", "/other/:splat/")}


@pytest.mark.django_db
def test_a_redirect_back_into_a_pattern_leads_nobody_in_a_circle(
    site: Site, people: People, client_for: ClientFor
) -> None:
    services.save_pattern(site=site, pattern="/blog/*", target="/articles/:splat/", by=people.editor)
    publishing.save_redirect(site=site, path="/articles/one/", target="/blog/one/", by=people.editor)
    assert client_for().get("/blog/one/").status_code == 404


@pytest.mark.django_db
def test_a_site_has_no_more_patterns_than_are_quick_to_ask(
    site: Site, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patterns, "MOST", 2)
    found = services.take_list(site=site, text="/a/*,/x/\n/b/*,/x/\n/c/*,/x/\n/d/,/x/\n", by=None)
    assert [row.state for row in found] == ["new", "new", "left out", "new"]
    assert "at most 2 patterns" in found[2].note
    services.save_pattern(site=site, pattern="/a/*", target="/y/", by=people.editor)
    with pytest.raises(PatternRefused, match="at most 2 patterns"):
        services.save_pattern(site=site, pattern="/c/*", target="/y/", by=people.editor)


@pytest.mark.django_db
def test_a_pattern_that_was_deleted_leads_nobody(site: Site, people: People, client_for: ClientFor) -> None:
    row = services.save_pattern(site=site, pattern="/blog/*", target="/articles/:splat/", by=people.editor)
    assert client_for().get("/blog/one/").status_code == 301
    services.delete_pattern(row, by=people.editor)
    assert client_for().get("/blog/one/").status_code == 404
