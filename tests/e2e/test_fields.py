"""AI beside the fields, in a browser: candidates, a wish, improving, earlier suggestions, by keyboard."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.ai.server import ScriptedServer, Step
from tests.e2e.conftest import Demo, Hand, axe, axe_in_both, sign_in
from tests.e2e.test_assist import open_article

TITLES = ["The old pier opens again", "Lamps at dusk on the pier", "The town pays for the lamps"]
TAGS = ["Piers, Lamps", "Harbour life, Evening walks", "Town money"]
ROUTE = """
from ai.providers.models import Model, Provider, Route
provider = Provider.objects.create(name="Fields", base_url="{url}")
Route.objects.create(purpose="writing.choices", model=Model.objects.create(provider=provider, name="scripted"))
"""
SEES = """
from ai.providers.models import Model, Route
Model.objects.filter(provider__name="Fields").update(can_see=True)
Route.objects.get_or_create(purpose="writing.alt_text", model=Model.objects.get(provider__name="Fields"))
"""
FORGET = "from ai.providers.models import Provider; Provider.objects.filter(name='Fields').delete()"


def titles(body: dict[str, Any], purpose: str) -> str:
    is_tags = "list of tags" in str(body["messages"])
    return json.dumps({"candidates": TAGS if is_tags else TITLES})


@pytest.fixture
def server(demo: Demo) -> Iterator[ScriptedServer]:
    with ScriptedServer(titles) as server:
        done = demo.manage("shell", "-c", ROUTE.format(url=server.url))
        assert done.returncode == 0, done.stderr
        yield server
        demo.manage("shell", "-c", FORGET)


def test_by_keyboard_a_candidate_is_chosen_and_the_focus_comes_back(
    page: Page, demo: Demo, server: ScriptedServer
) -> None:
    open_article(page, demo, "Fields by keyboard")
    page.get_by_role("button", name="Suggest titles").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name=TITLES[0])).to_be_focused(timeout=30_000)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name=TITLES[1])).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.locator("[name=title]")).to_have_value(TITLES[1], timeout=15_000)
    expect(page.locator("#suggest-title")).to_be_focused()
    assert axe(page) == []


def test_by_keyboard_one_of_three_lists_of_tags_is_chosen_and_improved(
    page: Page, demo: Demo, server: ScriptedServer
) -> None:
    open_article(page, demo, "Tags by keyboard")
    box = page.locator("[data-suggest=tags]")
    improve = box.get_by_role("button", name="Improve: tags")
    expect(improve).to_be_hidden()
    page.locator("#suggest-tags").focus()
    page.keyboard.press("Enter")
    expect(box.get_by_role("radio", name=TAGS[0])).to_be_focused(timeout=30_000)
    page.keyboard.press("ArrowDown")
    expect(box.get_by_role("checkbox")).to_have_count(2)
    box.get_by_role("checkbox", name="Evening walks").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator("[name=tags]")).to_have_value("Harbour life", timeout=15_000)
    expect(page.locator("#suggest-tags")).to_be_focused()
    page.keyboard.press("Tab")
    expect(improve).to_be_focused()
    page.keyboard.press("Enter")
    expect(box.get_by_role("radio", name="Piers, Lamps", exact=True)).to_be_visible(timeout=30_000)
    assert "Harbour life" in str(server.asked[-1].body["messages"]).split("now:")[-1]
    assert axe(page) == []


def test_an_improvement_is_steered_and_an_earlier_one_is_taken(page: Page, demo: Demo, server: ScriptedServer) -> None:
    open_article(page, demo, "Fields improved")
    wish = page.get_by_role("button", name="Wish and earlier suggestions: title", exact=True)
    wish.click()
    expect(page.locator("#steer-title")).to_be_focused()
    page.keyboard.type("Name the town.")
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name=TITLES[0])).to_be_visible(timeout=30_000)
    sent = str(server.asked[-1].body["messages"])
    assert "Name the town." in sent and "Fields improved" in sent.split("now:")[-1]
    page.get_by_role("button", name="Reject", exact=True).first.click()
    expect(page.get_by_text("Rejected. Nothing was changed.")).to_be_visible(timeout=15_000)
    page.get_by_role("button", name="Earlier suggestions", exact=True).first.click()
    expect(page.locator("#history-title-label")).to_be_focused()
    pick = page.get_by_role("button", name=re.compile(TITLES[2]))
    pick.focus()
    assert axe(page) == []
    page.keyboard.press("Enter")
    expect(page.locator("[name=title]")).to_have_value(TITLES[2], timeout=15_000)


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_the_lead_picture_is_described_beside_its_field(
    page: Page, demo: Demo, server: ScriptedServer, by: str
) -> None:
    hand, said = Hand(page, by), f"Nets hang from the beams of a loft, as seen by {by}."
    server.state.answer = lambda body, purpose: json.dumps({"decorative": False, "alt": said})
    done = demo.manage("shell", "-c", SEES)
    assert done.returncode == 0, done.stderr
    sign_in(page, demo)
    page.goto(f"{demo.url}/admin/articles/article/?q=net+loft")
    page.get_by_role("link", name="The net loft").first.click()
    expect(page.locator("form.is-ready")).to_be_visible()
    hand.push(page.get_by_role("button", name="Describe the picture"))
    box = page.locator("#suggestion-hero_alt")
    expect(box.get_by_role("button", name="Accept", exact=True)).to_be_visible(timeout=60_000)
    assert "image_url" in str(server.asked[-1].body)
    assert axe_in_both(page) == []
    hand.push(box.get_by_role("button", name="Accept", exact=True))
    expect(page.locator("[name=hero_alt]")).to_have_value(said.rstrip("."), timeout=15_000)


def test_what_is_being_written_can_be_read_and_cancelled(page: Page, demo: Demo, server: ScriptedServer) -> None:
    server.state.usual = Step(pause=0.4)
    open_article(page, demo, "Fields cancelled")
    page.get_by_role("button", name="Suggest titles").click()
    live = page.locator("#suggestion-title .draft-stream")
    expect(live).to_contain_text("The old", timeout=30_000)
    assert "{" not in live.inner_text() and "candidates" not in live.inner_text()
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#suggestion-title")).to_contain_text("Cancelled. Nothing was changed.", timeout=15_000)
    expect(page.locator("[name=title]")).to_have_value("Fields cancelled")


@pytest.mark.parametrize(("width", "scheme"), [(375, "dark"), (1440, "light")])
def test_the_candidates_are_for_everybody(
    browser: Browser, demo: Demo, server: ScriptedServer, width: int, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    open_article(page, demo, f"Fields {width} {scheme}")
    page.get_by_role("button", name="Suggest titles").click()
    expect(page.get_by_role("radio", name=TITLES[0])).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Wish and earlier suggestions: title", exact=True).click()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
