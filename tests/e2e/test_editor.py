"""Writing in a browser: nothing typed is lost, nobody is overwritten, and everything can be reached and read."""

import os
import re
import signal
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import Error as PlaywrightError

from tests.e2e.conftest import Demo, axe, sign_in


def begin(page: Page, demo: Demo, title: str) -> str:
    """A new article; returns the address of its edit page."""
    sign_in(page, demo)
    page.goto(f"{demo.url}/admin/articles/article/add/")
    page.get_by_label("Working title").fill(title)
    page.get_by_role("button", name="Start writing").click()
    page.wait_for_url("**/change/")
    expect(page.locator("form.is-ready")).to_be_visible()
    return page.url


def write(page: Page, text: str, *, at_end: bool = True) -> None:
    expect(page.locator("form.is-ready")).to_be_visible()  # before that nobody can write, and keys go nowhere
    page.locator("#id_body_editor").click()
    if at_end:
        page.keyboard.press("Control+End")
    page.keyboard.type(text)


def stored(page: Page) -> str:
    return str(page.evaluate("(aicmrEditPage.sync(), document.querySelector('[name=body]').value)"))


def saved(page: Page) -> None:
    expect(page.locator("#save-status")).to_have_attribute("data-state", "saved", timeout=8000)


def shape(html: str) -> str:
    return re.sub(r' data-(id|asset)="\w+"', "", html)


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from PIL import Image

    path = tmp_path_factory.mktemp("pictures") / "quay.jpg"
    Image.effect_noise((1200, 800), 60).convert("RGB").save(path, quality=70)
    return path


def test_an_article_with_heading_table_and_figure_is_saved_as_it_is_typed(
    page: Page, demo: Demo, picture: Path
) -> None:
    address = begin(page, demo, "A day on the quay")
    write(page, "## Morning")
    page.keyboard.press("Enter")
    page.keyboard.type("The crane wakes **first**.")
    page.keyboard.press("Enter")
    page.keyboard.type("/tab")
    expect(page.get_by_role("option", name="Table")).to_be_visible()
    page.keyboard.press("Enter")
    for cell in ("Hour", "Ships", "Tide", "6", "12", "low"):
        page.keyboard.type(cell)
        page.keyboard.press("Tab")
    page.locator("#id_body_editor > p").last.click()
    page.get_by_role("button", name="Picture", exact=True).click()
    page.set_input_files("#picker-file", picture)
    figure = page.locator("figure.edit-figure")
    figure.get_by_label("Alternative text").fill("Noise over the water")
    figure.locator("figcaption").click()
    page.keyboard.type("The quay")
    saved(page)
    html = stored(page)
    page.goto(address)
    assert stored(page) == html
    assert "<h2>Morning</h2><p>The crane wakes <strong>first</strong>.</p><table><thead>" in shape(html)
    assert '<th scope="col">Ships</th>' in html and "<td>12</td>" in html
    assert 'alt="Noise over the water"' in html and "<figcaption>The quay</figcaption>" in html
    assert len(set(re.findall(r'data-id="(\w{8})"', html))) == html.count("data-id=")
    assert axe(page) == []


def test_words_reach_the_server_two_seconds_after_the_last_key(page: Page, demo: Demo, browser: Browser) -> None:
    address = begin(page, demo, "Saved by itself")
    write(page, "These words were never saved by hand.")
    saved(page)
    context = browser.new_context(base_url=demo.url)
    again = context.new_page()
    sign_in(again, demo)
    again.goto(address)
    assert "never saved by hand" in stored(again)
    context.close()


def test_killing_the_server_and_the_tab_in_the_middle_of_a_sentence_loses_nothing(page: Page, demo: Demo) -> None:
    address = begin(page, demo, "Killed twice")
    write(page, "This part has reached the server.")
    saved(page)
    os.kill(demo.pid("web"), signal.SIGSTOP)  # as good as dead: nothing is answered
    page.keyboard.press("Enter")
    page.keyboard.type("This part was typed after that and")
    page.wait_for_timeout(600)
    again = page.context.new_page()
    with suppress(PlaywrightError):
        page.goto("chrome://crash", timeout=2000)
    demo.kill("web")
    demo.wait_for_web()
    again.goto(address)
    expect(again.get_by_text("This browser kept text from")).to_be_visible(timeout=8000)
    again.get_by_role("button", name="Restore it").click()
    saved(again)
    assert "reached the server.</p>" in stored(again) and "typed after that and" in stored(again)


