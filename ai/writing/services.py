"""Start, cancel and retry drafts; ask for suggestions. The work itself is done by the worker."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from accounts.jobs import services as jobs
from accounts.jobs.models import Job
from accounts.sites.models import Site
from ai.engine import services as engine
from ai.engine.models import Run
from ai.local import facts
from ai.local import language as languages
from ai.proposals.exceptions import TargetGone
from ai.proposals.models import Proposal
from ai.proposals.querysets import editable
from ai.proposals.services import Decisions, accept, accept_many, propose, reject_many
from ai.writing import outlining
from ai.writing.briefs import ParsedBrief, words_wanted
from ai.writing.choosing import RULES
from ai.writing.earlier import candidates
from ai.writing.models import Brief, BriefSource, Draft
from ai.writing.outlining import Part
from ai.writing.suggesting import ALONE, CHOICES, FIELDS
from aicmr.lib.ids import public_id
from content import kinds

if TYPE_CHECKING:
    from accounts.models import User

GONE = "This article is not there any more, or you may not change it."


@dataclass(frozen=True)
class Material:
    """Sources besides links and files of the brief: pasted text, own articles by id, uploaded documents."""

    pasted: str = ""
    articles: Sequence[int] = field(default=())
    documents: Sequence[File] = field(default=())


@transaction.atomic
def start_draft(
    brief: ParsedBrief,
    *,
    site: Site,
    by: "User | None",
    material: Material | None = None,
    object_id: int | None = None,
    asks_outline: bool = False,
    once: str = "",
) -> Draft:
    """Store the brief and ring the worker. Without `object_id` a new article of this person is made for it.
    With `asks_outline` it waits, once the outline is there, until `write_outline` says how to go on.

    Raises NotAllowed for someone who may not use AI on the site, TargetGone for an article that they may not edit,
    SentBefore for a form (`once`) that has made its draft.
    """
    jobs.refuse_twice(once, site=site, by=by)
    stored = _store(brief, site=site, by=by)
    _add_sources(stored, brief, material or Material(), by=by)
    article = _target(stored, object_id, by=by)
    draft = Draft.objects.create(
        site=site, brief=stored, kind="article", object_id=article.pk, base=article.body, created_by=by,
        asks_outline=asks_outline,
    )  # fmt: skip
    engine.queue_run("writing.outline", by=by, site=site, scope=draft.scope, key=draft.key("outline"))
    _ring(draft, by=by, once=once)
    return draft


@transaction.atomic
def save_outline(draft: Draft, *, by: "User | None", title: str, parts: Sequence[Part]) -> bool:
    """Store the outline as this person wants it. False if the draft does not wait for that any more."""
    if not _hold_outlined(draft):
        return False
    outlining.rewrite(draft, title, parts, facts=len(facts.parse(draft.brief.facts)))
    return True


@transaction.atomic
def write_outline(draft: Draft, *, by: "User | None") -> bool:
    """Write the sections of the outline as it stands. False if somebody has said so before."""
    waiting = Draft.objects.filter(pk=draft.pk, state=Draft.State.OUTLINED)
    if not waiting.update(state=Draft.State.QUEUED, asks_outline=False, finished_at=None):
        return False
    draft.refresh_from_db()
    _ring(draft, by=by)
    return True


@transaction.atomic
def cancel_draft(draft: Draft, *, by: "User | None") -> bool:
    """Stop it; what is written so far stays to be read. False if it was over already."""
    waiting = Draft.objects.filter(pk=draft.pk, state=Draft.State.OUTLINED)
    if waiting.update(state=Draft.State.CANCELLED, finished_at=timezone.now()):
        return True
    if draft.job is None or not jobs.cancel_job(draft.job, by=by):
        return False
    draft.job.refresh_from_db()
    if not draft.job.is_open:
        Draft.objects.open().filter(pk=draft.pk).update(state=Draft.State.CANCELLED)
    return True


@transaction.atomic
def retry_draft(draft: Draft, *, by: "User | None") -> bool:
    """Go on with one that failed or was cancelled; what is written already is kept and not paid again."""
    ended = Draft.objects.filter(pk=draft.pk, state__in=[Draft.State.FAILED, Draft.State.CANCELLED])
    if draft.asks_outline and draft.outline_run_id and draft.sections.exists():
        return bool(ended.update(state=Draft.State.OUTLINED, error="", finished_at=None))
    if draft.job is None or not ended.update(state=Draft.State.QUEUED, error="", finished_at=None):
        return False
    return jobs.retry_failed(draft.job, by=by)


def decide_all(draft: Draft, *, by: "User", accepts: bool) -> Decisions:
    """Accept or reject every proposal of the draft that waits, with this person's rights."""
    rows = Proposal.objects.for_site(draft.site).filter(bundle=draft.public_id).pending()
    return accept_many(rows, by=by) if accepts else reject_many(rows, by=by)


