"""What administrators ask of providers."""

from typing import TYPE_CHECKING

from django.db import transaction

from accounts.audit.services import announce
from accounts.jobs.models import Job
from accounts.jobs.services import start_job
from accounts.sites.models import Site
from ai.providers.events import provider_changed
from ai.providers.models import Provider

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def save_provider(provider: Provider, *, by: "User | None", key: str | None = None) -> None:
    """Stores the provider; `key` None leaves its key, '' forgets it."""
    if key is not None:
        provider.set_key(key)
    provider.save()
    announce(provider_changed, site=provider.site, by=by, provider_id=provider.pk)


def probe_provider(provider: Provider, *, site: Site, by: "User") -> Job:
    """A job that asks the provider for its models and for one short answer; its result or error says how it went."""
    label = f"Test of {provider.name}"
    return start_job("providers.test_provider", site=site, by=by, payload={"provider": provider.public_id}, label=label)
