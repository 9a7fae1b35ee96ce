"""What runs will cost."""

import pytest
from django.utils import timezone

from accounts.sites.models import Site
from ai.engine.forecasts import forecast
from ai.engine.models import Run
from ai.providers.models import Model
from tests.ai.engine.asking import ask

pytestmark = pytest.mark.django_db
PURPOSE = "tests.text"
CONTEXTS = [{"text": "word " * 300}, {"text": "word " * 600}]


def priced(model: Model) -> Model:
    model.prices.create(valid_from=timezone.now(), input_micro=1_000_000, output_micro=2_000_000, currency="EUR")
    return model


def test_a_price_is_known_before_anything_is_sent(site: Site, model: Model) -> None:
    priced(model)
    seen = forecast(PURPOSE, CONTEXTS, site=site)
    assert (seen.calls, seen.tokens_out, seen.most_out, seen.currency) == (2, 200, 400, "EUR")
    assert seen.tokens_in > 1500 and seen.cost_micro == seen.tokens_in + 2 * seen.tokens_out
    assert not Run.objects.filter(site=site).exists()


def test_what_such_runs_needed_before_makes_it_closer(site: Site, model: Model) -> None:
    priced(model)
    ask(site, None, key="1")
    needed = Run.objects.get(site=site).tokens_out
    assert forecast(PURPOSE, CONTEXTS, site=site).tokens_out == 2 * needed < 200


def test_an_unknown_price_stays_unknown(site: Site, model: Model) -> None:
    seen = forecast(PURPOSE, CONTEXTS, site=site)
    assert seen.cost_micro is None and seen.most_micro is None and seen.tokens > 0


def test_the_built_in_provider_costs_nothing(site: Site) -> None:
    seen = forecast(PURPOSE, CONTEXTS, site=site)
    assert (seen.calls, seen.cost_micro, seen.is_local) == (2, 0, True)


def test_many_of_a_kind_are_multiplied(site: Site, model: Model) -> None:
    priced(model)
    one = forecast(PURPOSE, CONTEXTS[:1], site=site)
    assert (one.times(3).calls, one.times(3).cost_micro) == (3, 3 * (one.cost_micro or 0))
