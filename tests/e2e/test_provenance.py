"""Accepted words keep their mark in the editor: split, merged, copied; people see it in revisions and the ledger."""

import csv
import json

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Demo, Hand, axe, sign_in

SEED = """
import json
from accounts.models import User
from accounts.sites.models import Site
from ai.engine.models import Run
from ai.proposals.models import Provenance
from ai.proposals.services import accept, propose
from content.articles.models import Article
site = Site.objects.get(domains__host="localhost")
by = User.objects.get(email="editor@example.com")
body = '<p data-id="aaaaaaaa">First by hand.</p>\\n<p data-id="bbbbbbbb">Old words.</p>'
made = [Article.objects.create(site=site, title=name, body=text, created_by=by, updated_by=by)
        for name, text in (("Marked pier", body), ("Other pier", '<p data-id="cccccccc">Here.</p>'))]
run = Run.objects.create(site=site, user=by, purpose="writing.rewrite", state="done", model="scripted-1")
after = "<p>One two three <strong>four</strong> five six <a href='https://a.example/'>seven</a> eight nine ten.</p>"
about = {"site": site, "kind": "article", "object_id": made[0].pk, "field": "body", "block_id": "bbbbbbbb"}
row = propose(**about, after=after, run=run, by=by)
accept(row, by=by)
print(json.dumps([made[0].pk, made[1].pk, Provenance.objects.get(proposal=row).public_id]))
"""


WAITING = """
import json
from accounts.models import User
from accounts.sites.models import Site
from ai.engine.models import Run
from ai.proposals.models import Proposal
from ai.proposals.services import propose
from content.articles.models import Article
site = Site.objects.get(domains__host="localhost")
by = User.objects.get(email="editor@example.com")
body = '<p data-id="aaaaaaaa">First by hand.</p><p data-id="bbbbbbbb">Old words.</p>'
body += '<p data-id="dddddddd">Last by hand.</p>'
made = [Article.objects.create(site=site, title=name, body=text, created_by=by, updated_by=by)
        for name, text in (("Travelling pier", body), ("Harbour of arrival", '<p data-id="cccccccc">Here.</p>'))]
Proposal.objects.filter(site=site).pending().delete()
run = Run.objects.create(site=site, user=by, purpose="writing.rewrite", state="done", model="scripted-1")
row = propose(site=site, kind="article", object_id=made[0].pk, field="body", block_id="bbbbbbbb", run=run, by=by,
              after="<p>One two three four five six seven eight nine ten.</p>")
print(json.dumps([made[0].pk, made[1].pk]))
"""


@pytest.fixture
def seeded(demo: Demo) -> tuple[int, int, str]:
    done = demo.manage("shell", "-c", SEED)
    assert done.returncode == 0, done.stderr
    first, second, mark = json.loads(done.stdout.strip().splitlines()[-1])
    return first, second, mark


def open_text(page: Page, demo: Demo, pk: int) -> None:
    page.goto(f"{demo.url}/admin/articles/article/{pk}/change/")
    expect(page.locator("form.is-ready")).to_be_visible()


def save(page: Page) -> None:
    page.keyboard.press("ControlOrMeta+s")
    expect(page.locator("#save-status")).to_have_attribute("data-state", "saved", timeout=15_000)


def told(page: Page, demo: Demo, mark: str) -> list[dict[str, str]]:
    text = page.request.get(f"{demo.url}/admin/proposals/provenance/export/").text()
    return [line for line in csv.DictReader(text.splitlines()) if line["id"] == mark]


def caret_before(page: Page, word: str) -> None:
    """By the browser's own selection, where a click would put it; waits until the editor has read it from there."""
    page.wait_for_function(
        """(word) => {
          const { doc, selection } = aicmrEditPage.editor.state
          const to = Math.min(doc.content.size, selection.from + word.length)
          if (selection.empty && doc.textBetween(selection.from, to) === word) return true
          const walker = document.createTreeWalker(document.querySelector("#id_body_editor"), NodeFilter.SHOW_TEXT)
          while (walker.nextNode()) {
            const at = walker.currentNode.data.indexOf(word)
            if (at >= 0) return void document.getSelection().collapse(walker.currentNode, at)
          }
        }""",
        arg=word,
    )


