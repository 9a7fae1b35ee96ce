"""The CDN is told what to forget: against a server that speaks like Cloudflare's."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from accounts.audit.models import Delivery
from accounts.sites.models import Site
from content.articles.models import Article
from content.publishing import cdn, services, state
from content.publishing.models import Change, SiteState
from tests.conftest import ClientFor
from tests.people import People

pytestmark = pytest.mark.django_db
Write = Callable[..., Article]
TOKEN = "token-of-the-zone"


class Cloudflare(ThreadingHTTPServer):
    """Takes purges as the API does; `status` and `success` are what it answers next."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[list[str]] = []
        self.status, self.success = 200, True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/client/v4/zones/z/purge_cache"

    def tags(self) -> set[str]:
        return {tag for tags in self.asked for tag in tags}


class _Handler(BaseHTTPRequestHandler):
    server: Cloudflare

    def do_POST(self) -> None:
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        allowed = self.headers["Authorization"] == f"Bearer {TOKEN}"
        status = self.server.status if allowed else 403
        if status == 200 and self.server.success:
            self.server.asked.append(sent["tags"])
        body = json.dumps({"success": status == 200 and self.server.success, "errors": []}).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None: ...


@pytest.fixture
def server(settings: Settings) -> Iterator[Cloudflare]:
    found = Cloudflare()
    threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    settings.CDN_PURGE_URL, settings.CDN_PURGE_TOKEN = found.url, TOKEN
    yield found
    found.shutdown()
    found.server_close()


def settle(site: Site) -> None:
    Change.objects.filter(site=site).update(created_at=timezone.now() - timedelta(minutes=1))


def up_to_date(site: Site) -> bool:
    found = SiteState.objects.get(pk=site.pk)
    return found.purged == found.sequence


def test_a_publication_tells_the_cdn_its_tags(
    server: Cloudflare, site: Site, write: Write, people: People, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        page = services.publish(write("Morning"), by=people.editor)
    wanted = {f"s{site.pk}-t-all", f"s{site.pk}-any", f"s{site.pk}-p-{page.path_key}"}
    assert wanted <= server.tags()
    assert Delivery.objects.get(receiver__endswith="on_pages_changed").state == "done"


def test_an_answer_carries_the_tags_that_will_be_purged(
    server: Cloudflare, site: Site, write: Write, people: People, client_for: ClientFor
) -> None:
    page = services.publish(write("Morning"), by=people.editor)
    answer = client_for().get(page.path)
    tags = answer["Cache-Tag"].split(",")
    assert {f"s{site.pk}", f"s{site.pk}-chrome", f"s{site.pk}-p-{page.path_key}"} <= set(tags)
    assert answer["CDN-Cache-Control"].startswith("public, max-age=")
    assert not client_for().get("/nothing/").has_header("CDN-Cache-Control")


def test_without_a_cdn_nothing_is_said_and_no_event_written(
    site: Site, write: Write, people: People, client_for: ClientFor
) -> None:
    page = services.publish(write("Morning"), by=people.editor)
    assert not client_for().get(page.path).has_header("Cache-Tag")
    assert not Delivery.objects.filter(receiver__endswith="on_pages_changed").exists()
    assert cdn.purge_all() == 0


def test_what_has_not_settled_is_told_again(server: Cloudflare, site: Site) -> None:
    state.raise_sequence(site)
    state.note(site.pk, ["t:tag:1"])
    assert cdn.purge(site.pk) and cdn.purge(site.pk)
    settle(site)
    assert cdn.purge_all() and up_to_date(site)
    told = len(server.asked)
    assert cdn.purge_all() == 0 and len(server.asked) == told


def test_many_tags_go_in_batches_and_very_many_are_everything(server: Cloudflare, site: Site) -> None:
    state.raise_sequence(site)
    state.note(site.pk, [f"t:tag:{number}" for number in range(70)])
    cdn.purge(site.pk)
    assert [len(tags) for tags in server.asked] == [30, 30, 11]  # and the menus
    state.note(site.pk, [f"t:tag:{number}" for number in range(1000)])
    cdn.purge(site.pk)
    assert server.asked[-1] == [f"s{site.pk}"]


def test_a_sequence_without_a_note_is_everything(server: Cloudflare, site: Site) -> None:
    state.raise_sequence(site)
    Change.objects.filter(site=site).delete()
    cdn.purge(site.pk)
    assert server.asked == [[f"s{site.pk}"]]


@pytest.mark.parametrize(("status", "success"), [(429, True), (500, True), (200, False)])
def test_a_refusal_is_repeated_by_the_delivery(server: Cloudflare, site: Site, status: int, success: bool) -> None:
    state.raise_sequence(site)
    settle(site)
    server.status, server.success = status, success
    with pytest.raises(cdn.PurgeFailed):
        cdn.purge(site.pk)
    assert not up_to_date(site)
    server.status, server.success = 200, True
    assert cdn.purge(site.pk) and up_to_date(site)


def test_a_wrong_token_or_a_dead_server_says_what_to_check(server: Cloudflare, site: Site, settings: Settings) -> None:
    state.raise_sequence(site)
    settings.CDN_PURGE_TOKEN = "another"
    with pytest.raises(cdn.PurgeFailed, match="CDN_PURGE_TOKEN"):
        cdn.purge(site.pk)
    settings.CDN_PURGE_URL = "http://127.0.0.1:1/"
    with pytest.raises(cdn.PurgeFailed, match="does not answer"):
        cdn.purge(site.pk)


def test_sites_are_told_of_apart(server: Cloudflare, site: Site, noise_site: Site) -> None:
    SiteState.objects.filter(pk=noise_site.pk).update(purged=10**6)
    state.raise_sequence(site)
    cdn.purge_all()
    assert all(tag == f"s{site.pk}" or tag.startswith(f"s{site.pk}-") for tag in server.tags())
