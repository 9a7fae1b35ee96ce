"""Passkeys in a real browser with an authenticator made of software; pauses; all pages by axe, light, dark, narrow."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Demo, axe

PERSON = "viewer@example.com"
WRONG = "creator@example.com"


@pytest.fixture
def here(demo: Demo) -> str:
    """Browsers know passkeys for names only: not for 127.0.0.1."""
    return demo.url.replace("127.0.0.1", "localhost")


@pytest.fixture(params=["light", "dark"])
def person(request: pytest.FixtureRequest, browser: Browser, here: str) -> Iterator[Page]:
    """A page whose browser has a built-in authenticator with a fingerprint reader that always agrees."""
    context = browser.new_context(base_url=here, color_scheme=request.param, viewport={"width": 375, "height": 800})
    page = context.new_page()
    devices = context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    options |= {"hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield page
    context.close()


def _looks_well(page: Page, name: str, folder: Path) -> None:
    assert axe(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is wider than a telephone"
    page.screenshot(path=folder / f"{name}.png", full_page=True)


def _password(page: Page, demo: Demo, email: str = PERSON, password: str = "") -> None:
    page.goto("/account/login/")
    page.get_by_label("Email").or_(page.get_by_label("E-mail")).first.fill(email)
    page.get_by_label("Password").first.fill(password or demo.password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def _confirm(page: Page, demo: Demo, folder: Path) -> None:
    """By passkey where there is one, else by password."""
    _looks_well(page, "is-it-you", folder)
    if page.get_by_role("link", name="Use a passkey").count():
        page.get_by_role("link", name="Use a passkey").click()
        page.get_by_role("button", name="Use a passkey").click()
    else:
        page.get_by_label("Password").first.fill(demo.password)
        page.get_by_role("button", name="Go on").click()


def test_a_passkey_is_added_signs_in_alone_and_is_removed(person: Page, demo: Demo, tmp_path: Path) -> None:
    page = person
    _password(page, demo)
    page.goto("/account/two-factor/")
    _looks_well(page, "two-factor", tmp_path)
    page.get_by_role("link", name="Add a passkey").click()
    if page.get_by_role("heading", name="Is it you?").count():
        _confirm(page, demo, tmp_path)
    expect(page.get_by_role("button", name="Add the passkey")).to_be_visible()
    _looks_well(page, "add-passkey", tmp_path)
    page.get_by_label("Name").fill("Telephone")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto("/account/two-factor/webauthn/")
    expect(page.get_by_text("Telephone").first).to_be_visible()
    expect(page.get_by_text("Signs you in without a password")).to_be_visible()
    _looks_well(page, "passkeys", tmp_path)

    page.context.clear_cookies()
    page.goto("/account/login/?next=/account/sessions/")
    _looks_well(page, "sign-in", tmp_path)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="Sessions")).to_be_visible()
    page.goto("/account/two-factor/webauthn/")
    expect(page.get_by_text("last used")).to_be_visible()

    page.context.clear_cookies()
    _password(page, demo)
    expect(page.get_by_role("heading", name="Second factor")).to_be_visible()
    _looks_well(page, "second-factor", tmp_path)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()

    page.goto("/account/two-factor/webauthn/")
    page.get_by_role("link", name="Remove").click()
    if page.get_by_role("heading", name="Is it you?").count():
        _confirm(page, demo, tmp_path)
    expect(page.get_by_role("button", name="Remove it")).to_be_visible()
    _looks_well(page, "remove-passkey", tmp_path)
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("You have no passkey yet.")).to_be_visible()


def test_a_number_in_the_address_is_explained(browser: Browser, demo: Demo) -> None:
    context = browser.new_context(base_url=demo.url)
    page = context.new_page()
    page.goto("/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("Passkeys need a name")
    context.close()


def test_guessing_is_paused_with_a_page_that_helps(person: Page, demo: Demo, tmp_path: Path) -> None:
    page = person
    for _ in range(6):
        _password(page, demo, WRONG, "not the password")
    expect(page.get_by_role("heading", name="Sign-in is paused")).to_be_visible()
    _looks_well(page, "paused", tmp_path)
    page.goto("/account/unlock/no-such-token/")
    _looks_well(page, "unlock", tmp_path)
