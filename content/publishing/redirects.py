"""Redirects: old addresses lead to where the content is now, in one step and never in a circle."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from content.publishing.models import LivePage, Redirect
from content.publishing.paths import normalise_path, path_key

if TYPE_CHECKING:
    from accounts.sites.models import Site


def follow(moves: Sequence[tuple[str, str]], site: "Site") -> None:
    """Pages (or lists) have moved from the first address to the second, all at the same time.

    Redirects that led to an old address lead to the new one at once; what would lead to itself is removed.
    """
    if not moves:
        return
    targets = {path_key(old): normalise_path(new) for old, new in moves}
    rows = {
        path_key(old): Redirect(site=site, path=normalise_path(old), target=new, is_automatic=True)
        for (old, _), new in zip(moves, targets.values(), strict=True)
    }
    for row in Redirect.objects.filter(site=site, target_key__in=list(targets)):
        row.target = targets[row.target_key]
        rows.setdefault(row.path_key, row)
    for row in rows.values():
        row.set_keys()
    known = Redirect.objects.filter(site=site, path_key__in=list(rows))
    known.delete()
    for row in rows.values():
        row.pk = None
    Redirect.objects.bulk_create(row for row in rows.values() if row.path_key != row.target_key)


def put(site: "Site", path: str, target: str) -> Redirect:
    """One redirect, in the place of another from the same address."""
    target = normalise_path(target) if target.startswith("/") and "?" not in target and "#" not in target else target
    Redirect.objects.filter(site=site, path_key=path_key(path)).delete()
    return Redirect.objects.create(site=site, path=normalise_path(path), target=target)


def clear(paths: Sequence[str], site: "Site") -> None:
    """Pages answer at these addresses now: no redirect stands in their way."""
    if not paths:
        return
    Redirect.objects.filter(site=site, path_key__in=[path_key(path) for path in paths]).delete()


def faults(site: "Site", path: str, target: str) -> list[str]:
    """Why a redirect cannot be made by hand, in words for people."""
    if not path.startswith("/"):
        return ["The old address begins with a slash, as in /old-page/."]
    if not target.startswith(("/", "http://", "https://")) or target.startswith("//"):
        return ["The new address begins with a slash, or with https:// for another site."]
    if LivePage.objects.for_site(site).filter(path_key=path_key(path)).exists():
        return ["A page answers at the old address: give it another slug or take it offline first."]
    if not target.startswith("/"):
        return []
    start, step = path_key(path), path_key(target)
    seen = {start}
    while step not in seen:
        seen.add(step)
        step = Redirect.objects.filter(site=site, path_key=step).values_list("target_key", flat=True).first() or ""
        if not step:
            return []
    return ["This would lead in a circle: the new address leads back to the old one."]
