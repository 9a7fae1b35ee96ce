"""Waits for a draft from outside the worker, and tells in lines what came of it."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from accounts.jobs.services import worker_seen_at
from ai.proposals.querysets import rows_of
from ai.writing import figures, panels
from ai.writing.models import Draft, DraftSection
from content.articles.addresses import origin_to_open
from content.publishing import services as publishing

if TYPE_CHECKING:
    from accounts.models import User

PATIENCE = timedelta(seconds=10)
BETWEEN_LOOKS = 0.2
NO_WORKER = (
    "No worker has reported for 10 seconds, so nobody would write the draft. Start one "
    "(make demo, or: celery -A aicmr worker --beat --queues default,ai,media,books,mail), then try again."
)


class NoWorker(Exception):
    """Nobody is there to do the work."""


def check_worker() -> None:
    """Waits up to ten seconds for a sign of life. Raises NoWorker."""
    ends = time.monotonic() + PATIENCE.total_seconds()
    while not _is_alive():
        if time.monotonic() > ends:
            raise NoWorker(NO_WORKER)
        time.sleep(BETWEEN_LOOKS)


def follow(draft: Draft, *, wait: float, say: Callable[[str], Any]) -> Draft:
    """The draft when it is over; progress goes to `say`. Raises NoWorker when the worker has gone or time is up."""
    ends = time.monotonic() + wait
    told = ""
    while True:
        draft = Draft.objects.for_page().get(pk=draft.pk)
        line = _progress(draft)
        if line != told:
            say(f"{line}\n")
            told = line
        job_over = draft.job is not None and not draft.job.is_open
        if not draft.is_open or job_over:
            return Draft.objects.for_page().get(pk=draft.pk)
        if time.monotonic() > ends:
            raise NoWorker(f"The draft took longer than {wait:.0f} seconds and was cancelled.")
        if not _is_alive(grace=3):
            raise NoWorker(NO_WORKER)
        time.sleep(BETWEEN_LOOKS)


def report(draft: Draft) -> Iterator[str]:
    yield f"Article: {draft.title or draft.brief.topic}"
    yield f"In the admin: {admin_address(draft)}"
    yield f"Cost: {figures.spent(draft)}"
    sources = {source.number: source for source in draft.brief.sources.all()}
    cited = [sources[number] for number in draft.cited if number in sources]
    yield "Cited: " + ("; ".join(f"[{row.number}] {_name(row)}" for row in cited) or "nothing")
    for note in draft.notes:
        yield f"Note: {note}"


def admin_address(draft: Draft) -> str:
    """The edit page, where this person can open it."""
    return f"{origin_to_open(draft.site.host)}{panels.edit_url(draft)}"


def publish_draft(draft: Draft, person: "User") -> str:
    """Publish the draft's article with this person's right; the public address. Raises PublishError."""
    rows: Any = rows_of(draft.kind, draft.site)
    article = rows.publishable_by(person).filter(pk=draft.object_id).first()
    if article is None:
        raise publishing.PublishError([f"{person.email} may not publish on {draft.site.name}."])
    page = publishing.publish(article, by=person)
    path = getattr(page, "path", "") or article.get_absolute_url()
    return f"{origin_to_open(draft.site.host)}{path}"


def _is_alive(grace: float = 1) -> bool:
    seen = worker_seen_at()
    return seen is not None and timezone.now() - seen < PATIENCE * grace


def _progress(draft: Draft) -> str:
    sections = list(draft.sections.all())
    done = sum(section.state == DraftSection.State.DONE for section in sections)
    counted = f" {done}/{len(sections)}" if sections and draft.state == Draft.State.WRITING else ""
    return f"{draft.get_state_display()}{counted}"


def _name(source: Any) -> str:
    return f"{source.title} ({source.address})" if source.address and source.address != source.title else source.title
