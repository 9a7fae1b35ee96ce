from collections.abc import Callable, Iterator
from typing import Any

import pytest

from accounts.jobs import execution
from accounts.sites.models import Site
from ai.engine import calling
from ai.providers.backends import openai_compatible
from ai.providers.models import Model, Provider, Route
from ai.review.models import Review
from ai.review.services import start_review
from content.articles.models import Article
from content.articles.services import create_article
from tests.ai.review.answers import BODY, nothing
from tests.ai.server import ScriptedServer
from tests.people import People


@pytest.fixture(autouse=True)
def _impatient(settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.OPENAI_BASE_URL = settings.OPENAI_API_KEY = settings.AI_MODEL = ""  # type: ignore[attr-defined]
    settings.AI_FIRST_TOKEN_TIMEOUT = settings.AI_CHUNK_TIMEOUT = 1  # type: ignore[attr-defined]
    monkeypatch.setattr(calling, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(calling, "LONGEST_BACKOFF", 0.02)
    openai_compatible._unwanted.clear()


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer(nothing) as server:
        yield server


@pytest.fixture
def model(db: None, server: ScriptedServer) -> Model:
    """A language model that notes nothing, unless a test scripts it."""
    provider = Provider(name="Scripted", base_url=server.url)
    provider.set_key("sk-scripted-0123456789abcdef")
    provider.save()
    model = Model.objects.create(provider=provider, name="scripted-1")
    Route.objects.create(purpose="*", model=model)
    return model


@pytest.fixture
def article(site: Site, people: People) -> Article:
    about = {"summary": "Six ferries.", "seo_description": "What the new pier changes for those who go by ferry here."}
    return create_article(site=site, by=people.creator, title="The new pier", body=BODY, language="en", **about)


@pytest.fixture
def reviewed(article: Article, people: People, site: Site) -> Callable[..., Review]:
    """A review after a worker has had its job."""

    def make(by: Any = None) -> Review:
        by = by or people.creator
        review = start_review(kind="article", object_id=article.pk, site=site, by=by)
        execution.run(review.job_id or 0)
        return Review.objects.for_page().get(pk=review.pk)

    return make
