"""What was no reader's at the source is no program's here either, whoever's key it shows."""

from typing import Any

import pytest

from accounts.integrations.services import make_key
from accounts.sites.models import Site
from content.articles.models import Article
from tests.conftest import ClientFor
from tests.content.transfer.conftest import Importing
from tests.content.transfer.generate import document, item
from tests.people import People

# MySQL's full text index shows only what is committed.
pytestmark = pytest.mark.django_db(transaction=True)
SECRETS = [
    item(id=2, slug="draft", title="Secret draft", status="draft", body="A secret."),
    item(id=3, slug="private", title="Secret note", status="private", body="A secret."),
    item(id=4, slug="password", title="Secret word", password="open", body="A secret."),
    item(id=5, slug="later", title="Secret plan", status="future", date="2090-01-02 08:00:00", body="A secret."),
    item(id=6, slug="bin", title="Secret waste", status="trash", body="A secret."),
    item(id=7, slug="odd", title="Secret state", status="acf-disabled", body="A secret."),
]


def test_no_key_opens_what_is_not_public(
    importing: Importing, site: Site, people: People, client_for: ClientFor
) -> None:
    importing(document(item(id=1, slug="open", title="Open", body="No secret at all."), *SECRETS))
    drafts = Article.objects.filter(site=site).exclude(title="Open")
    assert drafts.count() == 5
    for who in (people.viewer, people.creator, people.editor, people.admin):
        _, key = make_key(site=site, by=who, name="Program", scopes=["pages:read"], expires_at=None)
        headers = {"authorization": f"Bearer {key}"}

        def ask(path: str, headers: dict[str, str] = headers) -> Any:
            return client_for().get(path, headers=headers)

        listed = ask("/api/v1/pages").json()["pages"] + ask("/api/v1/search?q=secret").json()["hits"]
        assert [page["title"] for page in listed] == ["Open", "Open"]
        for article in drafts:
            answer = ask(f"/api/v1/pages/{article.public_id}")
            assert answer.status_code == 404 and "ecret" not in answer.text
