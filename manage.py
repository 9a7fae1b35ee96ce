#!/usr/bin/env python
"""Command line entry point."""

import os
import sys

_CONNECTING = {1044, 1045, 1049, 1130, 2002, 2003, 2005, 2006, 2013, 2026}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aicmr.settings.base")
    try:
        _run()
    except Exception as error:
        if not _is_unreachable_database(error):
            raise
        sys.exit(f"aicmr: the database does not answer: {error}. Start it, or correct DATABASE_URL.")


def _run() -> None:
    try:
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] in ("aicmr", "accounts", "content", "ai"):
            raise
        sys.exit(
            f"aicmr: the Python package {error.name!r} is missing. "
            "Run `make` once, then use `.venv/bin/python manage.py`."
        )


def _is_unreachable_database(error: Exception) -> bool:
    """Is it the address, the password or the file of the database, and not what was asked of it?"""
    if type(error).__name__ != "OperationalError":
        return False
    # MySQL: no right, no such database, no such server, cut off, no TLS.
    return "unable to open database file" in str(error) or bool(error.args) and error.args[0] in _CONNECTING


if __name__ == "__main__":
    main()
