"""manage.py ai_usage: what AI took, by day, feature, model or person."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from accounts.sites.commands import SiteCommand
from ai.usage import exporting, figures, page
from ai.usage.figures import Line
from ai.usage.forms import SpanForm


class Command(SiteCommand):
    help = (
        "What AI took on a site: calls, tokens, money and the accept rate, from one day to another (both belong to it)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="first", metavar="DAY", help="2026-11-01; without it 30 days")
        parser.add_argument("--to", dest="last", metavar="DAY", help="2026-11-30; without it today")
        parser.add_argument("--by", choices=["day", "feature", "model", "person"], default="day")
        parser.add_argument("--csv", action="store_true", help="as CSV")

    def handle(self, *args: Any, **options: Any) -> None:
        form = SpanForm({name: options[name] or "" for name in ("first", "last")})
        if not form.is_valid():
            wrong = ", ".join(str(options[name]) for name in form.errors)
            raise CommandError(f"No day: {wrong}. Write days as 2026-11-30.")
        lines = figures.lines(self.site, form.span(self.site), options["by"])
        if options["csv"]:
            for text in exporting.usage(lines):
                self.stdout.write(text, ending="")
            return
        if options["by"] == "day":
            lines = [line for line in lines if line.calls]
        self._table([*lines, figures.total(lines)])

    def _table(self, lines: list[Line]) -> None:
        rows = [("", "calls", "failed", "sent", "received", "cost", "accepted"), *(_row(line) for line in lines)]
        widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
        for row in rows:
            first, *rest = (f"{cell:<{width}}" if not place else f"{cell:>{width}}"
                            for place, (cell, width) in enumerate(zip(row, widths, strict=True)))  # fmt: skip
            self.stdout.write("  ".join([first, *rest]).rstrip())


def _row(line: Line) -> tuple[str, ...]:
    cost = " + ".join(page.money(micro, currency) for currency, micro in sorted(line.micro.items()))
    return (
        line.name,
        f"{line.calls:,}",
        f"{line.failed:,}",
        f"{line.tokens_in:,}",
        f"{line.tokens_out:,}",
        cost or ("not known" if line.unpriced else "0"),
        "–" if line.accept_percent is None else f"{line.accept_percent} % of {line.decided}",
    )
