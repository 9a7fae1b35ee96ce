"""Tags that name somebody, or something, whom the text does not."""

import re
from collections.abc import Iterator

from ai.guards import forms, languages, lookalikes, naming, nouns
from ai.guards.naming import stripped
from ai.guards.reading import folded
from ai.guards.verdicts import Expect

_TURNED = re.compile(r"([^\W\d_][\w’'-]+), ([^\W\d_][\w’'-]+)")  # Sund, Mareike
_NICKNAME = re.compile(r"\s[\"“”„«»‘’'][^\"“”„«»‘’']+[\"“”„«»‘’'](?=\s)")


def named_among(tags: list[str], expect: Expect) -> Iterator[str]:
    """Tags of two capitals or more, where others have none or the first is a given name, of words that stand nowhere:
    Kestermann Institute, Christian Lindner; and those that are nearly a name of the text."""
    code = expect.wanted or expect.source_code
    if code in languages.having("caseless"):
        return
    tells_names = code != "de" and any(tag[:1].islower() for tag in tags)
    there = naming.words(expect.grounds)
    given = folded(expect.grounds)
    for tag in tags:
        if folded(tag) in given:
            continue
        parts = [part for part in tag.split() if part.lower() not in languages.having("particles")]
        is_named = len(parts) > 1 and all(part[0].isupper() for part in parts)
        is_person = tells_names or naming.is_given(parts[0], code) if parts else False
        missing = not any(forms.is_found(part, there, code) for part in _telling(parts, code) if len(part) > 2)
        if is_named and is_person and missing or _is_nearly_named(tag, there, code, expect):
            yield tag


def _telling(parts: list[str], code: str) -> list[str]:
    """Of a person the surname: many are called Marcus."""
    return parts[-1:] if len(parts) == 2 and naming.is_given(parts[0], code) else parts


def _is_nearly_named(tag: str, there: frozenset[str], code: str, expect: Expect) -> bool:
    """Whether a letter or two make it another name than one that was given, or another given name does."""
    if code != expect.source_code:
        return False
    plain = _TURNED.sub(r"\2 \1", _NICKNAME.sub("", tag))
    words = plain.split() if " " in plain or not plain.islower() else plain.title().split("-")
    known = [name for name in lookalikes.names_of(expect.grounds, code) if len(name) >= lookalikes.LEAST]
    new = {word for word in words if word[:1].isupper() and len(word) > lookalikes.LEAST and _is_new(word, there, code)}
    if any(lookalikes.near(known, new, code)):
        return True
    firsts: dict[str, set[str]] = {}
    for first, second in lookalikes.named_pairs(expect.grounds, code):
        firsts.setdefault(stripped(second), set()).add(stripped(first))
    pairs = zip(words, words[1:], strict=False)
    return any(_is_other(first, firsts.get(stripped(second), set()), code) for first, second in pairs)


def _is_new(word: str, there: frozenset[str], code: str) -> bool:
    return not (naming.is_no_name(word, code) or naming.is_place(word) or forms.is_found(word, there, code))


def _is_other(first: str, known: set[str], code: str) -> bool:
    """Whether it is a given name, or its first letter, and of none whose surname this is."""
    bare = stripped(first).rstrip(".")
    if not known or bare in known or (code == "de" and nouns.is_noun(first)):
        return False
    if len(bare) == 1:
        return first.endswith(".") and not any(one.startswith(bare) for one in known)
    return naming.is_given(first.title(), code) or naming.may_be_given(first)
