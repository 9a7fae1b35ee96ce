"""What other rooms ask of the engine."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db import transaction

from accounts.audit.services import announce
from accounts.sites.models import Site
from ai.engine import claims, running
from ai.engine.claims import Request
from ai.engine.events import prompt_changed
from ai.engine.exceptions import BudgetExceeded, Cancelled, Forbidden, LeaseLost, NotAllowed, RunFailed
from ai.engine.forecasts import Forecast, forecast, refusal
from ai.engine.models import PromptOverride, Run
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
    "RunFailed",
    "RunResult",
    "cancel_run",
    "forecast",
    "refusal",
    "queue_run",
    "run",
    "save_prompt",
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
def save_prompt(*, site: Site, purpose: str, text: str, by: "User | None") -> PromptOverride:
    """A new version of the site's own prompt, which counts from the next run on."""
    newest = PromptOverride.objects.filter(site=site, purpose=purpose).order_by("-version").first()
    version = newest.version + 1 if newest else 1
    prompt = PromptOverride.objects.create(site=site, purpose=purpose, version=version, text=text, created_by=by)
    announce(prompt_changed, site=site, by=by, prompt_id=prompt.pk)
    return prompt
