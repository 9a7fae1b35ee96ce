"""What the scripts of AI say comes from the page in its language."""

import pytest

from accounts.sites.models import Site
from content import words
from content.articles.services import create_article
from tests.conftest import ClientFor
from tests.content.articles.test_words import SAID, scripts, untranslated
from tests.people import People

ROOMS = ("rewriting", "review", "writing")


@pytest.mark.parametrize("room", ROOMS)
def test_no_script_has_a_sentence_of_its_own(room: str) -> None:
    assert untranslated(scripts(room)) == []


@pytest.mark.parametrize("room", ROOMS)
def test_what_a_script_says_is_listed_for_translators_and_nothing_else(room: str) -> None:
    assert set(words.declared(room)) == set(SAID.findall(scripts(room)))


@pytest.mark.django_db
def test_the_edit_page_hands_over_what_the_menu_says(site: Site, people: People, client_for: ClientFor) -> None:
    article = create_article(site=site, by=people.editor, title="First", body="<p>Words.</p>")
    page = client_for(people.editor).get(f"/admin/articles/article/{article.pk}/change/").content.decode()
    assert 'id="words-rewriting"' in page
