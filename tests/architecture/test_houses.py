"""Each lower house runs without the higher ones, and a web process stays light."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.rules import HEAVY
from tests.architecture.tree import ROOT

LOADED = f"""
import sys
import django
django.setup()
from django.contrib import admin
from django.urls import get_resolver
from django.core.handlers.wsgi import WSGIHandler
WSGIHandler()
def walk(patterns):
    for pattern in patterns:
        walk(getattr(pattern, "url_patterns", []))
walk(get_resolver().url_patterns)
print(sorted(name for name in {HEAVY!r} if name in sys.modules))
"""

ERRORS = """
import django
django.setup()
from django.test import RequestFactory
from django.urls import get_resolver
request = RequestFactory().get("/")
answers = [get_resolver().resolve_error_handler(code)(request, exception=Exception()) for code in (400, 403, 404)]
answers.append(get_resolver().resolve_error_handler(500)(request))
print([(answer.status_code, b"<h1>" in answer.content) for answer in answers])
"""


def _python(code: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=cwd, env=os.environ | env, capture_output=True, text=True, timeout=120)


def _copy(target: Path, *houses: str) -> Path:
    ignore = shutil.ignore_patterns("__pycache__", "node_modules", "e2e")
    for name in (*houses, "templates", "static", "tests", "deploy"):
        shutil.copytree(ROOT / name, target / name, ignore=ignore)
    for name in ("manage.py", "pyproject.toml"):
        shutil.copy(ROOT / name, target)
    return target


def test_a_web_process_loads_no_heavy_library() -> None:
    done = _python(LOADED, ROOT, DJANGO_SETTINGS_MODULE="aicmr.settings.base")
    assert done.stdout.strip() == "[]", done.stderr


@pytest.mark.parametrize(
    "houses", [("aicmr", "accounts"), ("aicmr", "accounts", "content")], ids=["accounts", "content"]
)
def test_a_lower_house_starts_without_the_higher_ones(houses: tuple[str, ...], tmp_path: Path) -> None:
    tree = _copy(tmp_path, *houses)
    done = subprocess.run(
        [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
        cwd=tree,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "aicmr.settings.test", "VAR_DIR": str(tmp_path / "var")},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_accounts_alone_answer_errors_with_pages(tmp_path: Path) -> None:
    tree = _copy(tmp_path, "aicmr", "accounts")
    done = _python(ERRORS, tree, DJANGO_SETTINGS_MODULE="aicmr.settings.test", VAR_DIR=str(tmp_path / "var"))
    assert done.stdout.strip() == str([(code, True) for code in (400, 403, 404, 500)]), done.stderr


@pytest.mark.slow
def test_a_cms_without_ai_publishes(tmp_path: Path) -> None:
    """The whole suites of accounts and content run without ai in CI; here the heart of it."""
    tree = _copy(tmp_path, "aicmr", "accounts", "content")
    shutil.rmtree(tree / "tests" / "ai")
    for noise in (tree / "tests" / "noise").glob("*.py"):
        if "\nfrom ai." in noise.read_text():
            noise.unlink()
    rooms = ["tests/content/publishing/test_publishing.py", "tests/content/articles/test_services.py"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-n0", *rooms],
        cwd=tree,
        env={key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")},
        capture_output=True,
        text=True,
        timeout=170,
    )
    assert done.returncode == 0, done.stdout[-3000:]
