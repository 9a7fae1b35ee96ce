"""`python -m tests.e2e.live [--stack] [--rounds 10]`: live text in Chromium, on a demo or behind nginx.

Prints how long after the AI server's first word it stands in the browser, and whether sixteen texts written at once are
whole in sixteen browser profiles whose connections are all torn ten times, wherever they are.
`--stack` starts what `make stack` starts, in VAR_DIR (a folder of its own). Ends with 1 where a word is late or a
character lost.
"""

import argparse
import asyncio
import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, expect, sync_playwright

from tests.ai.server import ScriptedServer, Step
from tests.e2e.conftest import NAMES, ROOT, Demo, _environment, start_demo, stop_demo
from tests.e2e.test_streaming import BREAKS, CHOICES, STREAMS, SUMMARY, WATCH, WORDS

LATE = 0.25  # seconds
ROUTE = """
from ai.providers.models import Model, Provider, Route
provider = Provider.objects.create(name="Live", base_url="{url}")
Route.objects.create(purpose="writing.*", model=Model.objects.create(provider=provider, name="scripted"))
"""
# One text for each stream, written at the same time; a line on standard input lets them begin.
WRITE = """
import json
from concurrent.futures import ThreadPoolExecutor
from django.db import connections
from accounts.sites.models import Site
from ai.engine.models import Run
from ai.engine.services import RunFailed, queue_run, run
site = Site.objects.order_by("pk").first()
keys = [f"live-{{number}}" for number in range({count})]
def ask(key):
    try:
        told = {{"brief": {{"topic": "The pier", "language": "en"}}}}
        run("writing.section", told, by=None, site=site, scope="", key=key)
    except RunFailed as error:
        return str(error)
    finally:
        connections.close_all()
rows = [queue_run("writing.section", by=None, site=site, scope="", key=key).public_id for key in keys]
print(json.dumps(rows), flush=True)
input()
with ThreadPoolExecutor({count}) as pool:
    said = [words for words in pool.map(ask, keys) if words]
texts = dict(Run.objects.filter(public_id__in=rows).values_list("public_id", "text"))
Run.objects.filter(key__startswith="live-").update(key=None)
print(json.dumps([texts, said[:1]]), flush=True)
"""
FOLLOW = """id => {
  const told = window.told = {text: "", opened: 0, over: false}
  const source = new EventSource(`/stream/${id}/`)
  source.onopen = () => { told.opened += 1 }
  source.addEventListener("text", event => {
    const news = JSON.parse(event.data)
    told.text = (news.restart ? "" : told.text) + news.text
  })
  const end = event => { if (event.data) { told.over = true; source.close() } }
  source.addEventListener("done", end)
  source.addEventListener("error", end)
}"""


