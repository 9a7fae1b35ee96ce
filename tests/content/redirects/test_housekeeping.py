"""What may go of missed addresses, at its time and not before."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.operations.pruning import prune
from accounts.sites.models import Site
from content.redirects.models import MissedAddress

pytestmark = pytest.mark.django_db


def test_addresses_that_nobody_asks_for_any_more_go_after_a_year(site: Site) -> None:
    now = timezone.now()
    for path, days in (("/lately/", 364), ("/long-ago/", 366)):
        last = now - timedelta(days=days)
        MissedAddress.objects.create(site=site, path=path, path_key=path, first_at=last, last_at=last)
    rows = MissedAddress.objects.filter(site=site, path__in=["/lately/", "/long-ago/"])
    assert prune(now, dry_run=True, only=("missed",)) == {"missed": 1}
    assert rows.count() == 2
    prune(now, dry_run=False, only=("missed",))
    assert [row.path for row in rows] == ["/lately/"]
