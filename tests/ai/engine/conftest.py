"""A scripted server and short time-outs for the engine's tests."""

from collections.abc import Iterator

import pytest

from ai.engine import calling, prompting
from ai.engine.prompting import Prompt
from ai.providers.backends import openai_compatible
from ai.providers.models import Model, Provider, Route
from tests.ai.server import ScriptedServer

ANSWER = "The harbour opens its new pier on Saturday, and every ferry will stop there from then on."


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer(lambda body, purpose: ANSWER) as server:
        yield server


@pytest.fixture(autouse=True)
def _impatient(settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits are short, and `tests.text` is a purpose with a prompt."""
    settings.OPENAI_BASE_URL = settings.OPENAI_API_KEY = settings.AI_MODEL = ""
    settings.AI_FIRST_TOKEN_TIMEOUT = settings.AI_CHUNK_TIMEOUT = 1
    monkeypatch.setattr(calling, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(calling, "LONGEST_BACKOFF", 0.02)
    openai_compatible._unwanted.clear()
    sections = (("system", "You write."), ("user", '{{ text|fence:"text" }}'))
    prompt = Prompt("tests.text", "file 1", sections, max_tokens=200)
    monkeypatch.setattr(prompting, "files", lambda: {"tests.text": prompt})


@pytest.fixture
def model(db: None, server: ScriptedServer) -> Model:
    """The platform's model for everything, at the scripted server."""
    provider = Provider(name="Scripted", base_url=server.url)
    provider.set_key("sk-scripted-0123456789abcdef")
    provider.save()
    model = Model.objects.create(provider=provider, name="scripted-1")
    Route.objects.create(purpose="*", model=model)
    return model
