"""After the text: title, summary, description and tags, and everything as proposals for a person to decide."""

from collections.abc import Callable
from typing import Any

from ai.engine import services as engine
from ai.engine.services import RunFailed, RunResult
from ai.guards import expecting
from ai.proposals import services as proposals
from ai.proposals.models import Proposal
from ai.writing import contexts, figures, rendering
from ai.writing.models import Draft

REASON = "Drafted from the brief “{topic}”."


def propose_all(draft: Draft, *, check: Callable[[], None]) -> list[Proposal]:
    """Proposals for body, title, summary, description and tags; a field whose run failed is left out and noted.
    A proposal that an earlier attempt has made is not made again."""
    made = {row.field: row for row in Proposal.objects.filter(bundle=draft.public_id)}
    if "body" not in made:
        spent = figures.spent(draft)
        made["body"] = _propose(draft, "body", draft.body, draft.outline_run, cost_micro=spent.cost_micro)
    for field in ("title", "summary", "seo_description", "tags"):
        if field not in made:
            check()
            proposal = _field(draft, field)
            made |= {field: proposal} if proposal else {}
    return list(made.values())


def _field(draft: Draft, field: str) -> Proposal | None:
    try:
        answer = ask(
            field, context(draft, field), by=draft.created_by, site=draft.site, scope=draft.scope, key=draft.key(field),
            language=draft.brief.language,
        )  # fmt: skip
    except RunFailed as error:
        draft.notes = [*draft.notes, f"No proposal for the {field.replace('_', ' ')}: {error.message}"]
        draft.save(update_fields=["notes"])
        return None
    first, options = choices(field, answer)
    return _propose(draft, field, first, answer.run, options=options, notes=answer.notes) if first else None


def context(draft: Draft, field: str) -> dict[str, Any]:
    own, lead = contexts.own_text(rendering.body_of(draft, with_sources=False))
    told = contexts.about_text(
        own, title=draft.title, language=draft.brief.language, lead=lead, topic=draft.title or draft.brief.topic
    )
    return told | ({"existing_tags": contexts.existing_tags(draft.site)} if field == "tags" else {})


def ask(field: str, context: dict[str, Any], *, language: str, **run: Any) -> RunResult:
    """One of the small texts, checked against the text it is about; none of them has a link."""
    expect = expecting(field, language=language, source=context["text"], links=())
    return engine.run(f"writing.{field}", context, expect=expect, **run)


def choices(field: str, answer: RunResult) -> tuple[str, list[str]]:
    """The text to propose, and others to choose from."""
    data = answer.data or {}
    if field == "title":
        candidates = [" ".join(str(title).split()) for title in data.get("candidates", [])]
        return (candidates[0] if candidates else ""), candidates
    if field == "tags":
        return ", ".join([*data.get("tags", []), *data.get("new_tags", [])]), []
    return answer.text.strip().strip('"“”„').strip() if field == "seo_description" else answer.text.strip(), []


def _propose(draft: Draft, field: str, after: str, run: Any, **more: Any) -> Proposal:
    """Made against what stood there when the draft began, so that later typing is not overwritten blindly."""
    before = draft.base if field == "body" else None
    notes = more.pop("notes", draft.notes if field == "body" else [])
    return proposals.propose(
        site=draft.site, kind=draft.kind, object_id=draft.object_id, field=field, after=after, run=run,
        reason=REASON.format(topic=draft.brief.topic), bundle=draft.public_id, by=draft.created_by, notes=notes,
        before=before, **more,
    )  # fmt: skip
