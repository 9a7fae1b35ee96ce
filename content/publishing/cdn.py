"""Tells the CDN what to forget: a reader of the change log, by tags, in batches.

Answers carry their tags (`Cache-Tag`), each with the site's number, so the tags of the log are all that must be sent.
`SiteState.purged` is how far the CDN has been told: whoever comes first tells all that has gathered, the others find
nothing to do. What fails is repeated by the delivery that asked. A change is told again when it has settled: before
that, the CDN may have fetched a page anew from a cache that did not know of it yet. Cloudflare, API v4:
https://developers.cloudflare.com/api/resources/cache/methods/purge/
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from aicmr.lib.freshness import EVERYTHING
from content.publishing.models import Change, SiteState

TAGS_AT_ONCE = 30
MOST_TAGS = 600  # in one go; more, and all of the site is forgotten
TIMEOUT = 10.0
SETTLED = timedelta(seconds=4)  # longer than any cache before the CDN lags behind


class PurgeFailed(Exception):
    """The CDN did not take it; its answer in a few words."""


def is_on() -> bool:
    return bool(settings.CDN_PURGE_URL)


def tag_of(site_id: int, tag: str = EVERYTHING) -> str:
    """A tag as the CDN knows it; every answer of a site also has the tag of the site."""
    return f"s{site_id}" if tag == EVERYTHING else f"s{site_id}-{tag.replace(':', '-')}"


def purge_all() -> int:
    """Tell of what has settled since, site by site; for the clock. Returns how many tags."""
    if not is_on():
        return 0
    behind = SiteState.objects.filter(sequence__gt=F("purged")).values_list("pk", flat=True)
    return sum(purge(site_id) for site_id in list(behind))


def purge(site_id: int) -> int:
    """Have the CDN forget what has changed since it was last told; returns how many tags. Raises PurgeFailed."""
    state = SiteState.objects.filter(pk=site_id).values_list("sequence", "purged").first()
    if not is_on() or state is None or state[0] <= state[1]:
        return 0
    sequence, purged = state
    rows = Change.objects.filter(site=site_id, sequence__gt=purged, sequence__lte=sequence).order_by("sequence")
    found = list(rows.values_list("sequence", "tags", "created_at"))
    names = _names(site_id, found, sequence - purged)
    _tell(names)
    settled = _settled(found, sequence)
    SiteState.objects.filter(pk=site_id, purged__lt=settled).update(purged=settled)
    return len(names)


def _names(site_id: int, rows: list[tuple[int, str, datetime]], count: int) -> list[str]:
    tags = {tag for _, text, _ in rows for tag in text.split()}
    if EVERYTHING in tags or len(tags) > MOST_TAGS or len({number for number, _, _ in rows}) < count:
        return [tag_of(site_id)]
    return sorted(tag_of(site_id, tag) for tag in tags)


def _settled(rows: list[tuple[int, str, datetime]], sequence: int) -> int:
    """The last sequence before the first that is too young; all of them where the log is silent."""
    young = timezone.now() - SETTLED
    return min((number for number, _, when in rows if when > young), default=sequence + 1) - 1


def _tell(names: list[str]) -> None:
    import httpx

    with httpx.Client(timeout=TIMEOUT, headers={"Authorization": f"Bearer {settings.CDN_PURGE_TOKEN}"}) as client:
        for batch in _batches(names):
            try:
                answer = client.post(settings.CDN_PURGE_URL, json={"tags": batch})
            except httpx.HTTPError as error:
                raise PurgeFailed(f"The CDN does not answer: {type(error).__name__}.") from None
            if answer.status_code != 200 or not _said_yes(answer):
                what = "check CDN_PURGE_URL and CDN_PURGE_TOKEN, or wait if it is 429 or above 499"
                raise PurgeFailed(f"The CDN refused with status {answer.status_code}: {what}.")


def _batches(names: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(names), TAGS_AT_ONCE):
        yield names[start : start + TAGS_AT_ONCE]


def _said_yes(answer: Any) -> bool:
    try:
        return bool(answer.json().get("success"))
    except (ValueError, AttributeError):
        return False