def test_words_keep_their_mark_through_the_editor(page: Page, demo: Demo, seeded: tuple[int, int, str]) -> None:
    first, second, mark = seeded
    sign_in(page, demo)
    open_text(page, demo, first)
    body = page.evaluate("aicmrEditPage.field.value")
    page.evaluate("aicmrEditPage.sync()")
    assert page.evaluate("aicmrEditPage.field.value.replaceAll('\\n', '')") == body.replace("\n", "")

    editor = page.locator("#id_body_editor")
    editor.click()
    caret_before(page, "five")
    page.keyboard.press("Enter")
    save(page)
    (line,) = told(page, demo, mark)
    assert (line["state"], line["share_edited"], len(line["blocks"].split())) == ("present", "0.0000", 2)

    caret_before(page, "One two")
    page.keyboard.press("Backspace")  # joins it to what was written by hand
    save(page)
    (line,) = told(page, demo, mark)
    assert (line["state"], line["share_edited"]) == ("present", "0.0000")

    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.press("ControlOrMeta+c")
    open_text(page, demo, second)
    editor.click()
    page.keyboard.press("ControlOrMeta+End")
    page.keyboard.press("ControlOrMeta+v")
    expect(editor).to_contain_text("eight nine ten")
    save(page)
    assert [line["object"] for line in told(page, demo, mark)] == [str(first), str(second)]


def places(page: Page, demo: Demo) -> list[tuple[str, str, str]]:
    """(title, state, share edited) of the travelling paragraph, as the CSV says."""
    text = page.request.get(f"{demo.url}/admin/proposals/provenance/export/").text()
    rows = [
        line for line in csv.DictReader(text.splitlines()) if line["title"] in ("Travelling pier", "Harbour of arrival")
    ]
    return [(line["title"], line["state"], line["share_edited"]) for line in rows]


def restore(page: Page, demo: Demo, pk: int, why: str) -> None:
    page.goto(f"{demo.url}/admin/articles/article/{pk}/revisions/")
    row = page.get_by_role("row").filter(has=page.get_by_role("cell", name=why, exact=True)).last
    row.get_by_role("button", name="Restore").click()
    expect(page.locator("form.is-ready")).to_be_visible()


def test_a_paragraph_is_followed_through_edit_move_copy_and_restore(page: Page, demo: Demo) -> None:
    done = demo.manage("shell", "-c", WAITING)
    assert done.returncode == 0, done.stderr
    first, second = json.loads(done.stdout.strip().splitlines()[-1])
    here, there = "Travelling pier", "Harbour of arrival"
    sign_in(page, demo)
    open_text(page, demo, first)
    page.locator("[name=summary]").fill("Before anything was accepted.")
    save(page)

    page.goto(f"{demo.url}/admin/proposals/proposal/")
    row = page.locator("[data-row]", has_text=here)
    row.get_by_role("button", name="Accept", exact=True).click()
    expect(row.get_by_text("Accepted.")).to_be_visible()
    assert places(page, demo) == [(here, "present", "0.0000")]

    open_text(page, demo, first)
    editor = page.locator("#id_body_editor")
    editor.click()
    caret_before(page, "One two three")
    for _ in range(len("One two three")):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.type("Eleven twelve thirteen")
    expect(editor).to_contain_text("Eleven twelve thirteen four")
    save(page)
    assert places(page, demo) == [(here, "present", "0.3000")]

    paragraph = editor.locator("p", has_text="Eleven twelve")
    paragraph.click(click_count=3)
    page.keyboard.press("ControlOrMeta+x")
    expect(paragraph).to_have_count(0)
    caret_before(page, "Last by hand")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.press("ControlOrMeta+v")
    expect(editor.locator("p").last).to_contain_text("Eleven twelve thirteen four")
    save(page)
    assert places(page, demo) == [(here, "present", "0.3000")]

    paragraph.click(click_count=3)
    page.keyboard.press("ControlOrMeta+c")
    open_text(page, demo, second)
    editor.click()
    page.keyboard.press("ControlOrMeta+End")
    page.keyboard.press("Enter")
    page.keyboard.press("ControlOrMeta+v")
    expect(editor).to_contain_text("eight nine ten")
    save(page)
    assert places(page, demo) == [(here, "present", "0.3000"), (there, "present", "0.3000")]

    restore(page, demo, first, "Saved")
    assert places(page, demo) == [(there, "present", "0.3000")]
    restore(page, demo, first, "AI proposal accepted")
    assert places(page, demo) == [(here, "present", "0.0000"), (there, "present", "0.3000")]


@pytest.mark.parametrize(("scheme", "by"), [("light", "mouse"), ("dark", "keyboard")])
def test_people_see_who_wrote_what(page: Page, demo: Demo, seeded: tuple[int, int, str], scheme: str, by: str) -> None:
    hand = Hand(page, by)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    sign_in(page, demo)
    page.goto(f"{demo.url}/admin/articles/article/{seeded[0]}/revisions/")
    hand.push(page.get_by_role("link", name="Against now").last)
    expect(page.get_by_role("heading", name="What AI wrote in the draft")).to_be_visible()
    expect(page.locator(".prov mark")).to_contain_text("One two three")
    hand.push(page.get_by_role("link", name="Source 1"))
    expect(page.locator("#prov-1")).to_contain_text("scripted-1")
    assert axe(page) == []
    page.goto(f"{demo.url}/admin/proposals/provenance/")
    expect(page.get_by_text("Marked pier").first).to_be_visible()
    assert axe(page) == []
