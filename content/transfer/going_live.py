"""What readers will see of imported drafts: articles at once, pages when all are there, future ones as plans."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from content import kinds
from content.articles.models import Page
from content.publishing import freezing, redirects, schedules, state
from content.publishing.exceptions import PublishError
from content.publishing.models import LivePage, Revision
from content.publishing.paths import normalise_path, path_key
from content.publishing.publishing import publish_many
from content.transfer.drafts import Draft
from content.transfer.ledger import Ledger, note_of
from content.transfer.levels import batched, from_the_top
from content.transfer.models import ImportedItem

BATCH = 100
_CLOCKS = timedelta(hours=1)  # by which those of two servers may differ
State = ImportedItem.State
REASON = Revision.Reason.IMPORTED
Problems = dict[int, list[tuple[str, str]]]


def go(ledger: Ledger, kind: kinds.Kind, drafts: Sequence[Draft], *, by: User | None) -> None:
    """Publish what was public, plan what was planned; the rest gets its first revision."""
    if kind.is_tree:
        for draft in drafts:
            draft.is_waiting = True
            later = {"state": draft.entry.state, "addresses": draft.entry.addresses[:5], "outcome": draft.outcome}
            draft.row.payload |= later
        return
    public = [draft for draft in drafts if draft.entry.state == "published"]
    new = [draft for draft in public if draft.outcome == State.IMPORTED]
    known = [draft.object for draft in public if draft.outcome != State.IMPORTED]
    problems = _publish(known, by=by) | _publish([draft.object for draft in new], by=by, made=[d.values for d in new])
    for draft in public:
        _say(draft.notes, draft.person, problems.get(draft.object.pk, []))
        draft.row.payload |= {"live": draft.object.state == "published"}
    live = [(draft.row, draft.entry.addresses) for draft in public if draft.object.state == "published"]
    lead_on(ledger, live)
    planned = [draft for draft in drafts if draft.entry.state == "scheduled"]
    for draft in planned:
        _plan(draft.object, draft.notes, draft.person, by=by)
    rest = [draft.object for draft in drafts if draft.object.state == "draft"]
    if rest:
        freezing.freeze_many(kind, rest, kind.snapshot(rest), by=by, reason=REASON)


def judge(draft: Draft) -> None:
    """A publication that was due before the move is not made up for: somebody decides. A later one is a plan."""
    entry = draft.entry
    if entry.state == "published" and entry.published_at and entry.published_at > timezone.now() + _CLOCKS:
        entry.state = "scheduled"
    if entry.state == "scheduled" and (entry.published_at is None or entry.published_at <= timezone.now()):
        when = f" for {entry.published_at:%d %B %Y}" if entry.published_at else ""
        entry.state, entry.published_at = "draft", None
        draft.person.append(f"It was scheduled{when}, which is past: it is a draft.")


def _publish(objects: Sequence[Any], *, by: User | None, made: Sequence[kinds.Snapshot] = ()) -> Problems:
    """(code, text) of what stood or stands in the way, by object."""
    if not objects:
        return {}
    result = publish_many(objects, by=by, gate="record", reason=REASON, made=made)
    found: Problems = {}
    for problem in result.problems:
        found.setdefault(problem.object_id, []).extend((problem.code, text) for text in problem.messages)
    return found


def _say(notes: list[str], person: list[str], problems: Sequence[tuple[str, str]]) -> None:
    """Findings of the rules inform; what kept a text from going live needs somebody."""
    notes += [text for code, text in problems if code == "rule"]
    faults = [text for code, text in problems if code != "rule"]
    person += [f"It was not published: {' '.join(faults)}"] if faults else []


def _plan(obj: Any, notes: list[str], person: list[str], *, by: User | None) -> None:
    try:
        schedules.plan(obj, by=by, at=obj.published_at)
        notes.append(f"It is planned for {obj.published_at:%d %B %Y, %H:%M} UTC, as it was.")
    except PublishError as error:
        person.append(f"It was scheduled, which is not possible here: {error}")


def lead_on(ledger: Ledger, rows: Sequence[tuple[ImportedItem, Sequence[str]]]) -> None:
    """Old addresses lead to the new ones, where they differ and nothing else answers or will answer there."""
    moves: dict[str, tuple[str, str]] = {}
    for row, addresses in rows:
        for address in addresses:
            key = path_key(address)
            if key != row.path_key and len(normalise_path(address)) < 500 and redirects.may_lead_from(address):
                moves.setdefault(key, (address, row.path))
    if not moves:
        return
    site = ledger.site
    taken = {*LivePage.objects.for_site(site).filter(path_key__in=list(moves)).values_list("path_key", flat=True)}
    planned = ImportedItem.objects.for_site(site).filter(path_key__in=list(moves))
    taken |= {*planned.values_list("path_key", flat=True)}
    redirects.follow([move for key, move in moves.items() if key not in taken], site)


def finish_pages(ledger: Ledger, *, by: User | None) -> None:
    """Pages get their parents and go live, from the top down, in batches that survive being stopped."""
    kind = kinds.get("page")
    rows = ImportedItem.objects.of_source(ledger.site, ledger.source).filter(kind="page", state=State.WAITING)
    above = dict(rows.filter(target_id__isnull=False).order_by("pk").values_list("key", "parent_key"))
    for level in from_the_top(above):
        for keys in batched(level, BATCH):
            _finish(ledger, kind, list(ledger.rows(keys).values()), by=by)


@transaction.atomic
def _finish(ledger: Ledger, kind: kinds.Kind, rows: Sequence[ImportedItem], *, by: User | None) -> None:
    state.hold(ledger.site.pk)
    over = ledger.rows(row.parent_key for row in rows if row.parent_key)
    ids = {row.target_id for row in [*rows, *over.values()] if row.target_id}
    pages = Page.objects.select_related("site").in_bulk(ids)
    own = {row.key: pages[row.target_id] for row in rows if row.target_id in pages}
    for row in rows:
        parent = over.get(row.parent_key)
        page, above = own.get(row.key), pages.get((parent.target_id or 0) if parent else 0)
        if page and above and page.parent_id is None and above.trashed_at is None:
            page.parent = above
            Page.objects.filter(pk=page.pk).update(parent=above)
    problems = _publish([own[row.key] for row in rows if row.key in own and _was(row, "published")], by=by)
    for row in rows:
        _settle(row, own.get(row.key), problems, by=by)
    ledger.save(rows)
    lead_on(ledger, [(row, row.payload.get("addresses", [])) for row in rows if row.payload.get("live")])
    rest = [page for page in own.values() if page.state == "draft"]
    if rest:
        freezing.freeze_many(kind, rest, kind.snapshot(rest), by=by, reason=REASON)


def _was(row: ImportedItem, state_of: str) -> bool:
    return bool(row.payload.get("state") == state_of)


def _settle(row: ImportedItem, page: Page | None, problems: Problems, *, by: User | None) -> None:
    notes: list[str] = []
    person: list[str] = []
    row.state = row.payload.pop("outcome", State.IMPORTED)
    if page is None:
        notes.append("It was deleted here meanwhile.")
    else:
        if _was(row, "scheduled"):
            _plan(page, notes, person, by=by)
        _say(notes, person, problems.get(page.pk, []))
        row.payload |= {"live": page.state == "published"}
    row.note = note_of(person, [row.note], notes)
    row.needs_person = row.needs_person or bool(person)
