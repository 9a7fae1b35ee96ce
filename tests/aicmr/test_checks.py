"""What production refuses to start with, tried in real processes."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from aicmr import checks
from aicmr.settings import base

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "DJANGO_SETTINGS_MODULE": "aicmr.settings.production",
    "SECRET_KEY": "4q-f9ZxT1mWc7KpR0vLs3HdYb8NgJe2UaXo6Qi5BtMwEzSrGyCn",
    "DATABASE_URL": "mysql://aicmr:aicmr@127.0.0.1:1/aicmr",
    "CELERY_BROKER_URL": "amqp://127.0.0.1:1//",
    "ALLOWED_HOSTS": "example.org",
}
WRONG = [
    ({"SECRET_KEY": base.INSECURE_SECRET_KEY}, "E001"),
    ({"SECRET_KEY": "short"}, "E001"),
    ({"SECRET_KEY": "a" * 60}, "E001"),
    ({"SECRET_KEY_FALLBACKS": [base.INSECURE_SECRET_KEY]}, "E005"),
    ({"SECRET_KEY_FALLBACKS": ["short"]}, "E005"),
    ({"DEBUG": True}, "E002"),
    ({"DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3"}}}, "E003"),
    ({"CELERY_BROKER_URL": ""}, "E004"),
    ({"CELERY_BROKER_URL": "filesystem://localhost/"}, "E004"),
    ({"CELERY_BROKER_URL": "memory://"}, "E004"),
]
SAFE = {
    "PRODUCTION": True,
    "SECRET_KEY": GOOD["SECRET_KEY"],
    "DATABASES": {"default": {"ENGINE": "django.db.backends.mysql"}},
    "CELERY_BROKER_URL": "redis://127.0.0.1:1/0",
    "REQUIRE_STAFF_MFA": True,
    "ALLOWED_HOSTS": ["example.org"],
}
PROCESSES = {
    "command": ["manage.py", "help"],
    "check": ["manage.py", "check", "--deploy"],
    "web": ["-c", "import aicmr.wsgi"],
    "live": ["-c", "import aicmr.asgi"],
    "worker": ["-m", "celery", "-A", "aicmr.celery", "worker", "--pool", "solo"],
}


def _start(process: str, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, *PROCESSES[process]],
        cwd=ROOT,
        env=kept | GOOD | variables,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.parametrize(("wrong", "check"), WRONG)
def test_an_unsafe_setting_stops_the_start_with_one_line_and_a_hint(wrong: dict[str, Any], check: str) -> None:
    with override_settings(**SAFE | wrong), pytest.raises(checks.UnsafeStart) as stopped:
        checks.refuse_unsafe_start()
    line = str(stopped.value.code)
    assert line.startswith(f"aicmr: refuses to start (aicmr.{check}): ")
    assert "\n" not in line
    assert "Set " in line or "Unset " in line or "Take it out" in line


@pytest.mark.parametrize(
    ("weak", "check"), [({"ALLOWED_HOSTS": ["*"]}, "W002"), ({"REQUIRE_STAFF_MFA": False}, "W003")]
)
def test_a_weak_setting_only_warns(weak: dict[str, Any], check: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "_unreachable", lambda url: None)
    with override_settings(**SAFE | weak):
        checks.refuse_unsafe_start()
        assert [message.id for message in checks.check_production(None)] == [f"aicmr.{check}"]


@pytest.mark.parametrize("process", [process for process in PROCESSES if process != "command"])
def test_no_process_starts_unsafe(process: str) -> None:
    result = _start(process, {"SECRET_KEY": ""})
    assert result.returncode != 0
    assert "aicmr.E001" in result.stdout + result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("process", ["web", "live"])
@pytest.mark.parametrize("wrong", [{"SECRET_KEY": ""}, {"DEBUG": "maybe"}])
def test_a_server_is_told_not_to_start_it_again(process: str, wrong: dict[str, str]) -> None:
    """Gunicorn gives up at this code, and starts a worker that ended with another again, for ever."""
    result = _start(process, wrong)
    assert result.returncode == 3
    assert len(result.stderr.strip().splitlines()) == 1


def test_each_thing_that_is_wrong_has_its_line() -> None:
    result = _start("command", {"SECRET_KEY": "", "DEBUG": "1", "DATABASE_URL": "sqlite:////tmp/x"})
    assert [line.split("aicmr.")[1][:4] for line in result.stderr.strip().splitlines()] == ["E001", "E002", "E003"]


def test_an_unreachable_broker_only_warns() -> None:
    result = _start("check", {})
    assert result.returncode == 0, result.stderr
    assert "aicmr.W001" in result.stderr
    assert "1 issue" in result.stderr


def test_good_settings_start_every_process() -> None:
    assert _start("web", {}).returncode == 0


def test_outside_production_the_same_is_reported_and_stops_nobody() -> None:
    variables = {"DJANGO_SETTINGS_MODULE": "aicmr.settings.base", "SECRET_KEY": "", "CELERY_BROKER_URL": ""}
    report = _start("check", variables).stderr
    assert "aicmr.E001" in report and "aicmr.E004" in report
