"""Live text in a browser: how soon its first word stands there, and that forced disconnects lose nothing."""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.ai.server import ScriptedServer, Step
from tests.e2e.conftest import ROOT, Demo, _environment, sign_in

WORDS = "Größe 🎉 matters: the pier of the harbour opens on Saturday and every ferry stops there from then on. "
SUMMARY = "The pier of the harbour opens again after the long repair, and every ferry stops there from then on."
CHOICES = json.dumps({"candidates": [SUMMARY]})
STREAMS, BREAKS = 16, 10
ROUTE = """
from accounts.sites.models import Site
from ai.providers.models import Model, Provider, Route
provider = Provider.objects.create(name="Streaming", base_url="{url}")
Route.objects.create(purpose="writing.*", model=Model.objects.create(provider=provider, name="scripted"))
"""
ASK = """
from accounts.sites.models import Site
from ai.engine.services import RunFailed, queue_run, run
site = Site.objects.order_by("pk").first()
print(queue_run("writing.section", by=None, site=site, scope="", key="streams").public_id, flush=True)
input()
try:
    run("writing.section", {"brief": {"topic": "The pier"}}, by=None, site=site, scope="", key="streams")
except RunFailed as error:
    print(error)
"""
WATCH = """
window.firstWord = 0;
new MutationObserver(() => {
  const live = document.querySelector(".draft-stream");
  if (!window.firstWord && live && live.textContent.trim()) {
    window.firstWord = Date.now() / 1000;
    window.firstText = live.textContent.trim();
  }
}).observe(document, {childList: true, subtree: true, characterData: true});
"""


@pytest.fixture(scope="module")
def server(demo: Demo) -> Iterator[ScriptedServer]:
    with ScriptedServer(lambda body, purpose: CHOICES) as server:
        done = demo.manage("shell", "-c", ROUTE.format(url=server.url))
        assert done.returncode == 0, done.stderr
        yield server
        demo.manage("shell", "-c", "from ai.providers.models import Provider; Provider.objects.all().delete()")


def test_the_first_words_stand_there_while_the_server_still_writes(
    page: Page, demo: Demo, server: ScriptedServer
) -> None:
    """Prints how late they were; how late they may be is measured by `make bench`, where nothing else runs."""
    page.add_init_script(WATCH)
    sign_in(page, demo)
    late = []
    for _ in range(3):
        page.goto(f"{demo.url}/admin/articles/article/?q=net+loft")
        page.get_by_role("link", name="The net loft").first.click()
        expect(page.locator("form.is-ready")).to_be_visible()
        before = len(server.asked)
        server.script(Step(text=CHOICES, delay=2.0, pause=0.15))
        page.get_by_role("button", name="Suggest a summary").click()
        page.wait_for_function("window.firstWord > 0", timeout=30_000)
        late.append(page.evaluate("window.firstWord") - server.asked[before].first_at)
        assert SUMMARY not in page.evaluate("window.firstText")
        expect(page.get_by_role("button", name="Accept", exact=True)).to_be_visible(timeout=30_000)
        page.get_by_role("button", name="Reject", exact=True).click()
    print("first word after the server's, in seconds:", [round(seconds, 3) for seconds in late])


def test_sixteen_streams_lose_no_character_over_ten_disconnects_each(
    page: Page, demo: Demo, server: ScriptedServer
) -> None:
    sign_in(page, demo)
    cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    server.script(Step(text=WORDS * 14, pause=0.06))
    secret = {"SECRET_KEY": (demo.var / "secret_key").read_text()}
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "shell", "-v0", "-c", ASK], cwd=ROOT, text=True, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, env=_environment(demo.var) | demo.extra | secret,
    )  # fmt: skip
    assert worker.stdin and worker.stdout
    address = f"{demo.url}/stream/{worker.stdout.readline().strip()}/"
    worker.stdin.write("\n")
    worker.stdin.flush()
    with ThreadPoolExecutor(1) as other:  # the browser has the loop of this thread
        found = other.submit(lambda: asyncio.run(_all(address, cookies))).result()
    worker.communicate(timeout=60)
    texts, breaks = [text for text, _ in found], [count for _, count in found]
    shell = "from ai.engine.models import Run; import json; print(json.dumps(Run.objects.get(key='streams').text))"
    stored = json.loads(demo.manage("shell", "-v0", "-c", shell).stdout.strip().splitlines()[-1])
    print(f"{len(texts)} streams, {min(breaks)} to {max(breaks)} disconnects each, {len(stored)} characters")
    assert min(breaks) >= BREAKS
    assert [text.strip() == stored.strip() for text in texts] == [True] * STREAMS


async def _all(address: str, cookies: dict[str, str]) -> list[tuple[str, int]]:
    limits = httpx.Limits(max_connections=STREAMS, max_keepalive_connections=0)
    async with httpx.AsyncClient(cookies=cookies, timeout=60, limits=limits) as client:
        return list(await asyncio.gather(*(_one(client, address, place) for place in range(STREAMS))))


async def _one(client: httpx.AsyncClient, address: str, place: int) -> tuple[str, int]:
    """Reads, tears the connection after so many events, and goes on where it was, as a browser does."""
    text, last, breaks, over = "", "", 0, False
    deadline = time.monotonic() + 120
    while not over and time.monotonic() < deadline:
        seen, most = 0, 1 + (place + breaks) % 4 if breaks < BREAKS else 10**9
        async with client.stream("GET", address, headers={"Last-Event-ID": last} if last else {}) as response:
            event: dict[str, str] = {}
            async for line in response.aiter_lines():
                if line:
                    name, _, value = line.partition(": ")
                    event[name] = value
                    continue
                if event.get("event") in ("done", "error"):
                    over = True
                    break
                if event.get("event") == "text":
                    news = json.loads(event["data"])
                    text = news["text"] if news.get("restart") else text + news["text"]
                    last, seen = event["id"], seen + 1
                event = {}
                if seen >= most:
                    break
        breaks += not over
    return text, breaks


os.environ.setdefault("NO_PROXY", "127.0.0.1,localhost")
