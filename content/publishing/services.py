"""What people ask of publishing. `by` is who asks; None is the program itself.

Whose content it may be is the caller's question to a queryset (`editable_by`, `publishable_by`); these
functions do what they are told with the object that they are given.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from content.publishing import drafts, previews, publishing, redirects, schedules, state, trashing, unpublishing
from content.publishing.drafts import SaveResult
from content.publishing.exceptions import DraftGone, NotInTrash, PathTaken, PublishError, RedirectRefused
from content.publishing.models import LivePage, PreviewLink, Redirect, Revision, Schedule

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.sites.models import Site

__all__ = ["DraftGone", "NotInTrash", "PathTaken", "PublishError", "RedirectRefused", "SaveResult"]


def publish(obj: Any, *, by: "User | None", at: datetime | None = None) -> LivePage | Schedule:
    """Put what the draft says now live, at once or, with a future `at`, then.

    The text of a planned publication is frozen now: later edits do not change it. A past `at` dates the page.
    Raises PublishError or PathTaken with sentences that say what to do; nothing has changed then.
    """
    if at is not None and at > timezone.now():
        return schedules.plan(obj, by=by, at=at)
    return publishing.publish_many([obj], by=by, at=at).pages[0]


def unpublish(obj: Any, *, by: "User | None", at: datetime | None = None) -> Schedule | None:
    """Take the page offline, at once or, with a future `at`, then; the draft stays."""
    if at is not None and at > timezone.now():
        return schedules.plan_end(obj, by=by, at=at)
    unpublishing.unpublish_many([obj], by=by)
    return None


def cancel_schedule(obj: Any, *, by: "User | None") -> int:
    """Call off what is planned for the object; returns how many plans there were."""
    return schedules.cancel(obj, by=by)


def reschedule(schedule: Schedule, *, by: "User | None", at: datetime) -> Schedule:
    """The same frozen text at another time. Raises PublishError if the plan was carried out or called off."""
    return schedules.move(schedule, by=by, at=at)


def save_draft(
    obj: Any, *, by: "User | None", version: int, changes: dict[str, Any], reason: str = Revision.Reason.AUTOSAVED
) -> SaveResult:
    """Write fields of the kind's snapshot into the draft if it still has this version.

    Somebody else's save meanwhile gives `saved=False` and the stored text as `conflict`; nothing is written
    then. Fields that cannot be stored are left out and named in `problems`. A revision is frozen when `reason`
    is not "autosaved", and every ten minutes of autosaving. Raises DraftGone.
    """
    return drafts.save(obj, by=by, version=version, changes=changes, reason=reason)


def freeze(obj: Any, *, by: "User | None", reason: str = Revision.Reason.SAVED, label: str = "") -> Revision:
    """A revision of what is stored now. Raises DraftGone."""
    return drafts.freeze(obj, by=by, reason=reason, label=label)


def restore_revision(revision: Revision, *, by: "User | None") -> SaveResult:
    """The draft says again, byte for byte, what the revision says; readers see it after the next publication.

    What the draft said before is frozen first. Terms and pictures deleted since stay away. Raises DraftGone.
    """
    return drafts.restore(revision, by=by)


def trash(obj: Any, *, by: "User | None") -> int:
    """Put the object and what stands below it in the trash and offline; returns how many objects that are."""
    return trashing.throw_away(obj, by=by)


def untrash(obj: Any, *, by: "User | None") -> int:
    """Take the object, and what went to the trash with it, out again as drafts."""
    return trashing.take_out(obj, by=by)


def purge(obj: Any, *, by: "User | None") -> int:
    """Delete the object and what stands below it for good. Raises NotInTrash."""
    return trashing.delete_for_good(obj, by=by)


def create_preview_link(obj: Any, *, by: "User | None", hours: int = 72) -> PreviewLink:
    """A link that shows the draft to whoever holds it, for 1 hour to 30 days."""
    return previews.make_link(obj, by=by, hours=hours)


def revoke_preview_link(link: PreviewLink, *, by: "User | None") -> None:
    """The link shows nothing from now on; doing it twice is fine."""
    previews.revoke(link)


@transaction.atomic
def save_redirect(*, site: "Site", path: str, target: str, by: "User | None") -> Redirect:
    """Lead an old address to a new one; one that is there is replaced. Raises RedirectRefused."""
    faults = redirects.faults(site, path, target)
    if faults:
        raise RedirectRefused(" ".join(faults))
    state.raise_sequence(site)
    state.note(site.pk, [])  # nobody keeps redirects
    return redirects.put(site, path, target)


@transaction.atomic
def delete_redirect(redirect: Redirect, *, by: "User | None") -> None:
    state.raise_sequence(redirect.site)
    state.note(redirect.site_id, [])
    redirect.delete()