def test_two_tabs_never_overwrite_each_other(page: Page, demo: Demo) -> None:
    address = begin(page, demo, "Two tabs")
    write(page, "Common ground.")
    saved(page)
    other = page.context.new_page()
    other.goto(address)
    expect(other.get_by_text("open in another tab")).to_be_visible()
    write(page, " From the first tab.")
    saved(page)
    write(other, " From the second tab.")
    expect(other.locator("#save-status")).to_have_attribute("data-state", "conflict", timeout=8000)
    other.get_by_role("button", name="Compare and decide").click()
    other.wait_for_load_state()
    assert "From the first tab" in other.inner_text("main") and "second" in other.inner_text("main")
    assert axe(other) == []
    other.get_by_role("button", name="Keep mine", exact=True).click()
    other.wait_for_url("**/change/")
    assert "From the second tab" in stored(other)
    other.goto(address.replace("/change/", "/revisions/"))
    expect(other.locator("input[value='Set aside in a conflict']")).to_be_visible()


def test_signing_out_elsewhere_keeps_the_text(page: Page, demo: Demo) -> None:
    begin(page, demo, "Signed out")
    page.context.clear_cookies(name="sessionid")
    write(page, "Written by nobody.")
    expect(page.get_by_text("You have been signed out")).to_be_visible(timeout=8000)
    expect(page.locator("#save-status")).to_have_attribute("data-state", "signed-out")
    kept = page.evaluate("Object.values(localStorage).join()")
    assert "Written by nobody." in kept
    tab = page.context.new_page()
    sign_in(tab, demo)
    tab.close()
    page.wait_for_timeout(200)
    page.keyboard.type(" And saved after all.")
    saved(page)
    expect(page.get_by_text("You have been signed out")).to_be_hidden()


EVERYTHING = """
<h2 data-id="aaaaaaaa" lang="de">Überschrift</h2>
<p data-id="bbbbbbbb" data-p="7">Some <strong>bold</strong>, <em lang="fr">élan</em>, <s>struck</s>, <u>under</u>,
<code>code</code>, x<sup>2</sup>, H<sub>2</sub>O, <mark>marked</mark>, <span data-p="12">from a model</span>,
<span lang="vi">xin chào</span> and <a href="https://example.org" title="There">a link</a>.<br>After a break.</p>
<ul data-id="cccccccc"><li>One<ul><li>Inner</li></ul></li><li>Two</li></ul>
<ol data-id="dddddddd" start="4"><li>Four</li></ol>
<blockquote data-id="eeeeeeee"><p>Said.</p></blockquote>
<pre data-id="ffffffff"><code class="language-python">if a &lt; b:
    pass</code></pre>
<table data-id="gggggggg"><caption>Tides</caption>
<thead><tr><th scope="col">Hour</th><th scope="col">Metres</th></tr></thead>
<tbody><tr><th scope="row">6</th><td>1.2</td></tr><tr><td colspan="2">none</td></tr></tbody></table>
<hr data-id="hhhhhhhh">
<figure data-id="jjjjjjjj"><img src="/static/admin_site/favicon.svg" alt="A sign">
<figcaption>With <em>words</em></figcaption></figure>
<h3 data-id="kkkkkkkk">Third</h3>
<h4 data-id="mmmmmmmm">Fourth</h4>
"""


