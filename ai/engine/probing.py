"""The test of a provider: its models, and one short call, made in a worker and logged like any other."""

import time
from typing import Any

from accounts.jobs.exceptions import JobFailed
from accounts.jobs.running import JobHandle
from ai.engine import running
from ai.engine.claims import Request
from ai.engine.exceptions import RunFailed
from ai.engine.prompting import Prompt
from ai.engine.redaction import without_secrets
from ai.providers import backends
from ai.providers.exceptions import CallFailed
from ai.providers.models import Model, Provider
from ai.providers.routing import Target, provider_target
from aicmr.lib.crypto import DecryptError

PURPOSE = "engine.test"
QUESTION = Prompt(
    PURPOSE, "1", (("user", "Answer with one short sentence: what is the capital of France?"),), max_tokens=200
)


def run(handle: JobHandle) -> dict[str, Any]:
    """Job `providers.test_provider` with {"provider": public id}; JobFailed says what is wrong."""
    rows = Provider.objects.usable_on(handle.job.site)
    provider = rows.filter(public_id=handle.payload.get("provider", "")).first()
    if provider is None:
        raise JobFailed("The provider was deleted.")
    try:
        target = provider_target(provider, _model_of(provider))
        return _tried(handle, provider, target)
    except DecryptError as error:
        raise JobFailed(str(error)) from None
    except (CallFailed, RunFailed) as error:
        raise JobFailed(_explained(error)) from None


def _tried(handle: JobHandle, provider: Provider, target: Target) -> dict[str, Any]:
    if target.is_local:
        return {"message": "The built-in backend needs no server and is ready."}
    offered = _offered(target)
    if offered and target.model and target.model not in offered:
        raise JobFailed(
            f"{target.host} answers, but does not offer “{target.model}”. It has: {', '.join(offered[:8])}."
        )
    began = time.monotonic()
    request = Request(PURPOSE, {}, handle.job.site, handle.job.created_by, scope=f"provider:{provider.public_id}")
    result = running.probe(request, target, QUESTION)
    seconds = time.monotonic() - began
    return {
        "message": f"“{result.model}” answered in {seconds:.1f} s: {result.text[:200]}",
        "models": offered[:200],
        "tokens": result.tokens_in + result.tokens_out,
    }


def _model_of(provider: Provider) -> Model | None:
    return provider.offers.exclude(state=Model.State.RETIRED).order_by("state", "id").first()


def _offered(target: Target) -> list[str]:
    """What the server says it has; [] where it does not say."""
    try:
        return backends.load(target.backend).models(target)
    except CallFailed as error:
        if error.kind in ("refused", "broken") and "key" not in error.message:
            return []
        raise


def _explained(error: CallFailed | RunFailed) -> str:
    detail = without_secrets(error.detail, limit=300) if isinstance(error, CallFailed) else ""
    return f"{error.message} {f'The server said: {detail}' if detail else ''}".strip()
