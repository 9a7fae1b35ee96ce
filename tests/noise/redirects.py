"""The other site's patterns and missed addresses, at the addresses that tests use on theirs."""

from django.utils import timezone

from accounts.sites.models import Site
from content.publishing.paths import path_key
from content.redirects.models import MissedAddress, RedirectPattern
from tests.people import People


def make(site: Site, people: People) -> None:
    RedirectPattern.objects.create(site=site, pattern="/blog/*", target="/noise/:splat")
    now = timezone.now()
    MissedAddress.objects.create(
        site=site, path="/missed/", path_key=path_key("/missed/"), hits=7, first_at=now, last_at=now
    )
