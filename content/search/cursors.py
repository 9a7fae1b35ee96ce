"""A place in the order of results, as text for an address."""

import base64
import json
import math

from content.search.backends.types import Place

_LARGEST = 2**63


def write_cursor(place: Place) -> str:
    text = json.dumps(place, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(text: str | None) -> Place | None:
    """The place after which to go on, or None where `text` names none."""
    if not text or len(text) > 100:
        return None
    try:
        score, tie = json.loads(base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4)))
    except (ValueError, TypeError, RecursionError):
        return None
    if type(score) not in (int, float) or type(tie) is not int:
        return None
    return Place(float(score), tie) if math.isfinite(score) and 0 < tie < _LARGEST else None
