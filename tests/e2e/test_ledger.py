"""What AI costs and where it goes, in a browser: usage, budgets, rules with the switch, servers, the register."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.ai.server import ScriptedServer
from tests.e2e.conftest import Demo, Hand, axe, sign_in, tab_to

SEED = """
import random
from datetime import timedelta
from django.utils import timezone
from accounts.models import User
from accounts.sites.models import Site
from ai.engine.models import Run
from ai.providers.models import Model, Price, Provider, Route
from ai.spending.models import Budget
draw = random.Random(7)
site = Site.objects.order_by("pk").first()
people = list(User.objects.filter(memberships__site=site))
provider = Provider(site=site, name="Scripted", base_url="{url}", at_once=4)
provider.set_key("sk-scripted-0123456789abcdef")
provider.save()
model = Model.objects.create(provider=provider, name="scripted")
Price.objects.create(model=model, input_micro=250000, output_micro=2000000)
now = timezone.now()
Budget.objects.create(site=site, unit="money", limit=20000000, used=17000000, period="month", window_start=now)
Budget.objects.create(site=site, feature="writing", limit=2000000, used=300000, period="day", window_start=now)
runs = []
for number in range(600):
    sent, got = draw.randrange(200, 4000), draw.randrange(20, 900)
    runs.append(Run(
        site=site, user=draw.choice(people),
        purpose=draw.choice(["writing.title", "writing.section", "writing.summary"]),
        model=draw.choice(["scripted", "gpt-5-mini", "llama3:8b"]), provider="Scripted", attempt=1, scope="article:1",
        state=draw.choice(["done"] * 9 + ["failed"]), tokens_in=sent, tokens_out=got, cost_micro=sent // 4 + got * 2,
        currency="USD", sent_host="ai.example.com", sent_bytes=sent * 4, sent_fields={{"text": sent * 3}},
        policy="allowed",
        created_at=timezone.now() - timedelta(days=draw.randrange(30), hours=draw.randrange(20)),
    ))
