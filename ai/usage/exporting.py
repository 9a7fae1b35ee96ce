"""Usage, the log and the register as CSV: harmless in a spreadsheet, streamed, in portions by key."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet

from ai.engine.models import Run
from ai.usage.figures import Line
from aicmr.lib.prices import MILLION

PORTION = 1_000
LINE = ("name", "calls", "failed", "tokens_sent", "tokens_received", "decided", "accepted", "unpriced_calls")
RUN = (
    *("request", "call", "time", "feature", "scope", "person", "provider", "model", "prompt_version", "state"),
    *("tokens_sent", "tokens_received", "estimated", "first_token_ms", "duration_ms", "cost", "currency", "error"),
)
SENDING = (
    *("request", "time", "feature", "scope", "person", "host", "provider", "model", "bytes", "fields", "redactions"),
    *("policy", "state"),
)


class _Echo:
    """A file that hands back what is written."""

    def write(self, text: str) -> str:
        return text


def csv_lines(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield writer.writerow(head)
    for row in rows:
        yield writer.writerow([harmless(str(value)) for value in row])


def harmless(value: str) -> str:
    """No spreadsheet takes it for a formula."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def usage(lines: list[Line]) -> Iterator[str]:
    currencies = sorted({currency for line in lines for currency in line.micro if currency})
    head = (*LINE, *(f"cost_{currency}" for currency in currencies))
    return csv_lines(head, ([*_line(line), *(_money(line.cost(name)) for name in currencies)] for line in lines))


def runs(rows: QuerySet[Any]) -> Iterator[str]:
    return csv_lines(RUN, (_run(run) for run in _portions(rows)))


def register(rows: QuerySet[Any]) -> Iterator[str]:
    return csv_lines(SENDING, (_sending(run) for run in _portions(rows)))


def _portions(rows: QuerySet[Any]) -> Iterator[Run]:
    """All rows, newest first; long texts are never read."""
    rows = rows.select_related("user", "head").order_by("-id")
    rows = rows.defer("text", "data", "log_prompt", "log_answer", "error_detail", "guards", "notes")
    last = None
    while True:
        portion = list((rows.filter(pk__lt=last) if last else rows)[:PORTION])
        yield from portion
        if len(portion) < PORTION:
            return
        last = portion[-1].pk


def _line(line: Line) -> list[Any]:
    return [
        *(line.name, line.calls, line.failed, line.tokens_in, line.tokens_out),
        *(line.decided, line.accepted, line.unpriced),
    ]


def _run(run: Run) -> list[Any]:
    cost = "" if run.cost_micro is None else _money(run.cost_micro)
    return [
        *(run.request_id, run.attempt, run.created_at.isoformat(), run.purpose, run.scope, run.user or ""),
        *(run.provider, run.model, run.prompt_version, run.state, run.tokens_in, run.tokens_out),
        *("yes" if run.is_estimate else "no", run.ttft_ms or "", run.latency_ms or "", cost, run.currency),
        run.error_kind,
    ]


def _sending(run: Run) -> list[Any]:
    fields = " ".join(f"{name}:{size}" for name, size in run.sent_fields.items())
    return [
        *(run.request_id, run.created_at.isoformat(), run.purpose, run.scope, run.user or ""),
        *(run.sent_host, run.provider, run.model, run.sent_bytes, fields, run.redactions, run.policy, run.state),
    ]


def _money(micro: int) -> str:
    return f"{micro / MILLION:.6f}"
