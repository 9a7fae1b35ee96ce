"""The tools' configuration bites: each contract, style rule and type rule is broken once in a temporary tree."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.tree import HOUSES, ROOT

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
# One wrong arrow for each contract: the file, and the module that it must not import.
WRONG = {
    "houses": ("accounts/models.py", "content.slots"),
    "lib": ("aicmr/lib/ids.py", "accounts.models"),
    "rooms-accounts": ("accounts/audit/models.py", "accounts.jobs.models"),
    "rooms-content": ("content/search/models.py", "content.articles.models"),
    "rooms-ai": ("ai/engine/querysets.py", "ai.writing.models"),
    "engine-knows-no-content": ("ai/engine/querysets.py", "content.kinds"),
    "furniture": ("content/articles/models.py", "content.articles.services"),
}


def _run(*command: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=cwd, capture_output=True, text=True, timeout=120, env=os.environ | env
    )


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for house in HOUSES:
        shutil.copytree(ROOT / house, tmp_path / house, ignore=shutil.ignore_patterns("__pycache__", "migrations"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_import_contract_bites(tree: Path) -> None:
    for name, target in WRONG.values():
        path = tree / name
        path.write_text(f"import {target}  # noqa\n" + path.read_text())
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-cache"], cwd=tree, capture_output=True, text=True, timeout=120)
    assert done.returncode != 0
    assert {contract["id"] for contract in CONTRACTS} == set(WRONG), "each contract is broken here once"
    kept = [contract["name"] for contract in CONTRACTS if f"{contract['name']} KEPT" in done.stdout]
    assert kept == []


def test_type_checking_imports_do_not_count() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["exclude_type_checking_imports"]


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("import os\n", "F401"),
        ("x = 1;\n", "E703"),
        ("import sys\nimport os\nprint(os, sys)\n", "I001"),
        ("from typing import List\nx: List[int] = []\n", "UP"),
        ("def f(x=[]):\n    return x\n", "B006"),
        ("try:\n    print()\nexcept ValueError:\n    pass\n", "SIM105"),
        ("eval(input())\n", "S307"),
        ("x = list([i for i in y])\n", "C4"),
        ("from .. import a\n", "TID252"),
        ("def f():\n" + "    print()\n" * 51, "PLR0915"),
        ("from django.db import models\n\n\nclass A(models.Model):\n    x = models.CharField(null=True)\n", "DJ001"),
    ],
)
def test_the_style_rules_bite(code: str, rule: str, tmp_path: Path) -> None:
    (tmp_path / "case.py").write_text(code)
    done = _run("ruff", "check", "--config", str(ROOT / "pyproject.toml"), "--no-cache", "case.py", cwd=tmp_path)
    assert done.returncode == 1 and rule in done.stdout


def test_the_type_rules_bite(tmp_path: Path) -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]
    assert settings["plugins"] == ["mypy_django_plugin.main"]
    flags = [f"--{name.replace('_', '-')}" for name, value in settings.items() if value is True]
    (tmp_path / "case.py").write_text("def f(x):\n    return x\n")
    done = _run("mypy", "--config-file=", "--no-incremental", *flags, "case.py", cwd=tmp_path)
    assert "no-untyped-def" in done.stdout