Run.objects.bulk_create(runs)
Run.objects.create(
    public_id="{refused}", site=site, user=people[0], purpose="writing.summary", model="scripted", provider="Scripted",
    attempt=1, state="failed", error="The answer could not be used.", guards=[
        {{"guard": "links", "ok": False, "message": "The answer has links that were not given: https://evil.test."}},
        {{"guard": "length", "ok": True, "message": ""}}],
)
"""
REFUSED = "refusedbyaguard00000"
ADMIN = "admin@example.com"


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer() as server:
        server.state.models = ["scripted", "scripted-large", "scripted-small", "text-embedding-none"]
        server.state.contexts = {"scripted-large": 200_000}
        yield server


@pytest.fixture(scope="module", autouse=True)
def _used(demo: Demo, server: ScriptedServer) -> Iterator[None]:
    done = demo.manage("shell", "-c", SEED.format(url=server.url, refused=REFUSED))
    assert done.returncode == 0, done.stderr
    yield
    undo = "from ai.providers.models import Provider; from ai.spending.models import Budget; "
    demo.manage("shell", "-c", undo + "Provider.objects.all().delete(); Budget.objects.all().delete()")


def clean(page: Page, name: str) -> None:
    """No fault of accessibility in light and dark, nothing that sticks out on a telephone."""
    for scheme in ("light", "dark"):
        page.evaluate("dark => document.documentElement.classList.toggle('dark', dark)", scheme == "dark")
        shots = os.environ.get("SCREENSHOTS")
        if shots:
            page.screenshot(path=Path(shots) / f"{name}-{scheme}.png", full_page=True)
        assert axe(page) == []
    page.set_viewport_size({"width": 375, "height": 800})
    if os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(os.environ["SCREENSHOTS"]) / f"{name}-phone.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.set_viewport_size({"width": 1440, "height": 900})
    page.evaluate("document.documentElement.classList.remove('dark')")


def test_usage_is_drawn_and_told(page: Page, demo: Demo) -> None:
    sign_in(page, demo, ADMIN)
    page.goto(f"{demo.url}/admin/usage/usage/")
    expect(page.get_by_role("heading", name="By feature")).to_be_visible()
    expect(page.get_by_text("nearly spent")).to_be_visible()
    page.get_by_text("As a table").first.click()
    expect(page.locator("table").first).to_be_visible()
    clean(page, "usage")
    page.get_by_label("Draw").select_option("tokens")
    page.get_by_role("button", name="Show", exact=True).press("Enter")
    expect(page.locator("svg title").first).to_contain_text("tokens")


def test_the_register_lists_what_left(page: Page, demo: Demo) -> None:
    sign_in(page, demo, ADMIN)
    page.goto(f"{demo.url}/admin/usage/sending/")
    expect(page.get_by_text("ai.example.com").first).to_be_visible()
    clean(page, "register")


def test_the_switch_is_turned_by_keyboard(page: Page, demo: Demo) -> None:
    sign_in(page, demo, ADMIN)
    page.goto(f"{demo.url}/admin/policies/rule/")
    page.get_by_label("Reason, told to everybody").first.fill("A test")
    page.get_by_role("button", name="Switch AI off on this site").press("Enter")
    expect(page.get_by_text("Off on this site")).to_be_visible()
    clean(page, "switch")
    page.get_by_role("button", name="Switch AI on on this site").press("Enter")
    expect(page.get_by_text("AI is on again.")).to_be_visible()


def test_budgets_and_servers_are_shown(page: Page, demo: Demo) -> None:
    sign_in(page, demo, ADMIN)
    page.goto(f"{demo.url}/admin/spending/budget/")
    expect(page.locator("meter").first).to_be_visible()
    clean(page, "budgets")
    page.goto(f"{demo.url}/admin/engine/run/status/")
    expect(page.get_by_role("heading", name="Who is asked for what")).to_be_visible()
    clean(page, "status")


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_a_budget_is_made_and_its_use_is_drawn(page: Page, demo: Demo, by: str) -> None:
    hand = Hand(page, by)
    sign_in(page, demo, ADMIN)
    page.goto(f"{demo.url}/admin/spending/budget/")
    hand.push(page.locator("a[href$='/admin/spending/budget/add/']").first)
    hand.write(page.get_by_label("Feature"), f"review.{by}")
    hand.write(page.get_by_label("Limit"), "5000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=f"review.{by}").first).to_be_visible()
    page.goto(f"{demo.url}/admin/usage/usage/")
    hand.pick(page.get_by_label("Draw"), "Tokens")
    hand.push(page.get_by_role("button", name="Show", exact=True))
    expect(page.locator("svg title").first).to_contain_text("tokens")
    hand.push(page.get_by_text("As a table").first)
    expect(page.locator("table").first).to_be_visible()


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_the_log_says_which_guard_refused_an_answer(page: Page, demo: Demo, by: str) -> None:
    hand = Hand(page, by)
    sign_in(page, demo, ADMIN)
    page.goto(f"{demo.url}/admin/engine/run/?q={REFUSED}")
    hand.push(page.locator("#result_list a, .result-list a, table a").filter(has_text=":").first)
    expect(page.get_by_text("The answer has links that were not given")).to_be_visible()
    if by == "mouse":
        clean(page, "run")


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_models_on_offer_are_fetched_and_added(page: Page, demo: Demo, by: str) -> None:
    hand, name = Hand(page, by), {"mouse": "scripted-large", "keyboard": "scripted-small"}[by]
    sign_in(page, demo, ADMIN)
    page.goto(f"{demo.url}/admin/providers/provider/")
    hand.push(page.get_by_role("link", name="Scripted"))
    hand.push(page.get_by_role("button", name=re.compile("^Ask (for the list|again)$")))
    box = page.get_by_label(name)
    expect(box).to_be_visible(timeout=20_000)
    if by == "mouse":
        box.check()
        clean(page, "provider")
    else:
        tab_to(page, box)
        page.keyboard.press("Space")
    hand.push(page.get_by_role("button", name="Add the chosen ones"))
    expect(page.get_by_text("1 added.")).to_be_visible()
