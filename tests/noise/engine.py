"""Look-alike rows of the engine on the noise site."""

from accounts.sites.models import Site
from ai.engine.models import PromptOverride, Run
from tests.people import People


def make(site: Site, people: People) -> None:
    PromptOverride.objects.create(site=site, purpose="writing.title", version=1, text="Noise: {{ text }}")
    Run.objects.create(
        site=site,
        user=people.creator,
        purpose="writing.title",
        key="noise",
        state=Run.State.DONE,
        text="Noise of another site",
        attempt=1,
        log_prompt="Noise prompt",
        sent_host="noise.example",
        tokens_in=7_000_000,
        tokens_out=7_000_000,
        cost_micro=7_000_000_000,
        currency="XXX",
    )
