"""Old answers go, what was measured on them stays."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.operations.pruning import prune
from ai.evals import figures
from ai.evals.models import EvalRun, GoldenSet
from ai.providers.models import Model
from tests.ai.evals.conftest import worked
from tests.ai.evals.test_comparing import compare
from tests.conftest import ClientFor
from tests.people import People

pytestmark = pytest.mark.django_db


def _pruned(evaluation: EvalRun, days: int, *, dry_run: bool = False) -> int | str:
    EvalRun.objects.filter(pk=evaluation.pk).update(created_at=timezone.now() - timedelta(days=days))
    return prune(timezone.now(), dry_run=dry_run, only=("evals",))["evals"]


def _told(evaluation: EvalRun) -> list[str]:
    return [result.answer for result in evaluation.results.all() if result.answer]


def test_answers_go_at_their_time_and_the_figures_stay(
    golden: GoldenSet, model: Model, people: People, client_for: ClientFor
) -> None:
    evaluation = compare(golden)
    before = figures.of(evaluation)
    assert _pruned(evaluation, 179) == 0
    assert _pruned(evaluation, 181, dry_run=True) == len(_told(evaluation)) == 6
    assert _pruned(evaluation, 181) == 6 and not _told(evaluation)
    assert figures.of(evaluation) == before and golden.items.exclude(expected="").exists()
    page = client_for(people.admin).get(f"/admin/evals/evalrun/{evaluation.pk}/change/").content.decode()
    assert "This answer was deleted when its time was over" in page


def test_what_is_still_asked_keeps_its_answers(golden: GoldenSet, model: Model) -> None:
    evaluation = worked(compare(golden))
    assert evaluation.job is not None
    evaluation.job.state = "running"
    evaluation.job.save(update_fields=["state"])
    assert _pruned(evaluation, 900) == 0
