"""The queue of proposals in a browser: by mouse, and by keyboard alone."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Demo, Hand, axe, axe_in_both, press, sign_in

QUEUE = "/admin/proposals/proposal/"
SEED = """
from accounts.models import User
from accounts.sites.models import Site
from ai.proposals.models import Proposal
from ai.proposals.services import propose
from content.articles.models import Article
site = Site.objects.get(domains__host="localhost")
by = User.objects.get(email="editor@example.com")
Proposal.objects.filter(site=site).delete()
for name in ("mouse", "keyboard"):
    body = "<p>The old pier in Aarhus was closed for two winters. It opens again on 3 May. Lamps switch on at dusk.</p>"
    told = {"title": f"Bulk pier by {name}", "created_by": by, "language": "en", "body": body}
    Article.objects.get_or_create(site=site, slug=f"bulk-{name}", defaults=told)
for number, article in enumerate(Article.objects.filter(site=site).exclude(hero=None).order_by("pk")[:3]):
    about = {"site": site, "kind": "article", "object_id": article.pk, "by": by}
    propose(**about, field="seo_title", after=f"Another title, number {number}", confidence=(95, 60, 92)[number])
    propose(**about, field="hero_alt", after="A wooden pier over calm water.")
"""


@pytest.fixture(autouse=True)
def _proposals(demo: Demo) -> None:
    done = demo.manage("shell", "-c", SEED)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_queue_is_accessible_and_fits_a_telephone(page: Page, demo: Demo, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    sign_in(page, demo)
    for address in (QUEUE, f"{QUEUE}rates/"):
        page.goto(demo.url + address)
        assert axe(page) == []
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto(demo.url + QUEUE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_by_mouse_one_is_accepted_taken_back_and_many_are_accepted_by_confidence(page: Page, demo: Demo) -> None:
    sign_in(page, demo)
    page.goto(demo.url + QUEUE)
    rows = page.locator("[data-row]")
    expect(rows).to_have_count(6)
    expect(page.locator(".queue-picture")).to_have_count(3)
    rows.first.get_by_role("button", name="Accept").click()
    expect(rows.first.get_by_text("Accepted.")).to_be_visible()
    rows.first.get_by_role("button", name="Undo").click()
    expect(rows.first.get_by_text("It waits again")).to_be_visible()
    page.get_by_text("Filters").click()
    page.get_by_label("Confidence").select_option("90")
    expect(rows).to_have_count(2)
    page.get_by_text("All that match").click()
    page.get_by_label("Yes, all 2 proposals").check()
    page.get_by_role("button", name="Accept them all").click()
    expect(page.get_by_text("2 proposals were accepted.")).to_be_visible()
    page.get_by_role("button", name="Undo all of it").click()
    expect(page.get_by_text("2 decisions were taken back.")).to_be_visible()
    expect(rows).to_have_count(2)


def test_a_double_click_decides_once(page: Page, demo: Demo) -> None:
    sign_in(page, demo)
    page.goto(demo.url + QUEUE)
    row = page.locator("[data-row]", has_text="Another title, number 1")
    name = row.get_attribute("id")
    row.get_by_role("button", name="Accept", exact=True).dblclick()
    decided = page.locator(f"#{name}")
    expect(decided.get_by_text("Accepted.")).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(decided).to_have_attribute("data-state", "accepted")
    expect(decided.locator('[role="alert"]')).to_have_count(0)


def test_by_keyboard_alone_the_queue_is_worked_off(page: Page, demo: Demo) -> None:
    sign_in(page, demo)
    page.goto(demo.url + QUEUE)
    rows = page.locator("[data-row]")
    page.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("r")
    expect(rows.nth(0)).to_have_attribute("data-state", "rejected")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("e")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Written by hand")
    page.keyboard.press("Escape")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("a")
    expect(rows.nth(1)).to_have_attribute("data-state", "edited")
    expect(rows.nth(2)).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("u")
    expect(rows.nth(1)).to_have_attribute("data-state", "pending")
    page.keyboard.press("x")
    expect(rows.nth(1).get_by_role("checkbox")).to_be_checked()


def test_by_keyboard_alone_many_are_decided_at_once_and_taken_back(page: Page, demo: Demo) -> None:
    sign_in(page, demo)
    page.goto(demo.url + QUEUE)
    for _ in range(2):
        page.keyboard.press("j")
        page.keyboard.press("x")
    rows = page.locator("[data-row]")
    expect(rows.get_by_role("checkbox", checked=True)).to_have_count(2)
    press(page, page.get_by_role("button", name="Accept chosen"), key="Shift+Tab")
    expect(page.get_by_text("2 proposals were accepted.")).to_be_visible()
    press(page, page.get_by_role("button", name="Undo all of it"))
    expect(page.get_by_text("2 decisions were taken back.")).to_be_visible()
    expect(rows).to_have_count(6)


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_bulk_work_is_counted_begun_and_decided_on(page: Page, demo: Demo, by: str) -> None:
    hand = Hand(page, by)
    sign_in(page, demo)
    page.goto(f"{demo.url}/admin/bulk/bulk/add/")
    hand.pick(page.get_by_label("Task"), "Summaries")
    hand.write(page.get_by_label("Words of the title"), f"Bulk pier by {by}")
    hand.push(page.get_by_role("button", name="Count, and show the price"))
    hand.push(page.get_by_role("button", name="Begin with 1 text"))
    expect(page.locator(".job-state", has_text="Done")).to_be_visible(timeout=60_000)
    assert by == "keyboard" or axe_in_both(page) == []
    hand.push(page.get_by_role("link", name="Decide on 1 proposal"))
    expect(page.locator("[data-row]")).to_have_count(1)


def test_single_keys_can_be_switched_off(page: Page, demo: Demo) -> None:
    sign_in(page, demo)
    page.goto(demo.url + QUEUE)
    page.locator(".queue-keys summary").click()
    page.get_by_label("Single keys are on").uncheck()
    page.reload()
    page.keyboard.press("j")
    expect(page.locator("[data-row]").first).not_to_be_focused()
