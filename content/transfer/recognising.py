"""What a file is that was given to the wrong importer, by its first bytes: so that the right one can be named."""

import zipfile
from pathlib import Path

_LOOKED_AT = 65_536
_TEXTS = (".md", ".markdown", ".mdown", ".mkd", ".mkdn")


def advice(path: Path, *, importer: str) -> str:
    """One sentence that names the command for this file; "" if it is the one that was taken, or nobody knows."""
    try:
        found = _recognised(path)
    except OSError:
        return ""
    return "" if not found or found[0] == importer else found[1]


def _recognised(path: Path) -> tuple[str, str] | None:
    if path.is_dir():
        return "markdown", "This is a folder: import_markdown takes folders."
    if not path.is_file():
        return None
    if path.suffix.lower() in _TEXTS:
        return "text", "This is a Markdown file: give import_markdown the folder that it lies in."
    with path.open("rb") as file:
        start = file.read(_LOOKED_AT)
    if start.startswith(b"PK"):
        return _packed(path)
    text = start.decode("utf-16" if start.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8", "replace").lstrip(
        "\ufeff"
    )
    text = text.strip()
    if "wordpress.org/export/" in text:
        return "wordpress", "This looks like a WordPress export: import_wordpress takes it."
    if text.startswith("{") and ('"posts"' in text or '"db"' in text):
        return "ghost", "This looks like a Ghost export: import_ghost takes it."
    return None


def _packed(path: Path) -> tuple[str, str] | None:
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name.lower() for name in archive.namelist()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return None
    if {"manifest.json", "site.json"} <= set(names):
        return "archive", "This is an archive of AiCMR: restore_site takes it."
    for endings, sort, said in (
        ((".xml", ".wxr"), "packed xml", "An .xml file is in it: unpack it, and give that to import_wordpress."),
        ((".json",), "packed json", "A .json file is in it: unpack it, and give that to import_ghost."),
        (_TEXTS, "markdown", "Markdown is in it: import_markdown takes it."),
    ):
        if any(name.endswith(endings) for name in names):
            return sort, said
    return None
