import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from accounts.sites.models import Site
from ai.writing import sources
from ai.writing.models import Brief, BriefSource

PAGE = """<!doctype html><html><head><title>The pier | Post</title><style>p{}</style></head><body>
<nav><p>Menu</p></nav><article><h1>The pier</h1><p>It is <b>open</b>.</p><script>alert(1)</script>
<h2>Lights</h2><ul><li>One</li><li>Two</li></ul><div class="newsletter-box"><p>Subscribe!</p></div>
<div><p>Deep.</p></div></article><footer><p>Foot</p></footer></body></html>"""


@pytest.fixture
def address() -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind = "image/png" if self.path == "/p.png" else "text/html; charset=utf-8"
            self.send_response(404 if self.path == "/none" else 200)
            self.send_header("content-type", kind)
            self.end_headers()
            self.wfile.write(PAGE.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_a_pages_main_text_keeps_its_headings_and_loses_its_furniture() -> None:
    title, text = sources.from_html(PAGE)
    assert title == "The pier | Post"
    assert text == "# The pier\n\nIt is open.\n\n## Lights\n\n- One\n\n- Two\n\nDeep."


@pytest.mark.parametrize("body", ["", " ", "<html></html>", "plain words", "<p>"])
def test_strange_pages_do_not_break(body: str) -> None:
    sources.from_html(body)


def test_an_articles_body_becomes_text_with_headings() -> None:
    body = "<h2>Lights</h2><p>On.</p><ul><li>One</li><li>Two</li></ul><figure><img src='/x.png' alt=''></figure>"
    assert sources.body_as_text(body) == "## Lights\n\nOn.\n\n- One\n- Two"


@pytest.mark.django_db
def test_private_addresses_are_not_fetched_and_the_note_says_so(site: Site, address: str) -> None:
    brief = Brief.objects.create(site=site, topic="T", language="en")
    BriefSource.objects.create(brief=brief, number=1, kind="link", address=f"{address}/page")
    (note,) = sources.load_all(brief)
    assert "private network" in note
    assert BriefSource.objects.get(brief=brief).state == "failed"


@pytest.mark.django_db
def test_pages_are_read_once_and_faults_are_told(site: Site, address: str, settings: object) -> None:
    settings.FETCH_ALLOW_PRIVATE = True  # type: ignore[attr-defined]
    brief = Brief.objects.create(site=site, topic="T", language="en")
    for number, path in enumerate(("/page", "/none", "/p.png"), 1):
        BriefSource.objects.create(brief=brief, number=number, kind="link", address=address + path)
    notes = sources.load_all(brief)
    good, missing, picture = brief.sources.all()
    assert (good.state, good.title) == ("ready", "The pier | Post")
    assert "404" in missing.error
    assert "image/png" in picture.error
    assert len(notes) == 2
    BriefSource.objects.filter(pk=good.pk).update(address="http://127.0.0.1:1/gone")
    assert len(sources.load_all(brief)) == 2


@pytest.mark.django_db
def test_a_file_that_is_a_web_page_is_read_as_one(site: Site) -> None:
    brief = Brief.objects.create(site=site, topic="T", language="en")
    source = BriefSource.objects.create(brief=brief, number=1, kind=BriefSource.Kind.TEXT, title="Pier", text=PAGE)
    assert sources.load_all(brief) == []
    source.refresh_from_db()
    assert (source.title, source.text.split("\n")[0]) == ("Pier", "# The pier")
    assert "<" not in source.text
