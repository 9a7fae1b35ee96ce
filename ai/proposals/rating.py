"""The page of rates: bars drawn on the server, and the same figures as a table."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from ai.proposals import rates
from ai.proposals.rates import Rate

if TYPE_CHECKING:
    from accounts.sites.models import Site

PERIODS = {"7": "7 days", "30": "30 days", "90": "90 days", "365": "a year", "all": "all time"}
NAMES = {"prompt": "Prompt", "model": "Model", "author": "Asked by", "field": "Field"}
PARTS = ("accepted", "edited", "rejected")
BAR_WIDTH = 400  # units of the drawing
DRAWN = 12


@dataclass(frozen=True)
class Part:
    """A piece of a bar: where it begins and how wide it is."""

    kind: str
    x: float
    width: float


@dataclass(frozen=True)
class Bar:
    rate: Rate
    parts: list[Part]
    y: int


def context(site: "Site", by: str, days: str) -> dict[str, Any]:
    by = by if by in NAMES else "prompt"
    days = days if days in PERIODS else "90"
    since = None if days == "all" else timezone.now() - timedelta(days=int(days))
    found = rates.rates(site, by, since=since)
    bars = [_bar(rate, place) for place, rate in enumerate([each for each in found if each.decided][:DRAWN])]
    worst = [rate for rate in found if rate.decided >= 5 and (rate.accept_rate or 0) < 0.5]
    return {
        "by": by,
        "days": days,
        "names": NAMES,
        "periods": PERIODS,
        "column": NAMES[by],
        "rates": found,
        "bars": bars,
        "height": len(bars) * 44 + 4,
        "width": BAR_WIDTH,
        "worst": sorted(worst, key=lambda rate: rate.accept_rate or 0)[:3],
    }


def _bar(rate: Rate, place: int) -> Bar:
    parts, x = [], 0.0
    for kind in PARTS:
        width = round(rate.share(kind) * BAR_WIDTH, 1)
        if width:
            parts.append(Part(kind, round(x, 1), width))
        x += width
    return Bar(rate, parts, place * 44)
