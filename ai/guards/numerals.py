"""Number words by language, from `data/numerals.json`."""

import json
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "data" / "numerals.json"


def table(language: str) -> dict[str, tuple[int, bool]]:
    """Word → (number, whether it is an ordinal)."""
    return _tables().get(language, {})


@cache
def cardinals(language: str) -> dict[str, int]:
    return {word: value for word, (value, is_ordinal) in table(language).items() if not is_ordinal}


@cache
def _tables() -> dict[str, dict[str, tuple[int, bool]]]:
    read = json.loads(_FILE.read_text(encoding="utf-8"))
    found = {}
    for code, kinds in read.items():
        found[code] = {word: (value, True) for word, value in kinds["ordinal"].items()}
        if code == "de":
            found[code] |= {f"{word}{end}": is_one for word, is_one in found[code].items() for end in "nrsm"}
        found[code] |= {word: (value, False) for word, value in kinds["cardinal"].items()}
    return found
