"""The backup of the day, made once whoever asks for it."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.operations import making
from accounts.operations.exceptions import BackupFailed
from accounts.operations.keeping import Policy
from accounts.operations.models import Backup
from accounts.operations.shelves import shelf

logger = logging.getLogger(__name__)

_FROM_HOUR = 2  # UTC
_LONGEST = timedelta(hours=6)


def back_up_if_due() -> bool:
    """Make today's backup, if backups are wanted (BACKUP_TO), it is late enough and nobody has begun one today."""
    now = timezone.now()
    if not settings.BACKUP_TO or now.hour < _FROM_HOUR:
        return False
    try:
        with transaction.atomic():
            row = Backup.objects.create(place=settings.BACKUP_TO[:300], day=now.date())
    except IntegrityError:
        return False
    try:
        into(row)
    except BackupFailed as error:
        logger.error("the backup of the day failed: %s", error)
        return False
    return True


def is_made_today() -> bool:
    """Whether a backup of this day (UTC) is finished, or has been under way for less than six hours."""
    now = timezone.now()
    running = Q(finished_at=None, error="", started_at__gt=now - _LONGEST)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return Backup.objects.filter(running | Q(finished_at__gte=midnight)).exists()


def into(
    row: Backup, *, verify: bool = True, policy: Policy | None = None, told: making.Told | None = None
) -> making.Made:
    """Make a backup for which `row` stands, and write into it how it went. Raises BackupFailed."""
    key, policy = settings.BACKUP_KEY, policy or Policy(*settings.BACKUP_KEEP)
    try:
        made = making.make(shelf(row.place), key, policy=policy, verify=verify, told=told or (lambda what, count: None))
    except BaseException as error:
        row.error = str(error)[:2000] or type(error).__name__
        row.save(update_fields=["error"])
        raise
    row.name, row.size, row.files, row.is_proven, row.is_encrypted = made.name, made.size, made.files, verify, bool(key)
    row.rows = sum(seen.count for seen in made.rows.values())
    row.finished_at = timezone.now()
    row.save()
    return made
