"""What of a text leaves the server, by the site's policy."""

import json

import pytest

from accounts.sites.models import Site
from ai.engine.exceptions import RunFailed
from ai.engine.models import Run
from ai.guards.outbound import STANDARD
from ai.policies.models import Privacy
from ai.providers.models import Model
from tests.ai.engine.asking import ask
from tests.ai.server import ScriptedServer, Step
from tests.people import People

pytestmark = pytest.mark.django_db
SECRET = "sk-proj-" + "9fK2mVx81LqTzRw7YbN4cDe6HgJ0pAsU"
TEXT = f"The harbour's key is {SECRET}, its account DE89 3704 0044 0532 0130 00, its address port@harbour.test."


def sent(server: ScriptedServer) -> str:
    return json.dumps([asked.body for asked in server.asked], ensure_ascii=False)


def test_the_two_places_that_know_the_standard_agree(site: Site) -> None:
    assert Privacy(site=site).as_policy() == dict(STANDARD)


def test_keys_and_accounts_are_replaced_and_come_back(
    site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    server.script(Step(text="The harbour has the account [[iban-1]] and can be written to at port@harbour.test."))
    result = ask(site, people.creator, context={"text": TEXT})
    assert SECRET not in sent(server) and "3704 0044" not in sent(server) and "port@harbour.test" in sent(server)
    assert result.text == (
        "The harbour has the account DE89 3704 0044 0532 0130 00 and can be written to at port@harbour.test."
    )
    assert Run.objects.get(site=site).redactions == 2


def test_a_repair_leaks_nothing_either(site: Site, people: People, model: Model, server: ScriptedServer) -> None:
    server.script(Step(text="Sure! Here is the text: [[iban-1]]"), Step(text="The account is [[iban-1]], as it was."))
    ask(site, people.creator, context={"text": TEXT})
    assert len(server.asked) == 2 and "3704 0044" not in sent(server)


def test_what_the_site_blocks_is_not_sent_at_all(
    site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    Privacy.objects.create(site=site, email="block")
    with pytest.raises(RunFailed, match="an e-mail address"):
        ask(site, people.creator, context={"text": TEXT})
    assert not server.asked
    assert Run.objects.get(site=site).state == Run.State.FAILED
