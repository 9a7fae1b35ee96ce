"""Look-alike golden sets and evaluations on the noise site."""

from accounts.sites.models import Site
from ai.evals.models import EvalResult, EvalRun, GoldenItem, GoldenSet
from tests.people import People


def make(site: Site, people: People) -> None:
    golden = GoldenSet.objects.create(site=site, name="Accepted texts", purpose="writing.summary")
    item = GoldenItem.objects.create(
        golden_set=golden, source="article", reference="1", label="Noise", context={"text": "Noise"}, expected="Noise."
    )
    variant = {"prompt": "file 1", "digest": "x", "text": "{{ text }}", "model": None, "model_name": "scripted-1"}
    evaluation = EvalRun.objects.create(
        site=site, golden_set=golden, purpose="writing.summary", variants=[variant], total=1
    )
    EvalResult.objects.create(eval_run=evaluation, item=item, variant=0, state="usable", answer="Noise of another site")
