"""From request to checked answer."""

import pytest

from accounts.sites.models import Site
from ai.engine.models import Model, Run
from ai.engine.services import Expect, NotAllowed, RunFailed, RunResult, run
from tests.ai.engine.conftest import ANSWER
from tests.ai.server import ScriptedServer, Step
from tests.people import People

pytestmark = pytest.mark.django_db


def ask(site: Site, people: People, **options: object) -> RunResult:
    options = {"by": people.creator, "site": site, "scope": "article:1", **options}
    return run("tests.text", {"text": "The pier opens on Saturday."}, **options)


def test_an_answer_is_streamed_logged_and_returned(
    site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    chunks: list[str] = []
    result = ask(site, people, on_text=chunks.append)
    assert result.text == "".join(chunks) == ANSWER
    row = Run.objects.get(site=site)
    assert (row.state, row.text, row.model, row.provider) == ("done", ANSWER, "scripted-1", "Scripted")
    assert (row.tokens_in, row.tokens_out) == (server.asked[0].tokens_in, server.asked[0].tokens_out)
    assert row.ttft_ms is not None and row.latency_ms >= row.ttft_ms
