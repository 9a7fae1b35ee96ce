"""A page is reviewed, by mouse and by keyboard alone; guidelines and glossary beside it."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.ai.server import ScriptedServer
from tests.e2e.conftest import Demo, axe, sign_in

BODY = (
    '<h2 data-id="hhhhhhhh">Opening</h2>'
    '<p data-id="aaaaaaaa">The new pier opens in early summer, and and six ferries will stop there every day from '
    "then on.</p>"
    '<p data-id="bbbbbbbb">Open the login page to buy tickets. Click <a href="https://pier.example/plan">here</a> '
    "for the times of all of them.</p>"
    '<p data-id="cccccccc">Lamps switch on at dusk, and the town pays for them.</p>'
)
MAKE = """
from accounts.models import User
from accounts.sites.models import Site
from content.articles.models import Article
from content.quality.models import GlossaryTerm, Guideline
from content.quality.services import save_guideline, save_term
site = Site.objects.order_by("pk").first()
by = User.objects.get(email="editor@example.com")
GlossaryTerm.objects.filter(site=site).delete()
save_term(GlossaryTerm(site=site, term="sign-in page", forbidden=["login page"]), by=by)
Guideline.objects.filter(site=site).delete()
rule = Guideline(site=site, title="Say each thing once", rule="Take out words that stand twice.", priority=1)
save_guideline(rule, by=by)
told = dict(title={title!r}, slug={slug!r}, body={body!r}, language="en")
told["seo_description"] = "What changes at the pier for those who go by ferry."
row = Article.objects.create(site=site, created_by=by, updated_by=by, **told)
print(row.pk)
"""
ROUTE = """
from ai.providers.models import Model, Provider, Route
provider = Provider.objects.create(name="Reviewer", base_url="{url}")
Route.objects.create(purpose="review.*", model=Model.objects.create(provider=provider, name="scripted"))
"""
FORGET = "from ai.providers.models import Provider; Provider.objects.filter(name='Reviewer').delete()"
DOUBLED = "A word stands twice."


def noting(body: dict[str, Any], purpose: str) -> str:
    """A reviewer that finds the doubled word and lamps, and invents one quotation."""
    prompt = str(body["messages"][-1]["content"])
    rules = re.findall(r"G-\w{4}", str(body["messages"][0]["content"]).partition("<guidelines>")[2])
    if "and and" not in prompt:
        return json.dumps({"notes": []})
    about = {"category": "language", "priority": 1, "confidence": 95}
    mended = "The new pier opens in early summer, and six ferries will stop there every day from then on."
    doubled = {"block": 2, "quote": "and and", "reason": DOUBLED, "replacement": mended}
    doubled["guideline"] = rules[0] if rules else ""
    lamps = {"block": 4, "quote": "Lamps switch on", "reason": "Say which lamps.", "category": "clarity", "priority": 2}
    invented = {"block": 4, "quote": "nobody wrote this", "reason": "Invented."}
    return json.dumps({"notes": [about | doubled, about | lamps, about | invented]})


@pytest.fixture
def server(demo: Demo) -> Iterator[ScriptedServer]:
    with ScriptedServer(noting) as server:
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


def selected(page: Page) -> str:
    return str(page.evaluate("getSelection().toString()"))


def note(page: Page, words: str) -> Any:
    return page.locator("[data-note]", has_text=words)


def test_by_mouse_a_page_is_reviewed_and_a_note_goes_into_the_text(
    page: Page, demo: Demo, server: ScriptedServer
) -> None:
    open_article(page, demo, "Reviewed by mouse")
    expect(page.locator(".review-card")).to_contain_text("1 call to scripted", timeout=15_000)
    page.get_by_role("button", name="Review this page").click()
    expect(note(page, DOUBLED)).to_be_visible(timeout=30_000)
    expect(page.locator("[data-note]")).to_have_count(4)  # two of the rules, two of the model
    expect(page.locator(".review-by")).to_contain_text("1 note did not pass the checks")
    expect(page.locator(".ProseMirror")).to_contain_text("and and")
    note(page, DOUBLED).locator("[data-jump]").click()
    assert selected(page) == "and and"
    page.get_by_label("Show", exact=True).select_option(label="Clarity (1)")
    expect(page.locator("[data-note]:visible")).to_have_count(1)
    page.get_by_label("Show", exact=True).select_option("")
    note(page, DOUBLED).get_by_role("button", name="Make this a proposal").click()
    expect(page.locator(".review .proposal")).to_be_visible()
    expect(page.locator(".ProseMirror")).to_contain_text("and and")
    page.locator(".review .proposal").get_by_role("button", name="Accept").first.click()
    expect(page.locator(".ProseMirror")).not_to_contain_text("and and", timeout=15_000)
    page.reload()
    expect(page.locator('.ProseMirror > [data-id="aaaaaaaa"]')).to_contain_text("summer, and six ferries")
    lamps = note(page, "Say which lamps.")
    lamps.locator("summary").click()
    lamps.get_by_label("Why").fill("Everybody knows them")
    lamps.get_by_role("button", name="Dismiss it").click()
    expect(lamps).to_have_count(0)
    page.get_by_role("button", name="Review this page").click()
    expect(page.locator(".review-dismissed, .review-nothing").first).to_be_visible(timeout=30_000)
    expect(note(page, DOUBLED)).to_have_count(0)


def test_by_keyboard_alone_with_rules_only(page: Page, demo: Demo) -> None:
    open_article(page, demo, "Reviewed by keyboard")
    page.get_by_role("button", name="Review this page").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-note]")).to_have_count(2, timeout=30_000)
    expect(page.locator(".review-by")).to_contain_text("No language model was used.")
    page.locator("[data-jump]").first.focus()
    page.keyboard.press("j")
    second = page.locator("[data-jump]").nth(1)
    expect(second).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator("[data-jump]").first).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("!!document.activeElement.closest('.ProseMirror')")
    assert selected(page) == page.locator("[data-jump]").first.get_attribute("data-quote")
    page.keyboard.press("Alt+n")
    expect(page.locator("[data-jump]").first).to_be_focused()
    here = note(page, "does not say where it leads")
    here.locator("[data-jump]").focus()
    page.keyboard.press("d")
    page.keyboard.type("Left as it was printed")
    page.keyboard.press("Enter")
    expect(here).to_have_count(0)
    expect(page.locator("[data-jump]").first).to_be_focused()
    page.keyboard.press("p")
    proposal = page.locator(".review .proposal")
    expect(proposal).to_contain_text("no language model was used")
    accept = proposal.get_by_role("button", name="Accept").first
    accept.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".ProseMirror")).to_contain_text("Open the sign-in page", timeout=15_000)


def test_nothing_to_note_is_a_good_answer(page: Page, demo: Demo, server: ScriptedServer) -> None:
    open_article(
        page, demo, "A good page", '<p data-id="aaaaaaaa">Lamps switch on at dusk, and the town pays for them.</p>'
    )
    page.get_by_role("button", name="Review this page").click()
    expect(page.get_by_text("Nothing to note.")).to_be_visible(timeout=30_000)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible_and_fits_a_telephone(page: Page, demo: Demo, server: ScriptedServer, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    open_article(page, demo, f"Looked at in the {scheme}")
    page.get_by_role("button", name="Review this page").click()
    expect(note(page, DOUBLED)).to_be_visible(timeout=30_000)
    note(page, DOUBLED).locator("summary").click()
    page.locator(".review-keys summary").click()
    assert axe(page) == []
    page.get_by_role("button", name="Make all").click()
    expect(page.locator(".review .proposal").first).to_be_visible()
    assert axe(page) == []
    page.set_viewport_size({"width": 375, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_guidelines_and_glossary_are_accessible(page: Page, demo: Demo, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    open_article(page, demo, f"Rules in the {scheme}")
    rules, terms = "/admin/quality/guideline/", "/admin/quality/glossaryterm/"
    for address in (rules, f"{rules}add/", terms, f"{terms}add/", f"{terms}import/"):
        page.goto(demo.url + address)
        assert axe(page) == [], address
        page.set_viewport_size({"width": 375, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 375, address
        page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(demo.url + rules)
    page.locator("a:has(.row-name)", has_text="Say each thing once").click()
    page.get_by_label("Rule").fill("Take out every word that stands twice.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator("a:has(.row-name)", has_text="Say each thing once").click()
    page.get_by_role("link", name="All versions").click()
    page.get_by_role("button", name="Compare the two chosen").click()
    expect(page.locator("ins").first).to_have_text(re.compile("every"))
    assert axe(page) == []
    page.get_by_role("button", name="Restore version 1").click()
    expect(page.get_by_text("Version 1 counts again, as version 3.")).to_be_visible()
    assert axe(page) == []
