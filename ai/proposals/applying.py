"""Writes what a person accepted into the draft, and takes it back; a work module over the content's own services."""

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from accounts.sites.membership import can
from ai.proposals import texts, translations
from ai.proposals.exceptions import BaseMoved, ProposalError, TargetGone
from ai.proposals.models import Decision, Proposal
from aicmr.lib import html
from content.articles.tagging import tags_named
from content.publishing import services as publishing

if TYPE_CHECKING:
    from accounts.models import User

MOVED = (
    "This text was changed after the proposal was made, so nothing was replaced. "
    "Compare it with the text as it stands now, then decide again."
)
TOUCHED = (
    "This text was changed after it was accepted, so it was not taken back. "
    "Change it by hand, or restore an earlier revision."
)


@dataclass(frozen=True)
class Written:
    """What accepting did: the draft's new version, and what undoing needs (see `Decision`)."""

    version: int
    before: str
    digest: str
    blocks: list[str] = field(default_factory=list)


def apply(proposal: Proposal, obj: Any, chosen: str, mark: str, *, by: "User") -> Written:
    """Store `chosen` in the draft as that person. Raises BaseMoved, TargetGone, ProposalError."""
    name, block_id = proposal.field, proposal.block_id
    if name.startswith(translations.FIELD):
        translations.store(obj, name, texts.new_value(obj, name, "", chosen, mark), by=by)
        return Written(obj.version, "", _digest(name, translations.current(obj, name), []))
    before = stored(obj, name)
    value = texts.new_value(obj, name, block_id, chosen, mark)
    saved = _save(obj, name, value, by=by, reason="proposal", moved=MOVED)
    now = stored(type(obj)._default_manager.get(pk=obj.pk), name)
    blocks = _new_blocks(before, now, block_id) if block_id else []
    kept = _block_html(before, [block_id]) if blocks else before
    return Written(saved.version, kept, _digest(name, now, blocks), blocks)


def take_back(decision: Decision, obj: Any, *, by: "User") -> int:
    """Put back what stood there before, if nobody has touched it since; the draft's new version.

    Raises BaseMoved when it was touched: then nothing is changed.
    """
    proposal = decision.proposal
    name = proposal.field
    is_translation = name.startswith(translations.FIELD)
    now = translations.current(obj, name) if is_translation else stored(obj, name)
    if _digest(name, now, decision.blocks) != decision.written:
        raise BaseMoved(TOUCHED)
    if is_translation:
        return translations.discard(obj, name, by=by)
    value: Any = names_of(decision.before) if name in texts.LIST_FIELDS else decision.before
    if decision.blocks:
        value = _with_blocks_back(now, decision.blocks, decision.before)
    return _save(obj, name, value, by=by, reason="restored", moved=TOUCHED).version


def stored(obj: Any, name: str) -> str:
    """A field as it is stored; the names of a list as JSON."""
    if name in texts.LIST_FIELDS:
        return json.dumps(texts.names(texts.current(obj, name) or ""), ensure_ascii=False)
    return str(getattr(obj, name))


def names_of(value: str) -> list[str]:
    return [str(name) for name in json.loads(value or "[]")]


def _digest(name: str, value: str, blocks: list[str]) -> str:
    """Of a stored field, or of some of its blocks; '' when one of those is gone."""
    if blocks:
        value = _block_html(value, blocks)
        return texts.digest(name, value) if value else ""
    if name in texts.LIST_FIELDS:
        return texts.digest(name, ", ".join(names_of(value)))
    return texts.digest(name, value)


def _block_html(body: str, ids: list[str]) -> str:
    """These blocks, which must stand next to each other in this order; '' where they do not."""
    found = html.blocks(body)
    at = [index for index, block in enumerate(found) if block.id in ids]
    joined = at and at == list(range(at[0], at[0] + len(ids))) and [found[index].id for index in at] == ids
    return "\n".join(found[index].html for index in at) if joined else ""


def _new_blocks(before: str, after: str, block_id: str) -> list[str]:
    old = {block.id for block in html.blocks(before)} - {block_id}
    return [block.id for block in html.blocks(after) if block.id not in old]


def _with_blocks_back(body: str, blocks: list[str], before: str) -> str:
    for gone in blocks[1:]:
        body = html.replace_block(body, gone, "")
    return html.replace_block(body, blocks[0], before)


def _save(obj: Any, name: str, value: Any, *, by: "User", reason: str, moved: str) -> publishing.SaveResult:
    """Through the content's own service, which freezes a revision and checks what the field may hold."""
    if name in texts.LIST_FIELDS:
        may_create = can(by, obj.site, "taxonomy.add_tag")
        value = [tag.pk for tag in tags_named(value, site=obj.site, may_create=may_create)]
    try:
        saved = publishing.save_draft(obj, by=by, version=obj.version, changes={name: value}, reason=reason)
    except publishing.DraftGone as error:
        raise TargetGone(str(error)) from None
    if not saved.saved:
        raise BaseMoved(moved)
    if problems := saved.problems.get(name):
        raise ProposalError(" ".join(problems))
    return saved
