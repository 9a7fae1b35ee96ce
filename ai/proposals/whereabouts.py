"""What a row of the ledger is today: present or removed, where, and how much of it was edited."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ai.proposals import texts
from ai.proposals.models import Mark, Provenance
from content import kinds
from content.publishing.models import Revision

REMOVED = "removed"
PRESENT = "present"
Objects = dict[tuple[str, int], Any]


@dataclass(frozen=True)
class Place:
    """One text that holds something of an accepted proposal; where nothing is left, the text that it was made for.

    `where`: `draft`, `live`, both, or `trash`. `share` is that of accepted words which are no longer there.
    """

    kind: str
    object_id: int
    title: str
    blocks: list[str]
    state: str
    where: str
    share: float


def places(rows: Sequence[Provenance]) -> dict[int, list[Place]]:
    """By primary key, at least one place each, in constant queries. `places.refresh` comes first."""
    marks = _marks_of(rows)
    wanted = {(row.kind, row.object_id) for row in rows} | {(m.kind, m.object_id) for ms in marks.values() for m in ms}
    objects = _objects(wanted, with_fields={row.field for row in rows if not texts.is_html(row.field)})
    kept = _fields_kept(rows, objects)
    return {row.pk: _places(row, marks.get(row.pk, []), objects, kept) for row in rows}


def _places(row: Provenance, marks: list[Mark], objects: Objects, kept: dict[int, tuple[float, str]]) -> list[Place]:
    if not texts.is_html(row.field):
        share, where = kept.get(row.pk, (1.0, ""))
        return [_place(row, row.kind, row.object_id, objects, [], where, share)]
    found = [
        _place(row, mark.kind, mark.object_id, objects, mark.blocks, _where(mark), mark.edited_share)
        for mark in sorted(marks, key=lambda mark: (mark.object_id != row.object_id, mark.kind, mark.object_id))
    ]
    return found or [_place(row, row.kind, row.object_id, objects, [row.block_id] if row.block_id else [], "", 1.0)]


def _place(
    row: Provenance, kind: str, object_id: int, objects: Objects, blocks: list[str], where: str, share: float
) -> Place:
    obj = objects.get((kind, object_id))
    title = (obj.title or "Untitled") if obj else "(deleted)"
    if obj and obj.trashed_at and where:
        where = "trash"
    return Place(kind, object_id, title, blocks, PRESENT if where else REMOVED, where, share)


def _where(mark: Mark) -> str:
    return ", ".join(name for name, there in (("draft", mark.in_draft), ("live", mark.is_live)) if there)


def _marks_of(rows: Iterable[Provenance]) -> dict[int, list[Mark]]:
    found: dict[int, list[Mark]] = defaultdict(list)
    for mark in Mark.objects.filter(provenance__in=[row.pk for row in rows]).order_by("pk"):
        found[mark.provenance_id].append(mark)
    return found


def _objects(wanted: set[tuple[str, int]], *, with_fields: set[str]) -> dict[tuple[str, int], Any]:
    by_kind: dict[str, set[int]] = defaultdict(set)
    for kind, object_id in wanted:
        by_kind[kind].add(object_id)
    found: dict[tuple[str, int], Any] = {}
    for kind, ids in by_kind.items():
        rows = kinds.get(kind).model._default_manager.filter(pk__in=ids).defer("body")
        for name in with_fields & texts.LIST_FIELDS:
            if kind == "article":
                rows = rows.prefetch_related(name)
        found |= {(kind, obj.pk): obj for obj in rows}
    return found


def _fields_kept(rows: Sequence[Provenance], objects: Objects) -> dict[int, tuple[float, str]]:
    """(share edited, where) of rows about plain fields. Plain text carries no mark: of all that was ever accepted for a
    field, the one that is most like what stands there has it (the newest, where two are); the others are removed."""
    plain = [row for row in rows if not texts.is_html(row.field)]
    if not plain:
        return {}
    targets = {(row.kind, row.object_id, row.field) for row in plain}
    about = {"kind__in": {target[0] for target in targets}, "object_id__in": {target[1] for target in targets}}
    rivals = Provenance.objects.filter(site__in={row.site_id for row in plain}, **about).order_by("pk")
    live = _live_fields(objects)
    best: dict[tuple[str, tuple[str, int, str]], tuple[float, int]] = {}
    for rival in rivals.filter(field__in={target[2] for target in targets}):
        target = (rival.kind, rival.object_id, rival.field)
        for where, text in _stands(target, objects, live):
            share = texts.edited_share(rival.text, text) if text.strip() else 1.0
            if share < 1 and share <= best.get((where, target), (1.0, 0))[0]:
                best[where, target] = (share, rival.pk)
    return {row.pk: _kept(row, best) for row in plain}


def _kept(row: Provenance, best: dict[Any, tuple[float, int]]) -> tuple[float, str]:
    target = (row.kind, row.object_id, row.field)
    held = {where: best.get((where, target), (1.0, 0)) for where in ("draft", "live")}
    there = {where: share for where, (share, holder) in held.items() if holder == row.pk}
    return there.get("draft", 1.0), ", ".join(there)


def _stands(target: tuple[str, int, str], objects: Objects, live: dict[Any, Any]) -> list[tuple[str, str]]:
    kind, object_id, name = target
    obj = objects.get((kind, object_id))
    if obj is None or not hasattr(obj, name):
        return []
    now = [("draft", texts.current(obj, name) or "")]
    published = live.get((kind, object_id), {}).get(name)
    return now + ([("live", published)] if isinstance(published, str) else [])


def _live_fields(objects: Objects) -> dict[Any, dict[str, Any]]:
    """What readers see of plain fields; lists are ids there and are left out."""
    revisions = {obj.live_revision_id: key for key, obj in objects.items() if obj.live_revision_id}
    rows = Revision.objects.filter(pk__in=revisions).values_list("pk", "snapshot") if revisions else []
    return {revisions[pk]: {name: value for name, value in snapshot.items() if name != "body"} for pk, snapshot in rows}
