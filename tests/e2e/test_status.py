"""The status page in a browser: it looks at everything again by itself, reads well in both schemes and narrow."""

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Demo, axe, sign_in

SEED = """
from django.utils import timezone
from accounts.audit.models import Delivery, Entry
from accounts.models import User
from accounts.sites.models import Site
User.objects.filter(email="admin@example.com").update(is_superuser=True)
entry = Entry.objects.create(topic="publishing.page_published", site=Site.objects.first(), payload={"page_id": 0})
Delivery.objects.create(entry=entry, receiver="tests.e2e.nobody", state="dead", attempts=10, due_at=timezone.now(),
                        error="ConnectionError: the printer at the quay does not answer")
"""


def test_platform_staff_see_how_everything_is_and_replay(page: Page, demo: Demo) -> None:
    done = demo.manage("shell", "-c", SEED)
    assert done.returncode == 0, done.stderr
    sign_in(page, demo, "admin@example.com")
    page.goto(f"{demo.url}/admin/operations/status/")
    expect(page.get_by_role("heading", name="Queues and their workers")).to_be_visible()
    expect(page.locator(".status-parts li").first).to_contain_text("ms")
    for scheme in ("light", "dark"):
        page.evaluate("scheme => document.documentElement.classList.toggle('dark', scheme === 'dark')", scheme)
        for width in (1440, 375):
            page.set_viewport_size({"width": width, "height": 900})
            assert axe(page) == [], (scheme, width)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (scheme, width)
    before = page.locator(".status-head span").inner_text()
    expect(page.locator(".status-head span")).not_to_have_text(before, timeout=15_000)
    page.get_by_role("button", name="Replay 1 delivery").click()
    expect(page.get_by_text("1 deliveries are on their way again")).to_be_visible()
