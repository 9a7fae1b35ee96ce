"""What is measured: each row has a figure, the limit measured beside it, and the target for their ratio."""

import json
import statistics
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass
class Row:
    target: str  # T1 … T15
    name: str
    unit: str
    wanted: str  # in words
    least: float | None = None  # the ratio to the limit must be at least this …
    most: float | None = None  # … or at most this
    values: list[float] = field(default_factory=list)
    limit_name: str = ""
    limits: list[float] = field(default_factory=list)
    note: str = ""

    @property
    def value(self) -> float:
        return statistics.median(self.values) if self.values else 0.0

    @property
    def limit(self) -> float:
        return statistics.median(self.limits) if self.limits else 0.0

    @property
    def ratio(self) -> float:
        return self.value / self.limit if self.limit else 0.0

    @property
    def spread(self) -> float:
        """How far apart the limit's own rounds are, as a share of their median: nothing finer can be judged."""
        return (max(self.limits) - min(self.limits)) / self.limit if self.limit else 0.0

    @property
    def verdict(self) -> str:
        if not self.values:
            return "not measured"
        figure = self.ratio if self.limits else self.value
        slack = min(self.spread, 0.15)
        if self.least is not None:
            return "met" if figure >= self.least else "within the spread" if figure >= self.least - slack else "MISSED"
        if self.most is not None:
            return "met" if figure <= self.most else "within the spread" if figure <= self.most + slack else "MISSED"
        return "–"


def write(folder: Path, rows: list[Row], about: dict[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    extra = [{"value": r.value, "limit": r.limit, "ratio": round(r.ratio, 3), "verdict": r.verdict} for r in rows]
    found = [asdict(row) | more for row, more in zip(rows, extra, strict=True)]
    (folder / "report.json").write_text(json.dumps({"about": about, "rows": found}, indent=1), encoding="utf-8")
    (folder / "report.md").write_text(markdown(rows, about), encoding="utf-8")


def markdown(rows: list[Row], about: dict[str, str]) -> str:
    lines = [f"{name}: {text}  " for name, text in about.items()]
    lines += ["", "| | what | measured | limit beside it | ratio | target | |", "|---|---|---|---|---|---|---|"]
    for row in rows:
        limit = f"{_number(row.limit)} {row.limit_name}" if row.limits else row.limit_name
        ratio = f"{row.ratio:.2f}" if row.limits else ""
        note = f" {row.note}" if row.note else ""
        measured = f"{_number(row.value)} {row.unit}" if row.values else "–"
        lines.append(
            f"| {row.target} | {row.name} | {measured} | {limit} | {ratio} | {row.wanted} | {row.verdict}{note} |"
        )
    return "\n".join(lines) + "\n"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
