"""Drafts: saved field by field against a version, so that nobody overwrites what they have not seen."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from accounts.audit.services import announce
from content import kinds
from content.publishing import events, freezing
from content.publishing.exceptions import DraftGone
from content.publishing.models import Publishable, Revision

if TYPE_CHECKING:
    from accounts.models import User

GONE = "This was deleted or put in the trash meanwhile. Copy your text, then restore it from the trash."


@dataclass(frozen=True)
class SaveResult:
    """What became of a save.

    `conflict` is the stored text as `{"version", "updated_by", "updated_at", "snapshot"}` when somebody else
    had saved meanwhile; then nothing was written. `problems` are fields that were left out, with the reason.
    """

    saved: bool
    version: int
    conflict: dict[str, Any] | None = None
    revision: Revision | None = None
    problems: kinds.Problems = field(default_factory=dict)


def save(
    obj: Any, *, by: "User | None", version: int, changes: kinds.Snapshot, reason: str = Revision.Reason.AUTOSAVED
) -> SaveResult:
    """Write `changes` (fields of the kind's snapshot) if the draft still has this version.

    One conditional UPDATE decides; on a mismatch the stored text comes back and nothing is written. What
    changes nothing raises no version. Raises DraftGone.
    """
    kind = kinds.get(kinds.kind_of(obj))
    with transaction.atomic():
        draft = _current(kind, obj)
        if draft.version != version:
            return _conflict(kind, draft)
        values, problems = kind.clean(draft, changes)
        before = kind.snapshot([draft])[0]
        values = {name: value for name, value in values.items() if before.get(name) != value}
        if values and not _write(kind, draft, values, by=by):
            return _conflict(kind, _current(kind, obj))
        snapshot = before | values
        revision = freeze_if_due(kind, draft, snapshot, by=by, reason=reason)
    for name in ("version", "updated_at", "updated_by_id", "has_changes"):
        setattr(obj, name, getattr(draft, name))
    return SaveResult(True, draft.version, revision=revision, problems=problems)


def freeze(obj: Any, *, by: "User | None", reason: str, label: str = "") -> Revision:
    """A revision of what the database holds now."""
    kind = kinds.get(kinds.kind_of(obj))
    with transaction.atomic():
        draft = _current(kind, obj)
        return _freeze(kind, draft, kind.snapshot([draft])[0], by=by, reason=reason, label=label)


def freeze_if_due(
    kind: kinds.Kind, draft: Any, snapshot: kinds.Snapshot, *, by: "User | None", reason: str
) -> Revision | None:
    if not freezing.is_due(draft, kind, snapshot, reason):
        return None
    return _freeze(kind, draft, snapshot, by=by, reason=reason)


def restore(revision: Revision, *, by: "User | None") -> SaveResult:
    """The draft says again what the revision says; what it said before is frozen first. Raises DraftGone."""
    kind = kinds.get(revision.kind)
    with transaction.atomic():
        draft = _current(kind, kind.model(pk=revision.object_id))
        before = kind.snapshot([draft])[0]
        freeze_if_due(kind, draft, before, by=by, reason=Revision.Reason.SAVED)
        values, problems = kind.clean(draft, revision.snapshot)
        _write(kind, draft, values, by=by)
        label = f"As in revision {revision.number}"
        frozen = _freeze(kind, draft, before | values, by=by, reason=Revision.Reason.RESTORED, label=label)
    return SaveResult(True, draft.version, revision=frozen, problems=problems)


def _freeze(
    kind: kinds.Kind, draft: Any, snapshot: kinds.Snapshot, *, by: "User | None", reason: str, label: str = ""
) -> Revision:
    (revision,) = freezing.freeze_many(kind, [draft], [snapshot], by=by, reason=reason, label=label)
    ids = {"kind": kind.name, "object_id": draft.pk, "revision_id": revision.pk, "reason": str(reason)}
    announce(events.draft_saved, site=draft.site, by=by, **ids)
    return revision


def _current(kind: kinds.Kind, obj: Any) -> Any:
    draft = kind.model.objects.kept().select_related("site", "updated_by").filter(pk=obj.pk).first()
    if draft is None:
        raise DraftGone(GONE)
    return draft


def _write(kind: kinds.Kind, draft: Any, values: kinds.Snapshot, *, by: "User | None") -> bool:
    """True if the row still had the draft's version."""
    names = kind.restore(draft, values)
    rows = kind.model.objects.kept().filter(pk=draft.pk, version=draft.version)
    draft.version += 1
    draft.updated_at, draft.updated_by = timezone.now(), by
    draft.has_changes = draft.state == Publishable.State.PUBLISHED
    stored = [*names, "version", "updated_at", "updated_by_id", "has_changes"]
    if not rows.update(**{name: getattr(draft, name) for name in stored}):
        return False
    kind.relate(draft, values)
    return True


def _conflict(kind: kinds.Kind, draft: Any) -> SaveResult:
    stored = {
        "version": draft.version,
        "updated_by": str(draft.updated_by or ""),
        "updated_at": draft.updated_at.isoformat(),
        "snapshot": kind.snapshot([draft])[0],
    }
    return SaveResult(False, draft.version, conflict=stored)
