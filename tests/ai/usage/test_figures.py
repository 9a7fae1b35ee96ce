"""Sums of the log: the same as the log's, by day where the site is, and not slower with more rows."""

import time
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.sites.models import Site
from ai.engine.models import Run
from ai.proposals.models import Proposal
from ai.providers.models import Model, Price
from ai.usage import figures
from ai.usage.spans import Span, span
from tests.ai.engine.asking import ask, failing
from tests.ai.server import ScriptedServer
from tests.people import People

TODAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
WEEK = Span(TODAY - timedelta(days=6), TODAY, "UTC")


def call(site: Site, when: datetime = NOON, **fields: object) -> Run:
    usual = {"purpose": "writing.title", "model": "m", "attempt": 1, "state": "done", "tokens_in": 10, "tokens_out": 5}
    return Run.objects.create(site=site, created_at=when, **(usual | fields))


@pytest.mark.django_db
def test_sums_are_those_of_the_log_with_failures_repeats_and_streams(
    site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    Price.objects.create(model=model, input_micro=1_000_000, output_micro=2_000_000)
    server.script("500")
    ask(site, people.creator)
    server.script(*["empty"] * 2)
    failing(site, people.editor)
    today = timezone.localtime(timezone.now()).date()
    days = Span(today - timedelta(days=1), today + timedelta(days=1), "UTC")
    rows = Run.objects.filter(site=site)
    for by in ("day", "feature", "model", "person"):
        whole = figures.total(figures.lines(site, days, by))
        assert whole.calls == rows.count() == len(server.asked)
        assert whole.failed == 3
        assert (whole.tokens, whole.cost("USD")) == (
            sum(row.tokens_in + row.tokens_out for row in rows),
            sum(row.cost_micro or 0 for row in rows),
        )
    people_lines = {line.name: line.calls for line in figures.lines(site, days, "person")}
    assert people_lines == {str(people.creator): 2, str(people.editor): 2}


@pytest.mark.django_db
def test_the_day_is_the_sites_also_where_its_clock_is_set(site: Site) -> None:
    for moment in (
        datetime(2026, 10, 24, 21, 59, tzinfo=UTC),  # 24th, 23:59 in Berlin, summer time
        datetime(2026, 10, 24, 22, 0, tzinfo=UTC),  # 25th, 00:00
        datetime(2026, 10, 25, 22, 59, tzinfo=UTC),  # 25th, 23:59, after the clock was set: the day had 25 hours
        datetime(2026, 10, 25, 23, 0, tzinfo=UTC),  # 26th
    ):
        call(site, moment)
    lines = figures.lines(site, Span(date(2026, 10, 23), date(2026, 10, 27), "Europe/Berlin"), "day")
    assert [(line.name[-2:], line.calls) for line in lines] == [("23", 0), ("24", 1), ("25", 2), ("26", 1), ("27", 0)]


@pytest.mark.django_db
def test_currencies_and_calls_without_a_price_are_kept_apart(site: Site) -> None:
    call(site, cost_micro=5, currency="USD")
    call(site, cost_micro=7, currency="EUR")
    call(site, cost_micro=None)
    call(site, attempt=0, cost_micro=None)  # was never called
    (line,) = figures.lines(site, WEEK, "feature")
    assert (line.calls, line.unpriced, line.micro) == (3, 1, {"USD": 5, "EUR": 7})


@pytest.mark.django_db
def test_the_accept_rate_counts_what_people_decided(site: Site, people: People) -> None:
    run = call(site, user=people.creator)
    for state in ("accepted", "edited", "rejected", "pending", "superseded"):
        made = Proposal.objects.create(
            site=site, kind="article", object_id=1, field="title", run=run, purpose="writing.title", model="m",
            state=state, created_by=people.creator,
        )  # fmt: skip
        Proposal.objects.filter(pk=made.pk).update(created_at=NOON)
    for by in ("feature", "model", "person"):
        (line,) = figures.lines(site, WEEK, by)
        assert (line.decided, line.accepted, line.accept_percent) == (3, 2, 67)
    assert figures.total(figures.lines(site, WEEK, "day")).accept_percent == 67


@pytest.mark.django_db
def test_another_sites_use_is_its_own_and_all_sites_are_added_up(site: Site, noise_site: Site) -> None:
    call(site)
    call(noise_site, tokens_in=1_000)
    assert figures.total(figures.lines(site, WEEK, "day")).tokens == 15
    both = figures.lines(None, WEEK, "site")
    assert [(line.name, line.tokens) for line in both] == [(str(noise_site), 1_005), (str(site), 15)]


@pytest.mark.django_db
def test_more_rows_take_no_more_queries_and_the_index_is_enough(site: Site) -> None:
    call(site)
    with CaptureQueriesContext(connection) as few:
        figures.lines(site, WEEK, "model")
    Run.objects.bulk_create(
        Run(site=site, created_at=NOON, purpose="p", model=f"m{number % 7}", attempt=1) for number in range(2_000)
    )
    began = time.monotonic()
    with CaptureQueriesContext(connection) as many:
        assert len(figures.lines(site, WEEK, "model")) == 8
    assert len(many) == len(few)
    assert time.monotonic() - began < 1
    sums = many[0]["sql"]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{sums}")
        plan = str(cursor.fetchall())
    assert "engine_run_usage" in plan
    assert "COVERING" in plan or "Using index" in plan or connection.vendor != "sqlite"


@given(
    first=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    length=st.integers(0, 800),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kolkata", "Australia/Lord_Howe"]),
)
def test_the_stretches_between_settings_of_the_clock_cover_the_span_once(first: date, length: int, zone: str) -> None:
    days = Span(first, first + timedelta(days=length), zone)
    clocks = list(days.clocks())
    assert clocks[0][0] == days.since and clocks[-1][1] == days.until
    assert all(end == begin for (_, end, _), (begin, _, _) in zip(clocks, clocks[1:], strict=False))
    for begin, end, offset in clocks:
        for moment in (begin, begin + (end - begin) / 2, end - timedelta(minutes=15)):
            assert (moment + offset).date() in (day for day in days.days)


@pytest.mark.parametrize(
    ("first", "last", "wanted"),
    [
        (None, None, (TODAY - timedelta(days=29), TODAY)),
        (date(2026, 11, 10), None, (date(2026, 11, 10), TODAY)),
        (date(2026, 11, 10), date(2026, 11, 1), (date(2026, 11, 1), date(2026, 11, 10))),
        (date(1, 1, 1), date(2026, 11, 1), (date(2026, 11, 1) - timedelta(days=3_660), date(2026, 11, 1))),
        (date(9999, 1, 1), None, (date(2200, 1, 1), date(2200, 1, 1))),
        (None, date(2026, 1, 30), (date(2026, 1, 1), date(2026, 1, 30))),
    ],
)
def test_any_two_days_make_a_span(first: date | None, last: date | None, wanted: tuple[date, date]) -> None:
    found = span(first, last, zone="UTC", today=TODAY)
    assert (found.first, found.last) == wanted
