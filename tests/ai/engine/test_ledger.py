"""Budgets: what they cover, when they start anew, what they say, and that nothing is booked twice."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.sites.models import Site
from ai.engine import upkeep
from ai.engine.estimates import call_tokens, prompt_tokens, text_tokens
from ai.engine.models import Run
from ai.engine.services import BudgetExceeded
from ai.providers.models import Model, Price
from ai.spending import periods
from ai.spending.models import Budget, Reservation
from aicmr.lib.prices import ModelPrice, cost_micro
from tests.ai.engine.asking import ask, calls, failing
from tests.ai.server import ScriptedServer, Step
from tests.people import People

pytestmark = pytest.mark.django_db
NEEDED = call_tokens(
    [
        {"content": "You write."},
        {"content": "<text>\nThe pier opens on Saturday. See https://harbour.test/pier for the times.\n</text>"},
    ],
    200,
)


def test_a_budget_holds_the_longest_answer_and_books_what_was_used(
    site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    budget = Budget.objects.create(site=site, limit=NEEDED)
    seen: list[int] = []

    def look(_: str) -> None:
        seen.append(Budget.objects.get(pk=budget.pk).reserved)

    result = ask(site, people.creator, on_text=look)
    budget.refresh_from_db()
    assert seen[0] == NEEDED
    assert (budget.reserved, budget.used) == (0, server.tokens) == (0, result.tokens_in + result.tokens_out)


def test_one_token_too_little_stops_before_the_call(
    site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    Budget.objects.create(site=site, limit=NEEDED - 1, period="month")
    error = failing(site, people.creator)
    assert isinstance(error, BudgetExceeded)
    assert not server.asked
    assert "The monthly budget for all AI (tokens) has no room" in error.message
    assert f"0 tokens of {NEEDED - 1} tokens are used" in error.message
    assert "It starts anew on " in error.message
    assert (error.run.state, error.run.attempt) == ("failed", 0)


@pytest.mark.parametrize(
    ("fields", "stops"),
    [
        ({"feature": "tests"}, True),
        ({"feature": "tests.text"}, True),
        ({"feature": "test"}, False),
        ({"feature": "writing"}, False),
        ({"user": "creator"}, True),
        ({"user": "editor"}, False),
        ({"site": None}, True),
        ({"site": "noise"}, False),
    ],
)
def test_a_budget_covers_its_site_person_and_feature(
    site: Site,
    noise_site: Site,
    people: People,
    model: Model,
    server: ScriptedServer,
    fields: dict[str, str | None],
    stops: bool,
) -> None:
    user = fields.get("user")
    where = {"noise": noise_site, None: None}[fields["site"]] if "site" in fields else site
    who = getattr(people, user) if user else None
    Budget.objects.create(site=where, user=who, feature=fields.get("feature") or "", limit=1)
    if stops:
        assert isinstance(failing(site, people.creator), BudgetExceeded)
    else:
        assert ask(site, people.creator).text


def test_of_two_budgets_neither_holds_what_the_other_refuses(
    site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    wide = Budget.objects.create(site=site, limit=1_000_000)
    Budget.objects.create(site=site, feature="tests", limit=1)
    failing(site, people.creator)
    wide.refresh_from_db()
    assert (wide.used, wide.reserved) == (0, 0)


def test_money_is_counted_with_todays_price(site: Site, people: People, model: Model, server: ScriptedServer) -> None:
    now = timezone.now()
    Price.objects.create(model=model, valid_from=now - timedelta(days=9), input_micro=9_000_000, output_micro=9_000_000)
    Price.objects.create(model=model, valid_from=now - timedelta(days=1), input_micro=1_000_000, output_micro=4_000_000)
    Price.objects.create(model=model, valid_from=now + timedelta(days=1), input_micro=0, output_micro=0)
    budget = Budget.objects.create(site=site, unit="money", limit=1_000_000)
    result = ask(site, people.creator)
    budget.refresh_from_db()
    assert result.cost_micro == budget.used == result.tokens_in + 4 * result.tokens_out


def test_an_unknown_price_is_refused_under_a_money_budget(
    site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    Budget.objects.create(site=site, unit="money", limit=1_000_000)
    assert "no price is known for the model “scripted-1”" in failing(site, people.creator).message
    Price.objects.create(model=model, input_micro=1, output_micro=1, currency="EUR")
    assert "is in USD, and the price of “scripted-1” is in EUR" in failing(site, people.creator).message
    assert not server.asked


def test_without_a_price_the_cost_is_unknown_and_not_zero(
    site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    assert ask(site, people.creator).cost_micro is None


def test_a_repeated_call_is_paid_for_each_time_it_was_answered(
    site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    budget = Budget.objects.create(site=site, limit=10_000)
    server.script("500", Step(text="Sure, here is your text:\nNo."))
    result = ask(site, people.creator)
    budget.refresh_from_db()
    assert budget.used == server.tokens == result.tokens_in + result.tokens_out
    assert [row.tokens_out > 0 for row in calls(site)] == [False, True, True]


def test_a_fallback_or_repair_needs_room_of_its_own(
    site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    Budget.objects.create(site=site, limit=NEEDED)
    server.script(Step(text="Sure, here is your text:\nNo."))
    error = failing(site, people.creator)
    assert isinstance(error, BudgetExceeded)
    assert len(server.asked) == 1
    assert len(calls(site)) == 1


def test_a_new_day_begins_with_nothing_used_where_the_site_is(site: Site) -> None:
    site.time_zone = "Asia/Tokyo"
    day = Budget(site=site, period="day", limit=1)
    month = Budget(site=site, period="month", limit=1)
    evening = datetime(2026, 11, 30, 16, 30, tzinfo=UTC)  # 1 December, 01:30 in Tokyo
    assert periods.window_start(day, evening).isoformat() == "2026-12-01T00:00:00+09:00"
    assert periods.window_start(month, evening).isoformat() == "2026-12-01T00:00:00+09:00"
    assert periods.window_end(day, evening).isoformat() == "2026-12-02T00:00:00+09:00"
    assert periods.window_end(month, evening).isoformat() == "2027-01-01T00:00:00+09:00"
    assert periods.window_end(Budget(site=site, period="total", limit=1), evening) is None


def test_yesterdays_use_does_not_count_today(site: Site, people: People, model: Model, server: ScriptedServer) -> None:
    yesterday = timezone.now() - timedelta(days=1, hours=1)
    budget = Budget.objects.create(site=site, limit=NEEDED, used=NEEDED, period="day", window_start=yesterday)
    ask(site, people.creator)
    budget.refresh_from_db()
    assert budget.used == server.tokens


def killed_run(site: Site, people: People, budget: Budget, **fields: object) -> Run:
    """What a worker leaves that was killed in the middle of a call."""
    past = timezone.now() - timedelta(seconds=1)
    figures = {"tokens_in": 40, "tokens_out": 10, "is_estimate": True, "text": "The pier op", **fields}
    run = Run.objects.create(
        site=site, user=people.creator, purpose="tests.text", key="k", state="streaming", claim="dead", attempt=1,
        lease_until=past, **figures
    )  # fmt: skip
    Reservation.objects.create(budget=budget, holder=run.public_id, amount=300, lease_until=past)
    Budget.objects.filter(pk=budget.pk).update(reserved=300)
    return run


def test_a_dead_workers_reservation_is_released_for_what_it_used(site: Site, people: People) -> None:
    budget = Budget.objects.create(site=site, limit=1_000)
    killed_run(site, people, budget)
    for _ in range(2):
        upkeep.sweep()
    budget.refresh_from_db()
    assert (budget.used, budget.reserved) == (50, 0)


def test_a_dead_workers_run_is_taken_over_by_its_key(
    site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    budget = Budget.objects.create(site=site, limit=1_000)
    run = killed_run(site, people, budget)
    result = ask(site, people.creator, key="k")
    assert result.run == run
    dead, done = calls(site)
    assert (dead.state, dead.error_kind, dead.head, dead.text) == ("failed", "worker", run, "")
    assert (done.state, done.attempt, done.generation) == ("done", 2, 1)
    budget.refresh_from_db()
    assert (budget.used, budget.reserved) == (50 + server.tokens, 0)
    assert len(server.asked) == 1


def test_a_run_that_nobody_takes_over_ends(site: Site, people: People) -> None:
    budget = Budget.objects.create(site=site, limit=1_000)
    run = killed_run(site, people, budget)
    upkeep.sweep()
    run.refresh_from_db()
    assert run.state == "streaming", "a job may still take it over"
    Run.objects.filter(pk=run.pk).update(lease_until=timezone.now() - timedelta(minutes=6))
    upkeep.sweep()
    run.refresh_from_db()
    assert (run.state, run.error) == ("failed", "The worker stopped before this was finished. Start it again.")


def test_a_slow_worker_that_lost_its_run_stores_nothing_more(
    site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    budget = Budget.objects.create(site=site, limit=10_000)

    def take_over(_: str) -> None:
        Run.objects.filter(site=site).update(claim="another worker", text="What the other wrote")

    server.script(Step(pause=0.3))
    with pytest.raises(Exception, match="Another worker has taken this over"):
        ask(site, people.creator, on_text=take_over)
    row = Run.objects.get(site=site)
    assert (row.text, row.state) == ("What the other wrote", "streaming")
    budget.refresh_from_db()
    assert budget.reserved == 0


def test_the_same_text_is_always_estimated_alike() -> None:
    messages = [{"role": "user", "content": "Größe"}]
    assert (text_tokens("Größe"), prompt_tokens(messages), call_tokens(messages, 100)) == (3, 7, 107)
    assert text_tokens("") == 0


def test_cost_is_exact_and_rounded_up() -> None:
    assert cost_micro(ModelPrice(250_000, 2_000_000, "USD"), 1_000, 500) == 250 + 1_000
    assert cost_micro(ModelPrice(1, 0, "USD"), 1, 0) == 1
    assert cost_micro(ModelPrice(0, 0, "USD"), 10**9, 10**9) == 0


def test_expired_texts_are_removed_and_figures_stay(
    site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    run = ask(site, people.creator, key="k").run
    Run.objects.filter(pk=run.pk).update(finished_at=timezone.now() - timedelta(days=8))
    upkeep.forget()
    run.refresh_from_db()
    assert (run.text, bool(run.log_answer), bool(run.log_prompt)) == ("", True, True)
    Run.objects.filter(pk=run.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    upkeep.forget()
    run.refresh_from_db()
    assert (run.log_answer, run.log_prompt, run.state) == ("", "", "done")
    assert run.tokens_out > 0
    assert ask(site, people.creator, key="k").text, "an answer that is not kept any more is asked for again"
