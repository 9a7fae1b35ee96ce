"""A share of the requests goes to another model first; whatever becomes of it, the others are answered as always."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.audit.models import Entry
from accounts.sites.models import Site
from ai.engine import running
from ai.engine.models import Run
from ai.providers import gates, routing
from ai.providers.exceptions import CanaryRefused
from ai.providers.models import Circuit, Model, Price, Provider, Route
from ai.providers.services import promote_canary, roll_back_canary, start_canary
from ai.spending.models import Budget
from tests.ai.engine.asking import ask
from tests.ai.engine.conftest import ANSWER, _impatient
from tests.ai.server import ScriptedServer
from tests.people import People

__all__ = ["_impatient"]
pytestmark = pytest.mark.django_db
GOOD = "From Saturday on every ferry stops at the new pier, which the harbour opens with a walk along the water."


@pytest.fixture
def answers() -> dict[str, str]:
    return {"scripted-1": ANSWER, "scripted-2": GOOD}


@pytest.fixture
def server(answers: dict[str, str]) -> Any:
    with ScriptedServer(lambda body, purpose: answers[body["model"]]) as server:
        yield server


@pytest.fixture
def route(db: None, server: ScriptedServer, site: Site) -> Route:
    provider = Provider(site=site, name="Scripted", base_url=server.url)
    provider.set_key("sk-scripted-0123456789abcdef")
    provider.save()
    return Route.objects.create(
        site=site, purpose="*", model=Model.objects.create(provider=provider, name="scripted-1")
    )


@pytest.fixture
def canary(route: Route, people: People) -> Model:
    model = Model.objects.create(provider=route.model.provider, name="scripted-2", state="draft")
    start_canary(route, model, share=50, by=people.admin)
    model.refresh_from_db()
    return model


def key(route: Route, *, canary: bool) -> str:
    """A request key that falls to the canary, or does not."""
    return next(name for name in map(str, range(1000)) if routing.falls_to_canary(route.pk, 50, name) == canary)


@pytest.mark.parametrize("share", [1, 10, 50])
def test_the_share_is_kept_and_the_same_request_falls_the_same_way(share: int) -> None:
    drawn = [routing.falls_to_canary(7, share, f"draft:{number}") for number in range(20_000)]
    assert abs(sum(drawn) / 200 - share) < 1.2
    assert drawn == [routing.falls_to_canary(7, share, f"draft:{number}") for number in range(20_000)]
    other = [routing.falls_to_canary(8, share, f"draft:{number}") for number in range(20_000)]
    assert other != drawn, "another route draws anew"


def test_requests_of_its_share_are_answered_by_the_canary_and_the_others_are_not(
    site: Site, people: People, route: Route, canary: Model
) -> None:
    assert (canary.state, route.canary_share) == ("canary", 50)
    asked = {flag: ask(site, people.creator, key=key(route, canary=flag)) for flag in (True, False)}
    assert (asked[True].model, asked[True].text) == ("scripted-2", GOOD)
    assert (asked[False].model, asked[False].text) == ("scripted-1", ANSWER)
    assert [target.model for target in routing.targets(site, "tests.text")] == ["scripted-1"], (
        "forecasts ask nobody new"
    )


def break_server(server: ScriptedServer, answers: dict[str, str]) -> None:
    server.script("500", "500", "500")


def break_guards(server: ScriptedServer, answers: dict[str, str]) -> None:
    answers["scripted-2"] = "Here is your text: the pier opens on Saturday."


def break_provider(server: ScriptedServer, answers: dict[str, str]) -> None:
    Model.objects.filter(name="scripted-2").update(state="retired")


def break_budget(server: ScriptedServer, answers: dict[str, str]) -> None:
    """The canary has no price, so a budget of money refuses it."""
    route = Route.objects.get(canary__name="scripted-2")
    Price.objects.create(model=route.model, input_micro=1, output_micro=1, currency="USD")
    Budget.objects.create(site=route.site, unit="money", limit=1_000_000, period="day", currency="USD")


@pytest.mark.parametrize("broken", [break_server, break_guards, break_provider, break_budget])
def test_whatever_goes_wrong_with_a_canary_the_active_model_answers(
    site: Site, people: People, route: Route, canary: Model, server: ScriptedServer, answers: dict[str, str],
    broken: Callable[[ScriptedServer, dict[str, str]], None],
) -> None:  # fmt: skip
    broken(server, answers)
    result = ask(site, people.creator, key=key(route, canary=True))
    assert (result.model, result.text, result.run.state) == ("scripted-1", ANSWER, "done")


def test_a_budget_that_is_used_up_refuses_both(site: Site, people: People, route: Route, canary: Model) -> None:
    Budget.objects.create(site=site, unit="tokens", limit=1, period="day")
    with pytest.raises(running.RunFailed, match="budget"):
        ask(site, people.creator, key=key(route, canary=True))


def test_a_canarys_faults_do_not_close_the_door_to_the_active_model(
    site: Site, people: People, route: Route, canary: Model, server: ScriptedServer
) -> None:
    """Both stand at the same address."""
    keys = [name for name in map(str, range(100)) if routing.falls_to_canary(route.pk, 50, name)][:7]
    for name in keys:
        server.script("500", "500", "500") if len(server.asked) < 20 else None
        assert ask(site, people.creator, key=name).model == "scripted-1"
    states = dict(Circuit.objects.values_list("name", "state"))
    assert {name.split(" at ")[0]: state for name, state in states.items() if "canary" in name} == {
        "canary scripted-2": "open"
    }
    assert all(state == "closed" for name, state in states.items() if "canary" not in name)


def test_a_canary_of_another_site_is_never_asked(site: Site, noise_site: Site, people: People, route: Route) -> None:
    foreign = Model.objects.get(provider__site=noise_site)
    with pytest.raises(CanaryRefused, match="another site"):
        start_canary(route, foreign, share=10, by=people.admin)
    Route.objects.filter(pk=route.pk).update(canary=foreign, canary_share=50)
    assert ask(site, people.creator, key=key(route, canary=True)).model == "scripted-1"


@pytest.mark.parametrize("share", [0, 51, -1])
def test_a_share_that_is_none_is_refused(people: People, route: Route, share: int) -> None:
    model = Model.objects.create(provider=route.model.provider, name="scripted-2")
    with pytest.raises(CanaryRefused, match="per cent"):
        start_canary(route, model, share=share, by=people.admin)


def test_the_model_itself_and_a_retired_one_are_refused(people: People, route: Route) -> None:
    retired = Model.objects.create(provider=route.model.provider, name="scripted-2", state="retired")
    for model, said in ((route.model, "already"), (retired, "retired")):
        with pytest.raises(CanaryRefused, match=said):
            start_canary(route, model, share=10, by=people.admin)


def test_promoting_and_taking_back_is_one_step_each_and_is_audited(
    site: Site, people: People, route: Route, canary: Model
) -> None:
    promote_canary(route, by=people.admin)
    assert (route.model.name, route.canary, route.previous and route.previous.name) == (
        "scripted-2",
        None,
        "scripted-1",
    )
    assert Model.objects.get(pk=canary.pk).state == "active"
    assert ask(site, people.creator).model == "scripted-2"
    roll_back_canary(route, by=people.admin)
    assert (route.model.name, route.previous) == ("scripted-1", None)
    assert ask(site, people.creator).model == "scripted-1"
    with pytest.raises(CanaryRefused, match="nothing to take back"):
        roll_back_canary(route, by=people.admin)
    steps = [entry.payload["step"] for entry in Entry.objects.filter(topic="providers.canary_changed").order_by("pk")]
    assert steps == ["started", "promoted", "taken back"]


def test_a_stopped_canary_is_a_draft_again_and_is_asked_no_more(
    site: Site, people: People, route: Route, canary: Model
) -> None:
    roll_back_canary(route, by=people.admin)
    assert Model.objects.get(pk=canary.pk).state == "draft"
    assert ask(site, people.creator, key=key(route, canary=True)).model == "scripted-1"


def test_what_stands_against_a_promotion_needs_a_reason_that_is_kept(
    people: People, route: Route, canary: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gates, "_gates", [lambda route: "It is worse."])
    with pytest.raises(CanaryRefused, match="It is worse."):
        promote_canary(route, by=people.admin)
    route.refresh_from_db()
    assert route.model.name == "scripted-1"
    promote_canary(route, by=people.admin, force="The old one is switched off tomorrow")
    assert (route.model.name, route.forced) == ("scripted-2", "The old one is switched off tomorrow")


def test_a_canary_is_tried_before_its_share_of_a_fallback_chain(
    site: Site, people: People, route: Route, canary: Model, server: ScriptedServer, answers: dict[str, str]
) -> None:
    Route.objects.create(site=site, purpose="*", position=1, model=canary)
    models = [target.model for target in routing.targets(site, "tests.text", lot=key(route, canary=True))]
    assert models == ["scripted-2", "scripted-1", "scripted-2"]
    assert Run.objects.filter(site=site).count() == 0
