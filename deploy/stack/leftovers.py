"""Folders in memory of stacks that have ended: a stack that was killed cannot remove its own."""

import os
import shutil
import time
from pathlib import Path

import layout as layouts
from layout import Layout
from supervise import running_pid

YOUNG = 600.0  # seconds; a stack that is being started has no process yet


def sweep(memory: Path | None = None) -> list[str]:
    """Removes the folders of this person's ended stacks; returns their names."""
    found = [folder for folder in (memory or layouts.MEMORY).glob(f"aicmr-{os.getuid()}-*") if _is_left(folder)]
    for folder in found:
        shutil.rmtree(folder, ignore_errors=True)
    return sorted(folder.name for folder in found)


def _is_left(folder: Path) -> bool:
    if folder.is_symlink() or not folder.is_dir() or time.time() - folder.stat().st_mtime < YOUNG:
        return False
    home, nginx = _text(folder / "home"), _text(folder / "nginx.pid")
    if home and running_pid(Layout(Path(home)), "supervisor"):
        return False
    return not (nginx.isdecimal() and Path("/proc", nginx).exists())


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError:
        return ""