class Door:
    """A way to a server that can be torn: every connection through it ends at once, without a good-bye."""

    def __init__(self, target: int) -> None:
        self.target, self.open = target, set[asyncio.WriteTransport]()
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        serving = asyncio.start_server(self._pass, "127.0.0.1", 0)
        self.server = asyncio.run_coroutine_threadsafe(serving, self.loop).result()
        self.port = self.server.sockets[0].getsockname()[1]

    def tear(self) -> None:
        self.loop.call_soon_threadsafe(lambda: [transport.abort() for transport in list(self.open)])

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self.target)
        ends = {writer.transport, back.transport}
        self.open |= ends
        try:
            await asyncio.gather(self._copy(reader, back), self._copy(there, writer))
        finally:
            self.open -= ends
            for end in ends:
                end.abort()

    async def _copy(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(65_536):
                target.write(data)
                await target.drain()
            target.close()


@dataclass
class Ground:
    """Where it is measured: an address, a shell of the program there, and a browser's cookie of an editor."""

    url: str
    environment: dict[str, str]
    port: int
    cookie: dict[str, str]

    def shell(self, code: str) -> str:
        done = self._shell(code)
        said, problem = done.communicate(timeout=120)
        assert done.returncode == 0, problem
        return said

    def _shell(self, code: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "manage.py", "shell", "-v0", "-c", code]
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(command, cwd=ROOT, env=self.environment, text=True, **pipes)

    def through(self, door: Door) -> str:
        return f"{self.url.partition(':')[0]}://127.0.0.1:{door.port}"


@contextmanager
def demo() -> Iterator[Ground]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        process, found = start_demo(Path(folder))
        try:
            yield _ground(found)
        finally:
            stop_demo(process)


def _ground(found: Demo) -> Ground:
    environment = _environment(found.var) | {"SECRET_KEY": (found.var / "secret_key").read_text()}
    return Ground(found.url, environment, int(found.url.rpartition(":")[2]), _cookie(environment))


@contextmanager
def stack() -> Iterator[Ground]:
    from tests.faults.ground import Ground as Stack

    os.environ["REQUIRE_STAFF_MFA"] = "0"  # the editor of this measurement has a password alone
    ground = Stack()
    ground.up()
    try:
        environment = ground.layout.environment()
        port = ground.layout.ports["https"]
        yield Ground(f"https://127.0.0.1:{port}", environment, port, _cookie(environment))
    finally:
        ground.down()


def _cookie(environment: dict[str, str]) -> dict[str, str]:
    script = [sys.executable, "-m", "tests.faults.session"]
    told = subprocess.run(script, env=environment, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    name, _, value = json.loads(told.splitlines()[-1])["cookie"].partition("=")
    return {"name": name, "value": value}


def first_words(ground: Ground, browser: Browser, server: ScriptedServer, rounds: int) -> list[float]:
    """Seconds from the server's first word to the browser's."""
    context = _context(browser, ground, ground.url)
    page, late = context.new_page(), []
    page.add_init_script(WATCH)
    page.goto(f"{ground.url}/admin/articles/article/?q=net+loft")
    edit = page.get_by_role("link", name="The net loft").first.get_attribute("href")
    for _ in range(rounds):
        page.goto(f"{ground.url}{edit}")
        expect(page.locator("form.is-ready")).to_be_visible(timeout=30_000)
        before = len(server.asked)
        server.script(Step(text=CHOICES, delay=2.0, pause=0.15))
        page.get_by_role("button", name="Suggest a summary").click()
        page.wait_for_function("window.firstWord > 0", timeout=30_000)
        late.append(page.evaluate("window.firstWord") - server.asked[before].first_at)
        assert SUMMARY not in page.evaluate("window.firstText")
        expect(page.get_by_role("button", name="Accept", exact=True)).to_be_visible(timeout=30_000)
        page.get_by_role("button", name="Reject", exact=True).click()
    context.close()
    return late


def torn(ground: Ground, browser: Browser, server: ScriptedServer) -> tuple[int, int, int, int]:
    """(streams that lost something, characters of a text, fewest connections of a stream, seconds it took)."""
    began, door = time.monotonic(), Door(ground.port)
    server.state.usual = Step(text=WORDS * 16, pause=0.12)
    writing = ground._shell(WRITE.format(count=STREAMS))
    assert writing.stdout and writing.stdin
    ids = json.loads(writing.stdout.readline())
    contexts = [_context(browser, ground, ground.through(door)) for _ in ids]
    pages = [context.new_page() for context in contexts]
    for page, name in zip(pages, ids, strict=True):
        page.goto(f"{ground.through(door)}/healthz")
        page.evaluate(FOLLOW, name)
    writing.stdin.write("\n")
    writing.stdin.flush()
    for number in range(BREAKS):
        _until(lambda number=number: all(page.evaluate("told.opened") > number for page in pages))  # type: ignore[misc]
        time.sleep(0.3)
        door.tear()
    _until(lambda: all(page.evaluate("told.over") for page in pages), 120)
    told = [page.evaluate("told") for page in pages]
    written, problem = writing.communicate(timeout=120)
    assert writing.returncode == 0, problem
    texts, said = json.loads(written.splitlines()[-1])
    print("what the run said:", *said) if said else None
    lost = sum(told[place]["text"].strip() != texts[name].strip() for place, name in enumerate(ids))
    assert all(len(text) > len(WORDS) * 15 for text in texts.values())
    for context in contexts:
        context.close()
    return lost, len(texts[ids[0]]), min(row["opened"] for row in told), round(time.monotonic() - began)


def _context(browser: Browser, ground: Ground, url: str) -> Any:
    context = browser.new_context(ignore_https_errors=True, viewport={"width": 1440, "height": 900})
    context.add_cookies([{**ground.cookie, "url": url}])  # type: ignore[list-item]
    return context


def _until(is_so: Any, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.1)


def main() -> int:
    import shutil

    parser = argparse.ArgumentParser(prog="python -m tests.e2e.live", description=__doc__)
    parser.add_argument("--stack", action="store_true")
    parser.add_argument("--rounds", type=int, default=10)
    options = parser.parse_args()
    path = next(found for name in NAMES if (found := shutil.which(name)))
    with (stack if options.stack else demo)() as ground, ScriptedServer(lambda body, purpose: CHOICES) as server:
        ground.shell(ROUTE.format(url=server.url))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
            late = first_words(ground, browser, server, options.rounds)
            print(f"first word in Chromium after the server's: median {statistics.median(late) * 1000:.0f} ms, "
                  f"at most {max(late) * 1000:.0f} ms, of {len(late)}", flush=True)  # fmt: skip
            lost, size, opened, seconds = torn(ground, browser, server)
            print(f"{STREAMS} texts of {size} characters at once, each torn {opened - 1} times or more: "
                  f"{lost} not whole ({seconds} s)")  # fmt: skip
            browser.close()
    return int(bool(lost) or max(late) > LATE or opened <= BREAKS)


if __name__ == "__main__":
    sys.exit(main())
