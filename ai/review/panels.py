"""What the card beside the text shows of the newest review."""

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from accounts.jobs.models import Job
from accounts.jobs.services import worker_is_missing
from ai.engine.models import Run
from ai.engine.prompting import PromptError
from ai.engine.services import Forecast, forecast, refusal
from ai.proposals import showing, texts
from ai.proposals.models import Proposal
from ai.proposals.querysets import rows_of
from ai.providers.exceptions import NoModel
from ai.review import chunks
from ai.review.models import CATEGORIES, Note, Review
from ai.review.working import PURPOSE, without_model
from aicmr.lib import html
from aicmr.lib.text import shorten

if TYPE_CHECKING:
    from accounts.models import User

KINDS = chunks.KINDS | {"figure": "picture", "pre": "code", "hr": "divider"}
FIELDS = {
    "title": "Title",
    "summary": "Summary",
    "seo_title": "Title for search engines",
    "seo_description": "Description for search engines",
}


def newest(kind: str, obj: Any, by: "User") -> Review | None:
    rows = Review.objects.visible_to(by, obj.site).about(obj.site, kind, obj.pk)
    return rows.for_page().first()


def context(review: Review) -> dict[str, Any]:
    """A review read with `for_page()`, in constant queries, however many notes it has."""
    notes = list(review.notes.all())
    obj = rows_of(review.kind, review.site).filter(pk=review.object_id).first()
    stands = {block.id: texts.digest("body", block.html) for block in html.blocks(obj.body)} if obj else {}
    shown = [_note(note, obj, stands) for note in notes]
    job = review.job
    is_open = bool(job and job.is_open)
    open_notes = [each for each in shown if each["note"].state == Note.State.OPEN]
    return {
        "review": review,
        "job": job,
        "is_open": is_open,
        "stopping": bool(is_open and job and job.cancel_requested),
        "groups": _groups(open_notes),
        "categories": _categories(open_notes),
        "open_count": len(open_notes),
        "can_propose": sum(bool(each["note"].replacement and not each["stale"]) for each in open_notes),
        "dismissed": [each for each in shown if each["note"].state == Note.State.DISMISSED],
        "made": _made(review, notes),
        "dropped": sum(review.dropped.values()),
        "spent": spent(review),
        "may_resume": bool(job and not is_open and not review.is_done),
        "error": job.error if job and job.state == Job.State.FAILED else "",
        "worker_missing": is_open and worker_is_missing(),
        "seen": token(review),
    }


def token(review: Review) -> str:
    """Changes when the panel would show something else."""
    job = review.job
    parts = [review.chunks_done, review.is_done, job.state if job else "", bool(job and job.cancel_requested)]
    return "-".join(str(part) for part in [*parts, job.done if job else 0])


def cost(kind: str, obj: Any, *, by: "User") -> dict[str, str]:
    """What a review of the text as it stands would cost, in words, and what would stand against it."""
    if reason := without_model(obj.site):
        return {"cost": f"Free. {reason}"}
    told = chunks.contexts(obj.body, title=obj.title, language=obj.language or obj.site.locale)
    try:
        seen = forecast(PURPOSE, told, site=obj.site, scope=f"{kind}:{obj.pk}")
    except (NoModel, PromptError) as error:
        return {"problem": str(error)}
    return {"cost": price(seen), "problem": refusal(seen, PURPOSE, by=by, site=obj.site)}


def price(seen: Forecast) -> str:
    calls = "1 call" if seen.calls == 1 else f"{seen.calls} calls"
    tokens = f"{calls} to {seen.model}, about {round(seen.tokens, -2):,} tokens"
    if seen.cost_micro is None:
        return f"{tokens}. No price is known for this model."
    return f"About {seen.cost_micro / 1_000_000:.4f} {seen.currency} ({tokens})."


def spent(review: Review) -> str:
    """Over all calls, repeated ones included; '' where none was made."""
    heads = Run.objects.filter(site=review.site, key__startswith=review.key(""))
    rows = Run.objects.filter(Q(pk__in=heads.values("pk")) | Q(head__in=heads.values("pk"))).filter(attempt__gt=0)
    found = list(rows.values_list("tokens_in", "tokens_out", "cost_micro", "currency", "model"))
    if not found:
        return ""
    unpriced = any(micro is None and (sent or got) for sent, got, micro, *_ in found)
    total = None if unpriced else sum(row[2] or 0 for row in found)
    tokens = sum(row[0] + row[1] for row in found)
    currency = next((row[3] for row in found if row[3]), "")
    models = ", ".join(sorted({row[4] for row in found if row[4]}))
    return f"{models}: {showing.money(total, currency)}, {tokens:,} tokens."


def _note(note: Note, obj: Any, stands: dict[str, str]) -> dict[str, Any]:
    now = stands.get(note.block_id, "") if note.block_id else _field_hash(note, obj)
    return {
        "note": note,
        "stale": now != note.base_hash,
        "where": FIELDS.get(note.field, note.field) if note.field else "",
        "quote": shorten(note.quote, 90),
        "by": "rule" if note.rule else "model",
    }


def _field_hash(note: Note, obj: Any) -> str:
    return texts.digest(note.field, str(getattr(obj, note.field, ""))) if obj else ""


def _groups(notes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """By priority, each in the order of the text."""
    found = []
    for priority, label in Note.Priority.choices:
        rows = sorted((n for n in notes if n["note"].priority == priority), key=lambda n: n["note"].position)
        if rows:
            found.append({"priority": priority, "label": label, "notes": rows})
    return found


def _categories(notes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    counts = Counter(each["note"].category for each in notes)
    return [{"name": name, "label": label, "count": counts[name]} for name, label in CATEGORIES.items() if counts[name]]


def _made(review: Review, notes: list[Note]) -> list[dict[str, Any]]:
    """The proposals of this review that wait."""
    if not any(note.proposal_id for note in notes):
        return []
    rows = list(Proposal.objects.for_site(review.site).filter(bundle=review.public_id).pending().order_by("pk"))
    for row in rows:
        row.site = review.site
    return showing.list_rows(rows, whole=True)
