"""Tags that name somebody, or something, whom the text does not."""

from collections.abc import Iterator

from ai.guards import forms, languages, naming
from ai.guards.verdicts import Expect


def named_among(tags: list[str], expect: Expect) -> Iterator[str]:
    """Tags of two capitals or more, where others have none or the first is a given name, of words that stand nowhere:
    Kestermann Institute, Christian Lindner."""
    code = expect.wanted or expect.source_code
    if code in languages.having("caseless"):
        return
    tells_names = code != "de" and any(tag[:1].islower() for tag in tags)
    there = naming.words(expect.grounds)
    for tag in tags:
        parts = [part for part in tag.split() if part.lower() not in languages.having("particles")]
        if (
            len(parts) > 1
            and all(part[0].isupper() for part in parts)
            and (tells_names or naming.is_given(parts[0], code))
            and not any(forms.is_found(part, there, code) for part in _telling(parts, code) if len(part) > 2)
        ):
            yield tag


def _telling(parts: list[str], code: str) -> list[str]:
    """Of a person the surname: many are called Marcus."""
    return parts[-1:] if len(parts) == 2 and naming.is_given(parts[0], code) else parts
