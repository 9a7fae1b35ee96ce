"""Searching is limited by address."""

from typing import Any

import pytest
from limits import parse

from accounts.sites.models import Site
from tests.conftest import ClientFor

pytestmark = pytest.mark.django_db


def test_one_search_too_many_is_answered_429_with_a_page(site: Site, client_for: ClientFor, settings: Any) -> None:
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"search": parse("3/minute")}
    answers = [client_for().get("/search/?q=harbour") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[3].headers["Retry-After"] and "That was too often" in answers[3].content.decode()
    assert answers[3].headers["Cache-Control"] == "no-store"
    assert client_for().get("/").status_code == 200
