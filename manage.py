#!/usr/bin/env python
"""Command line entry point."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aicmr.settings.base")
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


if __name__ == "__main__":
    main()
