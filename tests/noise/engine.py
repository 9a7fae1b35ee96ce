"""Look-alike rows of the engine on the noise site."""

from accounts.sites.models import Site
from ai.engine.models import Budget, Model, Price, PromptOverride, Provider, Route, Run
from tests.people import People


def make(site: Site, people: People) -> None:
    provider = Provider(site=site, name="Scripted", base_url="http://127.0.0.1:1/v1")
    provider.set_key("sk-of-the-noise-site-0123456789")
    provider.save()
    model = Model.objects.create(provider=provider, name="scripted-1")
    Price.objects.create(model=model, input_micro=1, output_micro=1)
    Route.objects.create(site=site, purpose="*", model=model)
    PromptOverride.objects.create(site=site, purpose="writing.title", version=1, text="Noise: {{ text }}")
    # Nothing is left of it: whoever counts it by mistake is refused at once.
    Budget.objects.create(site=site, limit=1, used=1, period=Budget.Period.TOTAL)
    Run.objects.create(
        site=site,
        user=people.creator,
        purpose="writing.title",
        key="noise",
        state=Run.State.DONE,
        text="Noise of another site",
        attempt=1,
        log_prompt="Noise prompt",
    )
