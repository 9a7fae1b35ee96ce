"""What the panel under the editor shows."""

from typing import Any

from accounts.jobs.services import worker_is_missing
from ai.proposals import differences, showing, texts
from ai.proposals.models import Proposal
from ai.proposals.querysets import rows_of
from ai.rewriting.actions import TONES
from ai.rewriting.forms import LANGUAGES
from ai.rewriting.models import Passage, Rewrite


def context(rewrite: Rewrite) -> dict[str, Any]:
    """A request read with `for_page()`; constant queries, however many passages it has."""
    passages = list(rewrite.passages.all())
    made = [passage.proposal for passage in passages if passage.proposal]
    for proposal in made:
        proposal.site = rewrite.site
    shown = {told["proposal"].pk: told for told in showing.list_rows(made, whole=True)}
    parts = [_part(rewrite, passage, shown) for passage in passages if passage.state != Passage.State.SKIPPED]
    for part in [part for part in parts if "run" in part][:1]:
        part["streams"] = True  # one at a time: browsers open only a few connections
    waiting = [part for part in parts if part.get("waits") or part.get("may_merge")]
    is_open = any(passage.is_open for passage in passages)
    return {
        "rewrite": rewrite,
        "heading": heading(rewrite),
        "parts": parts,
        "left": list(dict.fromkeys(p.note for p in passages if p.state == Passage.State.SKIPPED)),
        "is_open": is_open,
        "stopping": bool(is_open and rewrite.job and rewrite.job.cancel_requested),
        "many": len(waiting) > 1,
        "is_over": not is_open and not waiting,
        "seen": token(rewrite),
        "worker_missing": is_open and worker_is_missing(),
        "is_steered": bool(rewrite.instruction),
    }


def heading(rewrite: Rewrite) -> str:
    action = rewrite.what
    if rewrite.tone:
        return f"{action.label}: {TONES.get(rewrite.tone, rewrite.tone).lower()}"
    if rewrite.language:
        return f"{action.label} into {LANGUAGES.get(rewrite.language, rewrite.language)}"
    return action.label


def token(rewrite: Rewrite) -> str:
    """Changes when the panel would show something else."""
    stopping = bool(rewrite.job and rewrite.job.cancel_requested)
    parts = [f"{p.attempt}{p.state}{p.proposal.state if p.proposal else ''}" for p in rewrite.passages.all()]
    return "-".join([*parts, str(int(stopping))])


def _part(rewrite: Rewrite, passage: Passage, shown: dict[int, dict[str, Any]]) -> dict[str, Any]:
    part: dict[str, Any] = {"passage": passage, "state": passage.state}
    if passage.is_open and passage.run:
        part["run"] = passage.run
    proposal = passage.proposal
    if passage.state != Passage.State.DONE or proposal is None:
        return part
    told = shown[proposal.pk]
    return part | told | {
        "waits": proposal.is_pending and not told["moved"],
        "may_merge": proposal.is_pending and told["moved"],
        "versions": [_version(rewrite, proposal, number, after) for number, after in enumerate(_texts(proposal))],
    }  # fmt: skip


def _texts(proposal: Proposal) -> list[str]:
    return list(proposal.options) or [proposal.after]


def _version(rewrite: Rewrite, proposal: Proposal, number: int, after: str) -> dict[str, Any]:
    """One answer: how it reads, and what it changes by words."""
    action = rewrite.what
    added = texts.added(proposal.before, after) if action.adds else after
    return {
        "number": number,
        "body": showing.safe_body(added),
        "rows": [] if action.reads else differences.comparison("body", proposal.before, after),
        "language": rewrite.language,
    }


def version(rewrite: Rewrite) -> int:
    """Of the draft as it stands."""
    return int(rows_of(rewrite.kind, rewrite.site).values_list("version", flat=True).get(pk=rewrite.object_id))
