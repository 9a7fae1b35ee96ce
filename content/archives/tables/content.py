"""Texts by kind and id, the way in which revisions, plans and live pages name them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from content import kinds
from content.archives import encoding
from content.archives.encoding import BadRow, Row

if TYPE_CHECKING:
    from content.archives.target import Target


def names_of_content(pairs: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """(kind, object id) → public id; one query for each kind."""
    by_kind: dict[str, set[int]] = defaultdict(set)
    for kind, object_id in pairs:
        by_kind[kind].add(object_id)
    known = {kind.name: kind for kind in kinds.all_kinds()}
    found: dict[tuple[str, int], str] = {}
    for name in by_kind.keys() & known.keys():
        rows = known[name].model._base_manager.filter(pk__in=by_kind[name])
        found |= {(name, pk): public_id for pk, public_id in rows.values_list("pk", "public_id")}
    return found


def check_owner(row: Row) -> kinds.Kind | None:
    """Of which text the row is; None if this installation does not know its kind. Raises BadRow."""
    encoding.public(row.get("of"), "of")
    return known_kind(row.get("kind"))


def known_kind(name: Any) -> kinds.Kind | None:
    if not isinstance(name, str):
        raise BadRow("kind: a word such as article")
    try:
        return kinds.get(name)
    except LookupError:
        return None


def owners(rows: Sequence[Row], into: "Target") -> dict[tuple[str, str], int]:
    """(kind, public id in the archive) → object id, for the texts that this restore made."""
    found = into.content([(row["kind"], row["of"]) for row in rows])
    into.load_kept([row["of"] for row in rows])
    return {key: pk for key, pk in found.items() if key[1] not in into.kept}
