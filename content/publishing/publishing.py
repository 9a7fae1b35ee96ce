"""Publishing: the one way in which a text reaches readers.

`publish_many` is the primitive; the `publish` service and imports call it, schedules publish what they froze.
All of it happens in one transaction: checks, revision, live page, lists, dependencies, redirects, search rows,
log entries and deliveries. Queries do not grow with the number of objects within a batch.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from content import kinds
from content.publishing import freezing, gates, live_rows, reporting, slugs, state
from content.publishing.exceptions import PathTaken, PublishError
from content.publishing.live import LiveSource, Problem, PublishResult
from content.publishing.live_rows import Item
from content.publishing.models import LivePage, Publishable, Revision, Schedule

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.sites.models import Site

BATCH = 200
_TRIES = 20  # names for a title whose addresses are taken by live pages
Gate = Literal["block", "record"]
Frozen = list[tuple[Any, kinds.Snapshot]]  # editing rows with the text that goes live


def publish_many(
    objects: Iterable[Any],
    *,
    by: "User | None",
    at: datetime | None = None,
    gate: Gate = "block",
    reason: str = Revision.Reason.PUBLISHED,
    made: Sequence[kinds.Snapshot] = (),
) -> PublishResult:
    """Freeze and put live what the database holds of `objects` now, of any kinds and sites.

    `at` dates the publication (not in the future: `schedules` is for that); without it a first publication
    is dated now or as `published_at` says. With `gate="block"` one problem stops all (PublishError, PathTaken);
    with "record" what cannot go live is left out, and what rules find is reported of what went live.
    The objects given are brought up to date. `made` are the texts of objects that the caller's own transaction
    made, in their order and with slugs: nobody else can have changed those, so they are not read again.
    """
    result = PublishResult()
    known = {id(obj): text for obj, text in zip(objects, made, strict=True)} if made else {}
    with transaction.atomic():
        for kind, site, batch in batches(objects):
            state.raise_sequence(site)
            if known:
                frozen = [(obj, known[id(obj)]) for obj in batch]
            else:
                drafts, problems = _locked(kind, site, batch)
                result.problems.extend(problems)
                frozen = freeze_with_slugs(kind, drafts, at=at)
            result.extend(_go_live(kind, site, frozen, by=by, at=at, gate=gate, reason=reason))
            _refresh(batch, frozen)
        refuse(result.problems, gate)
        for site in {page.site for page in result.pages if kinds.get(page.kind).is_tree}:
            state.refresh_chrome(site)
    return result


def publish_revision(revision: Revision, *, by: "User | None", at: datetime | None = None) -> LivePage:
    """Put exactly this revision live, whatever the draft says by now. Raises PublishError, PathTaken."""
    kind = kinds.get(revision.kind)
    with transaction.atomic():
        state.raise_sequence(revision.site)
        draft = kind.model.objects.kept().select_for_update().filter(pk=revision.object_id).first()
        if draft is None:
            raise PublishError(["It was deleted or put in the trash: there is nothing to publish."])
        draft.site = revision.site
        at = at if draft.published_at is None else None  # a new text does not make the page newer
        frozen = [(draft, revision.snapshot)]
        result = _go_live(kind, revision.site, frozen, by=by, at=at, gate="block", revisions=[revision])
        refuse(result.problems)
        if kind.is_tree:
            state.refresh_chrome(revision.site)
    return result.pages[0]


def batches(objects: Iterable[Any]) -> Iterator[tuple[kinds.Kind, "Site", list[Any]]]:
    """`objects` by kind and site, at most `BATCH` at a time, in their order."""
    groups: dict[tuple[str, int], list[Any]] = {}
    for obj in objects:
        groups.setdefault((kinds.kind_of(obj), obj.site_id), []).append(obj)
    for (name, _), members in groups.items():
        for start in range(0, len(members), BATCH):
            batch = members[start : start + BATCH]
            yield kinds.get(name), batch[0].site, batch


def stage(kind: kinds.Kind, sources: Sequence[LiveSource]) -> tuple[list[Item], list[Problem]]:
    """Build and check; returns what can go live, and why the rest cannot. Three queries and those of the kind."""
    live = LivePage.objects.filter(kind=kind.name, object_id__in=[source.object_id for source in sources])
    old = {row[0]: row[1:] for row in live.values_list("object_id", "path", "translation_group")}
    built = list(zip(sources, kind.build(sources), strict=True)) if sources else []
    taken = gates.taken([(source, build.path) for source, build in built])
    items, problems = [], []
    for source, build in built:
        faults, clash = gates.faults(build), taken.get(source.object_id, [])
        if faults or clash:
            problems.append(Problem.of(source, faults + clash, code="fault" if faults else "path"))
        else:
            old_path, old_group = old.get(source.object_id, ("", ""))
            items.append(Item(source, build, old_path, old_group=old_group))
    return items, problems


def _locked(kind: kinds.Kind, site: "Site", batch: Sequence[Any]) -> tuple[list[Any], list[Problem]]:
    """The rows as they are now, each once, held until the end of the transaction."""
    rows = kind.model.objects.kept().select_for_update().in_bulk([obj.pk for obj in batch])
    drafts = list({obj.pk: rows[obj.pk] for obj in batch if obj.pk in rows}.values())
    for draft in drafts:
        draft.site = site
    gone = [obj for obj in batch if obj.pk not in rows]
    return drafts, [Problem(kind.name, obj.pk, obj.title, ["It was deleted or put in the trash."]) for obj in gone]


def freeze_with_slugs(kind: kinds.Kind, drafts: Sequence[Any], *, at: datetime | None = None) -> Frozen:
    """Each draft with its text; a slug made here gives way to the pages that are live, a given one does not."""
    named = slugs.fill(kind, drafts)
    frozen = list(zip(drafts, kind.snapshot(drafts), strict=True))
    used: set[str] = set()
    for _ in range(_TRIES if named else 0):
        sources = [source_of(kind, draft.site, draft, text, at=at) for draft, text in frozen if draft in named]
        clashing = {problem.object_id for problem in stage(kind, sources)[1] if problem.code == "path"}
        named = [draft for draft in named if draft.pk in clashing]
        if not named:
            break
        used |= {draft.slug for draft in named}
        for draft in named:
            draft.slug = ""
        slugs.fill(kind, named, avoid=used)
        frozen = list(zip(drafts, kind.snapshot(drafts), strict=True))
    return frozen


def _go_live(
    kind: kinds.Kind,
    site: "Site",
    frozen: Frozen,
    *,
    by: "User | None",
    at: datetime | None,
    gate: Gate,
    reason: str = "",
    revisions: Sequence[Revision] = (),
) -> PublishResult:
    now = timezone.now()
    sources = [source_of(kind, site, draft, snapshot, at=at, now=now) for draft, snapshot in frozen]
    items, problems = stage(kind, sources)
    problems += rule_problems(items)
    if not items or (problems and gate == "block"):
        return PublishResult([], problems)
    drafts = {draft.pk: draft for draft, _ in frozen}
    ready = [drafts[item.source.object_id] for item in items]
    snapshots = [item.source.snapshot for item in items]
    words = [item.build.words for item in items]
    frozen_as = revisions or freezing.freeze_many(kind, ready, snapshots, by=by, reason=reason, words=words)
    for item, revision in zip(items, frozen_as, strict=True):
        item.source = replace(item.source, revision_id=revision.pk)
    pages = live_rows.write(items)
    _mark_published(kind, ready, items, is_current=not revisions)
    reporting.report_live(items, pages, by=by)
    return PublishResult(pages, problems)


def source_of(
    kind: kinds.Kind,
    site: "Site",
    draft: Publishable,
    snapshot: kinds.Snapshot,
    *,
    at: datetime | None = None,
    now: datetime | None = None,
) -> LiveSource:
    """The text as the kind will build it, not yet frozen."""
    now = now or timezone.now()
    published_at = min(at or draft.published_at or now, now)
    return LiveSource(
        site=site,
        kind=kind.name,
        object_id=draft.pk,
        public_id=draft.public_id,
        revision_id=None,
        snapshot=snapshot,
        language=snapshot.get("language") or site.locale,
        translation_group=draft.translation_group,
        published_at=published_at,
        modified_at=now if draft.state == Publishable.State.PUBLISHED else published_at,
    )


def rule_problems(items: Sequence[Item]) -> list[Problem]:
    """What the rules of the gate find in texts that could go live."""
    found = gates.judge([item.source for item in items]) if items else {}
    pairs = [(item.source, found.get(item.source.object_id)) for item in items]
    return [Problem.of(source, messages, code="rule") for source, messages in pairs if messages]


def _mark_published(kind: kinds.Kind, drafts: Sequence[Any], items: Sequence[Item], *, is_current: bool) -> None:
    """The editing rows say so. What a schedule froze may be older than the draft, which then has changes."""
    for draft, item in zip(drafts, items, strict=True):
        draft.state = Publishable.State.PUBLISHED
        draft.live_revision_id = item.source.revision_id
        draft.published_at = item.source.published_at
        draft.has_changes = not is_current and kind.snapshot([draft]) != [item.source.snapshot]
    ids = [draft.pk for draft in drafts]
    pages = LivePage.objects.filter(kind=kind.name, object_id=OuterRef("pk"))
    kind.model.objects.filter(pk__in=ids).update(
        state=Publishable.State.PUBLISHED,
        live_revision=Subquery(pages.values("revision")),
        published_at=Subquery(pages.values("published_at")),
        has_changes=any(draft.has_changes for draft in drafts),
    )
    if is_current:  # an older text must not replace this one later
        planned = Schedule.objects.waiting().filter(kind=kind.name, object_id__in=ids, action="publish")
        planned.update(state=Schedule.State.CANCELLED, error="Published before it was due.")


def _refresh(objects: Iterable[Any], frozen: Frozen) -> None:
    drafts = {draft.pk: draft for draft, _ in frozen}
    for obj in objects:
        draft = drafts.get(obj.pk)
        for name in ("slug", "state", "live_revision_id", "published_at", "has_changes") if draft else ():
            setattr(obj, name, getattr(draft, name))


def refuse(problems: Sequence[Problem], gate: Gate = "block") -> None:
    """Raise what stands in the way: PathTaken if it is addresses only, else PublishError."""
    if not problems or gate == "record":
        return
    error = PathTaken if all(problem.code == "path" for problem in problems) else PublishError
    is_one = len(problems) == 1
    raise error(message for problem in problems for message in (problem.messages if is_one else [str(problem)]))
