"""The ledger as CSV."""

from ai.proposals.models import Provenance

COLUMNS = (
    *("id", "kind", "object", "field", "block", "provider", "model", "prompt_version", "guideline_version"),
    *("accepted_by", "accepted_at", "edited_before", "share_edited_since"),
)


def csv_row(row: Provenance) -> list[str]:
    values = (
        *(row.public_id, row.kind, row.object_id, row.field, row.block_id, row.provider, row.model, row.prompt_version),
        *(row.guideline_version, row.accepted_by or "", row.accepted_at.isoformat(), "yes" if row.was_edited else "no"),
        f"{row.edited_share:.4f}",
    )
    return [_harmless(str(value)) for value in values]


def _harmless(value: str) -> str:
    """No spreadsheet takes it for a formula."""
    return f"'{value}" if value[:1] in "=+-@\t\r" else value
