"""What was suggested for a field before, and can still be chosen."""

from collections.abc import Iterable
from typing import Any

from ai.proposals.models import Proposal
from ai.proposals.querysets import ProposalQuerySet


def rows(obj: Any, kind: str, field: str) -> ProposalQuerySet:
    """Newest first."""
    found = Proposal.objects.for_site(obj.site).about(kind, obj.pk).filter(field=field, block_id="")
    return found.order_by("-id")


def texts_of(proposals: Iterable[Proposal]) -> list[str]:
    """Every text that was offered, once each."""
    return list(dict.fromkeys(text for row in proposals for text in candidates(row)))


def candidates(row: Proposal) -> list[str]:
    return list(dict.fromkeys([row.after, *row.options]))
