"""Whether a term can be called and placed so, and a slug for one that has none."""

from typing import Any

from aicmr.lib.text import name_key, slugify
from content.taxonomy.models import Category, Tag, Term

Faults = dict[str, str]


def faults(term: Term) -> Faults:
    """What is wrong with a term that is about to be stored, by field, in words that say what to do."""
    label = term._meta.verbose_name
    others: Any = type(term).objects.filter(site=term.site_id).exclude(pk=term.pk)
    found: Faults = {}
    if not name_key(term.name):
        found["name"] = "Give it a name."
    elif isinstance(term, Tag) and others.filter(name_key=name_key(term.name)).exists():
        found["name"] = f"There is a {label} of this name already: use that one, or merge the two."
    if term.slug and others.filter(slug=term.slug).exists():
        found["slug"] = f"Another {label} has this address already: choose another one, or leave it empty."
    if isinstance(term, Category):
        found |= _place_faults(term)
    return found


def free_slug(term: Term) -> str:
    """From the name, with -2, -3 … where it is taken."""
    base = slugify(term.name, language=term.site.locale, max_length=100) or str(term._meta.model_name)
    rows: Any = type(term).objects.filter(site=term.site_id, slug__startswith=base).exclude(pk=term.pk)
    taken = {name_key(slug) for slug in rows.values_list("slug", flat=True)}
    number, slug = 1, base
    while name_key(slug) in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


def _place_faults(category: Category) -> Faults:
    parent = category.parent
    if parent is None:
        return {}
    if parent.site_id != category.site_id:
        return {"parent": "This category is gone; choose another place."}
    if category.pk and category.pk in parent.trail:
        return {"parent": "A category cannot stand below itself; choose another place."}
    return {}
