"""Making articles and pages."""

import pytest
from django.core.exceptions import ValidationError

from accounts.sites.models import Site
from content.articles.models import Article
from content.articles.services import create_article, create_page
from content.taxonomy.models import Tag
from tests.content.conftest import Terms
from tests.people import People

pytestmark = pytest.mark.django_db


def test_an_article_is_made_with_its_relations(site: Site, people: People, terms: Terms) -> None:
    article = create_article(
        site=site,
        by=people.creator,
        title="First",
        body="<p>Text</p><script>x</script>",
        category=terms.local.pk,
        tags=[terms.boats.pk],
        authors=[terms.bea.pk, terms.ann.pk],
    )
    stored = Article.objects.get(pk=article.pk)
    assert (stored.state, stored.version, stored.created_by) == ("draft", 1, people.creator)
    assert stored.category == terms.local
    assert [row.author for row in stored.bylines.all()] == [terms.bea, terms.ann]
    assert "data-id" in stored.body
    assert "script" not in stored.body


def test_an_article_may_be_empty(site: Site, people: People) -> None:
    assert str(create_article(site=site, by=people.creator)) == "Untitled"


def test_each_text_is_a_group_of_translations_of_its_own(site: Site, people: People) -> None:
    first, second = create_article(site=site, by=None), create_article(site=site, by=None)
    assert len(first.translation_group) == len(second.translation_group) == 20
    assert first.translation_group != second.translation_group


def test_what_cannot_be_stored_is_refused_by_field(site: Site, people: People) -> None:
    with pytest.raises(ValidationError) as refused:
        create_page(site=site, by=people.editor, title="x" * 300, canonical_url="nowhere")
    assert set(refused.value.message_dict) == {"title", "canonical_url"}


def test_terms_of_another_site_are_not_taken(site: Site, noise_site: Site, people: People) -> None:
    article = create_article(site=site, by=people.creator, tags=[Tag.objects.get(site=noise_site).pk])
    assert not article.tags.exists()
