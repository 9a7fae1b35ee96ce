"""Writes a draft: sources, outline, sections, check of the facts, proposals. Run by the worker as a job.

Every step stores its row before the next begins, and asks the engine with a key of its own: after the death of a
worker the job is run again, goes on where it stopped, and pays nothing twice.
"""

import time
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from accounts.jobs.exceptions import Cancelled
from accounts.jobs.running import JobHandle
from ai.engine import services as engine
from ai.engine.services import RunFailed, RunResult
from ai.guards import expecting
from ai.guards.links import addresses
from ai.local import describing, facts
from ai.local import drafting as local_text
from ai.local.evidence import Evidence, as_rows
from ai.writing import checking, contexts, finishing, outlining, rendering, sources, tidying
from ai.writing.models import Draft, DraftSection

State = Draft.State
BETWEEN_LOOKS = 1.0
ADDED = "Added word for word, because the model left it out: {facts}"
UNKNOWN_FACTS = "Not in the text although it is in the facts: {items}. Add it by hand."

EMPTY = "“{heading}” was left out: nothing in the notes and sources is about it."


def run(handle: JobHandle) -> dict[str, Any]:
    """The job `writing.draft`; payload: {"draft": id}. Raises JobFailed's kind with words for people."""
    draft = Draft.objects.for_page().filter(pk=handle.payload["draft"]).first()
    if draft is None or not draft.is_open:
        return {}
    try:
        return _write(draft, handle)
    except RunFailed as error:
        _close(draft, State.FAILED, error=error.message)
        raise
    except (engine.Cancelled, Cancelled) as error:
        _close(draft, State.CANCELLED)
        raise Cancelled("The draft was cancelled.") from error


def _write(draft: Draft, handle: JobHandle) -> dict[str, Any]:
    _enter(draft, State.OUTLINING)
    notes = sources.load_all(draft.brief)
    draft = _reloaded(draft)
    if draft.outline_run is None:
        handle.check()
        outlining.make(draft, notes, watch(handle))
        draft = _reloaded(draft)
    if draft.asks_outline:
        _close(draft, State.OUTLINED)
        return {"draft": draft.public_id, "outlined": True}
    _enter(draft, State.WRITING)
    total = draft.sections.count() + 2
    for section in draft.sections.all():
        handle.progress(section.position + 1, total)
        if section.state != DraftSection.State.DONE:
            _section(draft, section, handle)
            draft = _reloaded(draft)
    _enter(draft, State.CHECKING)
    _repair(draft, handle)
    draft = _reloaded(draft)
    _summarise(draft)
    handle.progress(total - 1, total)
    proposals = finishing.propose_all(_reloaded(draft), check=handle.check)
    _close(draft, State.PROPOSED)
    handle.progress(total, total)
    made = [proposal.public_id for proposal in proposals]
    return {"draft": draft.public_id, "proposals": made, "url": f"/admin/articles/article/{draft.object_id}/change/"}


def _section(draft: Draft, section: DraftSection, handle: JobHandle) -> None:
    key = draft.key(f"section:{section.position}")
    row = engine.queue_run("writing.section", by=draft.created_by, site=draft.site, scope=draft.scope, key=key)
    section.state, section.run = DraftSection.State.WRITING, row
    section.save(update_fields=["state", "run"])
    handle.check()
    _store(draft, section, _ask(draft, section, key, handle))


def _ask(
    draft: Draft, section: DraftSection, key: str, handle: JobHandle, repair: list[str] | None = None
) -> RunResult:
    return engine.run(
        "writing.section",
        contexts.section(draft, section, repair=repair),
        by=draft.created_by,
        site=draft.site,
        scope=draft.scope,
        key=key,
        on_text=watch(handle),
        expect=expecting("section", language=draft.brief.language, links=tuple(addresses(draft.brief.facts))),
    )


def _store(draft: Draft, section: DraftSection, answer: RunResult) -> None:
    titles = [draft.title, draft.brief.topic, *(other.heading for other in draft.sections.all())]
    section.text = tidying.section_text(
        answer.text, section.heading, titles=titles, instructions=draft.brief.instructions
    )
    section.summary = describing.summary(rendering.plain(section.text))
    section.state, section.run = DraftSection.State.DONE, answer.run
    section.save(update_fields=["text", "summary", "state", "run"])


