"""What the usage page shows: tiles, budgets, and for each dimension a chart with the table behind it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.sites.models import Site
from ai.spending import wording
from ai.spending.models import Budget
from ai.spending.periods import used_now, window_end
from ai.usage import figures
from ai.usage.figures import Line
from ai.usage.spans import Span
from aicmr.lib import charts
from aicmr.lib.prices import MILLION

MEASURES = {
    "cost": gettext_lazy("Cost"),
    "tokens": gettext_lazy("Tokens"),
    "calls": gettext_lazy("Calls"),
    "accepted": gettext_lazy("Accept rate"),
}
TITLES = {
    "day": gettext_lazy("By day"),
    "feature": gettext_lazy("By feature"),
    "model": gettext_lazy("By model"),
    "person": gettext_lazy("By person"),
    "site": gettext_lazy("By site"),
}
DRAWN = 10  # of features, models and people; the table has all
MOST_COLUMNS = 92  # longer spans are drawn by month


@dataclass(frozen=True)
class Part:
    """One dimension. `chart` or `rows` is what is drawn, the lines are the table."""

    by: str
    title: str
    lines: list[Line]
    chart: charts.Columns | None
    rows: list[charts.Row]
    unit: str


@dataclass(frozen=True)
class Ceiling:
    """A budget as the page shows it."""

    budget: Budget
    used: str
    limit: str
    percent: int
    mark: int
    state: str
    anew: date | None


def context(site: Site | None, span: Span, measure: str) -> dict[str, Any]:
    found = {by: figures.lines(site, span, by) for by in TITLES if by != "site" or site is None}
    whole = figures.total(found["day"])
    currencies = sorted(whole.micro, key=lambda currency: -whole.micro[currency])
    if measure not in MEASURES:  # the built-in provider costs nothing and counts no tokens
        measure = "cost" if currencies else "tokens" if whole.tokens else "calls"
    currency = currencies[0] if currencies else ""
    return {
        "whole": whole,
        "costs": [money(whole.micro[currency], currency) for currency in currencies],
        "measure": measure,
        "measures": MEASURES,
        "span": span,
        "parts": [_part(by, lines, measure, currency) for by, lines in found.items()],
        "currencies": currencies,
        "ceilings": ceilings(site) if site else [],
    }


def ceilings(site: Site) -> list[Ceiling]:
    """The budgets that this site spends from; those that are nearly spent first."""
    now = timezone.now()
    rows = Budget.objects.filter(Q(site=site) | Q(site=None)).listed().exclude(period=Budget.Period.JOB)
    shown = [_ceiling(budget, now) for budget in rows.select_related("user", "job", "site")[:50]]
    return sorted(shown, key=lambda ceiling: -ceiling.percent)


def money(micro: int, currency: str) -> str:
    """Small sums need their decimals: 0.0042 USD."""
    value = micro / MILLION
    return f"{value:,.2f} {currency}" if value >= 1 or not micro else f"{value:,.4f} {currency}"


def _ceiling(budget: Budget, now: Any) -> Ceiling:
    used = used_now(budget, now)
    percent = used * 100 // budget.limit
    mark = budget.alert_at or 100
    state = "spent" if used and budget.stopped_at or percent >= 100 else "near" if percent >= mark else "fine"
    end = window_end(budget, now)
    figure = wording.figure
    return Ceiling(
        budget, figure(budget, used, places=2), figure(budget, budget.limit, places=2), percent, min(mark, 99), state,
        end.date() if end else None,
    )  # fmt: skip


def _part(by: str, lines: list[Line], measure: str, currency: str) -> Part:
    shown = _months(lines) if by == "day" and len(lines) > MOST_COLUMNS else lines
    if measure == "accepted":
        return _accepted(by, lines, shown)
    values = [(_label(by, line), _value(line, measure, currency), _words(line, measure, currency)) for line in shown]
    unit = currency if measure == "cost" else str(MEASURES[measure]).lower()
    if by == "day":
        return Part(by, str(TITLES[by]), lines, charts.columns(values), [], unit)
    largest = sorted((value for value in values if value[1]), key=lambda value: -value[1])[:DRAWN]
    return Part(by, str(TITLES[by]), lines, None, charts.rows(largest), unit)


def _accepted(by: str, lines: list[Line], shown: list[Line]) -> Part:
    """Shares are of the whole, and those of whom most was decided on stand first: 0 % of many is worth knowing."""
    unit = _("per cent of the proposals that were decided on")
    told = [(_label(by, line), float(line.accept_percent or 0), _share(line)) for line in shown]
    if by == "day":
        return Part(by, str(TITLES[by]), lines, charts.columns(told, scale=" %"), [], unit)
    decided = sorted((line for line in shown if line.decided), key=lambda line: -line.decided)[:DRAWN]
    rows = [charts.Row(_label(by, line), _share(line), float(line.accept_percent or 0)) for line in decided]
    return Part(by, str(TITLES[by]), lines, None, rows, unit)


def _share(line: Line) -> str:
    if line.accept_percent is None:
        return _("nothing decided")
    return _("%(percent)s %% of %(number)s") % {"percent": line.accept_percent, "number": f"{line.decided:,}"}


def _months(lines: list[Line]) -> list[Line]:
    months: dict[str, list[Line]] = {}
    for line in lines:
        months.setdefault(line.name[:7], []).append(line)
    summed = []
    for name, days in months.items():
        whole = figures.total(days)
        whole.name = name
        summed.append(whole)
    return summed


def _label(by: str, line: Line) -> str:
    if by != "day":
        return line.name
    if len(line.name) == 7:
        return date_format(date.fromisoformat(f"{line.name}-01"), "M y")
    return date_format(date.fromisoformat(line.name), "j M")


def _value(line: Line, measure: str, currency: str) -> float:
    if measure == "cost":
        return line.cost(currency) / MILLION
    return float(line.tokens if measure == "tokens" else line.calls)


def _words(line: Line, measure: str, currency: str) -> str:
    if measure == "cost":
        return money(line.cost(currency), currency)
    number = line.tokens if measure == "tokens" else line.calls
    return _("%(number)s tokens") % {"number": f"{number:,}"} if measure == "tokens" else f"{number:,}"
