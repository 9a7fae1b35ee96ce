"""The models that a provider offers, asked for in a worker and kept with the provider."""

from typing import Any

from django.utils import timezone

from accounts.jobs.exceptions import JobFailed
from accounts.jobs.running import JobHandle
from ai.providers import backends
from ai.providers.exceptions import CallFailed
from ai.providers.models import Provider
from ai.providers.routing import provider_target
from aicmr.lib.crypto import DecryptError

MOST = 1_000


def run(handle: JobHandle) -> dict[str, Any]:
    """Job `providers.list_models` with {"provider": public id}; JobFailed says what is wrong."""
    rows = Provider.objects.usable_on(handle.job.site)
    provider = rows.filter(public_id=handle.payload.get("provider", "")).first()
    if provider is None:
        raise JobFailed("The provider was deleted.")
    try:
        target = provider_target(provider, None)
        found = [] if target.is_local else backends.load(target.backend).offers(target)
    except DecryptError as error:
        raise JobFailed(str(error)) from None
    except CallFailed as error:
        raise JobFailed(error.message) from None
    offered = sorted(found, key=lambda offer: offer["name"])[:MOST]
    Provider.objects.filter(pk=provider.pk).update(offered=offered, offered_at=timezone.now())
    return {"models": len(offered)}
