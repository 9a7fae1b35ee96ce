"""What operations have to know of providers: their secrets, whether they answer, whether AI works without a way out."""

from collections.abc import Iterator

from django.conf import settings

from accounts.operations.closing import is_inside
from accounts.operations.findings import Feature, Finding, examines, fail, glances, ok, warn, works_closed
from accounts.operations.registry import keeps_secrets
from ai.providers import backends
from ai.providers.exceptions import CallFailed
from ai.providers.models import Circuit, Provider
from ai.providers.routing import Target, environment_target, provider_target
from aicmr.lib.crypto import DecryptError

_MOST = 20

keeps_secrets("providers.Provider", "key_token")


@examines("AI", reaches_out=True)
def providers() -> Finding:
    """Every provider in use is asked for its models."""
    problems, count = [], 0
    for name, target in _targets():
        count += 1
        if problem := _problem(target):
            problems.append(f"{name}: {problem}")
    if problems:
        todo = "Correct address and key under AI → Providers, or OPENAI_BASE_URL and OPENAI_API_KEY."
        return (fail if len(problems) == count else warn)("; ".join(problems), todo)
    return ok(f"{count} answer" if count else "the built-in provider, which needs no server")


@glances("AI")
def breakers() -> Finding:
    """What the breakers know: nobody is called for it."""
    names = list(Circuit.objects.exclude(state="closed").values_list("name", flat=True)[:3])
    if names:
        return warn(
            f"left alone after failures: {', '.join(names)}", "See AI runs → Servers, or wait: it is tried again."
        )
    return ok(f"{Circuit.objects.count()} endpoints are called" if Circuit.objects.exists() else "no server was called")


@works_closed
def _drafting() -> Feature:
    outside = [target.host for _, target in _targets() if target and not is_inside(target.base_url)]
    if not outside:
        return Feature("AI: drafts, titles, summaries", True, "providers stand in this network, or are built in")
    return Feature("AI: drafts, titles, summaries", False, f"{', '.join(outside[:3])}; the built-in provider works")


def _targets() -> Iterator[tuple[str, Target | None]]:
    if settings.OPENAI_BASE_URL or settings.OPENAI_API_KEY:
        yield "environment", environment_target()
    rows = Provider.objects.filter(is_enabled=True).exclude(backend=Provider.Backend.LOCAL).order_by("pk")
    for provider in rows[:_MOST]:
        try:
            yield provider.name, provider_target(provider, None)
        except DecryptError:
            yield provider.name, None


def _problem(target: Target | None) -> str:
    if target is None:
        return "its key cannot be read with today's SECRET_KEY"
    try:
        backends.load(target.backend).models(target)
    except CallFailed as error:
        return error.message
    return ""
