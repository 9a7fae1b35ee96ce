"""Test runs of prompts: one sample, one or two versions, in the worker. Nothing is changed; budgets and rules hold."""

from typing import Any

from accounts.jobs.exceptions import JobFailed
from accounts.jobs.running import JobHandle
from accounts.sites.models import Site
from ai.engine import prompting, running, samples
from ai.engine.claims import Request
from ai.engine.exceptions import Cancelled, LeaseLost, RunFailed
from ai.engine.models import PromptOverride
from ai.engine.prompting import Prompt, PromptError
from ai.providers.models import Model
from ai.providers.routing import Target, provider_target
from aicmr.lib.crypto import DecryptError

SHIPPED = "file"
NO_SUCH = "There is no such version of this prompt any more."


def run(handle: JobHandle) -> dict[str, Any]:
    """The job `engine.try_prompts`; payload: {"purpose", "context", "versions": ["file", "3"], "model": id or None}.

    The result names the run of each version; one that failed says why in its row. Raises JobFailed.
    """
    site, told = handle.job.site, handle.payload
    handle.progress(0, len(told["versions"]))
    made = []
    for place, version in enumerate(told["versions"]):
        handle.check()
        made.append(_tried(handle, place, version_named(site, told["purpose"], version)))
        handle.progress(place + 1)
    return {"runs": made}


def version_named(site: Site, purpose: str, name: str) -> Prompt:
    """ "file", or the number of the site's version. Raises JobFailed."""
    shipped = prompting.files().get(purpose)
    if name == SHIPPED and shipped is not None:
        return shipped
    own = PromptOverride.objects.filter(
        site=site, purpose=purpose, version=int(name) if name.isdecimal() else 0
    ).first()
    if own is None:
        raise JobFailed(NO_SUCH)
    try:
        return prompting.of_version(own)
    except PromptError as error:
        raise JobFailed(str(error)) from None


def target_named(site: Site, pk: int | None) -> Target | None:
    """One model of the site or the platform, whatever routes say; None: whom routes name. Raises JobFailed."""
    if not pk:
        return None
    model = Model.objects.usable_on(site).select_related("provider").filter(pk=pk).first()
    if model is None:
        raise JobFailed("This model is not there any more, or its provider is switched off.")
    try:
        return provider_target(model.provider, model)
    except DecryptError as error:
        raise JobFailed(str(error)) from None


def _tried(handle: JobHandle, place: int, prompt: Prompt) -> str:
    job, told = handle.job, handle.payload
    target = target_named(job.site, told.get("model"))
    expect = samples.of(told["purpose"]).expect(told["context"])
    request = Request(
        told["purpose"], told["context"], job.site, job.created_by, "trial", f"trial:{job.public_id}:{place}", expect,
        prompt=prompt, target=target,
    )  # fmt: skip
    try:
        return running.execute(request, on_text=lambda _: handle.glance()).run.public_id
    except (Cancelled, LeaseLost):
        raise
    except RunFailed as error:
        if error.run is None:
            raise JobFailed(error.message) from None
        return error.run.public_id
