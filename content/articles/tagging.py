"""Tags by their names: found without regard to case and accents, made where they are missing."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction

from aicmr.lib.text import name_key, slugify
from content.taxonomy.models import Tag

if TYPE_CHECKING:
    from accounts.sites.models import Site


def tags_named(names: Sequence[str], *, site: "Site", may_create: bool) -> list[Tag]:
    """The site's tags of these names, in their order, each once; unknown names are made into tags or left out.

    Two queries, and one or two for each new tag.
    """
    keys = list(dict.fromkeys(filter(None, (name_key(name) for name in names))))
    found = {tag.name_key: tag for tag in Tag.objects.filter(site=site, name_key__in=keys)}
    spelled = {name_key(name): name for name in reversed(names)}
    for key in keys if may_create else ():
        if key not in found:
            found[key] = _made(spelled[key], key, site)
    return [found[key] for key in keys if key in found]


def _made(name: str, key: str, site: "Site") -> Tag:
    with transaction.atomic():
        values = {"name": name[:120], "slug": _free_slug(name, site)}
        tag, _ = Tag.objects.get_or_create(site=site, name_key=key, defaults=values)
    return tag


def _free_slug(name: str, site: "Site") -> str:
    base = slugify(name, language=site.locale, max_length=100) or "tag"
    taken = set(Tag.objects.filter(site=site, slug__startswith=base).values_list("slug", flat=True))
    return next(
        slug for slug in (base, *(f"{base}-{number}" for number in range(2, len(taken) + 3))) if slug not in taken
    )
