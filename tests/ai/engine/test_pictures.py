"""Pictures go to models that see, and to no other."""

from typing import Any

import pytest

from accounts.sites.models import Site
from ai.engine.forecasts import forecast
from ai.engine.models import Run
from ai.engine.running import BLIND
from ai.providers.models import Model
from tests.ai.engine.asking import ask, failing
from tests.ai.server import ScriptedServer, Step
from tests.people import People

pytestmark = pytest.mark.django_db
PICTURE = "data:image/png;base64,iVBORw0KGgo="


def test_a_model_that_sees_gets_the_picture_with_the_last_message(
    site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    Model.objects.filter(pk=model.pk).update(can_see=True)
    ask(site, people.creator, pictures=(PICTURE,))
    text, picture = server.asked[0].body["messages"][-1]["content"]
    assert text["type"] == "text" and "The pier opens" in text["text"]
    assert picture == {"type": "image_url", "image_url": {"url": PICTURE}}
    run = Run.objects.get(site=site, user=people.creator, head=None)  # a slow machine repeats a call
    assert run.sent_bytes > len(PICTURE) and PICTURE not in run.log_prompt


def test_a_model_that_does_not_see_is_not_asked(
    site: Site, people: People, model: Model, server: ScriptedServer
) -> None:
    assert failing(site, people.creator, pictures=(PICTURE,)).message == BLIND
    assert server.asked == []


def test_the_built_in_provider_says_that_it_cannot_see(site: Site, people: People, settings: Any) -> None:
    settings.OPENAI_BASE_URL = settings.OPENAI_API_KEY = ""
    assert failing(site, people.creator, pictures=(PICTURE,)).message == BLIND


def test_the_environment_names_a_model_for_pictures(
    site: Site, people: People, server: ScriptedServer, settings: Any
) -> None:
    settings.OPENAI_BASE_URL, settings.AI_MODEL, settings.AI_VISION_MODEL = server.url, "words", "eyes"
    server.script(Step(text="The pier opens on Saturday and is free for all."))
    ask(site, people.creator, pictures=(PICTURE,))
    assert server.asked[0].body["model"] == "eyes"


def test_pictures_are_part_of_the_forecast(site: Site, model: Model) -> None:
    Model.objects.filter(pk=model.pk).update(can_see=True)
    told = {"text": "x"}
    without, seen = forecast("tests.text", [told], site=site), forecast("tests.text", [told], site=site, pictures=2)
    assert seen.tokens_in == without.tokens_in + 2_400
