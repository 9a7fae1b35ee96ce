"""Versions of prompts and models are asked the same, measured, and a regression is refused."""

from typing import Any

import pytest

from accounts.jobs.models import Job
from accounts.sites.models import Site
from ai.engine import services as engine
from ai.engine.models import PromptOverride, Run
from ai.evals import canaries, comparing, figures, working
from ai.evals.exceptions import NothingToCompare
from ai.evals.models import Canary, EvalResult, EvalRun, GoldenSet
from ai.evals.services import cancel_eval, resume_eval, start_eval
from ai.providers.exceptions import CanaryRefused
from ai.providers.models import Model, Route
from ai.providers.services import promote_canary, start_canary
from ai.spending.models import Budget
from tests.ai.evals.conftest import BAD, PURPOSE, Answers, worked, written
from tests.ai.server import ScriptedServer
from tests.people import People

pytestmark = pytest.mark.django_db
SHORT = "Write a summary in {{ language }}:\n{{ text|fence }}"
WORSE = "Write a summary in {{ language }}, badly:\n{{ text|fence }}"


def compare(golden: GoldenSet, **chosen: Any) -> EvalRun:
    return worked(start_eval(comparing.plan(golden, by=None, **chosen), by=None))


def draft(site: Site, text: str = SHORT) -> PromptOverride:
    return engine.save_prompt(site=site, purpose=PURPOSE, text=text, by=None, use=False)


def test_what_is_in_use_is_measured_with_cost_time_and_likeness(golden: GoldenSet, model: Model) -> None:
    evaluation = compare(golden)
    (row,) = figures.of(evaluation)
    assert (row.variant.prompt, row.variant.model_name, row.items) == ("file 1", "good", 6)
    assert (row.passed, row.usable, row.similarity, row.length, row.language) == (1.0, 1.0, 1.0, 1.0, 1.0)
    assert row.cost_micro and row.tokens and row.p95 >= row.p50
    assert evaluation.job is not None and evaluation.job.state == "done"


@pytest.mark.slow
def test_versions_and_models_are_asked_the_same_and_nothing_is_changed(
    site: Site, golden: GoldenSet, model: Model, server: ScriptedServer
) -> None:
    version = draft(site)
    evaluation = compare(golden, versions=[str(version.version)], models=["other"])
    labels = [row.variant.label for row in figures.of(evaluation)]
    assert labels == ["file 1, good", "file 1, other", "site 1, good", "site 1, other"]
    assert len(server.asked) == 24
    told = {asked.body["messages"][-1]["content"].partition(":")[0] for asked in server.asked}
    assert told == {"Headline", "Write a summary in en"}
    assert {run.scope for run in Run.objects.filter(site=site)} == {"eval"}
    assert not PromptOverride.objects.filter(site=site, is_active=True).exists()


def test_the_price_is_known_before_and_budgets_hold(
    site: Site, golden: GoldenSet, model: Model, server: ScriptedServer
) -> None:
    plan = comparing.plan(golden, by=None, models=["other"])
    assert plan.total == 12 and plan.cost.calls == 12 and plan.cost.cost_micro
    Budget.objects.create(site=site, unit="tokens", limit=1_200, period="day")
    assert "budget" in comparing.plan(golden, by=None, models=["other"]).no_room.lower()
    evaluation = worked(start_eval(plan, by=None))
    assert evaluation.job is not None and evaluation.job.state == "failed" and "budget" in evaluation.job.error.lower()
    assert 0 < len(server.asked) < 12
    Budget.objects.all().delete()
    assert resume_eval(evaluation, by=None)
    assert figures.of(worked(evaluation))[1].items == 6
    assert len(server.asked) == 12, "what was answered is not paid again"


