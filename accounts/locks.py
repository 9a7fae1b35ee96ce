"""Sign-in pauses after wrong passwords or codes: longer each time, per account and kind of browser.

A browser that its owner has signed in from counts for itself (`devices.py`), so strangers who guess can only pause
strangers. Whoever has no such browser gets a link by mail, or waits an hour at most. Addresses that belong to nobody
are paused alike, so that a pause says nothing about them.
"""

from datetime import datetime, timedelta
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import SignInLock

FREE = 5  # wrong tries before the first pause
FIRST = 60  # seconds
LONGEST = 3600  # seconds
FORGOTTEN = timedelta(days=1)  # after so long without a wrong try the count begins anew


def pause(*names: str) -> int:
    """Seconds that sign-in is still paused for; 0 for none."""
    rows = SignInLock.objects.filter(key=_key(names), locked_until__isnull=False)
    until, failures = rows.values_list("locked_until", "failures").first() or (None, 0)
    left = max(0, int((until - timezone.now()).total_seconds() + 0.999)) if until else 0
    return min(left, length(failures))  # a clock that ran ahead makes no pause longer than it is


def failed(*names: str) -> int:
    """Count a wrong try; seconds of the pause that it began, or 0."""
    key, now = _key(names), timezone.now()
    rows = SignInLock.objects.filter(key=key)
    rows.filter(failed_at__lt=now - FORGOTTEN).update(failures=0, locked_until=None)
    if not rows.update(failures=F("failures") + 1, failed_at=now):
        try:
            with transaction.atomic():
                SignInLock.objects.create(key=key, failures=1, failed_at=now)
        except IntegrityError:  # counted by another process at the same moment
            rows.update(failures=F("failures") + 1, failed_at=now)
    count = rows.values_list("failures", flat=True).first() or 0
    seconds = length(count)
    if seconds:
        rows.update(locked_until=now + timedelta(seconds=seconds))
    return seconds


def succeeded(*names: str) -> None:
    SignInLock.objects.filter(key=_key(names)).delete()


def may_tell(*names: str) -> bool:
    """True once an hour: the owner of the account is told of the pause."""
    now = timezone.now()
    rows = SignInLock.objects.filter(key=_key(names))
    return bool(rows.filter(Q(told_at=None) | Q(told_at__lt=now - timedelta(hours=1))).update(told_at=now))


def length(failures: int) -> int:
    """Seconds of the pause after so many wrong tries: 60, 120, 240 … 3600."""
    return min(FIRST * 2 ** min(failures - FREE, 10), LONGEST) if failures >= FREE else 0


def forget_old(before: datetime) -> int:
    """Delete the counts of which nothing was heard since `before`."""
    return SignInLock.objects.filter(failed_at__lt=before).delete()[0]


def _key(names: tuple[str, ...]) -> str:
    """Whoever reads the table learns no address."""
    return sha256("\n".join(names).encode()).hexdigest()
