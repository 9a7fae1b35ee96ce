"""Many at once, in processes and threads of their own, on real connections of the database that the suite runs on."""

import json
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from accounts.sites.models import Site
from ai.engine.estimates import call_tokens
from ai.engine.models import PromptOverride, Run
from ai.engine.prompting import prompt_for
from ai.providers.models import Model
from ai.spending.models import Budget, Reservation
from tests.ai.server import ScriptedServer, Step
from tests.people import People

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).parents[3]
Asking = Callable[..., list[str]]


def _shared(folder: Path) -> str:
    """The address of a database with this test's rows on which other processes can work."""
    if connection.vendor == "sqlite":
        path = folder / "shared.sqlite3"
        connection.ensure_connection()
        with sqlite3.connect(path) as copy:
            connection.connection.backup(copy)
        return f"sqlite:///{path}"
    settings = connection.settings_dict
    user, password = (quote(str(settings[name]), safe="") for name in ("USER", "PASSWORD"))
    return f"mysql://{user}:{password}@{settings['HOST']}:{settings['PORT'] or 3306}/{settings['NAME']}"


@pytest.fixture
def ask_at_once(tmp_path: Path, site: Site, people: People) -> Asking:
    """`ask_at_once(processes, threads, key)`: what came of each, after all of them began together."""

    def ask(processes: int, threads: int, key: str = "") -> list[str]:
        gate = tmp_path / "gate"
        arguments = [str(site.pk), str(people.creator.pk), str(threads), str(gate), *([key] if key else [])]
        database = _shared(tmp_path)
        environment = os.environ | {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "aicmr.settings.test"}
        command = [sys.executable, "-m", "tests.ai.engine.parallel", *arguments]
        workers = [
            subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)
            for _ in range(processes)
        ]
        try:
            for worker in workers:
                assert worker.stdout is not None
                assert worker.stdout.readline() == "ready\n"
            gate.touch()
            outcomes = [outcome for worker in workers for outcome in json.loads(worker.communicate(timeout=90)[0])]
        finally:
            for worker in workers:
                worker.kill()
        _bring_home(database)
        return outcomes

    return ask


def _bring_home(database: str) -> None:
    """Make what the processes wrote this test's own rows, where they worked on a copy."""
    if connection.vendor == "sqlite":
        with sqlite3.connect(database.removeprefix("sqlite:///")) as copy:
            copy.backup(connection.connection)


@pytest.fixture
def asked_tokens(site: Site, model: Model) -> int:
    """The site's own prompt, since a process of its own knows no fixture; what one call of it reserves."""
    text = "---\nmax_tokens: 50\n---\nWrite: {{ text }}"
    PromptOverride.objects.create(site=site, purpose="tests.text", version=1, text=text)
    prompt = prompt_for("tests.text", site)
    assert prompt is not None
    return call_tokens(prompt.messages({"text": "The pier opens."}), prompt.max_tokens)


@pytest.fixture
def budget(site: Site, asked_tokens: int) -> Budget:
    return Budget.objects.create(site=site, limit=25 * asked_tokens, period=Budget.Period.DAY)


@pytest.mark.slow
@pytest.mark.usefixtures("budget")
def test_of_fifty_at_once_exactly_those_pass_whom_the_budget_covers(
    ask_at_once: Asking, server: ScriptedServer, site: Site, asked_tokens: int
) -> None:
    used_up = Step(text="The pier opens on Saturday, come and see it.", tokens=(asked_tokens - 50, 50), delay=0.05)
    server.script(*[used_up] * 50)
    outcomes = Counter("refused" if outcome == "refused" else outcome[:6] == "failed" for outcome in ask_at_once(2, 25))
    assert outcomes == {False: 25, "refused": 25}
    budget = Budget.objects.get(site=site)
    assert (budget.used, budget.reserved) == (server.tokens, 0) == (25 * asked_tokens, 0)
    assert len(server.asked) == Run.objects.filter(site=site, state="done", attempt=1).count() == 25
    assert Reservation.objects.filter(closed_at=None).count() == 0


@pytest.mark.slow
@pytest.mark.usefixtures("budget")
def test_of_many_with_one_key_one_pays_and_all_get_its_answer(
    ask_at_once: Asking, server: ScriptedServer, site: Site
) -> None:
    server.script(Step(pause=0.05))
    outcomes = ask_at_once(2, 4, "draft:1:title")
    assert len(set(outcomes)) == 1
    assert Run.objects.get(site=site, key="draft:1:title").public_id == outcomes[0]
    assert len(server.asked) == 1
