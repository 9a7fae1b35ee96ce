"""Every rule holds on this tree, and bites on a tree that breaks it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.architecture import rules
from tests.architecture.tree import ROOT

Rule = Callable[[Path], Iterator[str]]


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_holds(rule: Rule) -> None:
    assert list(rule(ROOT)) == []


# A file that breaks each rule, in an otherwise empty tree: path, text.
BREAKS: dict[str, tuple[str, str]] = {
    "root_holds_only_what_is_listed": ("notes.txt", "x"),
    "files_are_small": ("content/room/tasks.py", "x = 1\n" * 101),
    "functions_and_classes_are_small": ("content/room/work.py", "def f() -> None:\n" + "    x = 1\n" * 61),
    "no_project_import_inside_a_function": ("content/room/work.py", "def f() -> None:\n    import accounts\n"),
    "heavy_libraries_are_imported_where_they_work": ("content/room/work.py", "from PIL import Image\n"),
    "services_know_no_request": ("content/room/services.py", "from django.http import HttpResponse\n"),
    "services_take_keywords_and_an_actor": ("content/room/services.py", "def f(x: int, by: int) -> None: ...\n"),
    "work_does_not_call_services_of_its_room": ("content/room/work.py", "from content.room.services import f\n"),
    "no_receiver_of_model_signals": ("content/room/work.py", "from django.db.models.signals import post_save\n"),
    "receivers_are_three_lines": ("content/room/receivers.py", "def on_x(e: int) -> None:\n" + "    x = 1\n" * 4),
    "tasks_are_named": ("content/room/tasks.py", "@shared_task\ndef f() -> None: ...\n"),
    "names_say_what_a_module_is": ("content/room/utils.py", ""),
    "every_function_is_typed": ("content/room/work.py", "def f(): ...\n"),
    "rooms_have_a_readme": ("content/other/apps.py", ""),
    "commands_and_events_are_documented": ("content/room/events.py", 'x = Event("room.done")\n'),
    "slots_are_documented": ("content/room/slots.py", 'declare("a.b", "doc")\n'),
    "settings_are_documented": ("aicmr/settings/base.py", 'X = env.text("UNDOCUMENTED")\n'),
    "the_root_of_a_house_imports_no_room": ("content/kinds.py", "from content.room import work\n"),
    "sql_that_joins_names_the_site": ("content/room/work.py", 'x = "SELECT 1 FROM a JOIN b ON a.id = b.a_id"\n'),
}


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_bites(rule: Rule, tmp_path: Path) -> None:
    (tmp_path / "content/room").mkdir(parents=True)
    (tmp_path / "content/room/apps.py").touch()
    (tmp_path / "content/room/README.md").touch()
    (tmp_path / "README.md").touch()
    assert list(rule(tmp_path)) == [], "the empty tree is in order"
    name, text = BREAKS[rule.__name__]
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    assert list(rule(tmp_path)) != []
