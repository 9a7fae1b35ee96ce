"""Charts: bars within the drawing, in proportion, with round lines."""

from hypothesis import given
from hypothesis import strategies as st

from aicmr.lib import charts

VALUES = st.lists(st.floats(0, 1e12, allow_nan=False), max_size=400)


@given(VALUES)
def test_columns_stand_on_the_base_inside_the_drawing(values: list[float]) -> None:
    chart = charts.columns([(str(place), value, "") for place, value in enumerate(values)])
    assert len(chart.columns) == len(values)
    for column in chart.columns:
        assert column.x >= charts.LEFT and column.x + column.width <= charts.WIDTH + 1
        assert column.y >= charts.TOP - 0.1 and abs(column.y + column.height - chart.base) < 0.1
    named = [column.x for column in chart.columns if column.is_named]
    assert all(second - first > 40 for first, second in zip(named, named[1:], strict=False))


@given(VALUES)
def test_the_longest_row_is_whole(values: list[float]) -> None:
    rows = charts.rows([("", value, "") for value in values])
    assert all(0 <= row.percent <= 100 for row in rows)
    if any(values):
        assert max(row.percent for row in rows) == 100


@given(st.floats(1e-9, 1e15))
def test_the_top_line_is_round_and_not_far_above(value: float) -> None:
    top = charts.nice(value)
    assert value * 0.999999 <= top <= value * 2.01


def test_numbers_are_short() -> None:
    assert [charts.short(value) for value in (0, 0.25, 12, 1_500, 2_500_000)] == [
        *("0", "0.25", "12"),
        "1.5\u202fk",
        "2.5\u202fM",
    ]
