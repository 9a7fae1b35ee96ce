"""Suggests one field of a text from the text itself. Run by the worker: a job for one text, bulk jobs for many."""

from collections.abc import Callable
from typing import Any

from accounts.jobs.exceptions import JobFailed
from accounts.jobs.running import JobHandle
from ai.engine import services as engine
from ai.engine.models import Run
from ai.engine.services import RunResult
from ai.guards import expecting
from ai.proposals import confidence, texts
from ai.proposals import services as proposals
from ai.proposals.models import Proposal
from ai.proposals.querysets import rows_of
from ai.writing import choosing, contexts, earlier, finishing, looking
from aicmr.lib import html
from aicmr.lib.text import count_words

LEAST_WORDS = 8
TOO_SHORT = "There is too little text to suggest anything from. Write a few sentences first."
NO_PICTURE = "This text has no lead picture whose sizes are made."
DECORATIVE = "The picture only decorates, as the model sees it: an empty alternative text is right."
NOTHING = "Nothing fitting was found for this text."
FIELDS = {
    "title": "title",
    "summary": "summary",
    "seo_title": "title for search engines",
    "seo_description": "description for search engines",
    "slug": "address",
    "tags": "tags",
    "hero_alt": "alternative text",
}


class NothingToPropose(JobFailed):
    """The work was done, and its result is that nothing should be proposed."""


def run(handle: JobHandle) -> dict[str, Any]:
    """The job `writing.suggest`; payload: {"kind", "object_id", "field", "key"}, and "instruction" and "improves" if
    they are wished. Cancelled runs end as cancelled."""
    job, told = handle.job, handle.payload
    made = Proposal.objects.filter(site=job.site, bundle=told["key"]).first()
    if made:
        return {"proposal": made.public_id}
    obj = rows_of(told["kind"], job.site).filter(pk=told["object_id"]).first()
    if obj is None:
        raise JobFailed("This text is not there any more.")
    proposal = _chosen(handle, obj) if told["field"] in choosing.RULES else _single(handle, obj)
    return {"proposal": proposal.public_id}


def _chosen(handle: JobHandle, obj: Any) -> Proposal:
    told, field = handle.payload, handle.payload["field"]
    shown = earlier.texts_of(earlier.rows(obj, told["kind"], field)[: choosing.EARLIER])
    asked = context(obj, field) | {"instruction": told.get("instruction", "")}
    asked = choosing.context(obj, field, asked, improves=bool(told.get("improves")), earlier=shown)
    return choosing.propose(
        obj, told["kind"], asked, key=told["key"], on_text=lambda _: handle.glance(), by=handle.job.created_by
    )


def _single(handle: JobHandle, obj: Any) -> Proposal:
    told = handle.payload
    return propose_field(
        obj, told["kind"], told["field"], key=told["key"], bundle=told["key"], by=handle.job.created_by,
        instruction=told.get("instruction", ""), on_text=lambda _: handle.glance(),
    )  # fmt: skip


def propose_field(
    obj: Any, kind: str, field: str, *, key: str, on_text: Callable[[str], None], instruction: str = "", **made: Any
) -> Proposal:
    """One run under `key`, one proposal; `made`: `by`, `bundle` and, as `proposal_key`, a key of its own.

    Raises JobFailed (too little text), NothingToPropose, RunFailed.
    """
    language = obj.language or obj.site.locale
    told = context(obj, field) | {"instruction": instruction}
    asked = {"by": made.get("by"), "site": obj.site, "scope": f"{kind}:{obj.pk}", "key": key, "on_text": on_text}
    answer = _look(obj, told, language, asked) if field == "hero_alt" else _ask(field, told, language, asked)
    first, options = _choices(field, answer)
    if field == "tags" and first:
        first = _with_tags(obj, first)
    if not first:
        raise NothingToPropose(DECORATIVE if field == "hero_alt" else NOTHING)
    return proposals.propose(
        site=obj.site, kind=kind, object_id=obj.pk, field=field, after=first, options=options, run=answer.run,
        notes=answer.notes, reason=f"Suggested {FIELDS[field]}.", bundle=made.get("bundle", ""), by=made.get("by"),
        key=made.get("proposal_key"), confidence=_confidence(field, first, told, language, answer.run),
    )  # fmt: skip


def context(obj: Any, field: str) -> dict[str, Any]:
    """What the run for a field is told. Raises JobFailed where there is too little to tell."""
    if field != "hero_alt" and count_words(html.to_text(obj.body)) < LEAST_WORDS:
        raise JobFailed(TOO_SHORT)
    text, lead = contexts.own_text(obj.body)
    told = contexts.about_text(text, title=obj.title, language=obj.language or obj.site.locale, lead=lead)
    if field == "tags":
        told["existing_tags"] = contexts.existing_tags(obj.site)
    if field == "hero_alt":
        told["caption"] = obj.hero.caption if obj.hero else ""
    return told


def _ask(field: str, told: dict[str, Any], language: str, asked: dict[str, Any]) -> RunResult:
    return finishing.ask(field, told, language=language, **asked)


def _look(obj: Any, told: dict[str, Any], language: str, asked: dict[str, Any]) -> RunResult:
    picture = looking.data_address(obj.hero) if obj.hero else ""
    if not picture:
        raise JobFailed(NO_PICTURE)
    expect = expecting("alt_text", language=language)
    return engine.run("writing.alt_text", told, expect=expect, pictures=(picture,), **asked)


def _choices(field: str, answer: RunResult) -> tuple[str, list[str]]:
    if field != "hero_alt":
        return finishing.choices(field, answer)
    data = answer.data or {}
    alt = "" if data.get("decorative") else " ".join(str(data.get("alt", "")).split()).strip('"“”„').rstrip(".")
    return alt, []


def _with_tags(obj: Any, suggested: str) -> str:
    """What is filed there already stays, in front; '' where nothing is new."""
    have = texts.names(texts.current(obj, "tags") or "")
    known = {name.casefold() for name in have}
    fresh = [name for name in texts.names(suggested) if name.casefold() not in known]
    return ", ".join([*have, *fresh]) if fresh else ""


def _confidence(field: str, text: str, told: dict[str, Any], language: str, run: Run) -> int | None:
    """Nothing of ours can look at a picture: a description of one is not measured."""
    if field == "hero_alt":
        return None
    if field == "tags":
        return confidence.known([name.strip() for name in text.split(",")], told["existing_tags"])
    repaired = Run.objects.filter(head=run, error_kind="guard").exists()
    return confidence.support(text, f"{told['title']}\n{told['text']}", language=language, repaired=repaired)
