"""What readers see: valid, accessible, without script, at every width and in both colour schemes."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import Demo, axe, vnu

PATHS = {
    "home": "/",
    "article": "/articles/how-to-sharpen-a-plane-iron/",
    "table": "/articles/the-ferry-that-waits/",
    "page": "/about/",
    "category": "/categories/craft/",
    "tag": "/tags/sea/",
    "author": "/authors/mara-lindqvist/",
    "archive": "/archive/",
    "search": "/search/?q=ferry",
    "nothing-found": "/search/?q=xylophone",
    "not-found": "/nothing-here/",
    "sign-in": "/account/login/",
    "sign-up": "/account/signup/",
}


def test_every_public_page_is_valid_html(demo: Demo, browser: Browser, tmp_path: Path) -> None:
    context = browser.new_context(base_url=demo.url)
    pages = {name: context.request.get(path).text() for name, path in PATHS.items()}
    context.close()
    assert vnu(pages, tmp_path) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1440])
def test_no_public_page_breaks_an_accessibility_rule(demo: Demo, browser: Browser, scheme: str, width: int) -> None:
    context = browser.new_context(
        base_url=demo.url,
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    logged: list[str] = []
    page.on(
        "console", lambda message: logged.append(f"{page.url}: {message.text}") if message.type == "error" else None
    )
    found = {}
    for name, path in PATHS.items():
        page.goto(path)
        if problems := axe(page):
            found[name] = problems
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{name} scrolls sideways by {overflow}px"
    context.close()
    assert found == {}
    assert [line for line in logged if "404" not in line] == []


def test_pages_load_no_script_and_send_a_strict_policy(demo: Demo, browser: Browser) -> None:
    context = browser.new_context(base_url=demo.url)
    for name in ("home", "article", "page", "category", "search"):
        answer = context.request.get(PATHS[name])
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self'" in policy and "unsafe" not in policy
        assert re.findall(r"<script(?![^>]*application/ld\+json)", answer.text()) == []
        assert "set-cookie" not in answer.headers
    context.close()


def test_pictures_have_room_before_they_load(demo: Demo, browser: Browser) -> None:
    context = browser.new_context(base_url=demo.url, viewport={"width": 375, "height": 800})
    page = context.new_page()
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver(list => { for (const entry of list.getEntries())"
        " if (!entry.hadRecentInput) window.shift += entry.value }).observe({type: 'layout-shift', buffered: true})"
    )
    page.goto(PATHS["article"])
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.shift") == 0
    context.close()


def test_a_reader_finds_an_article_by_search_and_reads_it(page: Page) -> None:
    page.goto("/")
    field = page.get_by_role("searchbox").first
    if not field.is_visible():
        page.goto("/search/")
    field.fill("ferry log")
    field.press("Enter")
    page.get_by_role("link", name="The ferry that waits").first.click()
    page.wait_for_url("**/articles/the-ferry-that-waits/")
    assert page.get_by_role("heading", level=1).inner_text() == "The ferry that waits"
