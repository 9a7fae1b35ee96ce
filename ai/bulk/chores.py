"""The tasks there are: what each needs of a text, what it asks, and what it proposes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Length

from ai.bulk.choosing import KIND
from ai.proposals.models import Proposal
from ai.writing import suggesting, translating

LEAST_CHARS = 60  # of a body with its markup: below that nothing can be said about it
Rows = QuerySet[Any]


@dataclass(frozen=True)
class Chore:
    """`fits` leaves out texts that it can do nothing for, `lacking` those that have already what it makes."""

    name: str
    label: str
    purpose: str
    field: str
    lacking: Callable[[Rows, str], Rows]
    pictures: int = 0
    needs_language: bool = False

    def field_for(self, language: str) -> str:
        return translating.field_of(language) if self.needs_language else self.field

    def fits(self, rows: Rows, language: str) -> Rows:
        if self.pictures:
            return rows.filter(hero__state="ready")
        rows = rows.annotate(body_length=Length("body")).filter(body_length__gte=LEAST_CHARS)
        return rows.exclude(_speaks(rows, language)) if self.needs_language else rows

    def waiting(self, rows: Rows, language: str) -> Rows:
        """Those for which such a proposal waits in the queue already."""
        return rows.filter(Exists(_pending(self.field_for(language))))

    def contexts(self, obj: Any, language: str) -> list[dict[str, Any]]:
        """What its runs are told; for the price in advance."""
        if self.needs_language:
            return translating.contexts(obj, language)
        return [suggesting.context(obj, self.field)]

    def propose(self, obj: Any, language: str, **made: Any) -> Proposal:
        if self.needs_language:
            return translating.translate(obj, KIND, language, **made)
        return suggesting.propose_field(obj, KIND, self.field, **made)


def _pending(field: str) -> Any:
    rows = Proposal.objects.pending().filter(kind=KIND, object_id=OuterRef("pk"), field=field, block_id="")
    return rows.order_by()


def _speaks(rows: Rows, language: str) -> Q:
    """Texts that are in this language already, or whose translation there is."""
    same = rows.model._default_manager.filter(
        translation_group=OuterRef("translation_group"), language=language, trashed_at=None
    ).exclude(body="")
    return Q(language=language) | Q(Exists(same))


def _empty(name: str) -> Callable[[Rows, str], Rows]:
    return lambda rows, language: rows.filter(**{name: ""})


CHORES = {
    chore.name: chore
    for chore in (
        Chore("summary", "Summaries", "writing.summary", "summary", _empty("summary")),
        Chore("seo-title", "Titles for search engines", "writing.seo_title", "seo_title", _empty("seo_title")),
        Chore("seo", "Descriptions for search engines", "writing.seo_description", "seo_description",
              _empty("seo_description")),
        Chore("tags", "Tags", "writing.tags", "tags", lambda rows, language: rows.filter(tags=None)),
        Chore("alt", "Alternative texts of lead pictures", "writing.alt_text", "hero_alt",
              lambda rows, language: rows.filter(hero_alt="", hero__alt=""), pictures=1),
        Chore("translate", "Translations", "writing.translate", "", lambda rows, language: rows, needs_language=True),
    )
}  # fmt: skip
