"""Prompts in a browser: a broken text, versions, comparison, a test run, one click back; by mouse and by keyboard."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.ai.server import ScriptedServer
from tests.e2e.conftest import Demo, axe, choose, press, sign_in, tab_to

ADMIN = "admin@example.com"
SEED = """
from accounts.sites.models import Site
from ai.providers.models import Model, Price, Provider, Route
site = Site.objects.order_by("pk").first()
provider = Provider(site=site, name="Scripted", base_url="{url}")
provider.set_key("sk-scripted-0123456789abcdef")
provider.save()
model = Model.objects.create(provider=provider, name="scripted")
Price.objects.create(model=model, input_micro=250000, output_micro=2000000)
Model.objects.create(provider=provider, name="second", state="draft")
Route.objects.create(site=site, purpose="writing.summary", model=model)
"""
PAGE = "/admin/engine/promptoverride/writing.summary/"
SUMMARY = "The council decided on Tuesday to repair the old pier, and the ferries will stop there again from spring on."


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer(lambda body, purpose: SUMMARY) as server:
        server.state.models = ["scripted"]
        yield server


@pytest.fixture(scope="module", autouse=True)
def _models(demo: Demo, server: ScriptedServer) -> Iterator[None]:
    done = demo.manage("shell", "-c", SEED.format(url=server.url))
    assert done.returncode == 0, done.stderr
    yield
    demo.manage("shell", "-c", "from ai.providers.models import Provider; Provider.objects.all().delete()")


def clean(page: Page, name: str) -> None:
    """No fault of accessibility in light and dark, nothing that sticks out on a telephone."""
    shots = os.environ.get("SCREENSHOTS")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")  # the pages of the account follow this
        page.evaluate("dark => document.documentElement.classList.toggle('dark', dark)", scheme == "dark")
        if shots:
            page.screenshot(path=Path(shots) / f"{name}-{scheme}.png", full_page=True)
        assert axe(page) == []
    page.emulate_media(color_scheme="light")
    page.evaluate("document.documentElement.classList.remove('dark')")
    page.set_viewport_size({"width": 375, "height": 800})
    if shots:
        page.screenshot(path=Path(shots) / f"{name}-phone.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.set_viewport_size({"width": 1440, "height": 900})


def test_prompts_are_found_mended_tried_and_rolled_back_by_mouse(page: Page, demo: Demo) -> None:
    sign_in(page, demo, ADMIN)
    page.goto(f"{demo.url}/admin/")
    page.get_by_role("link", name="Prompts").first.click()
    expect(page.get_by_role("heading", name="Writing", exact=True)).to_be_visible()
    clean(page, "prompts")
    page.get_by_role("link", name="writing.summary").click()
    clean(page, "prompt")
    text = page.get_by_label("What is asked")
    good = text.input_value()
    text.fill(good.replace("{{ text|fence", "{{ txet|fence"))
    page.get_by_role("button", name="Save and use").click()
    expect(page.get_by_role("alert").first).to_contain_text("There is no variable “txet”")
    clean(page, "prompt-fault")
    page.get_by_label("What is asked").fill(good.replace("at most 50 words", "at most 40 words"))
    page.get_by_label("What was changed").fill("Shorter")
    page.get_by_role("button", name="Save as a draft").click()
    expect(page.get_by_text("is kept as a draft")).to_be_visible()
    page.get_by_label("Compare version").first.click()
    expect(page.locator("ins", has_text="40")).to_be_visible()
    clean(page, "prompt-compare")
    page.get_by_label("Try it on").select_option(label="What a map leaves out")
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_role("heading", name="The program's own text")).to_be_visible()
    expect(page.locator(".trial-text", has_text="repair the old pier")).to_have_count(2, timeout=30_000)
    clean(page, "prompt-trial")
    page.get_by_role("link", name="Back to the prompt").click()
    page.get_by_role("button", name="Use version").click()
    expect(page.get_by_text("counts from now on")).to_be_visible()
    page.get_by_role("button", name="Use the program's own text").click()
    expect(page.get_by_text("The program's own text counts from now on")).to_be_visible()


def test_a_version_is_made_and_rolled_back_by_keyboard_alone(page: Page, demo: Demo) -> None:
    sign_in(page, demo, ADMIN)
    page.goto(demo.url + PAGE)
    page.get_by_label("What is asked").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("\nBe brief.")
    page.keyboard.press("Tab")
    page.keyboard.type("By keyboard")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Save and use")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".prompt-versions", has_text="By keyboard")).to_be_visible()
    press(page, page.get_by_label("Compare version").first)
    expect(page.locator("ins", has_text="brief")).to_be_visible()
    choose(page, page.get_by_label("Try it on"), "What a map")
    press(page, page.get_by_role("button", name="Try it"))
    expect(page.locator(".trial-text", has_text="repair the old pier").first).to_be_visible(timeout=30_000)
    press(page, page.get_by_role("link", name="Back to the prompt"))
    press(page, page.get_by_role("button", name="Use the program's own text"))
    expect(page.get_by_text("The program's own text counts from now on")).to_be_visible()


def test_by_keyboard_alone_a_version_is_measured_and_a_canary_goes_its_way(page: Page, demo: Demo) -> None:
    sign_in(page, demo, ADMIN)
    page.goto(f"{demo.url}/admin/evals/goldenset/add/")
    choose(page, page.get_by_label("For which prompt"), "writing.summary")
    tab_to(page, page.locator("#id_name"))
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("By keyboard")
    tab_to(page, page.get_by_label("Texts at most"))
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("2")
    press(page, page.get_by_role("button", name="Build the set"))
    press(page, page.get_by_role("link", name="Compare versions on it"))
    press(page, page.get_by_role("button", name="Count, and show the price"))
    press(page, page.get_by_role("button", name="Begin"))
    expect(page.get_by_role("heading", name="Compared")).to_be_visible()
    expect(page.locator(".job-state", has_text="Done")).to_be_visible(timeout=60_000)
    page.goto(f"{demo.url}/admin/evals/canary/")
    press(page, page.get_by_role("link", name="writing.summary"))
    choose(page, page.get_by_label("Model to try"), "")
    press(page, page.get_by_role("button", name="Begin"))
    press(page, page.get_by_role("button", name="Roll back: stop trying it"))
    choose(page, page.get_by_label("Model to try"), "")
    press(page, page.get_by_role("button", name="Begin"))
    press(page, page.get_by_role("button", name="Promote second"))
    press(page, page.get_by_role("button", name="Roll back to scripted"))
    expect(page.get_by_text("As it was before")).to_be_visible()


def test_versions_are_measured_and_a_canary_is_started_and_rolled_back(page: Page, demo: Demo) -> None:
    sign_in(page, demo, ADMIN)
    page.goto(f"{demo.url}/admin/evals/goldenset/add/")
    page.get_by_label("For which prompt").select_option("writing.summary")
    page.get_by_label("Texts at most").fill("6")
    clean(page, "eval-build")
    page.get_by_role("button", name="Build the set").click()
    expect(page.locator("#set-items")).to_be_visible()
    clean(page, "eval-set")
    page.get_by_role("link", name="Compare versions on it").click()
    page.get_by_role("button", name="Go on").or_(page.get_by_role("button", name="Count, and show the price")).click()
    if page.get_by_role("button", name="Begin").count() == 0:
        page.get_by_role("button", name="Count, and show the price").click()
    clean(page, "eval-start")
    page.get_by_role("button", name="Begin").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Compared")).to_be_visible()
    expect(page.locator(".job-state", has_text="Done")).to_be_visible(timeout=60_000)
    page.reload()
    clean(page, "eval")
    page.goto(f"{demo.url}/admin/evals/canary/")
    clean(page, "canaries")
    page.get_by_role("link", name="writing.summary").click()
    page.get_by_label("Model to try").select_option(index=0)
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("button", name="Promote second")).to_be_visible()
    clean(page, "canary")
    page.get_by_role("button", name="Promote second").click()
    page.get_by_role("button", name="Roll back to scripted").click()
    expect(page.get_by_text("As it was before")).to_be_visible()


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/admin/policies/privacy/", "privacy"),
        ("/admin/policies/privacy/add/", "privacy-form"),
        ("/account/api-keys/", "api-keys"),
    ],
)
def test_pages_about_what_leaves_are_clean(page: Page, demo: Demo, address: str, name: str) -> None:
    sign_in(page, demo, ADMIN)
    page.goto(demo.url + address)
    if page.get_by_role("heading", name="Is it you?").count():
        page.get_by_label("Password", exact=True).fill(demo.password)
        page.get_by_role("button", name="Go on").click()
        page.wait_for_url(f"**{address}")
    clean(page, name)
