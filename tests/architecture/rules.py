"""The rules of the house: each takes the root of a tree and yields one line per fault."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import imports, is_project, parse, python_files, relative, room_of, rooms

ROOT_NAMES = {
    *("aicmr", "content", "accounts", "ai", "templates", "static", "manage.py", "requirements.txt", "deploy", "tests"),
    *("README.md", "CHANGELOG.md", "DECISIONS.md", "LICENSE", "Makefile", "pyproject.toml"),
    "var",  # made at run time, never committed
}
CAPS = {"urls.py": 60, "events.py": 60, "forms.py": 200, "tasks.py": 100}
SMALL = {"apps.py", "checks.py", "middleware.py", "schemas.py", "widgets.py", "constants.py", "exceptions.py"}
FILE_CAP, PIECE_CAP, SMALL_CAP, FUNCTION_CAP, CLASS_CAP, TEMPLATE_CAP, README_CAP = 400, 300, 100, 60, 200, 150, 60
NAMELESS = {"utils.py", "helpers.py", "common.py", "misc.py"}
ENTRY_POINTS = {"views", "api", "admin", "management", "receivers"}
FURNITURE = ENTRY_POINTS | {"urls", "forms", "services", "tasks", "events", "models", "querysets", "migrations"}
HEAVY = ("PIL", "pillow_heif", "openai", "numpy", "cv2", "rawpy", "pyvips", "weasyprint", "boto3", "stripe")
SIGNALS = {"pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed", "pre_init", "post_init"}


def root_holds_only_what_is_listed(root: Path) -> Iterator[str]:
    for path in sorted(root.iterdir()):
        if path.name not in ROOT_NAMES and not path.name.startswith(".") and path.name != "__pycache__":
            yield f"{path.name}: does not belong at the root"


def files_are_small(root: Path) -> Iterator[str]:
    for path in python_files(root):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        in_room = (path.parent / "apps.py").exists()
        cap = FILE_CAP
        if in_room:
            cap = CAPS.get(path.name, SMALL_CAP if path.name in SMALL else PIECE_CAP)
        if lines > cap:
            yield f"{relative(path, root)}: {lines} lines, at most {cap}"
    for path in sorted((root / "tests").rglob("*.py")):
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > FILE_CAP:
            yield f"{relative(path, root)}: {lines} lines, at most {FILE_CAP}"
    for path in sorted((root / "templates").rglob("*.html")):
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > TEMPLATE_CAP:
            yield f"{relative(path, root)}: {lines} lines, at most {TEMPLATE_CAP}"


def functions_and_classes_are_small(root: Path) -> Iterator[str]:
    for path in python_files(root):
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                cap = CLASS_CAP if isinstance(node, ast.ClassDef) else FUNCTION_CAP
                if lines > cap:
                    yield f"{relative(path, root)}:{node.lineno} {node.name}: {lines} lines, at most {cap}"


def no_project_import_inside_a_function(root: Path) -> Iterator[str]:
    for path in python_files(root):
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                for line, name in imports(node):
                    if is_project(name):
                        yield f"{relative(path, root)}:{line} imports {name} inside {node.name}()"


def heavy_libraries_are_imported_where_they_work(root: Path) -> Iterator[str]:
    for path in python_files(root):
        tree = parse(path)
        inside = {
            id(n) for f in ast.walk(tree) if isinstance(f, ast.FunctionDef | ast.AsyncFunctionDef) for n in ast.walk(f)
        }
        body = ast.Module(
            body=[n for n in tree.body if id(n) not in inside and not _is_function_or_class(n)], type_ignores=[]
        )
        for line, name in imports(body):
            if name.split(".")[0] in HEAVY:
                yield f"{relative(path, root)}:{line} imports {name} at the top of the module"


def _is_function_or_class(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)


def services_know_no_request(root: Path) -> Iterator[str]:
    for path in python_files(root):
        if path.stem == "services" or "services" in path.parent.parts[-1:]:
            for line, name in imports(parse(path)):
                if name.startswith("django.http"):
                    yield f"{relative(path, root)}:{line} a service imports {name}"


def services_take_keywords_and_an_actor(root: Path) -> Iterator[str]:
    """A public service that writes names its actor `by`; it is keyword-only wherever it appears."""
    for path in python_files(root):
        if path.stem != "services":
            continue
        for node in parse(path).body:
            if isinstance(node, ast.FunctionDef) and "by" in [arg.arg for arg in node.args.args]:
                yield f"{relative(path, root)}:{node.lineno} {node.name}: `by` must be keyword-only"


def work_does_not_call_services_of_its_room(root: Path) -> Iterator[str]:
    for path in python_files(root):
        room = room_of(path, root)
        piece = path.relative_to(room).parts[0].removesuffix(".py")
        if room == root or piece in FURNITURE | {"apps", "jobs", "slots", "templatetags", "commands", "demo"}:
            continue
        own = ".".join(room.relative_to(root).parts) + ".services"
        for line, name in imports(parse(path)):
            if name == own or name.startswith(own + "."):
                yield f"{relative(path, root)}:{line} work imports the services of its own room"


def no_receiver_of_model_signals(root: Path) -> Iterator[str]:
    for path in python_files(root):
        for line, name in imports(parse(path)):
            if name.split(".")[-1] in SIGNALS or name == "django.db.models.signals":
                yield f"{relative(path, root)}:{line} uses the model signal {name}"


def receivers_are_three_lines(root: Path) -> Iterator[str]:
    for path in python_files(root):
        if path.name == "receivers.py":
            for node in parse(path).body:
                if isinstance(node, ast.FunctionDef) and sum(_lines(s) for s in node.body if not _is_docstring(s)) > 3:
                    yield f"{relative(path, root)}:{node.lineno} {node.name}: a receiver is at most 3 lines"


def _lines(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def tasks_are_named(root: Path) -> Iterator[str]:
    for path in python_files(root):
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.FunctionDef):
                for decorator in node.decorator_list:
                    text = ast.unparse(decorator)
                    if re.match(r"(shared_task|(celery_)?app\.task)\b", text) and "name=" not in text:
                        yield f"{relative(path, root)}:{node.lineno} {node.name}: a task without a name of its own"


def names_say_what_a_module_is(root: Path) -> Iterator[str]:
    for path in python_files(root):
        if path.name in NAMELESS:
            yield f"{relative(path, root)}: a name that says nothing"
        for node in parse(path).body:
            if (
                isinstance(node, ast.ClassDef)
                and node.name.startswith("Base")
                and node.name.endswith(("Service", "Manager"))
            ):
                yield f"{relative(path, root)}:{node.lineno} {node.name}"


def every_function_is_typed(root: Path) -> Iterator[str]:
    for path in python_files(root):
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.returns is None:
                yield f"{relative(path, root)}:{node.lineno} {node.name}: no return type"


def rooms_have_a_readme(root: Path) -> Iterator[str]:
    for room in rooms(root):
        readme = room / "README.md"
        if not readme.exists():
            yield f"{relative(room, root)}: no README.md"
        elif (lines := len(readme.read_text(encoding="utf-8").splitlines())) > README_CAP:
            yield f"{relative(readme, root)}: {lines} lines, at most {README_CAP}"


def commands_and_events_are_documented(root: Path) -> Iterator[str]:
    for room in rooms(root):
        readme = room / "README.md"
        text = readme.read_text(encoding="utf-8") if readme.exists() else ""
        for command in sorted(room.glob("management/commands/[!_]*.py")):
            if f"`{command.stem}" not in text and f"manage.py {command.stem}" not in text:
                yield f"{relative(command, root)}: not in the room's README"
        for topic in _events(room / "events.py"):
            if topic not in text:
                yield f"{relative(room, root)}: event {topic} is not in the room's README"


def _events(path: Path) -> list[str]:
    if not path.exists():
        return []
    calls = [n for n in ast.walk(parse(path)) if isinstance(n, ast.Call) and ast.unparse(n.func).endswith("Event")]
    return [c.args[0].value for c in calls if c.args and isinstance(c.args[0], ast.Constant)]


def slots_are_documented(root: Path) -> Iterator[str]:
    readme = root / "content" / "README.md"
    text = readme.read_text(encoding="utf-8") if readme.exists() else ""
    for path in python_files(root):
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("declare", "slots.declare") and node.args:
                name = node.args[0]
                if isinstance(name, ast.Constant) and str(name.value) not in text:
                    yield f"{relative(path, root)}: slot {name.value} is not in content/README.md"


def settings_are_documented(root: Path) -> Iterator[str]:
    """Every environment variable that is read stands in the README."""
    readme = root / "README.md"
    text = readme.read_text(encoding="utf-8") if readme.exists() else ""
    for path in sorted([*python_files(root), *(root / "deploy").rglob("*.py")]):
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.Call) and re.match(r"env\.\w+$", ast.unparse(node.func)) and node.args:
                name = node.args[0]
                if isinstance(name, ast.Constant) and f"`{name.value}`" not in text:
                    yield f"{relative(path, root)}:{node.lineno} {name.value} is not in README.md"


def the_root_of_a_house_imports_no_room(root: Path) -> Iterator[str]:
    for house in ("accounts", "content", "ai"):
        for path in sorted((root / house).glob("*.py")):
            if path.name in ("urls.py", "api.py"):
                continue
            for line, name in imports(parse(path)):
                parts = name.split(".")
                allowed = house == "accounts" and name.startswith("accounts.audit")
                is_room = parts[0] == house and len(parts) > 1 and (root / house / parts[1] / "apps.py").exists()
                if is_room and not allowed:
                    yield f"{relative(path, root)}:{line} the house imports its room {name}"


_ANY_SITE = "site_id = %s"


def sql_that_joins_names_the_site(root: Path) -> Iterator[str]:
    """A join that is written as SQL stands in a module that narrows its rows to one site."""
    for path in python_files(root):
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.Constant) and re.search(r"\bJOIN\b", str(node.value)) and _ANY_SITE not in text:
                yield f"{relative(path, root)}:{node.lineno} joins rows of all sites: say site_id = %s"


RULES = [
    root_holds_only_what_is_listed,
    files_are_small,
    functions_and_classes_are_small,
    no_project_import_inside_a_function,
    heavy_libraries_are_imported_where_they_work,
    services_know_no_request,
    services_take_keywords_and_an_actor,
    work_does_not_call_services_of_its_room,
    no_receiver_of_model_signals,
    receivers_are_three_lines,
    tasks_are_named,
    names_say_what_a_module_is,
    every_function_is_typed,
    rooms_have_a_readme,
    commands_and_events_are_documented,
    slots_are_documented,
    settings_are_documented,
    the_root_of_a_house_imports_no_room,
    sql_that_joins_names_the_site,
]
