"""manage.py ai_eval."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.jobs.models import Worker
from accounts.sites.models import Site
from ai.engine.models import PromptOverride
from ai.evals.management.commands import ai_eval
from ai.evals.models import EvalRun, GoldenSet
from ai.providers.models import Model
from content.articles.models import Article
from tests.ai.evals.conftest import BAD, PURPOSE, Answers, worked, written
from tests.ai.evals.test_comparing import SHORT, WORSE, draft
from tests.ai.server import ScriptedServer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ai_eval.Command, "_watch", lambda self, evaluation: worked(evaluation))


def command(*args: str, **options: Any) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("ai_eval", *(args or (PURPOSE,)), site="testserver", stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def test_what_is_in_use_and_the_newest_draft_are_compared_as_a_table(
    site: Site, golden: GoldenSet, model: Model
) -> None:
    draft(site)
    table, said = command()
    assert "Accepted: 6 texts, 2 versions." in said and "USD" in said
    assert "→  file 1, good" in table and "site 1, good" in table and "100%" in table
    assert "similar" in table and "p95" in table


@pytest.mark.slow
def test_a_regression_ends_with_1_unless_it_is_forced_which_is_recorded(
    golden: GoldenSet, model: Model, answers: Answers
) -> None:
    answers["other"] = written(BAD)
    with pytest.raises(CommandError, match=r"Worse than what is in use. version 2: passed the checks 0% against 100%"):
        command(model=["other"])
    _, said = command(model=["other"], force="Cheaper")
    assert "forced: Cheaper" in said
    newest = EvalRun.objects.filter(golden_set=golden).first()
    assert newest is not None and newest.forced == "Cheaper"


def test_a_version_is_taken_into_use_only_if_it_is_not_worse(site: Site, golden: GoldenSet, model: Model) -> None:
    good, worse = draft(site, SHORT), draft(site, WORSE)
    with pytest.raises(CommandError, match="Worse than what is in use"):
        command(use=str(worse.version))
    assert not PromptOverride.objects.filter(site=site, is_active=True).exists()
    _, said = command(use=str(good.version))
    assert "counts from now on" in said
    assert PromptOverride.objects.get(site=site, is_active=True).text == SHORT


def test_figures_come_as_json_and_nothing_else_stands_between_them(golden: GoldenSet, model: Model) -> None:
    told = json.loads(command(json=True, limit=5)[0])
    assert told["id"] == EvalRun.objects.get(golden_set=golden).public_id
    (row,) = told["versions"]
    assert (row["prompt"], row["model"], row["items"], row["passed"], row["worse"]) == ("file 1", "good", 5, 1.0, [])
    assert {"similarity", "length", "language", "cost_micro", "p50", "p95"} <= set(row)


def test_a_dry_run_counts_and_prices_and_asks_nobody(
    site: Site, golden: GoldenSet, model: Model, server: ScriptedServer
) -> None:
    assert "6 texts, 1 versions" in command(dry_run=True)[1]
    assert server.asked == [] and not EvalRun.objects.filter(site=site).exists()


def test_a_set_can_be_built_on_the_way_and_named(site: Site, articles: list[Article], model: Model) -> None:
    command(build=True, set="Ours")
    assert GoldenSet.objects.get(site=site).name == "Ours"
    with pytest.raises(CommandError, match="There are “Ours”"):
        command(set="Theirs")


@pytest.mark.parametrize(
    ("args", "options", "says"),
    [
        ((), {}, "There is no golden set"),
        (("writing.nothing",), {}, "There is no golden set for “writing.nothing”"),
        ((), {"resume": "nothing"}, "There is no evaluation nothing"),
        ((), {"build": True}, "no accepted text"),
    ],
)
def test_a_wrong_command_says_what_is_wrong(
    site: Site, model: Model, args: tuple[str, ...], options: dict[str, Any], says: str
) -> None:
    with pytest.raises(CommandError, match=says):
        command(*args, **options)


def test_without_a_worker_the_command_says_so_and_keeps_the_work(
    golden: GoldenSet, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(ai_eval, "NO_WORKER", 0.0)
    Worker.objects.all().delete()
    with pytest.raises(CommandError, match="No worker is running"):
        command()
    assert EvalRun.objects.get(golden_set=golden).results.waiting().count() == 6


def test_what_stopped_goes_on(golden: GoldenSet, model: Model, server: ScriptedServer) -> None:
    server.script("401")
    command(limit=5)
    row = EvalRun.objects.get(golden_set=golden)
    assert row.results.broken().count() == 1
    command(resume=row.public_id)
    assert row.results.broken().count() == 0
