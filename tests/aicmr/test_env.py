"""A wrong value in any variable stops the process with one line that names it."""

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from aicmr.lib import env

ROOT = Path(__file__).resolve().parents[2]

WRONG = [
    ("DATABASE_URL", "foo", "must begin with"),
    ("DATABASE_URL", "", "must begin with"),
    ("DATABASE_URL", "postgres://x/y", "must begin with"),
    ("DATABASE_URL", "mysql://", "has no host"),
    ("DATABASE_URL", "mysql:///name", "has no host"),
    ("DATABASE_URL", "mysql://user@host", "name is missing"),
    ("DATABASE_URL", "mysql://user@host/", "name is missing"),
    ("DATABASE_URL", "mysql://host:99999/name", "not a URL"),
    ("DATABASE_URL", "mysql://host:port/name", "not a URL"),
    ("DATABASE_URL", "mysql://[::1/name", "not a URL"),
    ("DATABASE_URL", "sqlite://", "needs a path"),
    ("DATABASE_URL", "sqlite:///", "needs a path"),
    ("REDIS_URL", "http://x", "must begin with"),
    ("REDIS_URL", "redis://", "has no host"),
    ("REDIS_URL", "redis://h:0x1/0", "not a URL"),
    ("REDIS_URL", "localhost:6379", "must begin with"),
    ("CELERY_BROKER_URL", "kafka://x", "must begin with"),
    ("CELERY_BROKER_URL", "redis://", "has no host"),
    ("DEBUG", "maybe", "neither yes nor no"),
    ("REQUIRE_STAFF_MFA", "2", "neither yes nor no"),
    ("LOG_LEVEL", "x", "is not one of"),
    ("CDN_URL", "cdn.example.org", "must begin with"),
    ("CDN_URL", "https://cdn.example.org/static", "without path"),
    ("CDN_URL", "https://user:secret@cdn.example.org", "without path"),
    ("ALLOWED_HOSTS", "", "names no host"),
    ("ALLOWED_HOSTS", " , ", "names no host"),
    ("ALLOWED_HOSTS", "https://example.org", "not a host name"),
    ("ALLOWED_HOSTS", "example.org:8000", "not a host name"),
    ("ALLOWED_HOSTS", "example.org/admin", "not a host name"),
    ("EMAIL_URL", "foo", "must begin with"),
    ("EMAIL_URL", "smtp://", "has no host"),
    ("EMAIL_URL", "smtp://host:99999", "not a URL"),
    ("EMAIL_URL", "smtp://host?tsl=1", "knows no tsl"),
    ("EMAIL_URL", "smtps://host?tls=1", "not both"),
    ("OPENAI_BASE_URL", "localhost:11434", "must begin with"),
    ("OPENAI_BASE_URL", "http://", "has no host"),
    ("AI_MODEL_PRICES", "cheap", ""),
    ("VAR_DIR", "/dev/null/var", "cannot be used as a folder"),
    ("VAR_DIR", "/proc/nowhere", "cannot be used as a folder"),
    ("METRICS_DIR", "/dev/null/numbers", "cannot be used as a folder"),
    ("BACKUP_TO", "ftp://host/backups", "neither a folder nor a bucket"),
    ("BACKUP_TO", "s3://", "neither a folder nor a bucket"),
    ("BACKUP_TO", "s3:/bucket", "neither a folder nor a bucket"),
    ("BACKUP_KEY", "short", "at least 32 characters"),
    ("OPENAI_API_KEY", "sk-one two", "one word"),
    ("OPENAI_API_KEY", "sk-ключ", "one word"),
    ("AI_MODEL", "a\nb", "one word"),
    ("EMAIL_URL", "smtp://host?tls=maybe", "neither yes nor no"),
    ("DATABASE_URL", "mysql://user@host/name?sslca=/x", "knows no sslca"),
    ("DATABASE_URL", "mysql://user@host/name?read_timeout=soon", "read_timeout=soon is not a whole number"),
]


