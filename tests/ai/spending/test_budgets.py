"""Budgets of jobs, what is told at the mark, what is told at the stop, and estimates."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.audit.models import Entry
from accounts.jobs.models import Job
from accounts.jobs.running import as_current
from accounts.sites.models import Site
from ai.engine.models import Run
from ai.engine.services import BudgetExceeded, forecast, refusal
from ai.providers.models import Model, Price
from ai.spending import ledger
from ai.spending.exceptions import NoRoom
from ai.spending.ledger import Most, Spender, Use
from ai.spending.models import Budget, Reservation
from ai.spending.services import cap_job, save_budget
from tests.ai.engine.asking import TEXT, ask, failing
from tests.ai.server import ScriptedServer
from tests.people import People

pytestmark = pytest.mark.django_db
MOST = Most("m", 100, 100, "USD")


@pytest.fixture
def job(site: Site, people: People) -> Job:
    return Job.objects.create(
        site=site, kind="tests.bulk", label="Bulk", created_by=people.editor, due_at=timezone.now()
    )


def spender(site: Site, job: Job | None = None, holder: str = "run") -> Spender:
    return Spender(holder, site, None, "writing.title", job)


def topics(name: str) -> int:
    return Entry.objects.filter(topic=f"spending.{name}").count()


def test_each_job_has_a_budget_of_its_own(site: Site, people: People, job: Job) -> None:
    other = Job.objects.create(site=site, kind="tests.bulk", due_at=timezone.now())
    pattern = Budget.objects.create(site=site, period="job", limit=100)
    ledger.reserve(spender(site, job), MOST)
    ledger.reserve(spender(site, other, "another"), MOST)
    with pytest.raises(NoRoom, match="budget of the job “Bulk” for all AI"):
        ledger.reserve(spender(site, job, "third"), MOST)
    pattern.refresh_from_db()
    assert (pattern.used, pattern.reserved, pattern.for_jobs.count()) == (0, 0, 2)
    ledger.reserve(spender(site), MOST)  # what is no job's work is not counted there


def test_one_job_is_capped_in_money(site: Site, people: People, job: Job) -> None:
    cap_job(job, limit=99, unit="money", by=people.editor)
    assert "has no room" in ledger.room_for(spender(site, job), MOST)
    cap_job(job, limit=200, unit="money", by=people.editor)
    assert Budget.objects.filter(job=job).count() == 1
    assert ledger.room_for(spender(site, job), Most("m", 200, 200, "USD")) == ""
    assert "needs up to 0.0003 USD" in ledger.room_for(spender(site, job), Most("m", 300, 300, "USD"))
    assert not Reservation.objects.exists()


def test_a_run_belongs_to_the_job_that_runs(
    site: Site, people: People, model: Model, server: ScriptedServer, job: Job
) -> None:
    cap_job(job, limit=1, unit="tokens", by=people.editor)
    with as_current(job):
        assert isinstance(failing(site, people.creator), BudgetExceeded)
    assert Run.objects.get(site=site).job == job
    assert ask(site, people.creator).run.job is None


def test_the_mark_is_told_once_in_each_period(site: Site) -> None:
    budget = Budget.objects.create(site=site, period="day", limit=100, alert_at=80)
    for amount, told in ((79, 0), (1, 1), (5, 1)):
        ledger.reserve(spender(site), Most("m", amount, None, ""))
        ledger.settle("run", Use(amount))
        assert topics("budget_nearly_spent") == told
    Budget.objects.update(window_start=timezone.now() - timedelta(days=2))
    ledger.reserve(spender(site), Most("m", 80, None, ""))
    ledger.settle("run", Use(80))
    assert topics("budget_nearly_spent") == 2
    budget.refresh_from_db()
    assert budget.used == 80


def test_no_mark_no_alert(site: Site) -> None:
    Budget.objects.create(site=site, period="total", limit=100, alert_at=0)
    ledger.reserve(spender(site), Most("m", 100, None, ""))
    ledger.settle("run", Use(100))
    assert topics("budget_nearly_spent") == 0


def test_the_first_stop_is_told_and_a_raised_budget_may_stop_anew(site: Site, people: People) -> None:
    budget = Budget.objects.create(site=site, period="total", limit=50)
    for _ in range(2):
        with pytest.raises(NoRoom):
            ledger.reserve(spender(site), MOST)
    assert topics("budget_stopped") == 1
    budget.limit = 60
    save_budget(budget, by=people.admin)
    with pytest.raises(NoRoom):
        ledger.reserve(spender(site), MOST)
    assert topics("budget_stopped") == 2


def test_of_two_budgets_the_first_lets_go_what_the_second_refuses_and_the_stop_is_kept(site: Site) -> None:
    wide = Budget.objects.create(site=site, period="total", limit=1_000)
    tight = Budget.objects.create(site=site, period="total", limit=1)
    with pytest.raises(NoRoom) as caught:
        ledger.reserve(spender(site), MOST)
    assert caught.value.budget == tight
    wide.refresh_from_db()
    tight.refresh_from_db()
    assert (wide.reserved, wide.stopped_at) == (0, None)
    assert tight.stopped_at is not None


def test_a_forecast_is_refused_by_the_budget_that_it_does_not_fit(
    site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    Price.objects.create(model=model, input_micro=1_000_000, output_micro=2_000_000)
    one = forecast("tests.text", [{"text": TEXT}], site=site)
    budget = Budget.objects.create(site=site, limit=3 * (one.tokens_in + one.most_out))
    assert refusal(one.times(3), "tests.text", by=people.creator, site=site) == ""
    assert "monthly budget for all AI" in refusal(one.times(4), "tests.text", by=people.creator, site=site)
    Budget.objects.filter(pk=budget.pk).update(unit="money", limit=one.most_micro)
    assert refusal(one, "tests.text", by=people.creator, site=site) == ""
    assert "USD" in refusal(one.times(2), "tests.text", by=people.creator, site=site)
    assert not Reservation.objects.exists() and not server.asked


def test_without_a_model_nothing_is_refused(site: Site, people: People) -> None:
    Budget.objects.create(site=site, limit=1)
    free = forecast("writing.title", [{"text": TEXT}] * 9, site=site)
    assert refusal(free, "writing.title", by=people.creator, site=site) == ""
