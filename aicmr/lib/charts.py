"""Charts as plain figures for a template to draw as SVG: where each bar stands, and which lines help to read it.

No chart stands alone: the template that draws one also has the table that says the same.
"""

from dataclasses import dataclass
from math import ceil, floor, log10

WIDTH, HEIGHT = 720, 180  # units of the drawing
LEFT, BOTTOM, TOP = 52, 22, 8


@dataclass(frozen=True)
class Column:
    x: float
    y: float
    width: float
    height: float
    label: str
    value: str
    is_named: bool  # whether its label fits under it


@dataclass(frozen=True)
class Tick:
    y: float
    label: str


@dataclass(frozen=True)
class Columns:
    """Bars that stand side by side, such as days."""

    columns: list[Column]
    ticks: list[Tick]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    base: int = HEIGHT - BOTTOM


@dataclass(frozen=True)
class Row:
    """A lying bar; `percent` of the longest one."""

    label: str
    value: str
    percent: float


def columns(values: list[tuple[str, float, str]], *, scale: str = "") -> Columns:
    """(label, value, value in words) of each, in order. `scale` is appended to the numbers of the lines."""
    most = nice(max((value for _, value, _ in values), default=0.0))
    room, step = HEIGHT - BOTTOM - TOP, (WIDTH - LEFT) / max(1, len(values))
    every = max(1, ceil(len(values) * 46 / (WIDTH - LEFT)))
    bars = []
    for place, (label, value, words) in enumerate(values):
        height = room * value / most if most else 0.0
        x, gap = LEFT + place * step, min(3.0, step * 0.2)
        y = HEIGHT - BOTTOM - height
        bars.append(Column(_r(x), _r(y), _r(max(0.8, step - gap)), _r(height), label, words, place % every == 0))
    lines = (
        [Tick(_r(TOP + room * (1 - part / 4)), short(most * part / 4) + scale) for part in (0, 2, 4)] if most else []
    )
    return Columns(bars, lines)


def rows(values: list[tuple[str, float, str]]) -> list[Row]:
    most = max((value for _, value, _ in values), default=0.0)
    return [Row(label, words, round(100 * value / most, 1) if most else 0.0) for label, value, words in values]


def nice(value: float) -> float:
    """The next 1, 2, 2.5, 4, 5, 8 or 10 times a power of ten, so that the lines stand at round numbers."""
    if value < 1e-12:
        return 0.0
    power = 10.0 ** floor(log10(value))
    return next(step * power for step in (1, 2, 2.5, 4, 5, 8, 10) if step * power >= value * (1 - 1e-9))


def short(value: float) -> str:
    """1234567 as 1.2 M."""
    for size, name in ((1e9, "\u202fG"), (1e6, "\u202fM"), (1e3, "\u202fk")):
        if value >= size:
            return f"{value / size:.4g}{name}"
    return f"{value:.4g}"


def _r(value: float) -> float:
    return round(value, 2)
