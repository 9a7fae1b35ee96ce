"""Make, change, move and merge what content is filed under. Pages that show a term are rendered again."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.audit.services import announce
from aicmr.lib.text import name_key
from content.taxonomy import events, merging, naming, trees
from content.taxonomy.exceptions import TermRefused
from content.taxonomy.models import Author, Category, Tag, Term

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.sites.models import Site

__all__ = ["TermRefused"]
T = TypeVar("T", bound=Term)
_TAKEN = "There is another {label} of this name or address already: take another, or merge the two."


def create_author(*, site: "Site", name: str, by: "User | None", **fields: Any) -> Author:
    return _create(Author(site=site, name=name, **fields), by=by)


def create_category(*, site: "Site", name: str, by: "User | None", **fields: Any) -> Category:
    """`parent` puts it below another category."""
    return _create(Category(site=site, name=name, **fields), by=by)


def create_tag(*, site: "Site", name: str, by: "User | None", **fields: Any) -> Tag:
    return _create(Tag(site=site, name=name, **fields), by=by)


def tags_named(names: Sequence[str], *, site: "Site", by: "User | None" = None, may_create: bool = True) -> list[Tag]:
    """The site's tags of these names, in order and each once, whatever their case and accents.

    Names that are no tag yet are made into tags, or left out if `may_create` is false.
    """
    keys = list(dict.fromkeys(key for name in names if (key := name_key(name))))
    spelled = {name_key(name): name for name in reversed(names)}
    found = {tag.name_key: tag for tag in Tag.objects.for_site(site).named(names)}
    for key in keys if may_create else ():
        if key not in found:
            found[key] = _made(spelled[key], key, site, by=by)
    return [found[key] for key in keys if key in found]


def _made(name: str, key: str, site: "Site", *, by: "User | None") -> Tag:
    """A new tag, or the one that somebody else has made in this moment."""
    try:
        return create_tag(site=site, name=name[:120], by=by)
    except TermRefused:
        stored = Tag.objects.for_site(site).filter(name_key=key).first()
        if stored is None:
            raise
        return stored


@transaction.atomic
def save_term(term: T, *, by: "User | None") -> T:
    """Store a term that was made or edited (name, slug, place, texts), and tell those who show it.

    An empty slug is made from the name; the old address of a list leads to the new one. Raises TermRefused.
    """
    stored = type(term).objects.filter(pk=term.pk).first() if term.pk else None
    if stored is None:
        return _create(term, by=by)
    _store(term)
    if isinstance(term, Category) and isinstance(stored, Category) and stored.parent_id != term.parent_id:
        trees.rebuild_trails(term.site)
        term.refresh_from_db(fields=["trail"])
    _announce(events.term_changed, term, by=by)
    if stored.slug != term.slug:
        _announce_move(stored, term, by=by)
    return term


def rename_term(term: T, name: str, *, by: "User | None", slug: str | None = None) -> T:
    """Another name and, if given, another slug."""
    term.name = name
    term.slug = term.slug if slug is None else slug
    return save_term(term, by=by)


def move_category(category: Category, *, parent: Category | None, by: "User | None") -> Category:
    """To another place in the tree, with everything below it. Raises TermRefused for a place below itself."""
    category.parent = parent
    return save_term(category, by=by)


@transaction.atomic
def merge_terms(source: T, into: T, *, by: "User | None") -> None:
    """Everything filed under `source` is filed under `into`; its address leads there; `source` is deleted.

    Raises TermRefused for terms of different sorts or sites, and for a category into one below it.
    """
    if type(source) is not type(into) or source.site_id != into.site_id or source.pk == into.pk:
        raise TermRefused("Choose two different terms of the same sort.")
    if isinstance(source, Category) and isinstance(into, Category) and merging.is_above(source, into):
        raise TermRefused(f"“{into}” stands below “{source}”: move it out first, or merge the other way round.")
    dep = dep_of(source)
    _announce_move(source, into, by=by)
    merging.repoint(source, into)
    merging.remember(kind_of(source), source, into)
    announce(events.terms_merged, site=into.site, by=by, dep=dep, into=dep_of(into))
    announce(events.term_changed, site=into.site, by=by, dep=dep)
    _announce(events.term_changed, into, by=by)
    source.delete()
    if isinstance(into, Category):
        trees.rebuild_trails(into.site)


@transaction.atomic
def delete_term(term: Term, *, by: "User | None") -> None:
    """Delete a term that nothing must have; pages that show it are rendered without it. Raises TermRefused."""
    if isinstance(term, Category) and term.children.exists():
        raise TermRefused(f"“{term}” has categories below it: move or delete those first.")
    _announce(events.term_changed, term, by=by)
    try:
        term.delete()
    except IntegrityError as error:
        raise TermRefused(f"“{term}” is still in use: merge it into another one instead.") from error


def kind_of(term: Term) -> str:
    return str(term._meta.model_name)


def dep_of(term: Term) -> str:
    """As live pages name it: `author:7`."""
    return f"{kind_of(term)}:{term.pk}"


@transaction.atomic
def _create(term: T, *, by: "User | None") -> T:
    _store(term)
    _announce(events.term_created, term, by=by)
    return term


def _store(term: Term) -> None:
    term.name = " ".join(term.name.split())
    term.slug = term.slug or naming.free_slug(term)
    term.name_key = name_key(term.name)
    if faults := naming.faults(term):
        raise TermRefused(" ".join(faults.values()))
    try:
        term.full_clean(exclude=["site"])
        with transaction.atomic():
            term.save()
    except ValidationError as error:
        raise TermRefused(" ".join(error.messages)) from None
    except IntegrityError:
        raise TermRefused(_TAKEN.format(label=term._meta.verbose_name)) from None


def _announce(event: Any, term: Term, *, by: "User | None") -> None:
    announce(event, site=term.site, by=by, dep=dep_of(term))


def _announce_move(old: Term, new: Term, *, by: "User | None") -> None:
    paths = {"old_path": old.get_absolute_url(), "new_path": new.get_absolute_url()}  # type: ignore[attr-defined]
    announce(events.term_moved, site=old.site, by=by, dep=dep_of(old), **paths)
