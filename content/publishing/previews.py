"""Links that let people who cannot sign in see a draft, for a time."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from content import kinds
from content.publishing.models import PreviewLink

if TYPE_CHECKING:
    from accounts.models import User

MAX_HOURS = 24 * 30


def make_link(obj: Any, *, by: "User | None", hours: int) -> PreviewLink:
    hours = min(max(1, hours), MAX_HOURS)
    expires_at = timezone.now() + timedelta(hours=hours)
    return PreviewLink.objects.create(
        site=obj.site, kind=kinds.kind_of(obj), object_id=obj.pk, expires_at=expires_at, created_by=by
    )


def revoke(link: PreviewLink) -> None:
    now = timezone.now()
    PreviewLink.objects.filter(pk=link.pk, revoked_at__isnull=True).update(revoked_at=now)
    link.revoked_at = link.revoked_at or now
