"""What may go of missed addresses: what somebody asked for in vain long ago may name a person."""

from datetime import datetime

from accounts.operations.brooms import before, portion
from accounts.operations.registry import prunes
from content.redirects.models import MissedAddress


@prunes("missed", "missed addresses that nobody has asked for since (RETENTION personal, 365 days)")
def missed(now: datetime, dry_run: bool) -> int:
    return portion(MissedAddress.objects.filter(last_at__lt=before(now, "personal")), dry_run)
