"""Texts as other systems want them: what readers see of live ones, the draft of the others, with their terms."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from content import kinds
from content.archives import encoding
from content.archives.selecting import Selection
from content.archives.tables.base import pages_of
from content.media.models import Asset
from content.publishing.models import LivePage, Redirect, Revision, Schedule
from content.taxonomy.models import Author, Category, Tag

BATCH = 100


@dataclass
class Piece:
    """One text. `text` is a snapshot whose relations are database ids; `path` is where it is live, or "".

    `group` is shared by texts that say the same in other languages, "" for one that stands alone.
    """

    kind: str
    obj: Any
    text: dict[str, Any]
    path: str = ""
    due_at: datetime | None = None
    aliases: list[str] = field(default_factory=list)
    authors: list[Author] = field(default_factory=list)
    categories: list[Category] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)
    assets: dict[str, Asset] = field(default_factory=dict)
    hero: Asset | None = None
    is_double: bool = False
    group: str = ""

    @property
    def is_live(self) -> bool:
        return bool(self.path)


def pieces(selection: Selection, kind: kinds.Kind, after: str = "") -> Iterator[tuple[str, list[Piece]]]:
    """(key to go on from, pieces) in the order of public ids, without what is in the trash; memory stays flat."""
    for batch in pages_of(selection.rows(kind).filter(trashed_at=None), "public_id", after, BATCH):
        yield batch[-1].public_id, _pieces(selection, kind, batch)


def _pieces(selection: Selection, kind: kinds.Kind, batch: Sequence[Any]) -> list[Piece]:
    ids = [obj.pk for obj in batch]
    live = LivePage.objects.filter(kind=kind.name, object_id__in=ids).select_related("revision").defer("body")
    pages = {page.object_id: page for page in live if page.revision}
    plans = Schedule.objects.waiting().filter(kind=kind.name, object_id__in=ids, action="publish")
    due = {plan.object_id: plan for plan in plans.select_related("revision")}
    made = []
    for obj, draft in zip(batch, kind.snapshot(batch), strict=True):
        page, plan = pages.get(obj.pk), due.get(obj.pk)
        frozen: Revision | None = page.revision if page else plan.revision if plan else None
        piece = Piece(kind.name, obj, draft | (frozen.snapshot if frozen else {}))
        piece.path = page.path if page else ""
        piece.due_at = plan.due_at if plan and not page else None
        made.append(piece)
    _file_under(selection, made)
    _add_pictures(selection, made)
    _add_aliases(selection, made)
    _tell_doubles(selection, kind, made)
    _tell_groups(selection, kind, made)
    return made


def _file_under(selection: Selection, made: Sequence[Piece]) -> None:
    authors = _rows(Author, selection, [pk for piece in made for pk in piece.text.get("authors", [])])
    tags = _rows(Tag, selection, [pk for piece in made for pk in piece.text.get("tags", [])])
    filed = {id(piece): [piece.text.get("category"), *piece.text.get("more_categories", [])] for piece in made}
    categories = _rows(Category, selection, [pk for ids in filed.values() for pk in ids if pk])
    for piece in made:
        piece.authors = _known(authors, piece.text.get("authors", []))
        piece.tags = sorted(_known(tags, piece.text.get("tags", [])), key=lambda tag: tag.name_key)
        piece.categories = _known(categories, filed[id(piece)])


def _rows(model: Any, selection: Selection, ids: Sequence[int]) -> dict[int, Any]:
    """By the ids that texts name them by, also where the term was merged since."""
    names = encoding.Names()
    names.load(model, ids)
    wanted = {pk: name for pk in ids if (name := names.one(model, pk))}
    rows = {row.public_id: row for row in model.objects.filter(site=selection.site, public_id__in=wanted.values())}
    return {pk: rows[name] for pk, name in wanted.items() if name in rows}


def _known(rows: dict[int, Any], ids: Sequence[int | None]) -> list[Any]:
    return list({rows[pk].pk: rows[pk] for pk in ids if pk in rows}.values())


def _add_pictures(selection: Selection, made: Sequence[Piece]) -> None:
    shown = {id(piece): encoding.assets_in(str(piece.text.get("body", ""))) for piece in made}
    rows = Asset.objects.for_site(selection.site)
    bodies = {
        row.public_id: row for row in rows.filter(public_id__in={name for names in shown.values() for name in names})
    }
    heroes = rows.in_bulk([piece.text["hero"] for piece in made if piece.text.get("hero")])
    for piece in made:
        piece.assets = {name: bodies[name] for name in shown[id(piece)] if name in bodies}
        piece.hero = heroes.get(piece.text.get("hero") or 0)


def _add_aliases(selection: Selection, made: Sequence[Piece]) -> None:
    rows = Redirect.objects.filter(site=selection.site, target__in=[piece.path for piece in made if piece.path])
    by_target: dict[str, list[str]] = defaultdict(list)
    for path, target in rows.order_by("path").values_list("path", "target"):
        by_target[target].append(path)
    for piece in made:
        piece.aliases = by_target.get(piece.path, []) if piece.path else []


def _tell_doubles(selection: Selection, kind: kinds.Kind, made: Sequence[Piece]) -> None:
    """Drafts may have the same slug; files may not have the same name."""
    slugs = [piece.text.get("slug", "") for piece in made]
    rows = kind.model.objects.filter(site=selection.site, slug__in=slugs, trashed_at=None)
    place = "parent_id" if kind.is_tree else "site_id"
    seen: dict[tuple[str, int], int] = defaultdict(int)
    for slug, where in rows.values_list("slug", place):
        seen[slug.casefold(), where] += 1
    for piece in made:
        slug = piece.text.get("slug", "").casefold()
        piece.is_double = not slug or seen[slug, getattr(piece.obj, place)] > 1


def _tell_groups(selection: Selection, kind: kinds.Kind, made: Sequence[Piece]) -> None:
    groups = {piece.obj.translation_group for piece in made}
    rows = kind.model.objects.filter(site=selection.site, translation_group__in=groups, trashed_at=None).order_by()
    sizes = Counter(rows.values_list("translation_group", flat=True))
    for piece in made:
        group = piece.obj.translation_group
        piece.group = group if sizes[group] > 1 else ""


def used_pictures(selection: Selection) -> set[str]:
    """Public ids of the pictures that the chosen texts show."""
    used: set[str] = set()
    for kind in kinds.all_kinds():
        for _, batch in pieces(selection, kind):
            for piece in batch:
                used |= piece.assets.keys() | ({piece.hero.public_id} if piece.hero else set())
    return used
