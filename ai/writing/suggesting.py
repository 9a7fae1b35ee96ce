"""Suggests one field of an article from its text. Run by the worker as a job."""

from typing import Any

from accounts.jobs.exceptions import JobFailed
from accounts.jobs.running import JobHandle
from ai.proposals import services as proposals
from ai.proposals.models import Proposal
from ai.proposals.querysets import rows_of
from ai.writing import contexts, finishing
from aicmr.lib import html
from aicmr.lib.text import count_words

LEAST_WORDS = 8
TOO_SHORT = "There is too little text to suggest anything from. Write a few sentences first."
FIELDS = {"title": "title", "summary": "summary", "seo_description": "description for search engines", "tags": "tags"}


def run(handle: JobHandle) -> dict[str, Any]:
    """The job `writing.suggest`; payload: {"kind", "object_id", "field", "key"}. Cancelled runs end as cancelled."""
    job, told = handle.job, handle.payload
    field, bundle = told["field"], told["key"]
    made = Proposal.objects.filter(site=job.site, bundle=bundle).first()
    if made:
        return {"proposal": made.public_id}
    obj = rows_of(told["kind"], job.site).filter(pk=told["object_id"]).first()
    if obj is None or count_words(html.to_text(obj.body)) < LEAST_WORDS:
        raise JobFailed(TOO_SHORT if obj else "This text is not there any more.")
    language = obj.language or job.site.locale
    answer = finishing.ask(
        field, _context(obj, field, language), language=language, by=job.created_by, site=job.site,
        scope=f"{told['kind']}:{obj.pk}", key=told["key"], on_text=lambda _: handle.check(),
    )  # fmt: skip
    first, options = finishing.choices(field, answer)
    if not first:
        raise JobFailed("Nothing fitting was found for this text.")
    proposal = proposals.propose(
        site=job.site, kind=told["kind"], object_id=obj.pk, field=field, after=first, options=options, run=answer.run,
        notes=answer.notes, reason=f"Suggested {FIELDS[field]}.", bundle=bundle, by=job.created_by,
    )  # fmt: skip
    return {"proposal": proposal.public_id}


def _context(obj: Any, field: str, language: str) -> dict[str, Any]:
    text, lead = contexts.own_text(obj.body)
    told = contexts.about_text(text, title=obj.title, language=language, lead=lead)
    return told | ({"existing_tags": contexts.existing_tags(obj.site)} if field == "tags" else {})
