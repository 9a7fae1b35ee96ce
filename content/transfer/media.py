"""Pictures that could not be fetched when their texts were imported: tried again, and put into those texts."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction

from accounts.models import User
from aicmr.lib.html import body_tree
from aicmr.lib.htmltree import write
from content import kinds
from content.media.models import Asset
from content.publishing import drafts, state
from content.publishing.exceptions import DraftGone
from content.publishing.models import Publishable, Revision
from content.publishing.publishing import publish_many
from content.transfer.addresses import asset_keys
from content.transfer.ledger import Ledger, note_of
from content.transfer.models import ImportedItem, PictureUse
from content.transfer.pictures import AT_ONCE, Fetcher

State = ImportedItem.State
BATCH = 50


def fetch_waiting(fetcher: Fetcher, progress: Callable[[int, int], None]) -> None:
    """Fetch what waits of this source, then show it where it belongs. May be repeated and stopped at any time."""
    ledger = fetcher.ledger
    waiting = ImportedItem.objects.of_source(ledger.site, ledger.source).waiting("asset")
    total, last, done = waiting.count(), 0, 0
    while rows := list(waiting.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        fetcher.fetch(rows)
        last, done = rows[-1].pk, done + len(rows)
        progress(done, total)
    show(ledger, by=fetcher.by)


def show(ledger: Ledger, *, by: User | None) -> None:
    """Put pictures that have come meanwhile into the texts that wait for them."""
    uses = PictureUse.objects.filter(item__site=ledger.site, item__source=ledger.source, asset__target_id__isnull=False)
    while ids := list(dict.fromkeys(uses.order_by("item").values_list("item", flat=True)[:BATCH])):
        for row in ImportedItem.objects.filter(pk__in=ids):
            _show_in(ledger, row, by=by)


@transaction.atomic
def _show_in(ledger: Ledger, row: ImportedItem, *, by: User | None) -> None:
    state.hold(ledger.site.pk)
    uses = list(PictureUse.objects.select_related("asset").filter(item=row, asset__target_id__isnull=False))
    kind = kinds.get(row.target_kind)
    obj = kind.model.objects.kept().select_related("site").filter(pk=row.target_id).first()
    PictureUse.objects.filter(pk__in=[use.pk for use in uses]).delete()
    if obj is None:
        return
    was_edited = obj.version != row.target_version
    changes = _changes(obj, uses)
    if not changes:
        return
    was_current = obj.state == Publishable.State.PUBLISHED and not obj.has_changes
    try:
        saved = drafts.save(obj, by=by, version=obj.version, changes=changes, reason=Revision.Reason.IMPORTED)
    except DraftGone:
        return
    if saved.saved and was_current:
        publish_many([obj], by=by, gate="record", reason=Revision.Reason.IMPORTED)
    if not was_edited:
        row.target_version = saved.version
    left = PictureUse.objects.filter(item=row).count()
    row.note = note_of([_without_wait(row.note)], [f"{left} of its pictures could not be fetched yet."] if left else [])
    ledger.save([row])


def _changes(obj: Any, uses: Sequence[PictureUse]) -> dict[str, Any]:
    assets = Asset.objects.filter(site=obj.site_id).in_bulk(
        [use.asset.target_id for use in uses if use.asset.target_id]
    )
    by_key = {use.asset.address_key: assets.get(use.asset.target_id or 0) for use in uses}
    changes: dict[str, Any] = {}
    hero = next((use.asset.target_id for use in uses if use.is_hero and use.asset.target_id in assets), None)
    if hero and obj.hero_id is None:
        changes["hero"] = hero
    tree, has_changed = body_tree(obj.body), False
    for figure in tree.walk():
        image = next((node for node in figure.walk() if node.tag == "img"), None) if figure.tag == "figure" else None
        if image is None or figure.get("data-asset"):
            continue
        asset = next((found for key in asset_keys(image.get("src")) if (found := by_key.get(key))), None)
        if asset:
            figure.attrs["data-asset"] = asset.public_id
            image.attrs = {"src": f"/admin/media/asset/{asset.public_id}/file/", "alt": image.attrs.get("alt", "")}
            has_changed = True
    return changes | ({"body": write(tree)} if has_changed else {})


def _without_wait(note: str) -> str:
    return " ".join(part for part in _sentences(note) if "could not be fetched yet." not in part)


def _sentences(note: str) -> list[str]:
    return [f"{part}." if not part.endswith(".") else part for part in note.split(". ")]