def test_whatever_the_server_keeps_is_there_after_opening_and_saving(page: Page, demo: Demo) -> None:
    address = begin(page, demo, "Everything")
    page.evaluate(
        """async (body) => {
            const form = document.querySelector("#edit-form"), data = new URLSearchParams(new FormData(form))
            data.set("body", body)
            return (await fetch(form.dataset.autosave, {method: "POST", body: data})).status
        }""",
        EVERYTHING,
    )
    page.goto(address)
    kept = str(page.evaluate("document.querySelector('[name=body]').defaultValue"))
    assert all(f'data-id="{letter * 8}"' in kept for letter in "abcdefghjkm")
    write(page, "Behind it all")
    page.get_by_role("button", name="Save", exact=True).click()
    saved(page)
    page.goto(address)
    again = str(page.evaluate("document.querySelector('[name=body]').defaultValue"))
    assert tidy(again).startswith(tidy(kept)) and again.endswith("Behind it all</p>")


def tidy(html: str) -> str:
    """Tags with their attributes in one order, and texts."""
    parts = [part for part in re.split(r"(<[^>]+>)", re.sub(r"\s+", " ", html)) if part.strip()]
    return "\n".join(" ".join(sorted(part.strip("<>").split())) if part[0] == "<" else part.strip() for part in parts)


def test_an_article_is_published_and_read(page: Page, demo: Demo) -> None:
    begin(page, demo, "Out into the world")
    write(page, "A text that readers will see.")
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_role("link", name="See it on the site").click()
    expect(page.get_by_role("heading", name="Out into the world", level=1)).to_be_visible()
    expect(page.get_by_text("A text that readers will see.")).to_be_visible()


def test_the_toolbar_works_by_keyboard(page: Page, demo: Demo) -> None:
    begin(page, demo, "By keyboard")
    write(page, "Some words")
    page.keyboard.press("Control+A")
    page.keyboard.press("Alt+F10")
    page.keyboard.press("End")
    page.keyboard.press("Home")
    expect(page.get_by_role("toolbar").get_by_role("button").first).to_be_focused()
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Bold")).to_be_focused()
    page.keyboard.press("Enter")
    assert "<strong>Some words</strong>" in stored(page)
    page.get_by_role("button", name="Bold").press("Escape")
    expect(page.locator("#id_body_editor")).to_be_focused()


def test_a_block_keeps_its_id_when_a_gap_is_made_above_it(page: Page, demo: Demo) -> None:
    begin(page, demo, "Ids")
    write(page, "First")
    page.keyboard.press("Enter")
    page.keyboard.type("Second")
    before = re.findall(r'data-id="(\w+)">Second', stored(page))
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    page.keyboard.type("x")
    page.keyboard.press("Backspace")
    assert re.findall(r'data-id="(\w+)">Second', stored(page)) == before != []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1440])
def test_every_page_of_editing_can_be_read_by_everyone(browser: Browser, demo: Demo, scheme: str, width: int) -> None:
    context = browser.new_context(
        base_url=demo.url,
        viewport={"width": width, "height": 812},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    sign_in(page, demo)
    page.goto("/admin/articles/article/?q=net+loft")
    edit = page.locator("#result_list a[href*='/change/']").first.get_attribute("href") or ""
    base = edit.split("/change/")[0]
    for path in (
        "/admin/",
        "/admin/articles/article/",
        "/admin/articles/article/?trash=1",
        "/admin/articles/article/add/",
        f"{base}/change/",
        f"{base}/revisions/",
        f"{base}/revisions/compare/?a=1",
        "/admin/articles/page/",
        "/admin/publishing/livepage/",
        "/admin/publishing/schedule/",
        "/admin/publishing/redirect/",
        "/admin/publishing/redirect/add/",
        "/admin/publishing/revision/",
    ):
        answer = page.goto(path)
        assert answer is not None and answer.status == 200, path
        page.wait_for_timeout(250)
        assert (path, axe(page)) == (path, [])
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"), f"{path} scrolls sideways"
    assert errors == []
    context.close()


def test_code_can_be_read_while_it_is_written(page: Page, demo: Demo) -> None:
    page.emulate_media(color_scheme="light")
    sign_in(page, demo)
    page.goto(f"{demo.url}/admin/articles/article/?q=sharpen")
    page.get_by_role("link", name="How to sharpen a plane iron").first.click()
    expect(page.locator(".ProseMirror pre").first).to_be_visible()
    assert axe(page) == []
