"""What the pages show of drafts and suggestions."""

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from accounts.jobs.models import Job
from accounts.jobs.services import worker_is_missing
from ai.engine.models import Run
from ai.engine.prompting import PromptError
from ai.local import facts
from ai.proposals import showing, texts
from ai.proposals.exceptions import TargetGone
from ai.proposals.models import Proposal
from ai.proposals.querysets import editable
from ai.providers.exceptions import NoModel
from ai.writing import costs, earlier, figures, rendering, sources
from ai.writing.briefs import ParsedBrief
from ai.writing.models import Draft, DraftSection
from aicmr.lib.text import whole
from content import kinds

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.sites.models import Site
    from ai.writing.services import Material

HISTORY = 8  # suggestions on a page of the history of a field
STATES = {
    "cited": "cite a source that says so",
    "notes": "stand in your notes",
    "uncited": "stand in a source that is not cited",
    "unchecked": "cite a source in another language",
    "doubtful": "cite a source that does not seem to say so",
    "none": "have no source",
}
LABELS = {
    "cited": "Source {number}",
    "notes": "Your notes",
    "uncited": "Source {number}, not cited",
    "unchecked": "Source {number}, not checked: another language",
    "doubtful": "Source {number} does not seem to say this",
    "none": "No source",
}


def context(draft: Draft, *, whole: bool = False) -> dict[str, Any]:
    """The live panel of a draft read with `for_page()`; `whole` on the draft's own page, where forms may stand."""
    return {
        "whole": whole,
        "outline": outline(draft) if whole and draft.state == Draft.State.OUTLINED else None,
        "evidence": evidence(draft),
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


def outline(draft: Draft) -> dict[str, Any]:
    """The outline as it stands, with the notes that each part tells, and what writing it will cost."""
    notes = [{"number": n, "text": fact.whole} for n, fact in enumerate(facts.parse(draft.brief.facts))]
    home = {n: row.pk for row in draft.sections.all() for n in row.plan.get("facts", [])}
    rows = list(draft.sections.all())
    parts = [
        {
            "row": row,
            "points": "\n".join(row.plan.get("points", [])),
            "quotes": row.plan.get("quotes", []),
            "notes": [note for note in notes if home.get(note["number"]) == row.pk],
            "is_first": row is rows[0],
            "is_last": row is rows[-1],
        }
        for row in rows
    ]
    try:
        cost = costs.in_words(costs.of_writing(draft))
    except (NoModel, PromptError) as error:
        cost = str(error)
    return {"parts": parts, "cost": cost}


def cost(brief: ParsedBrief, material: "Material", site: "Site") -> dict[str, Any]:
    """What a draft would cost, in words; own articles count in full, pages of the web as usual ones."""
    own = kinds.get("article").model.objects.for_site(site).filter(pk__in=list(material.articles))
    read = [*(sources.body_as_text(row.body) for row in own), *([material.pasted] if material.pasted else [])]
    try:
        seen = costs.of_brief(brief, site=site, unread=len(brief.links), read=read)
    except (NoModel, PromptError) as error:
        return {"problem": str(error)}
    return {"cost": costs.in_words(seen), "unread": len(brief.links)}


def evidence(draft: Draft) -> dict[str, Any] | None:
    """Each sentence with what stands behind it, and the table of its facts; None before there is a text."""
    if not draft.claims:
        return None
    counts = Counter(claim["state"] for claim in draft.claims)
    headings = [section.heading or "Opening" for section in draft.sections.all()]
    shown = [claim | {"label": _label(claim), "heading": headings[claim["section"]]} for claim in draft.claims]
    return {
        "counts": [
            {"state": state, "label": label, "number": counts[state]}
            for state, label in STATES.items()
            if counts[state]
        ],
        "claims": shown,
        "open": counts["none"] + counts["doubtful"],
        "items": [item | {"where": _where(item["places"])} for item in draft.items],
        "unfounded": sum(not item["places"] for item in draft.items),
    }


def _label(claim: dict[str, Any]) -> str:
    return LABELS[claim["state"]].format(number=claim["source"])


def _where(places: list[int]) -> str:
    return ", ".join("your notes" if place == 0 else f"source {place}" for place in places) or "nowhere"


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
    row = editable("article", user, site).filter(pk=whole(article)).first()
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


def history(*, kind: str, object_id: int, field: str, site: "Site", by: "User", before: str = "") -> dict[str, Any]:
    """A page of what was suggested for a field, newest first. Raises TargetGone for a text that is not theirs."""
    obj = editable(kind, by, site).filter(pk=object_id).first()
    if obj is None:
        raise TargetGone("This text is not there any more, or you may not change it.")
    found = earlier.rows(obj, kind, field).exclude(state=Proposal.State.PENDING).select_related("created_by")
    found = found.filter(pk__lt=int(before)) if before.isdecimal() and len(before) < 19 else found
    rows = list(found[: HISTORY + 1])
    now = (texts.current(obj, field) or "").strip()
    return {
        "kind": kind,
        "object_id": object_id,
        "field": field,
        "is_first": not before,
        "older": rows[HISTORY - 1].pk if len(rows) > HISTORY else "",
        "rows": [
            {"proposal": row, "texts": [{"text": t, "stands": t.strip() == now} for t in earlier.candidates(row)]}
            for row in rows[:HISTORY]
        ],
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
