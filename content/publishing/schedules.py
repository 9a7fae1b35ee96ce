"""Planned publications: an intent with its frozen text, claimed once whoever comes first."""

import logging
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import OperationalError, transaction
from django.utils import timezone

from accounts.audit.services import announce
from content import kinds
from content.publishing import events, freezing, state
from content.publishing.exceptions import DraftGone, PublishError
from content.publishing.live import LiveSource, Problem
from content.publishing.models import Publishable, Revision, Schedule
from content.publishing.publishing import freeze_with_slugs, publish_revision, refuse, rule_problems, source_of, stage
from content.publishing.unpublishing import unpublish_many

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)
LIMIT = 100  # plans in one turn
GONE = "It was deleted or put in the trash: there is nothing to publish."
FAILED = "It could not be published because of a fault in the program; the log says more. Publish it by hand."


def plan(obj: Any, *, by: "User | None", at: datetime) -> Schedule:
    """Freeze the draft and publish that text at `at`; a plan that was there is replaced.

    What could not be published now is refused at once (PublishError, PathTaken). Raises DraftGone.
    """
    kind = kinds.get(kinds.kind_of(obj))
    with transaction.atomic():
        state.hold(obj.site_id)
        draft = kind.model.objects.kept().select_for_update().filter(pk=obj.pk).first()
        if draft is None:
            raise DraftGone(GONE)
        ((draft, snapshot),) = freeze_with_slugs(kind, [draft])
        refuse(_problems(kind, source_of(kind, draft.site, draft, snapshot)))
        (revision,) = freezing.freeze_many(kind, [draft], [snapshot], by=by, reason=Revision.Reason.SCHEDULED)
        schedule = _store(draft, kind, by=by, at=at, revision=revision, action=Schedule.Action.PUBLISH)
        if draft.state != Publishable.State.PUBLISHED:
            draft.state = Publishable.State.SCHEDULED
            kind.model.objects.filter(pk=draft.pk).update(state=draft.state)
    obj.state, obj.slug = draft.state, draft.slug
    return schedule


def plan_end(obj: Any, *, by: "User | None", at: datetime) -> Schedule:
    """Take the page offline at `at`; a plan for that which was there is replaced."""
    kind = kinds.get(kinds.kind_of(obj))
    with transaction.atomic():
        state.hold(obj.site_id)
        return _store(obj, kind, by=by, at=at, revision=None, action=Schedule.Action.UNPUBLISH)


def move(schedule: Schedule, *, by: "User | None", at: datetime) -> Schedule:
    """The same frozen text at another time: the old plan is called off, a new one made."""
    kind = kinds.get(schedule.kind)
    with transaction.atomic():
        state.hold(schedule.site_id)
        if not Schedule.objects.waiting().filter(pk=schedule.pk).update(state=Schedule.State.CANCELLED):
            raise PublishError(["This plan has been carried out or called off already."])
        draft = kind.model.objects.select_related("site").get(pk=schedule.object_id)
        return _store(draft, kind, by=by, at=at, revision=schedule.revision, action=schedule.action)


def cancel(obj: Any, *, by: "User | None") -> int:
    """Call off every plan for the object; returns how many there were."""
    kind = kinds.get(kinds.kind_of(obj))
    with transaction.atomic():
        state.hold(obj.site_id)
        count = 0
        for schedule in Schedule.objects.waiting().of(kind.name, obj.pk):
            if Schedule.objects.waiting().filter(pk=schedule.pk).update(state=Schedule.State.CANCELLED):
                ids = {"schedule_id": schedule.pk, "kind": kind.name, "object_id": obj.pk}
                announce(events.schedule_cancelled, site=obj.site, by=by, **ids)
                count += 1
        _back_to_draft(kind, obj.pk)
    if obj.state == Publishable.State.SCHEDULED:
        obj.state = Publishable.State.DRAFT
    return count


def publish_due(now: datetime | None = None) -> int:
    """Carry out what is due, each in a transaction of its own; returns how many succeeded.

    Any number of schedulers may do this at once: a plan is claimed by conditional UPDATE in the transaction
    that carries it out. A failure is written into the plan; a database that is away leaves it for the next turn.
    """
    now = now or timezone.now()
    due = Schedule.objects.due(now).order_by("due_at", "pk").values_list("pk", "site_id")[:LIMIT]
    return sum(_attempt(pk, site_id, now) for pk, site_id in list(due))


def _attempt(pk: int, site_id: int, now: datetime) -> bool:
    try:
        with transaction.atomic():
            state.hold(site_id)
            if not Schedule.objects.due(now).filter(pk=pk).update(state=Schedule.State.DONE):
                return False
            _carry_out(Schedule.objects.select_related("site", "revision", "created_by").get(pk=pk))
        return True
    except OperationalError as error:
        logger.warning("schedule %s waits for the next turn: %s", pk, error)
    except PublishError as error:
        _fail(pk, str(error))
    except Exception:
        logger.exception("schedule %s failed", pk)
        _fail(pk, FAILED)
    return False


def _carry_out(schedule: Schedule) -> None:
    kind = kinds.get(schedule.kind)
    if schedule.action == Schedule.Action.PUBLISH and schedule.revision:
        publish_revision(schedule.revision, by=schedule.created_by, at=schedule.due_at)
        return
    draft = kind.model.objects.select_related("site").filter(pk=schedule.object_id).first()
    if draft is None:
        raise PublishError([GONE])
    unpublish_many([draft], by=schedule.created_by)


def _fail(pk: int, text: str) -> None:
    with transaction.atomic():
        schedule = Schedule.objects.select_related("site").get(pk=pk)
        state.hold(schedule.site_id)
        if Schedule.objects.waiting().filter(pk=pk).update(state=Schedule.State.FAILED, error=text):
            _back_to_draft(kinds.get(schedule.kind), schedule.object_id)
            ids = {"schedule_id": pk, "kind": schedule.kind, "object_id": schedule.object_id}
            announce(events.schedule_failed, site=schedule.site, **ids)


def _back_to_draft(kind: kinds.Kind, object_id: int) -> None:
    rows = kind.model.objects.filter(pk=object_id, state=Publishable.State.SCHEDULED)
    rows.update(state=Publishable.State.DRAFT)


def _problems(kind: kinds.Kind, source: LiveSource) -> list[Problem]:
    items, problems = stage(kind, [source])
    return problems + rule_problems(items)


def _store(
    obj: Any, kind: kinds.Kind, *, by: "User | None", at: datetime, revision: Revision | None, action: str
) -> Schedule:
    same = Schedule.objects.waiting().of(kind.name, obj.pk).filter(action=action)
    same.update(state=Schedule.State.CANCELLED, error="Replaced by another plan.")
    schedule = Schedule.objects.create(
        site=obj.site, kind=kind.name, object_id=obj.pk, revision=revision, action=action, due_at=at, created_by=by
    )
    announce(events.publish_scheduled, site=obj.site, by=by, schedule_id=schedule.pk, kind=kind.name, object_id=obj.pk)
    return schedule
