"""Plans that are waiting: what will be published or taken offline, with the text that was frozen for it."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from django.db.models import Q

from content import kinds
from content.archives import encoding
from content.archives.encoding import BadRow, Row
from content.archives.selecting import Selection
from content.archives.tables.base import BATCH, OnePass, Used
from content.archives.tables.content import check_owner, names_of_content, owners
from content.publishing.models import Publishable, Revision, Schedule

if TYPE_CHECKING:
    from content.archives.target import Target

_DUE = Schedule._meta.get_field("due_at")
_CREATED = Schedule._meta.get_field("created_at")


class ScheduleTable(OnePass):
    """In the order in which they were made; a restore makes them in that order again."""

    name = "schedules"

    def batches(self, selection: Selection, after: str, used: Used | None) -> Iterator[tuple[str, list[Row]]]:
        rows = Schedule.objects.waiting().filter(site=selection.site).select_related("revision").order_by("pk")
        if selection.is_partial:
            chosen = Q(pk__in=[])
            for kind in kinds.all_kinds():
                chosen |= Q(kind=kind.name, object_id__in=selection.rows(kind).values("pk"))
            rows = rows.filter(chosen)
        last = int(after or 0)
        while batch := list(rows.filter(pk__gt=last)[:BATCH]):
            last = batch[-1].pk
            names = names_of_content((plan.kind, plan.object_id) for plan in batch)
            known = [plan for plan in batch if (plan.kind, plan.object_id) in names]
            yield str(last), [_row(plan, names[plan.kind, plan.object_id]) for plan in known]

    def check(self, row: Row) -> None:
        check_owner(row)
        encoding.value_of(_DUE, row.get("due_at"))
        encoding.value_of(_CREATED, row.get("created_at"))
        if row.get("action") not in Schedule.Action.values or not isinstance(row.get("revision"), int | None):
            raise BadRow("action and revision: publish or unpublish, and the number of a revision")

    def key(self, row: Row) -> None:
        return None

    def write(self, rows: Sequence[Row], into: "Target") -> None:
        found = owners(rows, into)
        rows = [row for row in rows if (row["kind"], row["of"]) in found]
        ids = _revisions(rows, found)
        made = [_plan(row, found[row["kind"], row["of"]], ids, into) for row in rows]
        kept = [plan for plan in made if plan.revision_id or plan.action == Schedule.Action.UNPUBLISH]
        moments = [plan.created_at for plan in kept]
        for plan, moment in zip(kept, moments, strict=True):
            plan.save()
            Schedule.objects.filter(pk=plan.pk).update(created_at=moment)
            if plan.action == Schedule.Action.PUBLISH:
                texts = kinds.get(plan.kind).model.objects.filter(pk=plan.object_id, live_revision=None)
                texts.filter(state=Publishable.State.DRAFT).update(state=Publishable.State.SCHEDULED)
        into.made += len(kept)


def _row(plan: Schedule, of: str) -> Row:
    return {
        "kind": plan.kind,
        "of": of,
        "action": plan.action,
        "revision": plan.revision.number if plan.revision else None,
        "due_at": encoding.moment(plan.due_at),
        "created_at": encoding.moment(plan.created_at),
    }


def _revisions(rows: Sequence[Row], found: dict[tuple[str, str], int]) -> dict[tuple[str, int, int], int]:
    """(kind, object id, number) → id."""
    owners_ = {found[row["kind"], row["of"]] for row in rows}
    stored = Revision.objects.filter(kind__in={row["kind"] for row in rows}, object_id__in=owners_)
    wanted = {(row["kind"], found[row["kind"], row["of"]], row["revision"]) for row in rows}
    listed = stored.values_list("kind", "object_id", "number", "pk")
    return {(kind, owner, number): pk for kind, owner, number, pk in listed if (kind, owner, number) in wanted}


def _plan(row: Row, object_id: int, revisions: dict[tuple[str, int, int], int], into: "Target") -> Schedule:
    return Schedule(
        site=into.site,
        kind=row["kind"],
        object_id=object_id,
        revision_id=revisions.get((row["kind"], object_id, row["revision"] or 0)),
        action=row["action"],
        due_at=encoding.parsed(row["due_at"], "due_at"),
        created_at=encoding.parsed(row["created_at"], "created_at"),
        created_by=into.by,
    )
