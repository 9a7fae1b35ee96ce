"""Every way in which a server fails: what people see, what is stored, what is paid, what the log says."""

import time

import pytest

from accounts.sites.models import Site
from ai.providers import breaker
from ai.providers.models import Circuit, Model, Price, Route
from ai.spending.models import Budget
from tests.ai.engine.asking import ask, calls, failing
from tests.ai.engine.conftest import ANSWER
from tests.ai.engine.faults import ANSWERS, CASES, COUNTED, DOCUMENT, LINK, NOTHING, Answered, Case, document
from tests.ai.server import ScriptedServer, Step
from tests.people import People

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.fault)
def test_a_fault_is_told_logged_and_settled(
    case: Case, site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    budget = Budget.objects.create(site=site, limit=1_000_000)
    server.script(*[case.fault] * case.calls)
    error = failing(site, people.creator)
    assert case.says in error.message
    head = error.run
    assert (head.state, head.error, head.error_kind, head.data) == ("failed", error.message, case.kind, None)
    rows = calls(site)
    assert len(rows) == len(server.asked) == case.calls, "one row per call"
    assert [row.attempt for row in rows] == list(range(1, case.calls + 1))
    assert {row.head_id for row in rows} <= {None, head.pk}
    budget.refresh_from_db()
    assert budget.reserved == 0
    assert budget.used == sum(row.tokens_in + row.tokens_out for row in rows)
    assert (budget.used > 0) == (case.settled != NOTHING)
    assert bool(head.text) == case.partial
    if case.settled == COUNTED:
        assert budget.used == server.tokens


@pytest.mark.parametrize("case", ANSWERS, ids=lambda case: case.name)
def test_an_answer_that_cannot_be_used_is_repaired_once_then_failed_and_paid(
    case: Answered, site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    budget = Budget.objects.create(site=site, limit=1_000_000)
    server.script(Step(text=case.text), Step(text=case.text))
    error = failing(site, people.creator, **case.asks)
    assert "The answer could not be used." in error.message
    assert case.says.lower() in error.message.lower()
    assert (error.run.state, error.run.data, len(server.asked)) == ("failed", None, 2)
    assert any(not verdict["ok"] for verdict in error.run.guards)
    budget.refresh_from_db()
    assert (budget.used, budget.reserved) == (server.tokens, 0)


@pytest.mark.parametrize("case", ANSWERS, ids=lambda case: case.name)
def test_a_repaired_answer_is_taken(
    case: Answered, site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    good = (
        '{"title": "The pier opens"}'
        if case.name == "schema"
        else f"{ANSWER} {LINK}"
        if "lost" in case.name
        else ANSWER
    )
    server.script(Step(text=case.text), Step(text=good))
    assert ask(site, people.creator, **case.asks).text == good
    assert len(server.asked) == 2


def test_the_documented_matrix_is_that_of_these_tests() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document(), "write faults.document() into it"


@pytest.mark.parametrize("fault", ["429", "429-after", "500", "reset", "hang", "cut", "broken", "empty", "tool"])
def test_a_fault_that_passes_is_overcome(
    fault: str, site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    server.script(fault)
    result = ask(site, people.creator)
    assert result.text == ANSWER
    assert [row.state for row in calls(site)] == ["failed", "done"]
    assert calls(site)[1].public_id == result.run.public_id


@pytest.mark.parametrize("fault", ["500", "broken", "empty", "huge"])
def test_faults_without_streaming(fault: str, site: Site, people: People, model: Model, server: ScriptedServer) -> None:
    Model.objects.update(can_stream=False)
    server.script(*[fault] * 4)
    assert failing(site, people.creator).run.text == ""


def test_retry_after_is_waited_for(site: Site, people: People, model: Model, server: ScriptedServer) -> None:
    server.script("429-after")
    began = time.monotonic()
    ask(site, people.creator)
    assert 1.0 <= time.monotonic() - began < 4.0


def test_text_that_begins_anew_is_announced(site: Site, people: People, model: Model, server: ScriptedServer) -> None:
    seen: list[str] = []
    server.script("cut")
    result = ask(site, people.creator, on_text=seen.append, on_restart=seen.clear)
    assert "".join(seen) == result.text == ANSWER
    assert result.run.generation == 1


def test_half_an_answer_is_shown_but_never_counts_as_one(
    site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    server.script("cut", "cut")
    run = failing(site, people.creator, key="k").run
    run.refresh_from_db()
    assert ANSWER.startswith(run.text) and run.text != ANSWER
    assert run.state == "failed"


def test_an_unasked_tool_call_beside_text_is_ignored(
    site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    Model.objects.update(can_stream=False)
    server.script(Step(text=ANSWER, finish_reason="tool_calls"))
    assert ask(site, people.creator).text == ANSWER


def test_the_next_model_is_asked_when_one_fails(
    site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    broken = Model.objects.create(provider=model.provider, name="fault-500")
    Price.objects.create(model=broken, input_micro=1, output_micro=1)
    Route.objects.update(position=1)
    Route.objects.create(purpose="*", model=broken, position=0)
    result = ask(site, people.creator)
    assert (result.text, result.model) == (ANSWER, "scripted-1")
    assert [row.model for row in calls(site)] == ["fault-500"] * 3 + ["scripted-1"]


def test_a_refused_connection_is_told(site: Site, people: People, model: Model, server: ScriptedServer) -> None:
    model.provider.base_url = "http://127.0.0.1:9/v1"
    model.provider.save()
    error = failing(site, people.creator)
    assert "cannot be reached" in error.message
    assert len(calls(site)) == 3


def test_an_endpoint_that_keeps_failing_is_left_alone_and_then_tried_again(
    site: Site, people: People, model: Model, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(breaker, "FAILURES", 2)
    server.script(*["500"] * 6)
    for _ in range(2):
        failing(site, people.creator)
    error = failing(site, people.creator)
    assert "is left alone until" in error.message
    assert (len(server.asked), error.run.attempt) == (6, 0), "no call was made"
    monkeypatch.setattr(breaker, "PAUSE", 0)
    assert ask(site, people.creator).text == ANSWER
    assert Circuit.objects.get().state == "closed"


def test_a_busy_server_or_a_bad_key_does_not_open_the_breaker(
    site: Site, people: People, model: Model, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(breaker, "FAILURES", 1)
    server.script("401", "429-later")
    for _ in range(2):
        failing(site, people.creator)
    assert ask(site, people.creator).text == ANSWER
