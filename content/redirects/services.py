"""What the admin and commands do with redirects of many addresses, and with addresses that were missed."""

from typing import TYPE_CHECKING

from django.db import transaction

from content.publishing import services as publishing
from content.publishing import state, tags
from content.publishing.exceptions import RedirectRefused
from content.publishing.models import Redirect
from content.publishing.paths import path_key
from content.redirects import patterns, sheets, taking
from content.redirects.exceptions import ListRefused, PatternRefused
from content.redirects.models import MissedAddress, RedirectPattern
from content.redirects.taking import Outcome

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User
    from accounts.sites.models import Site

__all__ = ["ListRefused", "Outcome", "PatternRefused", "RedirectRefused"]


@transaction.atomic
def save_pattern(*, site: "Site", pattern: str, target: str, by: "User | None") -> RedirectPattern:
    """Lead all addresses that fit to the target; what the pattern led to before is replaced. Raises PatternRefused."""
    others = patterns.beside(patterns.pairs_of(site), pattern)
    if found := patterns.faults(site, pattern, target, others):
        raise PatternRefused(" ".join(found))
    state.raise_sequence(site)
    state.note(site.pk, [tags.PATTERNS])
    row = RedirectPattern.objects.filter(site=site, pattern_key=path_key(pattern)).first() or RedirectPattern(site=site)
    row.pattern, row.target = pattern, target
    row.save()
    _forget_what_leads_on(site)
    return row


@transaction.atomic
def delete_pattern(row: RedirectPattern, *, by: "User | None") -> None:
    state.raise_sequence(row.site)
    state.note(row.site_id, [tags.PATTERNS])
    row.delete()


@transaction.atomic
def lead(missed: MissedAddress, *, target: str, by: "User | None") -> Redirect:
    """A redirect from a missed address, which leaves the list. Raises RedirectRefused."""
    made = publishing.save_redirect(site=missed.site, path=missed.path, target=target, by=by)
    missed.delete()
    return made


def ignore(rows: "QuerySet[MissedAddress]", *, by: "User | None", ignored: bool = True) -> int:
    """Nobody wants to hear of them; they go on being counted. How many."""
    return rows.model._default_manager.filter(pk__in=list(rows.values_list("pk", flat=True))).update(is_ignored=ignored)


def check_list(*, site: "Site", text: str) -> list[Outcome]:
    """What would become of each line. Raises ListRefused."""
    return taking.plan(site, sheets.read(text))


@transaction.atomic
def take_list(*, site: "Site", text: str, by: "User | None") -> list[Outcome]:
    """Keep the redirects of a list; lines that cannot be kept are left out and say why. Raises ListRefused."""
    state.hold(site.pk)
    outcomes = check_list(site=site, text=text)
    taking.store(site, outcomes)
    _forget_what_leads_on(site)
    return outcomes


def _forget_what_leads_on(site: "Site") -> None:
    """Missed addresses that a pattern takes care of now."""
    pairs = patterns.pairs_of(site)
    rows = MissedAddress.objects.filter(site=site).values_list("pk", "path")
    found = [pk for pk, path in rows if pairs and patterns.filled(pairs, path)]
    MissedAddress.objects.filter(pk__in=found).delete()
