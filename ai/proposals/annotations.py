"""What readers and machines are told of AI's part in a text: from the ledger rows whose marks the text carries."""

from collections.abc import Sequence

from ai.proposals import texts
from ai.proposals.models import Provenance
from aicmr.lib import html
from aicmr.lib.text import count_words
from content.publishing.annotations import Annotation
from content.publishing.live import LiveSource

# IPTC's vocabulary, as schema.org names it: what a trained model made, what rules made.
_TRAINED = "https://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
_COMPOSITE = "https://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
_ALGORITHM = "https://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia"
_TRACE = 0.02  # a share of edits that does not count


def annotate(sources: Sequence[LiveSource]) -> dict[int, Annotation]:
    """`labels.ai` and `digitalSourceType` for the texts that carry marks of the ledger; one query for the batch."""
    bodies = {source.object_id: str(source.snapshot.get("body", "")) for source in sources}
    marks = {object_id: texts.marks_in(body) for object_id, body in bodies.items()}
    wanted = set().union(*marks.values())
    if not wanted:
        return {}
    rows = {row.public_id: row for row in Provenance.objects.for_site(sources[0].site).marked(wanted)}
    by_object = {object_id: [rows[mark] for mark in sorted(own) if mark in rows] for object_id, own in marks.items()}
    return {object_id: _annotation(found, bodies[object_id]) for object_id, found in by_object.items() if found}


def _annotation(rows: list[Provenance], body: str) -> Annotation:
    models = sorted({row.model for row in rows if row.uses_language_model and row.model})
    kind = _source_type(rows, body)
    ai = {"models": models, "source_type": kind, "language_model": any(row.uses_language_model for row in rows)}
    return Annotation(labels={"ai": ai}, json_ld={"digitalSourceType": kind})


def _source_type(rows: list[Provenance], body: str) -> str:
    """`trained` is said of a text that is a model's from the first word to the last, as it was accepted unedited."""
    if not any(row.uses_language_model for row in rows):
        return _ALGORITHM
    if not all(row.uses_language_model and not row.was_edited for row in rows):
        return _COMPOSITE
    marked = {row.public_id: texts.text_of_mark(body, row.public_id) for row in rows}
    if any(texts.edited_share(row.text, marked[row.public_id]) > _TRACE for row in rows):
        return _COMPOSITE
    by_hand = count_words(html.to_text(body)) - sum(count_words(text) for text in marked.values())
    return _TRAINED if by_hand <= _TRACE * count_words(html.to_text(body)) else _COMPOSITE
