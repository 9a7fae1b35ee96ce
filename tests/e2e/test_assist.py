"""AI in the text, in a browser: by mouse, by keyboard alone, cancelled, refused, on a phone, in the dark."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.ai.rewriting.answers import answering
from tests.ai.server import ScriptedServer, Step
from tests.e2e.conftest import Demo, axe, sign_in

LINK = "https://harbour.test/pier"
BODY = (
    '<p data-id="aaaaaaaa">The old pier in Aarhus was closed for 18 months. The <a href="https://harbour.test/pier">'
    "harbour office</a> says that the work went on through two winters. It opens again on 3 May.</p>"
    '<p data-id="bbbbbbbb">People may walk there every day. Dogs may not. Lamps switch on at dusk. '
    "The town pays for them.</p>"
)
MAKE = """
from accounts.models import User
from accounts.sites.models import Site
from content.articles.models import Article
site = Site.objects.order_by("pk").first()
by = User.objects.get(email="editor@example.com")
told = dict(title={title!r}, slug={slug!r}, body={body!r}, language="en")
row = Article.objects.create(site=site, created_by=by, updated_by=by, **told)
print(row.pk)
"""
ROUTE = """
from ai.providers.models import Model, Provider, Route
provider = Provider.objects.create(name="Assistant", base_url="{url}")
Route.objects.create(purpose="rewriting.*", model=Model.objects.create(provider=provider, name="scripted"))
"""
FORGET = "from ai.providers.models import Provider; Provider.objects.filter(name='Assistant').delete()"


@pytest.fixture
def server(demo: Demo) -> Iterator[ScriptedServer]:
    with ScriptedServer(answering) as server:
        done = demo.manage("shell", "-c", ROUTE.format(url=server.url))
        assert done.returncode == 0, done.stderr
        yield server
        demo.manage("shell", "-c", FORGET)


def open_article(page: Page, demo: Demo, title: str, body: str = BODY) -> None:
    slug = re.sub(r"\W+", "-", title.lower())
    done = demo.manage("shell", "-c", MAKE.format(title=title, slug=slug, body=body))
    assert done.returncode == 0, done.stderr
    sign_in(page, demo)
    page.goto(f"{demo.url}/admin/articles/article/{done.stdout.split()[-1]}/change/")
    expect(page.locator("form.is-ready")).to_be_visible()


def caret_in(page: Page, words: str) -> None:
    page.locator(".ProseMirror p", has_text=words).first.click()


def in_the_text(page: Page) -> None:
    """The editor takes the focus with the next frame."""
    expect(page.locator(".ProseMirror")).to_be_focused()


def test_by_mouse_a_passage_is_rewritten_and_keeps_its_link(page: Page, demo: Demo, server: ScriptedServer) -> None:
    open_article(page, demo, "By mouse")
    caret_in(page, "old pier")
    page.get_by_role("button", name="AI", exact=True).click()
    page.get_by_role("menuitem", name="Rewrite").click()
    replace = page.get_by_role("button", name="Replace", exact=True)
    expect(replace).to_be_visible(timeout=30_000)
    expect(page.locator(".ProseMirror")).to_contain_text("was closed for 18 months")
    assert axe(page) == []
    replace.click()
    expect(page.locator(".ProseMirror")).to_contain_text("For 18 months the old pier", timeout=15_000)
    passage = page.locator('.ProseMirror > [data-id="aaaaaaaa"]')
    expect(passage.locator("a")).to_have_attribute("href", LINK)
    expect(passage.locator("span[data-p]").first).to_be_visible()
    expect(page.locator("#assist-place")).to_be_empty()
    in_the_text(page)
    page.reload()
    expect(page.locator('.ProseMirror > [data-id="aaaaaaaa"] a')).to_have_attribute("href", LINK)


def test_by_keyboard_alone_with_the_built_in_provider(page: Page, demo: Demo) -> None:
    """On a slow machine, where a key comes before the editor has heard where the caret went."""
    open_article(page, demo, "By keyboard")
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 8})
    page.locator(".ProseMirror").focus()
    expect(page.locator(".ProseMirror-focused")).to_be_visible()  # before, keys move no caret
    page.keyboard.press("Control+End")
    page.keyboard.press("Control+j")
    menu = page.get_by_role("menu", name="AI for this passage")
    expect(menu).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    in_the_text(page)
    page.keyboard.press("Control+j")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitem", name="Shorten")).to_be_focused()
    page.keyboard.press("Enter")
    replace = page.get_by_role("button", name="Replace", exact=True)
    expect(replace).to_be_focused(timeout=60_000)
    expect(page.locator("#assist")).to_contain_text("no language model was used")
    page.keyboard.press("Enter")
    expect(page.locator("#assist-place")).to_be_empty(timeout=15_000)
    in_the_text(page)
    expect(page.locator('.ProseMirror > [data-id="bbbbbbbb"]')).not_to_contain_text("The town pays for them.")
    page.keyboard.type(" And more.")
    expect(page.locator('.ProseMirror > [data-id="bbbbbbbb"]')).to_contain_text("And more.")


def test_what_the_built_in_provider_cannot_do_it_says(page: Page, demo: Demo) -> None:
    open_article(page, demo, "It cannot")
    caret_in(page, "old pier")
    page.keyboard.press("Control+j")
    page.keyboard.press("c")
    page.keyboard.press("ArrowRight")
    page.get_by_role("menuitem", name="Friendly").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("The built-in provider cannot change the tone", timeout=60_000)
    expect(page.get_by_role("alert")).to_contain_text("Your text is untouched.")


def test_cancelling_while_it_is_written_leaves_the_text(page: Page, demo: Demo, server: ScriptedServer) -> None:
    server.state.usual = Step(pause=0.3)
    open_article(page, demo, "Cancelled")
    caret_in(page, "old pier")
    page.keyboard.press("Control+j")
    page.keyboard.press("Enter")
    expect(page.locator(".assist-stream")).to_contain_text("For 18", timeout=30_000)
    expect(page.get_by_role("button", name="Cancel")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#assist")).to_contain_text("Cancelled. Your text is untouched.", timeout=15_000)
    expect(page.locator(".ProseMirror")).to_contain_text("was closed for 18 months")
    expect(page.locator("#assist button").first).to_be_focused()
    page.keyboard.press("Escape")
    in_the_text(page)


@pytest.mark.parametrize("fault", ["429-later", "500", "cut"])
def test_a_fault_is_told_in_a_sentence(page: Page, demo: Demo, server: ScriptedServer, fault: str) -> None:
    server.script(*[fault] * 8)
    open_article(page, demo, f"Fault {fault}")
    caret_in(page, "old pier")
    page.keyboard.press("Control+j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Your text is untouched.", timeout=60_000)


@pytest.mark.parametrize("width", [375, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_panel_and_the_menu_are_for_everybody(
    browser: Browser, demo: Demo, server: ScriptedServer, width: int, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    open_article(page, demo, f"Seen {width} {scheme}")
    caret_in(page, "old pier")
    page.get_by_role("button", name="AI", exact=True).click()
    assert axe(page) == []
    page.get_by_role("menuitem", name="Translate").click()
    page.get_by_role("menuitem", name="German").click()
    expect(page.get_by_role("button", name="Replace", exact=True)).to_be_visible(timeout=30_000)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
