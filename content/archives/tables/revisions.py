"""Frozen texts: those that are live or planned, or every one."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from content import kinds
from content.archives import encoding
from content.archives.encoding import Row
from content.archives.selecting import Selection
from content.archives.tables.base import OnePass, Used, pages_of
from content.archives.tables.content import check_owner, owners
from content.publishing.models import Revision, Schedule

if TYPE_CHECKING:
    from content.archives.target import Target

_FIELDS = [field for field in encoding.columns(Revision) if field.name not in ("snapshot", "number")]
_NUMBER = Revision._meta.get_field("number")
_TEXTS = 50  # texts whose revisions are looked up at once
_HELD = 50  # revisions in memory at once


class RevisionTable(OnePass):
    name = "revisions"

    def batches(self, selection: Selection, after: str, used: Used | None) -> Iterator[tuple[str, list[Row]]]:
        """Keys are `kind:id` of the last text whose revisions are all written."""
        last_kind, _, last_id = after.partition(":")
        for kind in kinds.all_kinds():
            if kind.name < last_kind:
                continue
            start = last_id if kind.name == last_kind else ""
            texts = selection.rows(kind).only("public_id", "live_revision_id")
            for batch in pages_of(texts, "public_id", start, _TEXTS):
                yield from _of(kind, batch, selection.with_revisions)

    def check(self, row: Row) -> None:
        kind = check_owner(row)
        encoding.decode([*_FIELDS, _NUMBER], row)
        if kind:
            encoding.check_snapshot(row.get("snapshot"), kind.model)

    def key(self, row: Row) -> tuple[str | int, ...]:
        return (row["kind"], row["of"], row["number"])

    def write(self, rows: Sequence[Row], into: "Target") -> None:
        found = owners(rows, into)
        rows = [row for row in rows if (row["kind"], row["of"]) in found]
        snapshots = _decoded(rows, into)
        made = [
            Revision(
                site=into.site,
                kind=row["kind"],
                object_id=found[row["kind"], row["of"]],
                number=row["number"],
                snapshot=snapshot,
                **encoding.decode(_FIELDS, row),
            )
            for row, snapshot in zip(rows, snapshots, strict=True)
        ]
        moments = [revision.created_at for revision in made]
        Revision.objects.bulk_create(made)
        stored = Revision.objects.filter(kind__in={r.kind for r in made}, object_id__in={r.object_id for r in made})
        ids = {tuple(key): pk for *key, pk in stored.values_list("kind", "object_id", "number", "pk")}
        for revision, moment in zip(made, moments, strict=True):
            revision.pk, revision.created_at = ids[revision.kind, revision.object_id, revision.number], moment
        Revision.objects.bulk_update(made, ["created_at"])
        into.made += len(made)


def _of(kind: kinds.Kind, texts: Sequence[Any], everything: bool) -> Iterator[tuple[str, list[Row]]]:
    """Revisions of some texts, in the order of these and of their numbers; few of them in memory at once."""
    names = {text.pk: text.public_id for text in texts}
    rows = Revision.objects.filter(kind=kind.name, object_id__in=list(names))
    if not everything:
        planned = Schedule.objects.waiting().filter(kind=kind.name, object_id__in=list(names))
        wanted = {*planned.values_list("revision_id", flat=True), *(text.live_revision_id for text in texts)}
        rows = rows.filter(pk__in={pk for pk in wanted if pk})
    found = sorted((names[owner], number, pk) for owner, number, pk in rows.values_list("object_id", "number", "pk"))
    encoded: list[Row] = []
    for start in range(0, len(found), _HELD):
        part = found[start : start + _HELD]
        stored = Revision.objects.in_bulk([pk for _, _, pk in part])
        encoded = _encoded([stored[pk] for _, _, pk in part if pk in stored], kind, names)
        if start + _HELD < len(found):
            yield "", encoded  # no place to go on from: the texts are not done
    yield f"{kind.name}:{texts[-1].public_id}", encoded if found else []


def _encoded(revisions: Sequence[Revision], kind: kinds.Kind, names: dict[int, str]) -> list[Row]:
    snapshots = encoding.encode_snapshots([revision.snapshot for revision in revisions], kind)
    return [
        {"kind": kind.name, "of": names[revision.object_id], "number": revision.number, "snapshot": snapshot}
        | {field.name: _plain(revision, field) for field in _FIELDS}
        for revision, snapshot in zip(revisions, snapshots, strict=True)
    ]


def _plain(revision: Revision, field: Any) -> Any:
    value = getattr(revision, field.attname)
    return encoding.moment(value) if field.name == "created_at" else value


def _decoded(rows: Sequence[Row], into: "Target") -> list[Row]:
    """Snapshots with database ids of this installation."""
    wanted: dict[Any, set[str]] = {}
    for row in rows:
        for name, model in encoding.relations_of(row["snapshot"], kinds.get(row["kind"]).model).items():
            value = row["snapshot"][name]
            wanted.setdefault(model, set()).update(value if isinstance(value, list) else [value] if value else [])
    found = {model: into.resolve(model, olds) for model, olds in wanted.items()}
    bodies = into.bodies([row["snapshot"].get("body", "") for row in rows])
    return [_ours(row, body, found) for row, body in zip(rows, bodies, strict=True)]


def _ours(row: Row, body: str, found: dict[Any, dict[str | None, int]]) -> Row:
    snapshot: Row = dict(encoding.storable(row["snapshot"]))
    model = kinds.get(row["kind"]).model
    for name, target in encoding.relations_of(snapshot, model).items():
        value = snapshot[name]
        if isinstance(value, list):
            ids = [found[target][each] for each in value if each in found[target]]
            snapshot[name] = ids if encoding.is_ordered(model, name) else sorted(ids)
        else:
            snapshot[name] = found[target].get(value)
    if "body" in snapshot:
        snapshot["body"] = body
    return snapshot
