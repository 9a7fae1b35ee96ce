"""The main job in a browser: a brief becomes a draft, a person decides, readers read."""

import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.documents import pdf
from tests.e2e.conftest import ROOT, Demo, Hand, axe_in_both, press, sign_in

FACTS = """The ice house reopens on 14 March 2027.
The repair took 18 months and cost 96,000 euros.
Birte Holm holds the key and opens at 9.30."""


def ask_for_a_draft(page: Page, demo: Demo, topic: str, *, by: str = "mouse") -> None:
    hand = Hand(page, by)
    sign_in(page, demo)
    page.goto(f"{demo.url}/admin/writing/draft/add/")
    hand.write(page.get_by_label("Topic"), topic)
    hand.write(page.locator("[name=facts]"), FACTS)
    hand.push(page.get_by_role("button", name="Write the draft"))
    page.wait_for_load_state()


def test_a_brief_becomes_a_published_page_with_its_provenance(page: Page, demo: Demo) -> None:
    ask_for_a_draft(page, demo, "The ice house reopens")
    expect(page.get_by_role("button", name="Accept everything")).to_be_visible(timeout=60_000)
    assert axe_in_both(page) == []
    page.get_by_role("button", name="Accept everything").click()
    expect(page.get_by_text("Accepted", exact=False).first).to_be_visible(timeout=15_000)
    page.goto(f"{demo.url}/admin/articles/article/")
    page.get_by_role("link", name="ice house", exact=False).first.click()
    expect(page.locator("form.is-ready")).to_be_visible()
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_role("link", name="See it on the site").click()
    for fact in ("14 March 2027", "18 months", "96,000 euros", "Birte Holm", "9.30"):
        expect(page.locator("main")).to_contain_text(fact)
    expect(page.get_by_text("Drafted by software")).to_be_visible()
    expect(page.get_by_text("No language model was used")).to_be_visible()
    assert "digitalSourceType" in page.content()


def test_a_draft_survives_the_death_of_its_worker_and_a_reload(page: Page, demo: Demo) -> None:
    ask_for_a_draft(page, demo, "The key of the ice house")
    demo.kill("worker")
    page.reload()
    expect(page.get_by_role("button", name="Accept everything")).to_be_visible(timeout=90_000)
    press(page, page.get_by_role("button", name="Reject everything"))
    expect(page.get_by_role("button", name="Accept everything")).to_have_count(0)


def test_a_suggested_summary_is_accepted_by_keyboard(page: Page, demo: Demo) -> None:
    sign_in(page, demo)
    page.goto(f"{demo.url}/admin/articles/article/")
    page.get_by_role("link", name="The net loft").first.click()
    expect(page.locator("form.is-ready")).to_be_visible()
    page.get_by_role("button", name="Suggest a summary").focus()
    page.keyboard.press("Enter")
    accept = page.get_by_role("button", name="Accept", exact=True)
    expect(accept).to_be_visible(timeout=60_000)
    before = page.locator("[name=summary]").input_value()
    accept.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[name=summary]")).not_to_have_value(before, timeout=15_000)


def test_by_keyboard_alone_a_draft_is_made_and_a_newer_suggestion_takes_the_place_of_the_older_one(
    page: Page, demo: Demo
) -> None:
    ask_for_a_draft(page, demo, "The roof of the ice house", by="keyboard")
    expect(page.get_by_role("button", name="Accept everything")).to_be_visible(timeout=60_000)
    page.goto(f"{demo.url}/admin/articles/article/")
    page.get_by_role("link", name="The roof of the ice house").first.click()
    expect(page.locator("form.is-ready")).to_be_visible()
    press(page, page.get_by_role("button", name="Accept", exact=True).first)  # the text, which a suggestion needs
    waiting = page.locator('[data-proposal][data-state="pending"][data-target*=" summary "]')
    expect(waiting).to_have_count(1)
    older = waiting.get_attribute("id")
    press(page, page.get_by_role("button", name="Suggest a summary"))
    expect(page.locator(f"#{older}")).to_have_count(0, timeout=60_000)
    expect(waiting).to_have_count(1)


def test_the_main_job_runs_with_one_command_in_a_folder_with_spaces(tmp_path: Path) -> None:
    var = tmp_path / "a folder with spaces"
    done = subprocess.run(
        [sys.executable, "deploy/demo/run.py", "--once"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "VAR_DIR": str(var)},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Published: http://127.0.0.1:" in done.stdout


def test_an_outline_is_changed_by_keyboard_before_it_is_written(page: Page, demo: Demo) -> None:
    sign_in(page, demo)
    page.goto(f"{demo.url}/admin/writing/draft/add/")
    page.get_by_label("Topic").fill("The door of the ice house")
    page.locator("[name=facts]").fill(
        f"{FACTS}\n\n## The door\n\n- The door weighs 240 kilograms and hangs on 3 hinges."
    )
    paper = pdf(["The ice house holds 60 tonnes of ice, the town's report says, and the door keeps it cold."])
    page.locator("[name=documents]").set_input_files(
        {"name": "report.pdf", "mimeType": "application/pdf", "buffer": paper}
    )
    page.get_by_label("Show me the outline first").check()
    page.get_by_role("button", name="What will it cost?").click()
    expect(page.locator("#brief-cost")).to_contain_text("Free")
    page.get_by_role("button", name="Write the draft").click()
    title = page.get_by_label("Working title")
    expect(title).to_be_visible(timeout=60_000)
    assert axe_in_both(page) == []
    title.fill("A heavy door")
    page.get_by_role("button", name="Add a section").focus()
    page.keyboard.press("Enter")
    last = page.locator(".outline-part").last
    expect(last.get_by_placeholder("No heading")).to_have_value("")
    last.get_by_placeholder("No heading").fill("What the report says")
    up = last.get_by_role("button", name="up")
    up.focus()
    page.keyboard.press("Enter")
    moved = page.locator(".outline-part").nth(-2).get_by_placeholder("No heading")
    expect(moved).to_have_value("What the report says")
    page.locator("#outline-write").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Accept everything")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("What stands behind it")).to_be_visible()
    page.get_by_text("Sentence by sentence").click()
    expect(page.locator(".evidence-claims")).to_contain_text("240 kilograms")
    page.locator(".evidence-why summary").first.press("Enter")
    expect(page.locator(".evidence-why blockquote").first).to_be_visible()
    assert axe_in_both(page) == []
