"""Authors and terms of a source as those of the site: the ones that are there are used, the others are made."""

from typing import Any

from django.db import transaction

from accounts.models import User
from aicmr.lib.text import name_key, slugify
from content.taxonomy.exceptions import TermRefused
from content.taxonomy.models import Author, Category, Tag
from content.taxonomy.services import create_author, create_category, create_tag, save_term
from content.transfer.ledger import Ledger, note_of
from content.transfer.models import ImportedItem
from content.transfer.records import Author as AuthorRecord
from content.transfer.records import Term, kind_of, payload_hash

MODELS: dict[str, Any] = {"author": Author, "category": Category, "tag": Tag}
_MAKE: dict[str, Any] = {"author": create_author, "category": create_category, "tag": create_tag}
State = ImportedItem.State
_HERE = "It was here already, and is used."


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
    fields: dict[str, Any] = {"slug": _slug(ledger, item), "description": item.description}
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


def place(ledger: Ledger, *, by: User | None) -> None:
    """Put the categories that wait for it under their parents; one transaction for each."""
    waiting = ImportedItem.objects.of_source(ledger.site, ledger.source).waiting("category")
    for row in list(waiting.order_by("pk")):
        with transaction.atomic():
            _place(ledger, row, by=by)


def _place(ledger: Ledger, row: ImportedItem, *, by: User | None) -> None:
    over = ledger.rows([row.parent_key]).get(row.parent_key)
    category = Category.objects.filter(site=ledger.site, pk=row.target_id or 0).first()
    parent = Category.objects.filter(site=ledger.site, pk=over.target_id or 0).first() if over else None
    row.state = State.IMPORTED
    if category and parent and category.parent_id is None:
        category.parent = parent
        try:
            with transaction.atomic():
                save_term(category, by=by)
        except TermRefused as error:
            row.note, row.needs_person = note_of([row.note, str(error)]), True
    elif parent is None:
        row.note = note_of([row.note, "The category above it is not in the file: it stands at the top."])
    ledger.save([row])
