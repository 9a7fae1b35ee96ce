"""Authors and terms of a source as those of the site: the ones that are there are used, the others are made."""

from itertools import chain
from typing import Any

from django.db import transaction

from accounts.models import User
from aicmr.lib.text import name_key, slugify
from content.publishing import state
from content.taxonomy import trees
from content.taxonomy.exceptions import TermRefused
from content.taxonomy.models import Author, Category, Tag
from content.taxonomy.services import create_author, create_category, create_tag
from content.transfer.ledger import Ledger, note_of
from content.transfer.levels import DEEPEST, from_the_top
from content.transfer.models import ImportedItem
from content.transfer.records import Author as AuthorRecord
from content.transfer.records import Term, kind_of, payload_hash

MODELS: dict[str, Any] = {"author": Author, "category": Category, "tag": Tag}
_MAKE: dict[str, Any] = {"author": create_author, "category": create_category, "tag": create_tag}
State = ImportedItem.State
_HERE = "It was here already, and is used."
_LONGEST = 20_000  # characters of a description
_CIRCLE = "A category cannot stand below itself; choose another place."


def load(ledger: Ledger, item: AuthorRecord | Term, row: ImportedItem, *, by: User | None) -> ImportedItem:
    """Make or find what `item` names, in the caller's transaction. A category below another one waits for it."""
    kind = kind_of(item)
    found = _found(ledger, kind, item)
    notes = list(item.notes)
    if found:
        notes.append(_HERE)
    else:
        found, problem = _made(ledger, kind, item, by=by)
        notes += [problem] if problem else []
    row.title, row.note, row.line, row.run = item.name[:255], note_of(notes), item.line, ledger.run
    row.payload_hash = payload_hash(item)
    row.state = State.IMPORTED if found else State.FAILED
    row.needs_person = found is None
    if found:
        row.target_kind, row.target_id = kind, found.pk
    if isinstance(item, Term) and item.parent and found and _HERE not in notes:
        row.parent_key = ledger.key(kind, item.parent)
        row.state = State.WAITING
    return row


def _found(ledger: Ledger, kind: str, item: AuthorRecord | Term) -> Any:
    rows = MODELS[kind].objects.filter(site=ledger.site)
    slug = _slug(ledger, item)
    if slug and (row := next((row for row in rows.filter(slug=slug) if row.slug == slug), None)):
        is_same = kind != "tag" or name_key(row.name) == name_key(item.name)
        return row if is_same else rows.filter(name_key=name_key(item.name)).first()
    return rows.filter(name_key=name_key(item.name)).first() if kind == "tag" else None


def _made(ledger: Ledger, kind: str, item: AuthorRecord | Term, *, by: User | None) -> tuple[Any, str]:
    fields: dict[str, Any] = {"slug": _slug(ledger, item), "description": item.description[:_LONGEST]}
    if isinstance(item, AuthorRecord):
        fields |= {"job_title": item.job_title[:120], "url": item.url if item.url.startswith("http") else ""}
    name = _name(item)
    for slug in (fields["slug"], ""):
        try:
            with transaction.atomic():
                made = _MAKE[kind](site=ledger.site, name=name, by=by, **fields | {"slug": slug})
            return made, "" if slug == fields["slug"] else f"Its address is another one here: {made.slug}."
        except TermRefused as error:
            problem = str(error)
    return None, problem


def _slug(ledger: Ledger, item: AuthorRecord | Term) -> str:
    return slugify(item.slug, language=ledger.site.locale, max_length=100)


def _name(item: AuthorRecord | Term) -> str:
    name = "".join(char for char in item.name if char.isprintable())[:120].strip()
    return name if name_key(name) else (item.slug or item.id)[:120]


@transaction.atomic
def place(ledger: Ledger) -> None:
    """Put the categories that wait for it under their parents; a handful of queries, however many there are."""
    state.hold(ledger.site.pk)
    waiting = list(ImportedItem.objects.of_source(ledger.site, ledger.source).waiting("category").order_by("pk"))
    if not waiting:
        return
    over = ledger.rows(row.parent_key for row in waiting)
    stored = Category.objects.for_site(ledger.site).in_bulk()
    levels = {pk: max(len(category.trail), 1) for pk, category in stored.items()}
    by_key = {row.key: row for row in waiting}
    for key in chain.from_iterable(from_the_top({row.key: row.parent_key for row in waiting})):
        row, parent = by_key[key], over.get(by_key[key].parent_key)
        problem = _place(row.target_id or 0, (parent.target_id or 0) if parent else 0, stored, levels)
        row.state, row.note = State.IMPORTED, note_of([row.note, problem])
        row.needs_person = row.needs_person or problem == _CIRCLE
    Category.objects.bulk_update(stored.values(), ["parent"])
    trees.rebuild_trails(ledger.site)
    ledger.save(waiting)


def _place(pk: int, parent: int, stored: dict[int, Category], levels: dict[int, int]) -> str:
    """Set the parent; why not, if it cannot be. Somebody's own place for it is left alone."""
    if parent not in stored:
        return "The category above it is not in the file: it stands at the top."
    if pk not in stored or stored[pk].parent_id is not None:
        return ""
    above: int | None = parent
    while above in stored and above != pk:
        above = stored[above].parent_id
    if above == pk:
        return _CIRCLE
    if levels[parent] >= DEEPEST:
        return f"It stood more than {DEEPEST} levels deep: it stands at the top."
    stored[pk].parent_id, levels[pk] = parent, levels[parent] + 1
    return ""
