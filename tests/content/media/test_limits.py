"""Uploading is limited by person."""

from typing import Any

import pytest
from limits import parse

from tests.conftest import ClientFor
from tests.people import People

pytestmark = pytest.mark.django_db


def test_one_upload_too_many_is_refused_with_words_for_the_page(
    people: People, client_for: ClientFor, settings: Any
) -> None:
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"upload": parse("2/minute")}
    client = client_for(people.creator)
    answers = [client.post("/admin/media/asset/upload/", headers={"accept": "application/json"}) for _ in range(3)]
    assert answers[2].status_code == 429 and answers[0].status_code != 429
    assert answers[2].json()["error"].startswith("That was too often")
    assert client_for(people.editor).post("/admin/media/asset/upload/").status_code != 429
