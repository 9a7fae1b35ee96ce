"""Moving in through the browser: a file of 100 posts of which three need a person."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.content.transfer.generate import with_people
from tests.e2e.conftest import Demo, axe, sign_in


def both_schemes(page: Page) -> list[str]:
    found = axe(page)
    page.evaluate("document.documentElement.classList.add('dark')")
    found += axe(page)
    page.evaluate("document.documentElement.classList.remove('dark')")
    return found


def test_a_site_is_brought_here(page: Page, demo: Demo, tmp_path: Path) -> None:
    file = tmp_path / "old-paper.xml"
    file.write_text("".join(with_people(100)))
    sign_in(page, demo, "admin@example.com")
    page.goto(f"{demo.url}/admin/transfer/import/")
    page.get_by_role("link", name="Bring a site here").first.click()
    assert both_schemes(page) == []
    page.get_by_label("The file that was exported").set_input_files(file)
    page.get_by_role("button", name="Upload and look into it").click()
    head = page.locator("#import-head")
    expect(head).to_contain_text("100 posts", timeout=60_000)
    expect(head).to_contain_text("3 need you")
    assert both_schemes(page) == []
    people = page.get_by_role("region", name="These need you")
    for title in ("For members", "Too late", "With a form"):
        expect(people).to_contain_text(title)
    assert page.request.get(f"{demo.url}/articles/with-a-form/").status == 404
    page.get_by_label("Fetch pictures").uncheck()
    page.get_by_role("button", name="Start the import").click()
    expect(page.get_by_role("progressbar").or_(page.get_by_role("heading", name="Everything")).first).to_be_visible()
    expect(page.get_by_role("heading", name="Everything")).to_be_visible(timeout=120_000)
    expect(head).to_contain_text("100 posts")
    assert both_schemes(page) == []
    page.set_viewport_size({"width": 375, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.set_viewport_size({"width": 1440, "height": 900})
    assert page.request.get(f"{demo.url}/articles/with-a-form/").status == 200
    assert page.request.get(f"{demo.url}/articles/for-members/").status == 404
    assert page.request.get(f"{demo.url}/articles/too-late/").status == 404
    assert page.request.get(f"{demo.url}/?p=100").url.endswith("/articles/with-a-form/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Report as CSV").click()
    assert "For members" in Path(download.value.path()).read_text()
    people.get_by_role("link", name="For members").click()
    expect(page.locator("form.is-ready")).to_be_visible()
