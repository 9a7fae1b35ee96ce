"""Pictures fetched over the network, from a server of this machine; and what readers see until they are there."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from accounts.sites.models import Site
from aicmr.lib import http
from content.articles.models import Article
from content.media.models import Asset
from content.media.processing import make_renditions
from content.publishing import drafts
from content.publishing.models import LiveDep, LivePage, Revision
from content.transfer.models import Import, ImportedItem, PictureUse
from content.transfer.running import Options, Running
from tests.content.media.pictures import jpeg
from tests.content.transfer.conftest import Importing, nobody_watches
from tests.content.transfer.generate import document, item

pytestmark = pytest.mark.django_db
PICTURE = jpeg(320, 240)
Fetching = Callable[[Import], int]


class Uploads(BaseHTTPRequestHandler):
    """The uploads folder of an old site; `answers` says what stands where: (status, type, body) or where it moved."""

    answers: dict[str, Any]
    asked: list[str]

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self.asked.append(self.path)
        found = self.answers.get(self.path, (404, "text/plain", b"no"))
        if isinstance(found, str):
            self.send_response(302)
            self.send_header("location", found)
            found = (302, "", b"")
        else:
            self.send_response(found[0])
            self.send_header("content-type", found[1])
        self.send_header("content-length", str(len(found[2])))
        self.end_headers()
        self.wfile.write(found[2])


@pytest.fixture
def answers() -> dict[str, Any]:
    return {}


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def old(answers: dict[str, Any], asked: list[str], settings: Any) -> Iterator[str]:
    settings.FETCH_ALLOW_PRIVATE = True
    handler = type("Handler", (Uploads,), {"answers": answers, "asked": asked})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def fetching(site: Site) -> Fetching:
    """`fetching(run)` tries again what waits, as `--fetch-media` does."""

    def make(run: Import) -> int:
        return Running(run, Path(), None, nobody_watches, Options()).fetch_media()

    return make


def attachment(number: int, url: str) -> str:
    more = f"<wp:attachment_url>{url}</wp:attachment_url>"
    return item(id=number, type="attachment", status="inherit", title=f"Picture {number}", more=more)


def post(number: int, *sources: str, slug: str = "", hero: int = 0) -> str:
    body = "\n\n".join(f'<img src="{source}" alt="A boat">' for source in sources) or "Text"
    meta = "<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key>"
    meta += f"<wp:meta_value>{hero}</wp:meta_value></wp:postmeta>"
    return item(id=number, slug=slug or f"post-{number}", title=f"Post {number}", body=body, more=meta if hero else "")


def rows(site: Site) -> dict[str, ImportedItem]:
    return {row.source_id: row for row in ImportedItem.objects.filter(site=site, kind="asset")}


def test_attachments_are_fetched_once_and_stand_in_the_texts(
    site: Site, importing: Importing, old: str, answers: dict[str, Any], asked: list[str]
) -> None:
    answers["/a.jpg"] = (200, "image/jpeg", PICTURE)
    text = document(attachment(9, f"{old}/a.jpg"), post(1, f"{old}/a.jpg"), post(2, f"{old}/a-300x200.jpg", hero=9))
    importing(text, fetch=True)
    asset = Asset.objects.get(site=site)
    assert {article.title for article in Article.objects.filter(body__contains=asset.public_id)} == {"Post 1", "Post 2"}
    assert Article.objects.get(title="Post 2").hero_id == asset.pk
    importing(text, fetch=True)
    assert asked == ["/a.jpg"]


def test_what_is_not_there_yet_waits_and_is_a_link_until_it_comes(
    site: Site, importing: Importing, fetching: Fetching, old: str, answers: dict[str, Any]
) -> None:
    run = importing(document(attachment(9, f"{old}/a.jpg"), post(1, f"{old}/a.jpg", hero=9)), fetch=True)
    page = LivePage.objects.get(site=site)
    assert f'<a href="{old}/a.jpg">A boat</a>' in page.body
    assert "<img" not in page.body
    assert (rows(site)["9"].state, "404" in rows(site)["9"].note) == ("waiting", True)
    assert run.summary["states"]["asset"] == {"waiting": 1}
    assert PictureUse.objects.filter(item__site=site).count() == 2
    answers["/a.jpg"] = (200, "image/jpeg", PICTURE)
    assert fetching(run) == 1
    asset, article = Asset.objects.get(site=site), Article.objects.get(site=site)
    assert (article.hero_id, article.has_changes, article.state) == (asset.pk, False, "published")
    after = LivePage.objects.get(site=site)
    assert after.etag != page.etag
    assert 'src="data:image/svg+xml' in after.body
    assert LiveDep.objects.filter(page=after, dep=f"asset:{asset.pk}").exists()
    assert Revision.objects.filter(object_id=article.pk, kind="article").count() == 3
    assert not PictureUse.objects.filter(item__site=site).exists()
    assert "could not be fetched yet" not in ImportedItem.objects.get(site=site, kind="article").note
    assert fetching(run) == 0
    assert Revision.objects.filter(object_id=article.pk, kind="article").count() == 3


def test_a_picture_that_came_later_shows_in_every_size_when_they_are_made(
    site: Site, importing: Importing, fetching: Fetching, old: str, answers: dict[str, Any]
) -> None:
    run = importing(document(post(1, f"{old}/a.jpg")), fetch=True)
    answers["/a.jpg"] = (200, "image/jpeg", PICTURE)
    fetching(run)
    asset = Asset.objects.get(site=site)
    make_renditions(asset.pk)
    article = Article.objects.get(site=site)
    assert f'data-asset="{asset.public_id}"' in article.body
    assert old not in article.body


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((200, "text/html", b"<p>Not found, but 200</p>"), "text/html"),
        ((404, "text/plain", b"no"), "404"),
        ((500, "text/plain", b"no"), "500"),
        ("http://127.0.0.1:25/mail", "port 25"),
        ("file:///etc/passwd", "not a web address"),
    ],
)
def test_what_cannot_be_fetched_says_why_and_waits(
    site: Site, importing: Importing, old: str, answers: dict[str, Any], answer: Any, said: str
) -> None:
    answers["/a.jpg"] = answer
    importing(document(attachment(9, f"{old}/a.jpg"), post(1, f"{old}/a.jpg")), fetch=True)
    row = rows(site)["9"]
    assert row.state == "waiting"
    assert said in row.note
    assert not Asset.objects.filter(site=site).exists()


def test_what_is_no_picture_or_too_large_is_not_taken(
    site: Site, importing: Importing, old: str, answers: dict[str, Any], settings: Any
) -> None:
    settings.MEDIA_MAX_MB = 1
    answers["/lie.jpg"] = (200, "image/jpeg", b"<script>alert(1)</script>")
    answers["/large.jpg"] = (200, "image/jpeg", PICTURE + bytes(1_100_000))
    importing(document(attachment(8, f"{old}/lie.jpg"), attachment(9, f"{old}/large.jpg")), fetch=True)
    found = rows(site)
    assert (found["8"].state, found["8"].note.startswith("It cannot be taken")) == ("failed", True)
    assert found["9"].state == "waiting"
    assert "too much" in found["9"].note
    assert not Asset.objects.filter(site=site).exists()


def test_addresses_inside_a_network_are_not_asked_and_not_by_a_redirect(
    site: Site, importing: Importing, old: str, answers: dict[str, Any], asked: list[str], settings: Any
) -> None:
    answers["/a.jpg"] = (200, "image/jpeg", PICTURE)
    settings.FETCH_ALLOW_PRIVATE = False
    inner = ["http://127.0.0.1/a.jpg", "http://10.0.0.1/b.jpg", "http://[::1]/c.jpg", "http://169.254.169.254/d.jpg"]
    pictures = [attachment(number, url) for number, url in enumerate([f"{old}/a.jpg", *inner], 5)]
    importing(document(*pictures), fetch=True)
    assert asked == []
    assert {row.state for row in rows(site).values()} == {"waiting"}
    assert all("private network" in row.note or "not asked again" in row.note for row in rows(site).values())


def test_a_redirect_into_a_network_is_refused(
    site: Site, importing: Importing, old: str, answers: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers["/a.jpg"] = "http://10.0.0.1/secret.jpg"
    real = http.addresses_of

    def only_the_old_site(host: str, port: int, *, allow_private: bool = False) -> list[str]:
        return real(host, port, allow_private=host == "127.0.0.1")

    monkeypatch.setattr(http, "addresses_of", only_the_old_site)
    importing(document(attachment(9, f"{old}/a.jpg")), fetch=True)
    assert "private network" in rows(site)["9"].note


def test_a_host_that_fails_twice_is_left_alone_for_the_rest_of_the_run(
    site: Site, importing: Importing, old: str, asked: list[str], fetching: Fetching
) -> None:
    run = importing(document(*(attachment(number, f"{old}/{number}.jpg") for number in range(1, 13))), fetch=True)
    assert len(asked) == 4
    assert {row.state for row in rows(site).values()} == {"waiting"}
    fetching(run)
    assert len(asked) == 8


def test_a_fetch_that_was_stopped_goes_on_where_it_was(
    site: Site, importing: Importing, fetching: Fetching, old: str, answers: dict[str, Any], asked: list[str]
) -> None:
    names = [f"/{number}.jpg" for number in range(1, 9)]
    text = document(
        *(attachment(int(name[1]), old + name) for name in names), post(20, *(old + name for name in names))
    )
    run = importing(text)
    for number, name in enumerate(names):
        answers[name] = (200, "image/jpeg", jpeg(300 + number, 200))

    class Killed(BaseException):
        """As if the process had ended."""

    def stop(step: str, done: int, total: int) -> None:
        raise Killed

    with pytest.raises(Killed):
        Running(run, Path(), None, stop, Options()).fetch_media()
    assert (len(asked), Asset.objects.filter(site=site).count()) == (4, 4)
    assert fetching(run) == 4
    assert sorted(asked) == names
    page = LivePage.objects.get(site=site)
    assert old not in page.body
    assert page.body.count("<img") == 8


def test_a_text_that_was_edited_meanwhile_gets_the_picture_in_its_draft_alone(
    site: Site, importing: Importing, fetching: Fetching, old: str, answers: dict[str, Any]
) -> None:
    run = importing(document(post(1, f"{old}/a.jpg")), fetch=True)
    article = Article.objects.get(site=site)
    body = article.body + '<p data-id="zzzzzzzz">New words.</p>'
    drafts.save(article, by=None, version=article.version, changes={"body": body})
    answers["/a.jpg"] = (200, "image/jpeg", PICTURE)
    fetching(run)
    article.refresh_from_db()
    assert "New words." in article.body
    assert "data-asset" in article.body
    page = LivePage.objects.get(site=site)
    assert "New words." not in page.body
    assert "<img" not in page.body
