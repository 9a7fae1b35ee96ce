"""What the pages show of drafts and suggestions."""

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from accounts.jobs.models import Job
from accounts.jobs.services import worker_is_missing
from ai.engine.models import Run
from ai.proposals import showing
from ai.proposals.models import Proposal
from ai.proposals.querysets import editable
from ai.writing import figures, rendering
from ai.writing.models import Draft, DraftSection

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.sites.models import Site


def context(draft: Draft) -> dict[str, Any]:
    """The live panel of a draft read with `for_page()`."""
    return {
        "draft": draft,
        "sections": [_section(draft, row) for row in draft.sections.all()],
        "sources": draft.brief.sources.all(),
        "waiting": proposals_of(draft) if draft.state == Draft.State.PROPOSED else [],
        "spent": figures.spent(draft),
        "seen": token(draft),
        "seen_text": token(draft, with_text=True),
        "outline_stream": _outline_stream(draft),
        "article_url": edit_url(draft),
        "worker_missing": draft.is_open and worker_is_missing(),
    }


def token(draft: Draft, *, with_text: bool = False) -> str:
    """Changes when the panel would show something else; with the running text where that cannot be streamed."""
    sections = list(draft.sections.all())
    done = sum(section.state == DraftSection.State.DONE for section in sections)
    running = [section for section in sections if section.state == DraftSection.State.WRITING and section.run]
    stopping = bool(draft.job and draft.job.cancel_requested)
    parts = [draft.state, len(sections), done, running[0].position if running else "", stopping]
    if with_text and running and running[0].run:
        parts.append(len(running[0].run.text))
    return "-".join(str(part) for part in parts)


def proposals_of(draft: Draft) -> list[dict[str, Any]]:
    """The panels of the draft's proposals that wait, the text first."""
    order = {name: place for place, name in enumerate(("body", "title", "summary", "seo_description", "tags"))}
    rows = Proposal.objects.for_site(draft.site).filter(bundle=draft.public_id).pending()
    return [showing.context(row) for row in sorted(rows, key=lambda row: order.get(row.field, 9))]


def edit_url(draft: Draft) -> str:
    return reverse("admin:articles_article_change", args=[draft.object_id])


def initial(article: str | None, user: "User", site: "Site") -> dict[str, Any]:
    """The form's first values: for an article that is there, its title."""
    row = editable("article", user, site).filter(pk=article).first() if article and article.isdigit() else None
    language = (row.language if row else "") or site.locale
    return {"language": language, "topic": row.title if row else "", "article": row.pk if row else None}


def suggestion(job: Job) -> dict[str, Any]:
    """A suggestion being made, made, or failed."""
    proposal = None
    if public_id := job.result.get("proposal"):
        proposal = Proposal.objects.for_site(job.site).filter(public_id=public_id).first()
    run = Run.objects.filter(site=job.site, key=job.payload.get("key")).first() if job.is_open else None
    return {
        "job": job,
        "run": run,
        "field": job.payload.get("field"),
        "error": job.error if job.state == Job.State.FAILED else "",
        "worker_missing": job.is_open and worker_is_missing(),
        **(showing.context(proposal) if proposal else {}),
    }


def _section(draft: Draft, row: DraftSection) -> dict[str, Any]:
    ids = {source.number: rendering.source_block(draft, source.number) for source in draft.brief.sources.all()}
    written = row.state == DraftSection.State.DONE
    return {
        "row": row,
        "html": showing.safe_body(rendering.section_html(row.text, ids)) if written else "",
        "run": row.run if row.state == DraftSection.State.WRITING and draft.is_open else None,
    }


def _outline_stream(draft: Draft) -> bool:
    return draft.state in (Draft.State.QUEUED, Draft.State.OUTLINING)
