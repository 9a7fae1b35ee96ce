"""Asking for text is limited by person and by site."""

from typing import Any

import pytest
from limits import parse

from tests.conftest import ClientFor
from tests.people import People

pytestmark = pytest.mark.django_db

SUGGEST = "/admin/writing/draft/suggest/"


def test_one_question_too_many_is_refused_in_the_panel(people: People, client_for: ClientFor, settings: Any) -> None:
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"ai": parse("2/minute")}
    client = client_for(people.creator)
    answers = [client.post(SUGGEST, headers={"hx-request": "true"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [404, 404, 429]
    assert b'role="alert"' in answers[2].content
    assert client_for(people.editor).post(SUGGEST).status_code == 404


def test_a_site_has_a_limit_of_its_own(people: People, client_for: ClientFor, settings: Any) -> None:
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"ai_site": parse("2/minute")}
    answers = [client_for(user).post(SUGGEST).status_code for user in (people.creator, people.editor, people.admin)]
    assert answers == [404, 404, 429]
