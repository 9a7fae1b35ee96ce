"""Carries out a request, block by block, in the worker: a run each, and of each answer a proposal."""

from typing import Any

from accounts.jobs.exceptions import Cancelled, JobFailed
from accounts.jobs.running import JobHandle
from ai.engine import services as engine
from ai.engine.services import RunFailed, RunResult
from ai.local import language as languages
from ai.proposals import confidence, texts
from ai.proposals import services as proposals
from ai.proposals.querysets import editable, rows_of
from ai.rewriting import shaping, telling
from ai.rewriting.models import Passage, Rewrite
from ai.writing.numbering import Torn
from aicmr.lib import html

GONE = "This text is not there any more, or you may not change it."
BLOCK_GONE = "This passage is not in the text any more."
SAME = "There is nothing to change here: the answer is what stands there already."
TORN = "{} Nothing was proposed; try again, or choose another model."
LONGEST = 6_000  # characters of one block
TOO_LONG = "This passage is too long to be sent at once. Split it into shorter ones."
MOST_OPTIONS = 4
# What stops one passage stops the others: there is no money, no right, or a rule against it.
_FOR_ALL = (engine.BudgetExceeded, engine.NotAllowed, engine.Forbidden)


def run(handle: JobHandle) -> dict[str, Any]:
    """The job `rewriting.work`; payload: {"rewrite"}. Passages that are done are not done again."""
    rewrite = Rewrite.objects.for_page().filter(pk=handle.payload["rewrite"], site=handle.job.site).first()
    if rewrite is None:
        raise JobFailed(GONE)
    passages = [passage for passage in rewrite.passages.all() if passage.is_open]
    try:
        _each(handle, rewrite, passages)
    except Cancelled:
        rewrite.passages.open().update(state=Passage.State.CANCELLED)
        raise
    return {"passages": len(passages)}


def _each(handle: JobHandle, rewrite: Rewrite, passages: list[Passage]) -> None:
    for passage in passages:
        handle.check()
        obj = _text(rewrite)
        if obj is None:
            rewrite.passages.open().update(state=Passage.State.FAILED, note=GONE)
            raise JobFailed(GONE)
        passage.rewrite = rewrite
        try:
            _close(passage, **_attempt(handle, passage, obj))
        except RunFailed as error:
            _close(passage, state=Passage.State.FAILED, note=error.message)
            if isinstance(error, _FOR_ALL):
                rewrite.passages.open().update(state=Passage.State.FAILED, note=error.message)
                return


def _text(rewrite: Rewrite) -> Any:
    """As the person who asked may edit it now."""
    by = rewrite.created_by
    rows = editable(rewrite.kind, by, rewrite.site) if by else rows_of(rewrite.kind, rewrite.site).none()
    return rows.filter(pk=rewrite.object_id).first()


def _attempt(handle: JobHandle, passage: Passage, obj: Any) -> dict[str, Any]:
    rewrite, blocks = passage.rewrite, html.blocks(obj.body)
    at = next((place for place, block in enumerate(blocks) if block.id == passage.block_id), None)
    if at is None:
        return {"state": Passage.State.FAILED, "note": BLOCK_GONE}
    shape = shaping.shaped(blocks[at].html)
    if len(shape.document) > LONGEST:
        return {"state": Passage.State.FAILED, "note": TOO_LONG}
    told = telling.context(rewrite, obj, blocks, at, shape)
    Passage.objects.filter(pk=passage.pk).update(state=Passage.State.WRITING)
    answer = engine.run(
        rewrite.what.purpose, told, by=rewrite.created_by, site=rewrite.site, scope=rewrite.scope, key=passage.key(),
        expect=telling.expectation(rewrite.what, told), on_text=lambda _: handle.glance(),
    )  # fmt: skip
    return _propose(passage, obj, blocks[at], shape, told, answer)


def _propose(
    passage: Passage, obj: Any, block: html.Block, shape: shaping.Shape, told: dict[str, Any], answer: RunResult
) -> dict[str, Any]:
    rewrite, action = passage.rewrite, passage.rewrite.what
    try:
        after = _after(rewrite, obj, block, shape, answer.text)
    except Torn as error:
        return {"state": Passage.State.FAILED, "note": TORN.format(error), "run": answer.run}
    if texts.unmarked(after) == texts.unmarked(block.html):
        note = " ".join(answer.notes) if answer.is_local else ""
        return {"state": Passage.State.NOTHING, "note": note or SAME, "run": answer.run}
    proposal = proposals.propose(
        site=rewrite.site, kind=rewrite.kind, object_id=rewrite.object_id, field="body", block_id=passage.block_id,
        before=block.html, after=after, options=_options(passage, after), reason=reason(rewrite), notes=answer.notes,
        bundle=rewrite.public_id, key=passage.key(), run=answer.run, by=rewrite.created_by,
        confidence=confidence.kept(html.to_text(after), block.text) if action.name == "translate" else None,
    )  # fmt: skip
    return {"state": Passage.State.DONE, "proposal": proposal, "run": answer.run, "note": ""}


def _after(rewrite: Rewrite, obj: Any, block: html.Block, shape: shaping.Shape, answer: str) -> str:
    if rewrite.what.adds:
        return f"{block.html}\n{shaping.paragraphs(answer)}"
    lang = None
    if rewrite.language:
        lang = "" if languages.same(rewrite.language, obj.language or obj.site.locale) else rewrite.language
    return shaping.rebuilt(answer, shape, rewrite.what, lang=lang)


def _options(passage: Passage, after: str) -> list[str]:
    """What was proposed for this passage before stays to be chosen, newest first."""
    before = passage.proposal
    earlier = [before.after, *before.options] if before and before.before else []
    found = list(dict.fromkeys([after, *earlier]))[:MOST_OPTIONS]
    return found if len(found) > 1 else []


def reason(rewrite: Rewrite) -> str:
    label = rewrite.what.label
    steer = f" Asked: “{rewrite.instruction}”" if rewrite.instruction else ""
    return f"{label}.{steer}"


def _close(passage: Passage, **changes: Any) -> None:
    Passage.objects.filter(pk=passage.pk).update(**changes)
