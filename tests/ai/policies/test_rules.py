"""Rules: which one holds, that nothing leaves, and that the switch works at once."""

from collections.abc import Iterator
from typing import Any

import pytest

from accounts.sites.models import Site
from ai.engine.models import Run
from ai.engine.services import Forbidden, run
from ai.policies import scopes
from ai.policies.models import Rule
from ai.policies.services import switch_off, switch_on
from ai.policies.standing import is_stopped, standing
from ai.providers.models import Model, Provider, Route
from tests.ai.engine.asking import ask, calls, failing
from tests.ai.server import ScriptedServer, Step
from tests.people import People

pytestmark = pytest.mark.django_db


@pytest.fixture
def sections() -> Iterator[None]:
    scopes.register("article", lambda site, pk: ["category:3"] if pk == "1" else [])
    yield
    scopes.forget("article")


@pytest.mark.usefixtures("sections")
@pytest.mark.parametrize(
    ("rule", "holds"),
    [
        ({}, True),
        ({"feature": "tests"}, True),
        ({"feature": "tests.text"}, True),
        ({"feature": "test"}, False),
        ({"feature": "writing"}, False),
        ({"scope": "article:1"}, True),
        ({"scope": "article:*"}, True),
        ({"scope": "category:3"}, True),
        ({"scope": "category:4"}, False),
        ({"scope": "article:12"}, False),
        ({"site": None}, True),
        ({"site": "noise"}, False),
        ({"feature": "writing", "scope": "article:1"}, False),
    ],
)
def test_a_rule_speaks_of_its_site_feature_and_scope(
    site: Site, noise_site: Site, rule: dict[str, Any], holds: bool
) -> None:
    where = {"noise": noise_site, None: None}[rule.pop("site")] if "site" in rule else site
    Rule.objects.create(site=where, policy="never", **rule)
    stands = standing(site, "tests.text", "article:1")
    assert (stands.rule is not None) is holds
    assert stands.allows(is_built_in=False, runs_here=True) is not holds


def test_the_strictest_rule_counts(site: Site) -> None:
    for policy in ("local", "stopped", "never"):
        Rule.objects.create(site=site, policy=policy)
    assert standing(site, "x").is_stopped


@pytest.mark.parametrize("policy", ["local", "never", "stopped"])
def test_what_may_not_leave_does_not_leave(
    policy: str, site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    Rule.objects.create(site=site, policy=policy, scope="article:1", reason="Sources are in danger.")
    error = failing(site, people.creator)
    assert isinstance(error, Forbidden)
    assert "Reason: Sources are in danger." in error.message
    assert "Administrators decide this under Settings → AI rules" in error.message
    assert not server.asked, "no byte was sent"
    row = error.run
    assert (row.state, row.error_kind, row.sent_host, row.sent_bytes) == ("failed", "rule", "", 0)
    assert row.policy == standing(site, "tests.text", "article:1").name


def test_a_model_on_our_own_machines_may_answer_what_is_for_local_models(
    site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    with ScriptedServer(lambda body, purpose: "Ours answered this with care and at length.") as ours:
        here = Provider.objects.create(name="Ours", base_url=ours.url, runs_here=True)
        Route.objects.create(purpose="*", position=1, model=Model.objects.create(provider=here, name="own"))
        assert ask(site, people.creator).model == "scripted-1"
        rule = Rule.objects.create(site=site, policy="local")
        result = ask(site, people.creator)
        assert (result.model, result.run.policy) == ("own", "local models only")
        assert (len(server.asked), len(ours.asked)) == (1, 1)
        Rule.objects.filter(pk=rule.pk).update(policy="never")
        failing(site, people.creator)
        assert (len(server.asked), len(ours.asked)) == (1, 1)


def test_the_built_in_provider_still_works_where_nothing_may_be_sent(
    site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    Rule.objects.create(site=site, policy="never")
    text = (
        "The harbour opens its new pier on Saturday. Every ferry will stop there from then on. It cost 3 million euros."
    )
    result = run("writing.summary", {"text": text, "language": "en"}, by=people.creator, site=site, scope="article:1")
    assert result.is_local and result.text
    assert (result.run.policy, result.run.sent_bytes, result.run.sent_fields) == ("nothing leaves", 0, {})
    assert not server.asked
    switch_off(site=site, by=people.admin)
    with pytest.raises(Forbidden):
        run("writing.summary", {"text": text}, by=people.creator, site=site, scope="article:1")


def test_the_switch_holds_before_each_call_of_a_request(
    site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    server.script(Step(text="Sure, here is your text:\nNo."))
    seen: list[str] = []

    def listen(text: str) -> None:
        if not seen:
            switch_off(site=None, reason="Outage", by=people.superuser)
        seen.append(text)

    error = failing(site, people.creator, on_text=listen)
    assert isinstance(error, Forbidden)
    assert "AI is switched off for all sites. Reason: Outage." in error.message
    assert len(server.asked) == 1, "the repair was not asked for any more"
    assert switch_on(site=None, by=people.superuser)
    assert ask(site, people.creator).text


def test_the_switch_stops_what_is_being_written(
    site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    server.script(Step(text="word " * 200, pause=0.05))
    seen: list[str] = []

    def listen(text: str) -> None:
        if not seen:
            switch_off(site=site, feature="tests", by=people.admin)
        seen.append(text)

    error = failing(site, people.creator, on_text=listen)
    assert isinstance(error, Forbidden)
    assert len("".join(seen).split()) < 60, "within a second"
    assert Run.objects.get(pk=error.run.pk).text != ""


def test_a_feature_may_be_switched_off_alone(site: Site, people: People, model: Model, server: ScriptedServer) -> None:
    switch_off(site=site, feature="writing", by=people.admin)
    assert ask(site, people.creator).text
    assert is_stopped(site, "writing.title") and not is_stopped(site, "tests.text")


def test_another_sites_switch_changes_nothing_here(
    site: Site, noise_site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    switch_off(site=noise_site, by=None)
    assert ask(site, people.creator).text
    assert not switch_on(site=site, by=people.admin), "it was not off here"
    assert is_stopped(noise_site, "x")


def test_the_log_names_the_fields_that_left(site: Site, people: People, model: Model, server: ScriptedServer) -> None:
    ask(site, people.creator, context={"text": "12345", "tags": ["a"], "empty": ""})
    (row,) = calls(site)
    assert row.sent_fields == {"text": 5, "tags": 5}
    assert (row.sent_host, row.policy, row.redactions) == ("127.0.0.1", "allowed", 0)