def _start(**variables: str) -> subprocess.CompletedProcess[str]:
    """A process that reads the settings, with nothing of this one's environment that it could read."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    code = "import aicmr.settings.base"
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=kept | variables, capture_output=True, text=True, timeout=60
    )


@pytest.mark.parametrize(("name", "value", "words"), WRONG)
def test_a_wrong_value_is_one_clear_line(monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as stopped:
        runpy.run_module("aicmr.settings.base")
    line = str(stopped.value.code)
    assert line.startswith(f"aicmr: environment variable {name}")
    assert words in line
    assert "\n" not in line


def test_the_line_is_all_that_a_process_prints() -> None:
    result = _start(DATABASE_URL="foo")
    assert result.returncode == 1
    assert result.stderr.startswith("aicmr: environment variable DATABASE_URL")
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_secret_in_a_file_is_read_from_there(tmp_path: Path) -> None:
    secret = tmp_path / "key"
    secret.write_text("from a file\n")
    kept = {"SECRET_KEY_FILE": str(secret), "PATH": os.environ["PATH"]}
    code = "from aicmr.settings import base; print(base.SECRET_KEY)"
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=kept, capture_output=True, text=True)
    assert result.stdout == "from a file\n"


@pytest.mark.parametrize("content", [None, b"\xff\xfe\xff"])
def test_a_secret_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    secret = tmp_path / "key"
    if content is not None:
        secret.write_bytes(content)
    result = _start(SECRET_KEY_FILE=str(secret))
    assert result.returncode == 1
    assert result.stderr.startswith("aicmr: environment variable SECRET_KEY_FILE")
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_new_folder_is_made(tmp_path: Path) -> None:
    result = _start(VAR_DIR=str(tmp_path / "a" / "b"))
    assert (result.returncode, result.stderr) == (0, "")
    assert (tmp_path / "a" / "b").is_dir()


@pytest.mark.parametrize("address", ["sqlite:////proc/nowhere/db", "mysql://nobody:wrong@127.0.0.1:1/nothing"])
def test_a_command_says_in_one_line_that_the_database_does_not_answer(tmp_path: Path, address: str) -> None:
    variables = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), "DATABASE_URL": address}
    command = [sys.executable, "manage.py", "migrate", "--skip-checks"]
    result = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, timeout=60)
    assert result.returncode == 1
    assert result.stderr.startswith("aicmr: the database does not answer")
    assert len(result.stderr.strip().splitlines()) == 1


def test_the_password_of_a_wrong_address_is_not_repeated() -> None:
    result = _start(DATABASE_URL="mysql://user:hunter2@host:99999/name")
    assert "hunter2" not in result.stderr


def test_without_any_variable_it_starts() -> None:
    result = _start()
    assert (result.returncode, result.stderr) == (0, "")


def test_a_database_address_becomes_djangos_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", "mysql://us%40er:p%2Fw@db.test:3307/na%20me?ssl_ca=/ca.pem")
    found = env.database("X", "")
    assert [found[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")] == [
        "na me",
        "us@er",
        "p/w",
        "db.test",
        "3307",
    ]
    assert found["OPTIONS"]["ssl"] == {"ca": "/ca.pem"}  # type: ignore[index]


@pytest.mark.parametrize(
    ("value", "port", "tls", "ssl"),
    [
        ("smtp://mail.test", 25, False, False),
        ("smtp://u:p@mail.test?tls=1", 587, True, False),
        ("smtps://u:p@mail.test", 465, False, True),
        ("smtp://mail.test:2525", 2525, False, False),
    ],
)
def test_a_mail_address_becomes_djangos_settings(monkeypatch, value: str, port: int, tls: bool, ssl: bool) -> None:
    monkeypatch.setenv("X", value)
    found = env.email("X", "console:")
    assert (found["EMAIL_PORT"], found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (port, tls, ssl)
    assert found["EMAIL_HOST"] == "mail.test"
    assert found["EMAIL_TIMEOUT"]


def test_mail_is_printed_without_an_address_and_has_the_sender_that_is_given(monkeypatch) -> None:
    monkeypatch.setenv("X", "console:?from=news@example.org")
    assert env.email("X", "console:")["DEFAULT_FROM_EMAIL"] == "news@example.org"
    monkeypatch.setenv("X", "")
    assert "console" in str(env.email("X", "console:")["EMAIL_BACKEND"])


@pytest.mark.parametrize("value", ["*", "example.org,.example.org", "127.0.0.1,[::1],localhost"])
def test_hosts_may_be_names_addresses_and_patterns(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("X", value)
    assert env.hosts("X", "") == value.split(",")


@pytest.mark.parametrize(("value", "expected"), [("1", True), ("YES", True), ("off", False), ("", False)])
def test_flags_are_yes_or_no(monkeypatch: pytest.MonkeyPatch, value: str, expected: bool) -> None:
    monkeypatch.setenv("X", value)
    assert env.flag("X") is expected


@pytest.mark.parametrize("value", ["", "/mnt/backups", "backups", "s3://bucket", "s3://bucket/some/prefix"])
def test_a_folder_or_a_bucket_is_taken_as_it_is(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("BACKUP_TO", value)
    assert env.place("BACKUP_TO") == value
