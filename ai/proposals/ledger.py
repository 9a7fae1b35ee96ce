"""Measures how much of accepted text people have edited since; a work module, run in the worker and on demand."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from ai.proposals import texts
from ai.proposals.models import Provenance
from content import kinds


def measure(rows: Iterable[Provenance]) -> int:
    """Store `edited_share` of the rows against the content as it stands now; text that is gone counts as edited."""
    by_kind: dict[str, list[Provenance]] = defaultdict(list)
    for row in rows:
        by_kind[row.kind].append(row)
    for kind, group in by_kind.items():
        objects = kinds.get(kind).model._default_manager.in_bulk({row.object_id for row in group})
        for row in group:
            row.edited_share = _share(row, objects.get(row.object_id))
            row.measured_at = timezone.now()
    changed = [row for group in by_kind.values() for row in group]
    Provenance.objects.bulk_update(changed, ["edited_share", "measured_at"])
    return len(changed)


def _share(row: Provenance, obj: Any) -> float:
    if obj is None:
        return 1.0
    if row.field in texts.HTML_FIELDS:
        return texts.edited_share(row.text, texts.text_of_mark(str(getattr(obj, row.field)), row.public_id))
    return texts.edited_share(row.text, texts.current(obj, row.field) or "")
