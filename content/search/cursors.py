"""A place in the order of results, as text for an address."""

import base64
import binascii
import json
import math
from dataclasses import dataclass
from typing import Self

_LARGEST_REF = 2**63


@dataclass(frozen=True)
class Cursor:
    """After the hit with this score and this ref."""

    score: float
    ref: int

    def write(self) -> str:
        text = json.dumps([self.score, self.ref], separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text: str | None) -> Self | None:
        """The cursor, or None where `text` is none."""
        if not text or len(text) > 100:
            return None
        try:
            score, ref = json.loads(base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4)))
        except (ValueError, TypeError, binascii.Error, RecursionError):
            return None
        if not isinstance(score, int | float) or type(ref) is not int or isinstance(score, bool):
            return None
        return cls(float(score), ref) if math.isfinite(score) and 0 < ref < _LARGEST_REF else None