def watch(handle: JobHandle) -> Callable[[str], None]:
    """A listener that stops the run when the job is cancelled; it looks at most once a second."""
    looked = [0.0]

    def listen(_: str) -> None:
        if time.monotonic() - looked[0] >= BETWEEN_LOOKS:
            looked[0] = time.monotonic()
            handle.check()

    return listen


def _repair(draft: Draft, handle: JobHandle) -> None:
    """One more attempt, by section, for facts that a model has lost; what it loses again is added word for word.

    The built-in provider loses none.
    """
    if not draft.uses_model:
        return
    lost = checking.missing_by_fact(draft)
    for section, numbers in checking.sections_lacking(draft):
        handle.check()
        items = [item for number in numbers for item in lost[number]]
        try:
            _store(draft, section, _ask(draft, section, draft.key(f"repair:{section.position}"), handle, items))
        except RunFailed as error:
            _note(draft, f"“{section}” could not be repaired: {error.message}")
    draft = _reloaded(draft)
    for section, numbers in checking.sections_lacking(draft):
        _add_facts(draft, section, numbers)


def _add_facts(draft: Draft, section: DraftSection, numbers: list[int]) -> None:
    found = facts.parse(draft.brief.facts)
    told = "".join(local_text.section({"facts": numbers}, found, draft.brief.language)).strip()
    kept = section.text
    for number in numbers:
        kept = tidying.without_fact(kept, found[number].whole, draft.brief.language)
    section.text = f"{kept}\n\n{told}".strip()
    section.save(update_fields=["text"])
    _note(draft, ADDED.format(facts=" ".join(found[number].text for number in numbers)))


def _note(draft: Draft, note: str) -> None:
    draft.notes = [*draft.notes, note]
    draft.save(update_fields=["notes"])


def _summarise(draft: Draft) -> None:
    """The body as it is to be proposed, and what the editor has to know about it."""
    lost = [item for items in checking.missing_by_fact(draft).values() for item in items]
    sections = list(draft.sections.all())
    said = [f"“{part}”: {note}" for part in sections for note in (part.run.notes if part.run else [])]
    notes = [*draft.notes, *said, *([UNKNOWN_FACTS.format(items=", ".join(lost))] if lost else [])]
    draft.body = rendering.body_of(draft)
    draft.missing = lost
    draft.cited = sorted(set().union(*(rendering.cited(part.text) for part in sections)))
    draft.notes = list(dict.fromkeys([*notes, *_unused(draft), *_empty(sections)]))
    evidence = weigh(draft)
    draft.claims = as_rows(evidence.claims([part.text for part in sections]))
    draft.items = as_rows(evidence.items("\n\n".join([draft.title, *(part.text for part in sections)])))
    draft.save(update_fields=["body", "missing", "cited", "notes", "claims", "items"])


def weigh(draft: Draft) -> Evidence:
    """What the sentences of the draft are held against."""
    ready = [source for source in draft.brief.sources.all() if source.state == source.State.READY]
    told = f"{draft.brief.topic}\n\n{draft.brief.facts}"
    return Evidence(told, [(source.number, source.text) for source in ready], draft.brief.language)


def _unused(draft: Draft) -> list[str]:
    ready = [source for source in draft.brief.sources.all() if source.state == source.State.READY]
    return [
        f"Source {source.number} was read but not used: {source.title}."
        for source in ready
        if source.number not in draft.cited and not any(source.title in note for note in draft.notes)
    ]


def _empty(sections: list[DraftSection]) -> list[str]:
    return [EMPTY.format(heading=part) for part in sections if part.heading and not part.text.strip()]


def _enter(draft: Draft, state: str) -> None:
    draft.state = state
    Draft.objects.open().filter(pk=draft.pk).update(state=state)


def _close(draft: Draft, state: str, *, error: str = "") -> None:
    Draft.objects.open().filter(pk=draft.pk).update(state=state, error=error, finished_at=timezone.now())


def _reloaded(draft: Draft) -> Draft:
    return Draft.objects.for_page().get(pk=draft.pk)
