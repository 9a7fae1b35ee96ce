"""Whether a sentence denies something: with a word such as not, or one that denies without it."""

from ai.guards.phrases import claimed


def denies(text: str, language: str) -> bool:
    return bool(count("not", _without_not_only(text, language), language))


def is_fewer(text: str, other: str, language: str, other_language: str = "") -> bool:
    """Whether `text` denies nothing, and has fewer words that might stand for a denial than `other` has."""
    if denies(text, language):
        return False
    theirs = _without_not_only(other, other_language or language)
    all_theirs = sum(count(table, theirs, other_language or language) for table in ("not", "lacks"))
    return count("lacks", text, language) < all_theirs


def parts(text: str, language: str) -> tuple[str, str]:
    """What stands behind the first denial, and before it."""
    known = claimed("not", language)
    match = known.search(_without_not_only(text, language)) if known else None
    return (text[match.end() :], text[: match.start()]) if match else ("", text)


def has(table: str, text: str, language: str) -> bool:
    return bool(count(table, text, language))


def count(table: str, text: str, language: str) -> int:
    known = claimed(table, language)
    return len(known.findall(text)) if known else 0


def _without_not_only(text: str, language: str) -> str:
    known = claimed("not_only", language)
    return known.sub(" ", text) if known else text
