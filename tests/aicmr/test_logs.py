"""Lines of the log: where they belong, in which stream, and that the worker's name the request."""

import json
import logging
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from accounts.audit.services import announce, announce_many
from accounts.jobs.events import job_finished
from accounts.sites.models import Site
from aicmr import reporting, tracing
from aicmr.lib import logs, scrubbing
from aicmr.observing import request_id
from tests.people import People, SiteClient

ID = "abcdef0123456789"


class Lines(logging.Handler):
    def __init__(self, *, as_json: bool = True) -> None:
        super().__init__()
        self.formatter = logs.formatter(as_json)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    def read(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.lines]


@pytest.fixture
def lines() -> Iterator[Lines]:
    found = Lines()
    loggers = [logging.getLogger(name) for name in (logs.ACCESS, logs.AUDIT, "room", "django.request")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(found)
        logger.setLevel(logging.INFO)
    yield found
    for logger, level in zip(loggers, levels, strict=True):
        logger.removeHandler(found)
        logger.setLevel(level)


def test_a_line_says_where_it_belongs(lines: Lines) -> None:
    token = logs.whereabouts.set({"request_id": ID, "job": 7})
    logging.getLogger("room").info("done with %s", "password=hunter2")
    logs.whereabouts.reset(token)
    (line,) = lines.read()
    assert (line["request_id"], line["job"], line["stream"], line["level"]) == (ID, 7, "app", "info")
    assert line["time"].endswith("Z") and "hunter2" not in line["event"]


def test_an_error_is_of_the_error_stream_with_its_traceback_and_without_secrets(lines: Lines) -> None:
    try:
        raise ConnectionError("mysql://aicmr:hunter2@db/aicmr is away")
    except ConnectionError:
        logging.getLogger("room").exception("failed", extra={"api_key": "hunter2"})
    (line,) = lines.read()
    assert line["stream"] == "error" and "ConnectionError" in line["exception"]
    assert "hunter2" not in lines.lines[0]


def test_a_request_is_a_line_of_the_access_stream(lines: Lines, people: People, site: Site) -> None:
    SiteClient(site, people.editor, **{"x-request-id": ID}).get("/account/?token=hunter2")
    line = next(line for line in lines.read() if line["stream"] == "access")
    assert (line["request_id"], line["method"], line["path"], line["status"]) == (ID, "GET", "/account/", 200)
    assert (line["site"], line["user"], line["route"]) == (site.pk, people.editor.pk, "account_overview")
    assert line["ms"] > 0 and line["bytes"] > 0


def test_addresses_that_open_doors_are_not_written_down(lines: Lines, site: Site) -> None:
    SiteClient(site).get("/preview/hunter2hunter2/")
    SiteClient(site).get("/account/password/reset/key/1-hunter2hunter2/")
    assert "hunter2" not in "".join(lines.lines)


@pytest.mark.django_db
def test_a_fact_that_commits_is_a_line_of_the_audit_stream_with_ids_alone(
    lines: Lines, site: Site, people: People, django_capture_on_commit_callbacks: Any
) -> None:
    token = logs.whereabouts.set({"request_id": ID})
    with django_capture_on_commit_callbacks(execute=True):
        told = {"email": "ann@example.com", "password": "hunter2"}
        entry = announce(job_finished, site=site, by=people.editor, detail=told, job_id=7, state="done")
        with pytest.raises(RuntimeError), transaction.atomic():
            announce(job_finished, site=site, by=people.editor, job_id=8, state="done")
            raise RuntimeError("does not commit")
    logs.whereabouts.reset(token)
    (line,) = [line for line in lines.read() if line["stream"] == "audit"]
    assert (line["event"], line["ids"], line["request_id"]) == ("jobs.job_finished", {"job_id": 7, "state": "done"}, ID)
    assert (line["entry"], line["site"], line["actor"]) == (entry.public_id, site.pk, people.editor.pk)
    assert "hunter2" not in str(lines.lines) and "example.com" not in str(lines.lines)


@pytest.mark.django_db
def test_many_facts_of_one_kind_are_few_lines_that_hold_all_of_them(
    lines: Lines, site: Site, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        facts = [{"job_id": number, "state": "done"} for number in range(120)]
        entries = announce_many(job_finished, facts, site=site)
    told = [line for line in lines.read() if line["stream"] == "audit"]
    assert [line["count"] for line in told] == [50, 50, 20]
    assert [name for line in told for name in line["entries"]] == [entry.public_id for entry in entries]
    assert [number for line in told for number in line["ids"]["job_id"]] == list(range(120))
    assert max(map(len, lines.lines)) < 8000


@pytest.mark.parametrize(
    ("program", "is_terminal", "level"),
    [("manage.py", True, "WARNING"), ("manage.py", False, "INFO"), ("gunicorn", True, "INFO")],
)
def test_who_runs_a_command_in_a_terminal_reads_no_lines_for_collectors(
    program: str, is_terminal: bool, level: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs.sys, "argv", [f"/srv/{program}", "import_wordpress"])
    monkeypatch.setattr(logs.sys, "stderr", SimpleNamespace(isatty=lambda: is_terminal))
    loggers = logs.configuration("INFO", as_json=True)["loggers"]
    assert (loggers[logs.AUDIT]["level"], loggers[logs.ACCESS]["level"]) == (level, level)


@pytest.mark.django_db
def test_text_for_people_has_no_secrets_either(site: Site) -> None:
    handler = Lines(as_json=False)
    handler.handle(logging.LogRecord("room", logging.WARNING, "", 0, "password=%s", ("hunter2",), None))
    assert "hunter2" not in handler.lines[0] and "WARNING room" in handler.lines[0]


@pytest.mark.parametrize("given", ["", "short", "x" * 65, "with space 123", "-leading123", "a\r\nCookie:x", "ünïcödé"])
def test_a_malformed_request_id_is_replaced(given: str) -> None:
    number, is_new = request_id({"HTTP_X_REQUEST_ID": given})
    assert is_new and len(number) == 16


@pytest.mark.django_db
def test_a_request_id_is_told_unless_a_proxy_gave_it(site: Site) -> None:
    assert len(Client(headers={"host": "testserver"}).get("/healthz")["X-Request-ID"]) == 16
    assert not Client(headers={"host": "testserver", "x-request-id": ID}).get("/healthz").has_header("X-Request-ID")


def test_a_task_knows_the_request_that_started_it(lines: Lines) -> None:
    token = logs.whereabouts.set({"request_id": ID})
    headers: dict[str, Any] = {}
    tracing._on_publish(headers=headers)
    logs.whereabouts.reset(token)
    task = SimpleNamespace(name="jobs.run", request=SimpleNamespace(**headers))
    tracing._on_start(task_id="t1", task=task, args=(7,))
    logging.getLogger("room").info("at work")
    tracing._on_end(task_id="t1")
    logging.getLogger("room").info("at rest")
    work, rest = lines.read()
    assert (work["request_id"], work["task"], work["task_id"], work["job"]) == (ID, "jobs.run", "t1", 7)
    assert "task" not in rest and "request_id" not in rest


def test_a_report_carries_neither_secrets_nor_what_people_sent() -> None:
    event = {
        "request": {"url": "https://x/preview/hunter2x/", "cookies": {"sessionid": "hunter2"}, "data": "hunter2"},
        "user": {"email": "a@b.c"},
        "extra": {"api_key": "hunter2", "line": "redis://:hunter2@cache"},
        "exception": {"values": [{"value": "password=hunter2"}]},
    }
    token = logs.whereabouts.set({"request_id": ID})
    sent = json.dumps(reporting.before_send(event, {}))
    logs.whereabouts.reset(token)
    assert "hunter2" not in sent and "a@b.c" not in sent and ID in sent


def test_what_the_settings_keep_secret_is_known(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever it stands: a driver that says `access denied for key …` does not say that it is a secret."""
    settings.S3_ACCESS = {"secret_key": "bucket-Zq9xLw7pTt3"}
    settings.BACKUP_KEY = "backup-Zq9xLw7pTt3"
    settings.REDIS_URL = "redis://:cache%2FZq9xLw7pTt3@cache:6379/0"
    settings.SENTRY_DSN = "https://dsnZq9xLw7pTt3@sentry.example.org/4"
    monkeypatch.setattr(scrubbing, "_known", set())
    scrubbing.know(reporting._secrets())
    said = "bucket-Zq9xLw7pTt3 backup-Zq9xLw7pTt3 cache/Zq9xLw7pTt3 dsnZq9xLw7pTt3"
    assert scrubbing.scrub(said) == " ".join([scrubbing.GONE] * 4)
