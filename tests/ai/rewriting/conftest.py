from collections.abc import Iterator

import pytest

from ai.engine import calling
from ai.providers.backends import openai_compatible
from ai.providers.models import Model, Provider, Route
from tests.ai.rewriting.answers import answering
from tests.ai.server import ScriptedServer


@pytest.fixture(autouse=True)
def _impatient(settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.OPENAI_BASE_URL = settings.OPENAI_API_KEY = settings.AI_MODEL = ""  # type: ignore[attr-defined]
    settings.AI_FIRST_TOKEN_TIMEOUT = settings.AI_CHUNK_TIMEOUT = 1  # type: ignore[attr-defined]
    monkeypatch.setattr(calling, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(calling, "LONGEST_BACKOFF", 0.02)
    openai_compatible._unwanted.clear()


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer(answering) as server:
        yield server


@pytest.fixture
def model(db: None, server: ScriptedServer) -> Model:
    """A language model that does as it is asked."""
    provider = Provider(name="Scripted", base_url=server.url)
    provider.set_key("sk-scripted-0123456789abcdef")
    provider.save()
    model = Model.objects.create(provider=provider, name="scripted-1")
    Route.objects.create(purpose="*", model=model)
    return model
