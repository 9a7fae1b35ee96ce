"""What readers see: which revision of which text is live, where, and since when. Pages are rendered again from that."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from content import kinds
from content.archives import encoding
from content.archives.encoding import BadRow, Row
from content.archives.selecting import Selection
from content.archives.tables.base import OnePass, Used, pages_of
from content.archives.tables.content import check_owner, owners
from content.publishing.models import LivePage, Revision
from content.publishing.reinstating import Former, reinstate

if TYPE_CHECKING:
    from content.archives.target import Target

_TIMES = [field for field in LivePage._meta.concrete_fields if field.name in ("published_at", "modified_at")]
_PATH = LivePage._meta.get_field("path")


class LiveTable(OnePass):
    name = "live"

    def batches(self, selection: Selection, after: str, used: Used | None) -> Iterator[tuple[str, list[Row]]]:
        last_kind, _, last_id = after.partition(":")
        for kind in kinds.all_kinds():
            if kind.name < last_kind:
                continue
            start = last_id if kind.name == last_kind else ""
            for texts in pages_of(selection.rows(kind).only("public_id"), "public_id", start):
                names = {text.pk: text.public_id for text in texts}
                pages = LivePage.objects.filter(kind=kind.name, object_id__in=list(names)).select_related("revision")
                shown = pages.only("path", "object_id", "published_at", "modified_at", "revision__number")
                rows = [_row(kind, names[page.object_id], page) for page in shown if page.revision]
                yield f"{kind.name}:{texts[-1].public_id}", sorted(rows, key=lambda row: row["of"])

    def check(self, row: Row) -> None:
        check_owner(row)
        if not isinstance(row.get("revision"), int) or not str(row.get("path", "")).startswith("/"):
            raise BadRow("revision and path: the number of a revision, and an address that begins with a slash")
        encoding.value_of(_PATH, row["path"])
        for field in _TIMES:
            encoding.value_of(field, row.get(field.name))

    def key(self, row: Row) -> tuple[str | int, ...]:
        return (row["kind"], row["of"])

    def write(self, rows: Sequence[Row], into: "Target") -> None:
        by_kind: dict[str, list[Row]] = defaultdict(list)
        found = owners(rows, into)
        for row in rows:
            if (row["kind"], row["of"]) in found:
                by_kind[row["kind"]].append(row)
        for name, own in by_kind.items():
            kind = kinds.get(name)
            formers = _formers(kind, [(found[name, row["of"]], row) for row in own])
            problems = reinstate(kind, into.site, formers, by=into.by)
            into.made += len(formers) - len(problems)
            for problem in problems:
                into.note(f"Restored as a draft: {problem}")


def _row(kind: kinds.Kind, of: str, page: LivePage) -> Row:
    times = {field.name: encoding.moment(getattr(page, field.name)) for field in _TIMES}
    number = page.revision.number if page.revision else 0
    return {"kind": kind.name, "of": of, "revision": number, "path": page.path} | times


def _formers(kind: kinds.Kind, rows: Sequence[tuple[int, Row]]) -> list[Former]:
    drafts = kind.model.objects.kept().in_bulk([pk for pk, _ in rows])
    stored = Revision.objects.filter(kind=kind.name, object_id__in=list(drafts))
    wanted = {(pk, row["revision"]) for pk, row in rows}
    ids = [pk for pk, owner, number in stored.values_list("pk", "object_id", "number") if (owner, number) in wanted]
    revisions = {(revision.object_id, revision.number): revision for revision in Revision.objects.filter(pk__in=ids)}
    return [
        Former(
            draft=drafts[pk],
            revision=revisions[pk, row["revision"]],
            path=row["path"],
            published_at=encoding.parsed(row["published_at"], "published_at"),
            modified_at=encoding.parsed(row["modified_at"], "modified_at"),
        )
        for pk, row in rows
        if pk in drafts and (pk, row["revision"]) in revisions
    ]
