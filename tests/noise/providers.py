"""Look-alike rows of the providers on the noise site."""

from accounts.sites.models import Site
from ai.providers.models import Model, Price, Provider, Route
from tests.people import People


def make(site: Site, people: People) -> None:
    provider = Provider(site=site, name="Scripted", base_url="http://127.0.0.1:1/v1")
    provider.set_key("sk-of-the-noise-site-0123456789")
    provider.save()
    model = Model.objects.create(provider=provider, name="scripted-1")
    Price.objects.create(model=model, input_micro=1, output_micro=1)
    Route.objects.create(site=site, purpose="*", model=model)
