"""Slugs for what has none: from the title, unique among the drafts of the site."""

from collections.abc import Collection, Sequence
from typing import Any

from aicmr.lib.text import slugify
from content import kinds

FALLBACK = "untitled"
_ENDINGS = range(2, 10)


def fill(kind: kinds.Kind, drafts: Sequence[Any], *, avoid: Collection[str] = ()) -> list[Any]:
    """Give drafts without a slug one from their title, with -2, -3 … where it is taken, and store it.

    `drafts` are of one site; returns those that got one. At most three queries, or one more for each title
    that is used ten times over.
    """
    empty = [draft for draft in drafts if not draft.slug]
    if not empty:
        return []
    bases = {draft.pk: _base(draft) for draft in empty}
    taken = {*avoid, *(draft.slug for draft in drafts)} | _taken(kind, empty[0].site_id, set(bases.values()))
    clashing = {base for base in bases.values() if base in taken or list(bases.values()).count(base) > 1}
    if clashing:
        taken |= _taken(kind, empty[0].site_id, {f"{base}-{number}" for base in clashing for number in _ENDINGS})
    for draft in empty:
        draft.slug = _free(kind, draft.site_id, bases[draft.pk], taken)
        taken.add(draft.slug)
    kind.model.objects.bulk_update(empty, ["slug"])
    return empty


def _base(draft: Any) -> str:
    return slugify(draft.title, language=draft.language or draft.site.locale) or FALLBACK


def _free(kind: kinds.Kind, site_id: int, base: str, taken: set[str]) -> str:
    for candidate in (base, *(f"{base}-{number}" for number in _ENDINGS)):
        if candidate not in taken:
            return candidate
    rows = kind.model.objects.filter(site_id=site_id, slug__startswith=f"{base}-").values_list("slug", flat=True)
    used = {int(end) for slug in (*rows, *taken) if (end := slug.removeprefix(f"{base}-")).isdecimal()}
    return f"{base}-{max(used) + 1}"


def _taken(kind: kinds.Kind, site_id: int, slugs: set[str]) -> set[str]:
    rows = kind.model.objects.kept().filter(site_id=site_id, slug__in=slugs).values_list("slug", flat=True)
    return set(rows) & slugs  # a collation may find more than was asked for: É for e
