"""Redirects: old addresses lead to where the content is now, in one step and never in a circle."""

import re
from collections.abc import Sequence
from operator import attrgetter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.utils import timezone

from aicmr.lib.rows import insert
from content.publishing.gates import LAST_RESORT, route_of
from content.publishing.models import LivePage, Redirect
from content.publishing.paths import normalise_path, path_key

if TYPE_CHECKING:
    from accounts.sites.models import Site

_COLUMNS = [field.attname for field in Redirect._meta.concrete_fields if not field.primary_key]
_VALUES = attrgetter(*_COLUMNS)
_CONTROL = re.compile("[\x00-\x1f\x7f]")
_LONGEST = Redirect._meta.get_field("path").max_length or 0
_ASKING = (LAST_RESORT, "categories/", "tags/", "authors/")  # whose views look for a redirect if nothing is there


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
    Redirect.objects.filter(site=site, path_key__in=list(rows)).delete()
    now = timezone.now()
    for row in rows.values():
        row.created_at = now
    insert(Redirect, _COLUMNS, (_VALUES(row) for row in rows.values() if row.path_key != row.target_key))


def put(site: "Site", path: str, target: str) -> Redirect:
    """One redirect, in the place of another from the same address; what led to that address leads on at once."""
    target = normalise_path(target) if target.startswith("/") and "?" not in target and "#" not in target else target
    steps = _steps(site, target)
    target = steps[-1].target if steps else target
    Redirect.objects.filter(site=site, path_key=path_key(path)).delete()
    made = Redirect.objects.create(site=site, path=normalise_path(path), target=target)
    leading_here = Redirect.objects.filter(site=site, target_key=made.path_key)
    leading_here.update(target=made.target, target_key=made.target_key)
    return made


def clear(paths: Sequence[str], site: "Site") -> None:
    """Pages answer at these addresses now: no redirect stands in their way."""
    if not paths:
        return
    Redirect.objects.filter(site=site, path_key__in=[path_key(path) for path in paths]).delete()


def may_lead_from(path: str) -> bool:
    """Whether a redirect from `path` would ever be asked for: elsewhere the program itself answers."""
    return route_of(path).startswith(_ASKING)


def is_address(target: str) -> bool:
    """A path of this site, or an address of another that browsers can read."""
    try:
        parts = urlsplit(target)
        _ = parts.port
        return target[:1] == "/" != target[1:2] or parts.scheme in ("http", "https") and _is_host(parts.hostname)
    except ValueError:  # of brackets that hold no address, and ports that are no numbers
        return False


def _is_host(name: str | None) -> bool:
    return bool(name) and not re.search(r"[\s<>\"'\\\\]", name or "")


def faults(site: "Site", path: str, target: str) -> list[str]:
    """Why a redirect cannot be made by hand, in words for people."""
    if wrong := misspelt(path, target):
        return [wrong]
    if LivePage.objects.for_site(site).filter(path_key=path_key(path)).exists():
        return ["A page answers at the old address: give it another slug or take it offline first."]
    if path_key(path) in [path_key(target), *(row.target_key for row in _steps(site, target))]:
        return ["This would lead in a circle: the new address leads back to the old one."]
    return []


def misspelt(path: str, target: str) -> str:
    """What is wrong with the two addresses whatever else is on the site, or ''."""
    if not path.startswith("/"):
        return "The old address begins with a slash, as in /old-page/."
    if not is_address(target):
        return "The new address begins with a slash, or with https:// and the name of another site."
    if _CONTROL.search(path + target):
        return "An address cannot hold line breaks or other invisible characters: type it anew."
    if max(len(normalise_path(path)), len(target)) > _LONGEST - 1:
        return f"An address has at most {_LONGEST - 1} characters: shorten it."
    if not may_lead_from(path):
        return "The program itself answers at the old address: nobody would be led on from there."
    return ""


def _steps(site: "Site", target: str) -> list[Redirect]:
    """The redirects from `target` on; none, as a rule, and never in a circle."""
    found: dict[str, Redirect] = {}
    step = path_key(target) if target.startswith("/") else ""
    while step and step not in found:
        row = Redirect.objects.filter(site=site, path_key=step).first()
        if row is None:
            break
        found[step] = row
        step = row.target_key
    return list(found.values())
