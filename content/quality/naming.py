"""Ids that people can say: `G-7F3K` for a guideline, `T-7F3KQ` for a term."""

from collections.abc import Collection

from aicmr.lib.ids import short_id

LENGTHS = {"G": 4, "T": 5}


def new_code(prefix: str, taken: Collection[str]) -> str:
    """An id that none of `taken` is."""
    while (code := f"{prefix}-{short_id(LENGTHS[prefix]).upper()}") in taken:
        continue
    return code
