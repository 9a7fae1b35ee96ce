"""Which backups stay."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from accounts.operations.keeping import Policy, backups_in, moment_of, name_at, superseded

NOW = datetime(2026, 11, 20, 3, 15, tzinfo=UTC)


def _nightly(days: int) -> list[str]:
    return [name_at(NOW - timedelta(days=day)) for day in range(days)]


def test_names_carry_their_moment() -> None:
    assert name_at(NOW) == "aicmr-20261120T031500Z.backup"
    assert moment_of(name_at(NOW)) == NOW
    assert moment_of("notes.txt") is None and moment_of("aicmr-20261120T031500Z.backup.part") is None


def test_a_year_of_nights_leaves_days_weeks_and_months() -> None:
    names = _nightly(400)
    gone = set(superseded(names, Policy(days=7, weeks=5, months=12)))
    kept = [name for name in names if name not in gone]
    assert kept[:7] == names[:7]
    assert 7 + 3 + 10 <= len(kept) <= 7 + 5 + 12
    months = {name[6:12] for name in kept}
    assert len(months) == 12 and "202611" in months and "202512" in months


def test_several_of_one_day_leave_the_last() -> None:
    names = [name_at(NOW - timedelta(hours=hour)) for hour in (0, 1, 2)]
    assert superseded(names, Policy(days=7, weeks=0, months=0)) == names[1:]


@given(st.lists(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)), min_size=1, max_size=60))
def test_the_newest_always_stays_and_nothing_else_is_touched(moments: list[datetime]) -> None:
    names = [name_at(moment.replace(tzinfo=UTC)) for moment in moments]
    gone = superseded([*names, "README.txt"], Policy(0, 0, 0))
    assert set(gone) == set(names) - {backups_in(names)[0]}
