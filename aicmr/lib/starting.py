"""Starting a process so that what stops it is said once, in a line, and that it is of one piece."""

import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template

logger = logging.getLogger(__name__)
Application = TypeVar("Application")
# Gunicorn starts a worker that ends otherwise again, for ever.
_DO_NOT_TRY_AGAIN = 3


def started(make: Callable[[], Application]) -> Application:
    """What `make` returns; where settings or checks refuse, their line and an end that no server retries."""
    try:
        return make()
    except SystemExit as refusal:
        print(refusal.code, file=sys.stderr)
        raise SystemExit(_DO_NOT_TRY_AGAIN) from None


def load_templates() -> int:
    """Have every template of ours in memory; returns how many. In the parent of web processes, which share it.

    While a release is exchanged, its files are new before its processes are: a page that nobody had asked for yet
    would be made of old views and a new template.
    """
    found = 0
    folders: Any = settings.TEMPLATES[0]["DIRS"]
    for folder in map(Path, folders):
        for path in sorted(folder.rglob("*.*")):
            try:
                get_template(path.relative_to(folder).as_posix())
                found += 1
            except (TemplateDoesNotExist, TemplateSyntaxError, UnicodeDecodeError) as error:
                logger.warning("%s cannot be loaded: %s", path.name, error)
    return found
