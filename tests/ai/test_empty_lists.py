"""A list of AI where nothing stands yet says what will stand there and how it comes about."""

import pytest

from accounts.sites.models import Site
from tests.conftest import ClientFor
from tests.people import People

pytestmark = pytest.mark.django_db
LISTS = {
    "engine/run": "logged here",
    "evals/goldenset": "frozen copy",
    "evals/evalrun": "needs a golden set",
    "evals/canary": "small share",
    "bulk/bulk": "see the price",
    "writing/draft": "Say in a brief",
    "review/review": "Review this page",
    "rewriting/rewrite": "Ctrl+J",
    "proposals/provenance": "accepted proposal",
    "usage/sending": "Nothing has left",
    "providers/provider": "built-in provider answers",
    "providers/model": "fetch the list",
    "providers/route": "which model answers what",
    "spending/budget": "stops before a call",
    "policies/rule": "models of your own",
}


@pytest.mark.parametrize(("address", "words"), LISTS.items())
def test_an_empty_list_says_how_it_fills(
    address: str, words: str, client_for: ClientFor, site: Site, people: People
) -> None:
    client = client_for(people.admin)
    html = client.get(f"/admin/{address}/").content.decode()
    assert words in html.partition('class="empty-list"')[2]
    found_nothing = client.get(f"/admin/{address}/?q=zzzzzz").content.decode()
    assert "clear the filters" in found_nothing or "empty-list" in found_nothing