@transaction.atomic
def suggest(
    *, kind: str, object_id: int, field: str, site: Site, by: "User", improves: bool = False, instruction: str = ""
) -> Job:
    """Ask the worker for a field's text, new or as an improvement of what stands there, steered by an instruction; the
    job's result names the proposal; asked twice, the job that is on its way. Raises TargetGone, NotAllowed."""
    if field not in FIELDS or not editable(kind, by, site).filter(pk=object_id).exists():
        raise TargetGone(GONE)
    wish = {"kind": kind, "object_id": object_id, "field": field, "improves": improves, "instruction": instruction}
    if at_work := _asked_already(wish, site=site, by=by):
        return at_work
    key = f"suggest:{public_id()}"[:20]
    purpose = CHOICES if field in RULES else ALONE[field]
    engine.queue_run(purpose, by=by, site=site, scope=f"{kind}:{object_id}", key=key)
    label = f"{'Improve' if improves else 'Suggest'} {FIELDS[field]}"
    return jobs.start_job("writing.suggest", site=site, by=by, payload=wish | {"key": key}, label=label)


def _asked_already(wish: dict[str, Any], *, site: Site, by: "User") -> Job | None:
    """The suggestion that this person waits for, where they press twice."""
    rows = Job.objects.filter(site=site, kind="writing.suggest", created_by=by, cancel_requested=False).open()
    return next((job for job in rows if job.payload.items() >= wish.items()), None)


@transaction.atomic
def pick(proposal: Proposal, *, number: int, by: "User") -> tuple[Proposal, int]:
    """Take a text that was suggested before: a new proposal of it, which this person accepts. Returns it with the
    draft's new version. Raises ProposalError as accepting does, TargetGone for a text that was not offered."""
    offered = candidates(proposal)
    if not 0 <= number < len(offered):
        raise TargetGone(GONE)
    made = propose(
        site=proposal.site, kind=proposal.kind, object_id=proposal.object_id, field=proposal.field, by=by,
        after=offered[number], run=proposal.run, cost_micro=0, reason="Chosen from earlier suggestions.",
        bundle=proposal.bundle,
    )  # fmt: skip
    for name in ("provider", "model", "purpose", "prompt_version"):  # the run may be gone
        setattr(made, name, getattr(proposal, name))
    made.save(update_fields=["provider", "model", "purpose", "prompt_version"])
    return made, accept(made, by=by)


def cancel_suggestion(job: Job, *, by: "User") -> None:
    jobs.cancel_job(job, by=by)
    for run in Run.objects.filter(site=job.site, key=job.payload["key"]):
        engine.cancel_run(run, by=by)


def _ring(draft: Draft, *, by: "User | None", once: str = "") -> None:
    label = f"Draft: {draft.brief.topic}"
    draft.job = jobs.start_job(
        "writing.draft", site=draft.site, by=by, payload={"draft": draft.pk}, label=label, once=once
    )
    draft.save(update_fields=["job"])


def _hold_outlined(draft: Draft) -> bool:
    """Lock a draft whose outline waits, so that two tabs do not write over each other's halves."""
    return Draft.objects.select_for_update().filter(pk=draft.pk, state=Draft.State.OUTLINED).exists()


def _store(brief: ParsedBrief, *, site: Site, by: "User | None") -> Brief:
    return Brief.objects.create(
        site=site, topic=brief.topic[:255], audience=brief.audience[:255], tone=brief.tone[:255],
        length=brief.length[:60], length_words=words_wanted(brief.length), language=_language(brief, site),
        instructions=brief.instructions, facts=brief.facts, created_by=by,
    )  # fmt: skip


def _language(brief: ParsedBrief, site: Site) -> str:
    return (brief.language or languages.detect(f"{brief.topic}. {brief.facts}")[0] or site.locale)[:12]


def _add_sources(stored: Brief, brief: ParsedBrief, material: Material, *, by: "User | None") -> None:
    kinds_of = BriefSource.Kind
    rows: list[dict[str, Any]] = [
        {"kind": kinds_of.TEXT, "title": file.title[:255], "address": file.address[:1000], "text": file.text}
        for file in brief.files
    ]
    rows += [{"kind": kinds_of.LINK, "address": link[:1000]} for link in brief.links]
    if material.pasted.strip():
        rows.append({"kind": kinds_of.TEXT, "title": "Pasted text", "text": material.pasted})
    rows += [{"kind": kinds_of.ARTICLE, "object_id": key} for key in _own(stored.site, material.articles, by=by)]
    made = BriefSource.objects.bulk_create(
        BriefSource(brief=stored, number=number, **row) for number, row in enumerate(rows, 1)
    )
    for number, file in enumerate([*brief.documents, *material.documents], len(made) + 1):
        name = str(file.name or "document")[:255]
        BriefSource.objects.create(brief=stored, number=number, kind=kinds_of.FILE, title=name, upload=file)


def _own(site: Site, articles: Iterable[int], *, by: "User | None") -> list[int]:
    """Articles of the site that this person may see; others are left out."""
    rows = editable("article", by, site) if by else kinds.get("article").model.objects.for_site(site).kept()
    return list(rows.filter(pk__in=list(articles)).order_by("pk").values_list("pk", flat=True))


def _target(stored: Brief, object_id: int | None, *, by: "User | None") -> Any:
    if object_id is not None:
        found = editable("article", by, stored.site).filter(pk=object_id).first() if by else None
        if found is None:
            raise TargetGone(GONE)
        return found
    same = languages.same(stored.language, stored.site.locale)
    made = kinds.get("article").model(
        site=stored.site, title=stored.topic, language="" if same else stored.language, created_by=by, updated_by=by
    )
    made.save()
    return made
