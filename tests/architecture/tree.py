"""Reading a source tree for the architecture rules; every function takes the tree's root."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

HOUSES = ("aicmr", "accounts", "content", "ai")
ROOT = Path(__file__).resolve().parents[2]


def python_files(root: Path) -> Iterator[Path]:
    """The project's own modules, migrations left out."""
    for house in HOUSES:
        for path in sorted((root / house).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


@cache
def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def relative(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def rooms(root: Path) -> Iterator[Path]:
    """Folders with an apps.py: the houses' roots and their rooms."""
    for house in HOUSES:
        yield from (apps.parent for apps in sorted((root / house).rglob("apps.py")))


def room_of(path: Path, root: Path) -> Path:
    for parent in path.parents:
        if (parent / "apps.py").exists() or parent == root:
            return parent
    return root


def imports(node: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and absolute module name of each import below `node`, TYPE_CHECKING blocks left out."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            for other in child.orelse:
                yield from imports(other)
        elif isinstance(child, ast.Import):
            yield from ((child.lineno, alias.name) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            prefix = "." * child.level + (child.module or "")
            yield from ((child.lineno, f"{prefix}.{alias.name}") for alias in child.names)
        else:
            yield from imports(child)


def is_project(name: str) -> bool:
    return name.startswith(".") or name.split(".")[0] in HOUSES
