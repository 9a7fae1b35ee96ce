"""A real demo (web server, worker, files in a temporary folder) and a real browser for each session of tests."""

import fcntl
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
MODULES = Path(__file__).with_name("node_modules")
NAMES = ("chromium", "chromium-browser", "google-chrome")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@dataclass
class Demo:
    """A running `make demo`: its address, its editor's password and its folder."""

    url: str
    second_url: str
    password: str
    var: Path
    extra: dict[str, str]

    def pid(self, name: str) -> int:
        return int((self.var / f"{name}.pid").read_text())

    def kill(self, name: str) -> None:
        """kill -9 of the web server or the worker with its children; the demo starts it again."""
        os.killpg(self.pid(name), signal.SIGKILL)

    def wait_for_web(self, timeout: float = 30) -> None:
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(self.url + "/healthz", timeout=2)
                return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the web server did not come back")

    def manage(self, *arguments: str, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        """A manage.py command in the demo's environment."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=_environment(self.var) | self.extra | {"SECRET_KEY": (self.var / "secret_key").read_text()},
            capture_output=True,
            text=True,
            timeout=timeout,
        )


def _environment(var: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("DJANGO_", "PYTEST_"))}
    own = {"VAR_DIR": str(var), "DJANGO_SETTINGS_MODULE": "aicmr.settings.base"}
    # All tests sign in from one address; those about limits say so by `extra`.
    return kept | own | {"RATE_LIMITS": "login=off,account=off,ai=off"}


def start_demo(var: Path, **extra: str) -> tuple[subprocess.Popen[str], Demo]:
    process = subprocess.Popen(
        [sys.executable, "deploy/demo/run.py"],
        cwd=ROOT,
        env=_environment(var) | extra,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if "Stop with" in line:
            found = re.search(r"Site\s+(\S+?)/\s", said), re.search(r"Second site\s+(\S+?)/\s", said)
            password = re.search(r"Password\s+(\S+)", said)
            assert found[0] and found[1] and password
            return process, Demo(found[0][1], found[1][1], password[1], var, extra)
    raise AssertionError(f"the demo did not start:\n{said}")


def stop_demo(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Made once and copied for each process that runs tests."""
    shared, var = tmp_path_factory.getbasetemp().parent, tmp_path_factory.mktemp("demo var")
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two at once would find the same port free
        if not (shared / "demo").exists():
            made = tmp_path_factory.mktemp("first")
            stop_demo(start_demo(made)[0])
            made.rename(shared / "demo")
        shutil.copytree(shared / "demo", var, dirs_exist_ok=True)
        process, demo = start_demo(var)
    yield demo
    stop_demo(process)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    assert path, "no Chromium found; on Debian: apt install chromium"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, demo: Demo) -> Iterator[Page]:
    """A fresh browser profile; the test fails if the page logs an error (refused connections aside)."""
    context = browser.new_context(base_url=demo.url, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    problems: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and "ERR_CONNECTION" not in message.text:
            problems.append(f"{page.url}: {message.text}")

    page.on("console", note)
    page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
    yield page
    context.close()
    assert problems == []


def sign_in(page: Page, demo: Demo, email: str = "editor@example.com") -> None:
    page.goto(f"{demo.url}/admin/")
    page.get_by_label("E-mail").or_(page.get_by_label("Email")).first.fill(email)
    page.get_by_label("Password", exact=False).first.fill(demo.password)
    page.locator("form button[type=submit]").first.click()
    page.wait_for_url("**/admin/**")


def tab_to(page: Page, target: Locator, *, key: str = "Tab", most: int = 150) -> None:
    """Reach it as people without a mouse do: by Tab alone, from where the focus is."""
    expect(target).to_be_visible()
    for _ in range(most):
        if target.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press(key)
    expect(target).to_be_focused()


def choose(page: Page, target: Locator, words: str) -> None:
    """An option of a list by its first letters, or the next one without."""
    tab_to(page, target)
    page.keyboard.type(words) if words else page.keyboard.press("ArrowDown")


def press(page: Page, target: Locator, *, key: str = "Tab") -> None:
    tab_to(page, target, key=key)
    page.keyboard.press("Enter")


@dataclass
class Hand:
    """The same steps by mouse, or by keyboard alone."""

    page: Page
    by: str

    def push(self, target: Locator) -> None:
        target.click() if self.by == "mouse" else press(self.page, target)

    def write(self, target: Locator, text: str) -> None:
        if self.by == "mouse":
            target.click()
        else:
            tab_to(self.page, target)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def pick(self, target: Locator, label: str) -> None:
        """An option of a list; by keyboard its words are typed."""
        if self.by == "mouse":
            target.select_option(label=label)
        else:
            choose(self.page, target, label)


def axe_in_both(page: Page) -> list[str]:
    """In light and dark colours."""
    found = []
    for scheme in ("light", "dark"):
        page.evaluate("dark => document.documentElement.classList.toggle('dark', dark)", scheme == "dark")
        found += [f"{scheme}: {fault}" for fault in axe(page)]
    page.evaluate("document.documentElement.classList.remove('dark')")
    return found


def axe(page: Page, *, exclude: list[str] | None = None) -> list[str]:
    """WCAG 2.2 A and AA violations on the page, one line each."""
    # Through the debugging protocol, which the page's Content-Security-Policy does not hinder.
    page.evaluate((MODULES / "axe-core/axe.min.js").read_text(encoding="utf-8") + "; 0")
    context = json.dumps(
        {"exclude": [[selector] for selector in exclude or []]} if exclude else {"include": [["html"]]}
    )
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found: dict[str, Any] = page.evaluate(
        f"axe.run({context}, {{runOnly: {json.dumps(tags)}, resultTypes: ['violations']}})"
    )
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary'].splitlines()[-1].strip()}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def vnu(pages: dict[str, str], folder: Path) -> list[str]:
    """What the Nu HTML checker says of the pages (name → HTML), one line each."""
    for name, html in pages.items():
        (folder / f"{name}.html").write_text(html, encoding="utf-8")
    done = subprocess.run(
        [
            "java",
            "-jar",
            str(MODULES / "vnu-jar/build/dist/vnu.jar"),
            "--format",
            "json",
            "--exit-zero-always",
            str(folder),
        ],
        capture_output=True,
        text=True,
        timeout=180,
    )
    messages = json.loads(done.stderr)["messages"]
    return [
        f"{Path(m['url']).name}:{m.get('lastLine')} {m['message']}"
        for m in messages
        if m["type"] == "error" or m.get("subType") == "warning"
    ]
