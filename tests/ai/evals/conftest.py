"""Accepted texts, a model whose answers are told, and a golden set."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from accounts.jobs import execution
from accounts.sites.models import Site
from ai.evals.models import EvalRun, GoldenSet
from ai.evals.services import build_set
from ai.providers.models import Model, Price, Provider, Route
from content.articles.models import Article
from tests.ai.server import ScriptedServer
from tests.ai.writing.conftest import _impatient
from tests.people import People

__all__ = ["_impatient"]
PURPOSE = "writing.summary"
BODY = (
    '<p data-id="aaaaaaaa">The council decided on Tuesday to repair pier {n}, which the winter storm had damaged.</p>'
    '<p data-id="bbbbbbbb">Ferries will stop there again when the work is done, and the benches will be painted.</p>'
)
SUMMARY = "The council will repair pier {n} after the winter storm, and ferries will stop there again."
OTHER = "Pier {n} is repaired after the winter storm, the council decided, so that ferries can come back."
BAD = "Here is your summary: pier {n} is open."
Answers = dict[str, Callable[[str], str]]


def written(pattern: str) -> Callable[[str], str]:
    return lambda number: pattern.format(n=number)


def _number(body: dict[str, Any]) -> str:
    told = " ".join(str(message["content"]) for message in body["messages"])
    return told.partition("repair pier ")[2].partition(",")[0] or "0"


@pytest.fixture
def answers() -> Answers:
    """What each model writes about the pier of this number; “badly” in a prompt counts as a model of that name."""
    return {"good": written(SUMMARY), "other": written(OTHER), "badly": written(BAD)}


@pytest.fixture
def server(answers: Answers) -> Iterator[ScriptedServer]:
    def answer(body: dict[str, Any], purpose: str) -> str:
        name = "badly" if "badly" in str(body["messages"]) else body["model"]
        return answers[name](_number(body))

    with ScriptedServer(answer) as server:
        yield server


@pytest.fixture
def model(db: None, server: ScriptedServer, site: Site) -> Model:
    """The site's model, “good”; its provider also has “other”, a draft."""
    provider = Provider(site=site, name="Scripted", base_url=server.url)
    provider.set_key("sk-scripted-0123456789abcdef")
    provider.save()
    good = Model.objects.create(provider=provider, name="good")
    for row in (good, Model.objects.create(provider=provider, name="other", state="draft")):
        Price.objects.create(model=row, input_micro=1_000_000, output_micro=2_000_000)
    Route.objects.create(site=site, purpose="*", model=good)
    return good


@pytest.fixture
def articles(site: Site, people: People) -> list[Article]:
    """Six published articles with summaries."""
    return [
        Article.objects.create(
            site=site, title=f"Pier {n}", slug=f"pier-{n}", body=BODY.format(n=n), summary=SUMMARY.format(n=n),
            state="published", created_by=people.creator,
        )
        for n in range(6)
    ]  # fmt: skip


@pytest.fixture
def golden(site: Site, people: People, articles: list[Article]) -> GoldenSet:
    return build_set(site=site, purpose=PURPOSE, name="Accepted", by=people.admin)


def worked(evaluation: EvalRun) -> EvalRun:
    execution.run(evaluation.job_id or 0)
    return EvalRun.objects.select_related("job", "site", "golden_set").get(pk=evaluation.pk)
