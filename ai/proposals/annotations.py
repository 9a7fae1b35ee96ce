"""What readers and machines are told of AI's part in a text: from the ledger rows whose marks the text carries."""

from collections import defaultdict
from collections.abc import Sequence

from ai.proposals import texts
from ai.proposals.models import Provenance
from content.publishing.annotations import Annotation
from content.publishing.live import LiveSource

# IPTC's vocabulary, as schema.org names it: what a trained model made, what rules made.
_TRAINED = "https://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
_COMPOSITE = "https://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
_ALGORITHM = "https://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia"
_NO_MODEL = "No language model was used: software put the text together from notes and quoted sources."
_TRACE = 0.02  # a share of edits that does not count


def annotate(sources: Sequence[LiveSource]) -> dict[int, Annotation]:
    """`labels.ai` and `digitalSourceType` for the texts that carry marks of the ledger; one query for the batch."""
    marks = {source.object_id: texts.marks_in(str(source.snapshot.get("body", ""))) for source in sources}
    wanted = set().union(*marks.values())
    if not wanted:
        return {}
    rows = {row.public_id: row for row in Provenance.objects.for_site(sources[0].site).marked(wanted)}
    by_object: dict[int, list[Provenance]] = defaultdict(list)
    for object_id, own in marks.items():
        by_object[object_id] = [rows[mark] for mark in own if mark in rows]
    return {object_id: _annotation(found) for object_id, found in by_object.items() if found}


def _annotation(rows: list[Provenance]) -> Annotation:
    models = sorted({row.model for row in rows if row.uses_language_model and row.model})
    kind = _source_type(rows)
    ai = {"models": models, "note": "" if models else _NO_MODEL, "source_type": kind, "language_model": bool(models)}
    return Annotation(labels={"ai": ai}, json_ld={"digitalSourceType": kind})


def _source_type(rows: list[Provenance]) -> str:
    if not any(row.uses_language_model for row in rows):
        return _ALGORITHM
    untouched = all(row.uses_language_model and not row.was_edited and row.edited_share < _TRACE for row in rows)
    return _TRAINED if untouched and len(rows) == 1 and not rows[0].block_id else _COMPOSITE
