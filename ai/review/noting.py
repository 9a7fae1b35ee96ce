"""Notes as rows: those of the rules, those of a model, and what was dismissed before stays dismissed."""

import hashlib
from collections.abc import Iterable
from typing import Any

from ai.engine.models import Run
from ai.proposals import texts
from ai.review.models import Note, Review
from ai.review.sifting import Found, same
from aicmr.lib import html
from content.quality.house import House
from content.quality.rules import Finding

CATEGORY_OF = {
    "image-alt": "access",
    "link-empty": "access",
    "link-words": "access",
    "heading-order": "structure",
    "heading-empty": "structure",
    "glossary": "wording",
    "long-sentence": "clarity",
    "long-paragraph": "clarity",
    "seo-title": "search",
    "seo-description": "search",
}
MOST_BY_RULES = 60  # of one text, the most important first


class Noter:
    """Writes the notes of one review, each once, whatever dies in between."""

    def __init__(self, review: Review, obj: Any, house: House) -> None:
        self.review, self.obj = review, obj
        self.versions = {row.code: row.version for row in (*house.guidelines, *house.terms)}
        self.blocks = {block.id: (place, block) for place, block in enumerate(html.blocks(review.body), 1)}
        self.dismissed = list(
            Note.objects.of_text(review).dismissed().exclude(review=review).defer("replacement")[:500]
        )

    def by_rules(self, findings: Iterable[Finding]) -> None:
        ranked = sorted(findings, key=lambda each: each.priority)[:MOST_BY_RULES]
        self._store([self._of_rule(each) for each in ranked])

    def by_model(self, found: Iterable[Found], run: Run) -> None:
        self._store([self._of_model(each, run) for each in found])

    def _of_rule(self, each: Finding) -> Note:
        block = self.blocks.get(each.block)
        note = Note(
            rule=each.rule, category=CATEGORY_OF.get(each.rule, "structure"), priority=each.priority,
            block_id=each.block, field=each.field, quote=each.quote, reason=each.message, guideline=each.guideline,
            replacement=each.fix if block and each.fix else "", position=block[0] if block else 0,
        )  # fmt: skip
        note.base_hash = self._hash(note)
        return note

    def _of_model(self, each: Found, run: Run) -> Note:
        note = Note(
            category=each.category, priority=each.priority, block_id=each.piece.block.id, quote=each.quote,
            reason=each.reason, guideline=each.guideline, replacement=each.replacement, position=each.piece.number,
            run=run,
        )  # fmt: skip
        note.base_hash = self._hash(note)
        return note

    def _hash(self, note: Note) -> str:
        if note.block_id:
            block = self.blocks.get(note.block_id)
            return texts.digest("body", block[1].html) if block else ""
        return texts.digest(note.field, str(getattr(self.obj, note.field, "")))

    def _store(self, notes: list[Note]) -> None:
        known = set(self.review.notes.values_list("fingerprint", flat=True))
        for note in notes:
            note.review, note.fingerprint = self.review, fingerprint(note)
            note.guideline_version = self.versions.get(note.guideline)
            if note.fingerprint not in known:
                known.add(note.fingerprint)
                self._as_before(note)
                note.save()

    def _as_before(self, note: Note) -> None:
        """Dismissed, if somebody has dismissed the same about the same words."""
        before = next((old for old in self.dismissed if is_same(old, note)), None)
        if before is not None:
            note.state, note.why = Note.State.DISMISSED, before.why
            note.decided_by_id, note.decided_at = before.decided_by_id, before.decided_at


def fingerprint(note: Note) -> str:
    parts = (note.rule, note.category, note.block_id, note.field, note.guideline, same(note.quote), note.base_hash)
    # Two notes of a model about a whole block differ by what they say.
    said = "" if note.rule or note.quote else same(note.reason)
    return hashlib.blake2b("\n".join((*parts, said)).encode(), digest_size=12).hexdigest()


def is_same(old: Note, note: Note) -> bool:
    """The same matter: same place and kind, and either the same quotation or the same unchanged block."""
    place = (old.block_id, old.field, old.rule, old.category) == (note.block_id, note.field, note.rule, note.category)
    if not place:
        return False
    mine, theirs = same(note.quote), same(old.quote)
    if mine and theirs:
        return mine in theirs or theirs in mine
    return old.base_hash == note.base_hash
