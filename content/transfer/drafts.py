"""Editing rows of a batch of entries: made in bulk, or brought up to date one by one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from django.utils import timezone

from accounts.models import User
from aicmr.lib.rows import insert
from aicmr.lib.text import shorten
from content import kinds
from content.articles.models import Article, ArticleAuthor
from content.publishing.models import Publishable
from content.transfer.bodies import Body
from content.transfer.ledger import Ledger, note_of
from content.transfer.models import Import, ImportedItem
from content.transfer.records import Entry

State = ImportedItem.State
LONGEST_TITLE = 255
Values = dict[str, Any]


@dataclass
class Draft:
    """An entry on its way, with its body and its lead picture; its row is read under the lock of the site."""

    entry: Entry
    body: Body
    hero: ImportedItem | None
    hash: str
    row: Any = None
    object: Any = None
    values: Values = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    person: list[str] = field(default_factory=list)
    outcome: str = State.IMPORTED
    is_waiting: bool = False

    def forget(self) -> None:
        """What an attempt that was rolled back has left here."""
        self.object, self.values, self.notes, self.person = None, {}, [], []
        self.outcome, self.is_waiting = State.IMPORTED, False

    @property
    def pending(self) -> list[tuple[ImportedItem, bool]]:
        """Pictures to come, each with whether it is the lead picture."""
        if self.outcome == State.KEPT:
            return []
        hero = [(self.hero, True)] if self.hero and self.hero.state == State.WAITING else []
        return [*((row, False) for row in {row.key: row for row in self.body.pending}.values()), *hero]

    def settle(self, run: Import) -> None:
        """Write into the row what came of it."""
        row, entry = self.row, self.entry
        renamed = [f"Its address was another's: it is planned for {row.path}."] if row.payload.get("renamed") else []
        placed = [row.payload["placed"]] if row.payload.get("placed") else []
        wait = [f"{len(self.pending)} of its pictures could not be fetched yet."] if self.pending else []
        person = [*entry.person, *self.person]
        note = note_of(person, self.notes, renamed, placed, entry.notes, self.body.notes, wait)
        if self.outcome == row.state == State.KEPT and row.note == note:
            return
        row.run, row.line, row.title, row.note = run, entry.line, (self.values.get("title") or entry.title)[:255], note
        row.needs_person = bool(person)
        row.state = State.WAITING if self.is_waiting else self.outcome
        if self.outcome == State.KEPT:
            return
        row.payload_hash = self.hash
        row.target_kind, row.target_id, row.target_version = entry.kind, self.object.pk, self.object.version


def fill(ledger: Ledger, drafts: Sequence[Draft]) -> None:
    """The values of each draft, as a snapshot has them; one query for all terms."""
    targets = ledger.targets([key for draft in drafts for key in _term_keys(ledger, draft.entry)])
    for draft in drafts:
        draft.values = _values(ledger, draft, targets)


def _term_keys(ledger: Ledger, entry: Entry) -> Iterable[str]:
    for kind, names in (("author", entry.authors), ("category", entry.categories), ("tag", entry.tags)):
        yield from (ledger.key(kind, name) for name in names)


def _values(ledger: Ledger, draft: Draft, targets: dict[str, int]) -> Values:
    entry, row = draft.entry, draft.row
    title = " ".join(_clean(entry.title).split())
    if not title:
        title = _first_words(draft.body.html) or f"Untitled ({entry.id})"
        draft.notes.append("It had no title: its first words were taken.")
    if len(title) > LONGEST_TITLE:
        draft.notes.append("Its title was longer than 255 characters: it was cut.")
        title = shorten(title, LONGEST_TITLE)
    values: Values = {
        "title": title,
        "slug": row.payload["slug"],
        "language": entry.language[:12],
        "summary": shorten(_clean(entry.summary), 1000),
        "body": draft.body.html,
        "hero": draft.hero.target_id if draft.hero and draft.hero.target_kind == "asset" else None,
        "hero_alt": _clean(entry.hero_alt)[:500],
        "seo_title": _clean(entry.seo_title)[:120],
        "seo_description": _clean(entry.seo_description)[:320],
        "canonical_url": entry.canonical_url[:500],
        "noindex": entry.noindex,
    }
    if entry.kind == "page":
        return values | {"in_menu": entry.in_menu, "position": entry.position}
    found = {kind: _targets(ledger, kind, names, targets) for kind, names in _named(entry)}
    categories = found["category"]
    values |= {"category": categories[0] if categories else None, "more_categories": sorted(categories[1:])}
    values |= {"tags": sorted(found["tag"])}
    return values | {"authors": found["author"], "is_featured": entry.is_featured}


def _named(entry: Entry) -> list[tuple[str, list[str]]]:
    return [("author", entry.authors), ("category", entry.categories), ("tag", entry.tags)]


def _targets(ledger: Ledger, kind: str, names: Sequence[str], targets: dict[str, int]) -> list[int]:
    found = (targets.get(ledger.key(kind, name)) for name in names)
    return list(dict.fromkeys(target for target in found if target))


def _clean(text: str) -> str:
    return "".join(char for char in text if char >= " " or char in "\n\t").replace("\x7f", "")


def _first_words(html: str) -> str:
    text = html.replace("<br>", " ").replace("</p>", " ").replace("\n", " ")
    while "<" in text:
        before, _, rest = text.partition("<")
        text = before + rest.partition(">")[2] if ">" in rest else before
        if len(before) > 400:
            break
    return shorten(unescape(text.partition("<")[0]), 70)


def create(ledger: Ledger, kind: kinds.Kind, drafts: Sequence[Draft], *, by: User | None) -> None:
    """Rows and relations of new drafts, a handful of statements for all of them."""
    if not drafts:
        return
    for draft in drafts:
        obj = kind.model(site=ledger.site, created_by=by, updated_by=by)
        kind.restore(obj, draft.values)
        obj.published_at = draft.entry.published_at
        if draft.entry.group:
            obj.translation_group = ledger.translations(draft.entry.group)
        draft.object = obj
    kind.model.objects.bulk_create([draft.object for draft in drafts])
    if kind.model is Article:
        _relate(drafts)


def _relate(drafts: Sequence[Draft]) -> None:
    tags, categories, authors = [], [], []
    for draft in drafts:
        pk, values = draft.object.pk, draft.values
        tags += [(pk, tag) for tag in values["tags"]]
        categories += [(pk, category) for category in values["more_categories"]]
        authors += [(pk, author, place) for place, author in enumerate(values["authors"])]
    insert(Article.tags.through, ["article_id", "tag_id"], tags)
    insert(Article.more_categories.through, ["article_id", "category_id"], categories)
    insert(ArticleAuthor, ["article_id", "author_id", "position"], authors)


def update(ledger: Ledger, kind: kinds.Kind, draft: Draft, *, by: User | None) -> bool:
    """Bring a draft up to date with its source; False if it was edited, moved or deleted here, and so is kept."""
    obj = draft.object
    reason = _why_kept(draft)
    if reason:
        draft.outcome = State.KEPT
        draft.notes.append(reason)
        return False
    values = draft.values | {"slug": obj.slug}
    names = kind.restore(obj, values)
    names += _regrouped(ledger, draft)
    obj.version += 1
    obj.updated_by, obj.updated_at = by, timezone.now()
    obj.save(update_fields=[*(name.removesuffix("_id") for name in names), "version", "updated_by", "updated_at"])
    kind.relate(obj, values)
    draft.outcome = State.UPDATED
    return True


def _regrouped(ledger: Ledger, draft: Draft) -> list[str]:
    """Columns that change when it joins its translations; whom somebody linked with others here stays with those."""
    obj, group = draft.object, ledger.translations(draft.entry.group)
    if not draft.entry.group or obj.translation_group == group:
        return []
    rows = type(obj).objects.filter(site=ledger.site, translation_group=obj.translation_group)
    if rows.exclude(pk=obj.pk).exists():
        return []
    obj.translation_group = group
    return ["translation_group"]


def _why_kept(draft: Draft) -> str:
    obj, row = draft.object, draft.row
    if obj is None:
        return "It changed at the source, but was deleted here: it was not brought back."
    if obj.trashed_at is not None:
        return "It changed at the source, but is in the trash here: it was left there."
    if obj.version != row.target_version:
        return "It changed at the source, but was edited here since: the text here was kept."
    was_live = row.payload.get("live", False)
    if was_live and obj.state != Publishable.State.PUBLISHED:
        return "It changed at the source, but was taken offline here: it was left as it is."
    return ""
