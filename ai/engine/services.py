"""What other rooms ask of the engine."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from accounts.audit.services import announce
from accounts.jobs.models import Job
from accounts.jobs.services import start_job
from accounts.sites.models import Site
from ai.engine import claims, gates, running, vetting
from ai.engine.claims import Request
from ai.engine.events import prompt_changed
from ai.engine.exceptions import (
    BudgetExceeded,
    Cancelled,
    Forbidden,
    LeaseLost,
    NotAllowed,
    PromptRefused,
    RunFailed,
)
from ai.engine.forecasts import Forecast, forecast, refusal
from ai.engine.models import PromptOverride, Run
from ai.engine.prompting import PromptError
from ai.engine.running import RunResult
from ai.guards import Expect

if TYPE_CHECKING:
    from accounts.models import User

__all__ = [
    "BudgetExceeded",
    "Cancelled",
    "Expect",
    "Forbidden",
    "Forecast",
    "LeaseLost",
    "NotAllowed",
    "PromptError",
    "PromptRefused",
    "RunFailed",
    "RunResult",
    "cancel_run",
    "forecast",
    "refusal",
    "queue_run",
    "run",
    "save_prompt",
    "try_prompts",
    "use_prompt",
    "use_shipped_prompt",
]


def run(
    purpose: str,
    context: dict[str, Any],
    *,
    by: "User | None",
    site: Site,
    scope: str,
    key: str | None = None,
    on_text: Callable[[str], None] | None = None,
    on_restart: Callable[[], None] | None = None,
    schema: dict[str, Any] | None = None,
    expect: Expect | None = None,
    pictures: tuple[str, ...] = (),
) -> RunResult:
    """Ask a model, in a worker, and wait for a checked answer.

    purpose: names the prompt and the route, such as `writing.title`. context: plain JSON, the prompt's variables.
    by: who asks; None when the site itself does. scope: an opaque name of what it is about, for the log. key: unique on
    the site; a run that is done is returned and not paid again, one whose worker died is taken over. on_text: gets each
    piece of text as it comes; on_restart is called when the text begins anew (a repeated or repaired call). What
    either raises stops the run, settles what was used, and passes through. schema: JSON Schema of the answer, whose
    value is then in `data`. expect: what the guards check.
    pictures: as `data:` addresses, for models that see. The job that runs, if any, is noted and its budgets count.

    Raises RunFailed (message for people; nothing may be stored), its kinds BudgetExceeded, Forbidden and NotAllowed,
    or Cancelled.
    """
    wanted = expect or Expect()
    expected = replace(wanted, schema=schema or wanted.schema)
    request = Request(purpose, context, site, by, scope, key, expected, pictures=tuple(pictures))
    return running.execute(request, on_text=on_text, on_restart=on_restart)


@transaction.atomic
def queue_run(purpose: str, *, by: "User | None", site: Site, scope: str, key: str) -> Run:
    """The row of a run that a worker will take by the same `key`, so that a page can stream it from now on.

    Raises NotAllowed. A run of this key that exists is returned as it is; one that failed or was cancelled waits anew.
    """
    running.allow(by, site)
    found = claims.queue(Request(purpose, {}, site, by, scope, key))
    ended = Run.objects.filter(pk=found.pk, state__in=[Run.State.FAILED, Run.State.CANCELLED])
    if ended.update(state=Run.State.QUEUED, cancel_requested=False):
        found.refresh_from_db()
    return found


def cancel_run(run: Run, *, by: "User") -> bool:
    """Ask the worker to stop, or make sure that it never starts. False if the run is over already, or not theirs."""
    mine = Run.objects.visible_to(by, run.site).filter(pk=run.pk)
    return bool(mine.filter(state__in=[Run.State.QUEUED, Run.State.STREAMING]).update(cancel_requested=True))


@transaction.atomic
def save_prompt(
    *, site: Site, purpose: str, text: str, by: "User | None", note: str = "", use: bool = True, force: str = "",
    copy_of: int | None = None,
) -> PromptOverride:  # fmt: skip
    """A new version of the site's own prompt; with `use` it counts from the next run on, else it is a draft.

    Raises PromptError for a text that cannot serve, PromptRefused where something stands against using it and `force`
    (the reason of whoever insists) is empty.
    """
    if faults := vetting.problems(text, purpose):
        raise PromptError(" ".join(faults))
    if use:
        _may_be_used(site, purpose, text, force)
    newest = PromptOverride.objects.filter(site=site, purpose=purpose).order_by("-version").first()
    prompt = PromptOverride.objects.create(
        site=site, purpose=purpose, version=newest.version + 1 if newest else 1, text=text, created_by=by,
        note=" ".join(note.split())[:200], is_active=use, used_by=by if use else None,
        used_at=timezone.now() if use else None, forced=force if use else "", copy_of=copy_of,
    )  # fmt: skip
    announce(prompt_changed, site=site, by=by, prompt_id=prompt.pk)
    return prompt


@transaction.atomic
def use_prompt(prompt: PromptOverride, *, by: "User | None", force: str = "") -> PromptOverride:
    """Take a version into use: a draft that is the newest as it is, an older one as a new version equal to it.

    Raises PromptError and PromptRefused as `save_prompt` does. A version that is in use is returned as it is.
    """
    site, purpose = prompt.site, prompt.purpose
    if PromptOverride.objects.current(site, purpose).first() == prompt:
        return prompt
    if PromptOverride.objects.filter(site=site, purpose=purpose, version__gt=prompt.version).exists():
        note = f"As version {prompt.version} was"
        return save_prompt(
            site=site, purpose=purpose, text=prompt.text, by=by, note=note, force=force, copy_of=prompt.version
        )
    if faults := vetting.problems(prompt.text, purpose):
        raise PromptError(" ".join(faults))
    _may_be_used(site, purpose, prompt.text, force)
    prompt.is_active, prompt.used_by, prompt.used_at, prompt.forced = True, by, timezone.now(), force
    prompt.save(update_fields=["is_active", "used_by", "used_at", "forced"])
    announce(prompt_changed, site=site, by=by, prompt_id=prompt.pk)
    return prompt


@transaction.atomic
def use_shipped_prompt(*, site: Site, purpose: str, by: "User | None") -> bool:
    """Back to the program's own text, which changes with the program; the site's versions stay. False if it counts."""
    rows = PromptOverride.objects.current(site, purpose)
    newest = rows.first()
    if newest is None:
        return False
    rows.order_by().update(is_active=False)
    announce(prompt_changed, site=site, by=by, prompt_id=newest.pk)
    return True


def try_prompts(
    purpose: str,
    versions: list[str],
    context: dict[str, Any],
    *,
    site: Site,
    by: "User",
    model: int | None = None,
    once: str = "",
) -> Job:
    """A job that asks with each version ("file", or a number) what `context` says; nothing is changed by it. Raises
    SentBefore for a form (`once`) that has started its own."""
    payload = {"purpose": purpose, "versions": versions, "context": context, "model": model}
    label = f"Test run of {purpose}"
    return start_job("engine.try_prompts", site=site, by=by, payload=payload, label=label, once=once)


def _may_be_used(site: Site, purpose: str, text: str, force: str) -> None:
    if not force.strip() and (said := gates.objections(site, purpose, [text])):
        raise PromptRefused(said[text])
