"""Django set up for a measurement, and its answer as JSON."""

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]


def begin() -> list[str]:
    """Set Django up; returns the arguments of the command line."""
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    return sys.argv[1:]


def tell(**found: Any) -> None:
    print(json.dumps(found))