def test_a_worker_that_dies_leaves_nothing_to_pay_twice(
    golden: GoldenSet, model: Model, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluation = start_eval(comparing.plan(golden, by=None), by=None)
    plain, done = working._measure, list[int]()

    def die_at_the_third(result: EvalResult, *rest: Any) -> None:
        done.append(result.pk)
        if len(done) == 3:
            raise SystemExit
        plain(result, *rest)

    monkeypatch.setattr(working, "_measure", die_at_the_third)
    with pytest.raises(SystemExit):
        worked(evaluation)
    assert evaluation.results.waiting().count() == 4
    Job.objects.filter(pk=evaluation.job_id or 0).update(state="queued", claim="", lease_until=None)
    assert figures.of(worked(evaluation))[0].items == 6
    assert len(server.asked) == 6


def test_a_cancelled_evaluation_goes_on_where_it_stopped(
    golden: GoldenSet, model: Model, server: ScriptedServer
) -> None:
    evaluation = start_eval(comparing.plan(golden, by=None), by=None)
    assert cancel_eval(evaluation, by=None)
    assert worked(evaluation).results.waiting().count() == 6 and server.asked == []
    assert resume_eval(evaluation, by=None)
    assert figures.of(worked(evaluation))[0].items == 6


def test_an_answer_that_the_checks_refuse_counts_as_none(golden: GoldenSet, model: Model, answers: Answers) -> None:
    answers["other"] = written(BAD)
    evaluation = compare(golden, models=["other"])
    good, other = figures.of(evaluation)
    assert (other.passed, other.usable, other.similarity) == (0.0, 0.0, 0.0)
    assert evaluation.results.filter(variant=1, state="refused").count() == 6
    said = ["passed the checks 0% against 100%", "similarity to accepted texts 0.00 against 1.00"]
    assert figures.worse(other, good) == said
    assert figures.worse(good, other) == []


def test_an_answer_that_was_repaired_is_usable_but_did_not_pass(
    golden: GoldenSet, model: Model, answers: Answers
) -> None:
    good, seen = answers["good"], list[str]()

    def at_second(number: str) -> str:
        seen.append(number)
        return good(number) if len(seen) > 1 else f"Here is your summary: {good(number)}"

    answers["good"] = at_second
    (row,) = figures.of(compare(golden, limit=1))
    assert (row.passed, row.usable, row.similarity) == (0.0, 1.0, 1.0)


def test_what_got_no_answer_is_asked_again(golden: GoldenSet, model: Model, server: ScriptedServer) -> None:
    server.script("401", "401")
    evaluation = compare(golden)
    assert evaluation.results.broken().count() == 2
    assert resume_eval(evaluation, by=None)
    assert figures.of(worked(evaluation))[0].usable == 1.0


def test_a_server_that_stays_down_stops_it(
    golden: GoldenSet, model: Model, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "MOST_IN_A_ROW", 2)
    server.script("401", "401", "401")
    evaluation = compare(golden)
    assert (
        evaluation.job is not None and evaluation.job.state == "failed" and "2 calls in a row" in evaluation.job.error
    )


def test_of_fewer_than_five_texts_nothing_is_said(golden: GoldenSet, model: Model, answers: Answers) -> None:
    answers["other"] = written(BAD)
    good, other = figures.of(compare(golden, models=["other"], limit=4))
    assert other.passed == 0.0 and figures.worse(other, good) == []


def test_a_version_that_was_measured_as_worse_is_refused_with_the_figures(
    site: Site, golden: GoldenSet, model: Model, people: People
) -> None:
    version, worse = draft(site), draft(site, WORSE)
    compare(golden, versions=[str(version.version), str(worse.version)])
    with pytest.raises(engine.PromptRefused, match="passed the checks 0% against 100%"):
        engine.use_prompt(worse, by=people.admin)
    with pytest.raises(engine.PromptRefused, match="measured it as worse"):
        engine.save_prompt(site=site, purpose=PURPOSE, text=WORSE, by=people.admin)
    assert not PromptOverride.objects.filter(site=site, is_active=True).exists()
    forced = engine.use_prompt(worse, by=people.admin, force="Only for a day")
    assert (forced.forced, forced.used_by) == ("Only for a day", people.admin)
    used = engine.use_prompt(version, by=people.admin)
    assert (used.text, used.forced) == (SHORT, "")


def test_a_canary_that_was_measured_as_worse_is_not_promoted_without_a_reason(
    site: Site, golden: GoldenSet, model: Model, answers: Answers, people: People
) -> None:
    answers["other"] = written(BAD)
    compare(golden, models=["other"])
    route = Route.objects.get(site=site)
    start_canary(route, Model.objects.get(provider=model.provider, name="other"), share=10, by=people.admin)
    with pytest.raises(CanaryRefused, match="worse than what is in use"):
        promote_canary(route, by=people.admin)
    promote_canary(route, by=people.admin, force="It is cheaper")
    assert (route.model.name, route.forced) == ("other", "It is cheaper")


def test_another_sites_measurements_say_nothing_here(
    site: Site, noise_site: Site, golden: GoldenSet, model: Model
) -> None:
    compare(golden, versions=[str(draft(site, WORSE).version)])
    EvalRun.objects.all().update(site=noise_site)
    assert engine.save_prompt(site=site, purpose=PURPOSE, text=WORSE, by=None).is_active


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        ({"versions": ["9"]}, "no version 9"),
        ({"versions": ["x"]}, "no version x"),
        ({"models": ["scripted-1"]}, "no model “scripted-1”"),
        ({"models": ["999999"]}, "no model “999999”"),
    ],
)
def test_what_there_is_not_says_so(golden: GoldenSet, model: Model, chosen: dict[str, Any], says: str) -> None:
    with pytest.raises(NothingToCompare, match=says):
        comparing.plan(golden, by=None, **chosen)


def test_too_many_combinations_and_an_empty_set_say_so(site: Site, golden: GoldenSet, model: Model) -> None:
    versions = [str(draft(site, f"{SHORT} {n}").version) for n in range(6)]
    with pytest.raises(NothingToCompare, match="too many"):
        comparing.plan(golden, by=None, versions=versions)
    golden.items.all().delete()
    with pytest.raises(NothingToCompare, match="empty"):
        comparing.plan(golden, by=None)


def test_a_canary_is_set_against_the_active_model_in_earnest_calls_only(
    site: Site, model: Model, people: People
) -> None:
    route = Canary.objects.get(site=site)
    start_canary(route, Model.objects.get(provider=model.provider, name="other"), share=10, by=people.admin)
    made: dict[str, Any] = {"site": site, "purpose": PURPOSE, "attempt": 1, "provider": "Scripted", "model": "other"}
    made |= {"tokens_out": 5, "cost_micro": 10, "currency": "USD"}
    for state, kind, ms in (("done", "", 100), ("done", "", 300), ("failed", "guard", 200), ("failed", "down", 900)):
        Run.objects.create(**made, state=state, error_kind=kind, latency_ms=ms)
    Run.objects.create(**made, state="done", scope="eval", latency_ms=9_000)
    told = canaries.compared(Canary.objects.get(pk=route.pk), site)["canary"]
    assert (told.calls, told.refused, told.failed, told.p50, told.p95) == (4, 1, 1, 200, 900)
    assert (round(told.passed, 2), told.failures, told.cost_micro) == (0.67, 0.25, 10)
