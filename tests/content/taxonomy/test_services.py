"""Authors, categories and tags: made, renamed, moved and merged."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.audit.models import Entry
from accounts.sites.models import Site
from content.articles.models import Article
from content.taxonomy import registry, services
from content.taxonomy.models import Author, Category, Merged, Tag
from content.taxonomy.services import TermRefused
from content.taxonomy.trees import paths_of, tree_of
from tests.content.conftest import Terms
from tests.people import People

pytestmark = pytest.mark.django_db


def topics() -> list[str]:
    return list(Entry.objects.filter(topic__startswith="taxonomy.").order_by("pk").values_list("topic", flat=True))


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Söndag Ö", "sondag-o"), ("港", "港"), ("C++", "c"), ("!!!", "tag"), ("", None), ("x" * 121, None)],
)
def test_a_slug_is_made_from_the_name(site: Site, people: People, name: str, slug: str | None) -> None:
    if slug is None:
        with pytest.raises(TermRefused):
            services.create_tag(site=site, name=name, by=people.editor)
    else:
        assert services.create_tag(site=site, name=name, by=people.editor).slug == slug


def test_authors_and_categories_of_one_name_get_slugs_of_their_own(site: Site, people: People) -> None:
    authors = [services.create_author(site=site, name="Ann Field", by=people.editor) for _ in range(3)]
    assert [author.slug for author in authors] == ["ann-field", "ann-field-2", "ann-field-3"]
    assert authors[1].get_absolute_url() == "/authors/ann-field-2/"


@pytest.mark.parametrize("name", ["Boats", "boats", " BOATS ", "Boåts"])
def test_a_tag_is_there_once_whatever_its_case_and_accents(site: Site, people: People, terms: Terms, name: str) -> None:
    with pytest.raises(TermRefused, match="already"):
        services.create_tag(site=site, name=name, by=people.editor)


def test_the_other_site_may_have_the_same_names(noise_site: Site, terms: Terms) -> None:
    assert Tag.objects.for_site(noise_site).named(["harbour"]).exists()
    assert terms.harbour.slug == "harbour"


def test_tags_are_found_or_made_by_name(site: Site, people: People, terms: Terms) -> None:
    tags = services.tags_named(["boats", " New  one ", "Boats", "", "HARBOUR"], site=site, by=people.creator)
    assert [tag.name for tag in tags] == ["Boats", "New one", "Harbour"]
    assert {tag.site_id for tag in tags} == {site.pk}
    assert services.tags_named(["Unknown", "boats"], site=site, by=None, may_create=False) == [terms.boats]


def test_renaming_keeps_the_address(terms: Terms, people: People) -> None:
    services.rename_term(terms.boats, "Ships", by=people.editor)
    stored = Tag.objects.get(pk=terms.boats.pk)
    assert (stored.name, stored.slug, stored.name_key) == ("Ships", "boats", "ships")
    assert topics()[-1] == "taxonomy.term_changed"


def test_a_new_address_is_told_with_the_old_one(terms: Terms, people: People) -> None:
    services.rename_term(terms.boats, "Ships", slug="ships", by=people.editor)
    entry = Entry.objects.get(topic="taxonomy.term_moved")
    assert entry.payload == {"dep": f"tag:{terms.boats.pk}", "old_path": "/tags/boats/", "new_path": "/tags/ships/"}


def test_a_taken_address_is_refused(terms: Terms, people: People) -> None:
    with pytest.raises(TermRefused, match="address already"):
        services.rename_term(terms.boats, "Boats", slug="harbour", by=people.editor)


def test_moving_a_category_takes_everything_below_along(site: Site, terms: Terms, people: People) -> None:
    deep = services.create_category(site=site, name="Deep", by=people.editor, parent=terms.local)
    other = services.create_category(site=site, name="Other", by=people.editor)
    services.move_category(terms.local, parent=other, by=people.editor)
    deep.refresh_from_db()
    assert terms.local.trail == [other.pk, terms.local.pk]
    assert deep.trail == [other.pk, terms.local.pk, deep.pk]
    assert [(depth, row.name) for depth, row in tree_of(site)] == [(0, "News"), (0, "Other"), (1, "Local"), (2, "Deep")]
    assert paths_of([deep])[deep.pk] == "Other › Local › Deep"


def test_a_category_cannot_stand_below_itself_or_on_another_site(
    noise_site: Site, terms: Terms, people: People
) -> None:
    with pytest.raises(TermRefused, match="below itself"):
        services.move_category(terms.news, parent=terms.local, by=people.editor)
    foreign = Category.objects.filter(site=noise_site).first()
    with pytest.raises(TermRefused, match="gone"):
        services.move_category(terms.local, parent=foreign, by=people.editor)


def test_merging_moves_what_is_filed_and_counts_it_once(
    terms: Terms, people: People, write: Callable[..., Article]
) -> None:
    both = write("Both", tags=[terms.boats.pk, terms.harbour.pk])
    one = write("One", tags=[terms.boats.pk])
    old = terms.boats.pk
    services.merge_terms(terms.boats, terms.harbour, by=people.editor)
    assert [list(row.tags.all()) for row in (both, one)] == [[terms.harbour], [terms.harbour]]
    assert not Tag.objects.filter(pk=old).exists()
    assert Merged.objects.targets("tag", [old]) == {old: terms.harbour.pk}


def test_merging_twice_remembers_where_both_went(site: Site, terms: Terms, people: People) -> None:
    third = services.create_tag(site=site, name="Ships", by=people.editor)
    first, second = terms.boats.pk, terms.harbour.pk
    services.merge_terms(terms.boats, terms.harbour, by=people.editor)
    services.merge_terms(terms.harbour, third, by=people.editor)
    assert Merged.objects.targets("tag", [first, second]) == {first: third.pk, second: third.pk}


def test_authors_merge_with_their_bylines(terms: Terms, people: People, write: Callable[..., Article]) -> None:
    both = write("Both", authors=[terms.ann.pk, terms.bea.pk])
    one = write("One", authors=[terms.ann.pk])
    services.merge_terms(terms.ann, terms.bea, by=people.editor)
    assert [[row.author for row in text.bylines.all()] for text in (both, one)] == [[terms.bea], [terms.bea]]


def test_categories_merge_with_what_stands_below_them(site: Site, terms: Terms, people: People) -> None:
    other = services.create_category(site=site, name="Other", by=people.editor)
    services.merge_terms(terms.news, other, by=people.editor)
    terms.local.refresh_from_db()
    assert (terms.local.parent, terms.local.trail) == (other, [other.pk, terms.local.pk])


def test_what_cannot_be_merged_is_refused(noise_site: Site, terms: Terms, people: People) -> None:
    foreign = Tag.objects.filter(site=noise_site).first()
    for source, into in [
        (terms.boats, terms.boats),
        (terms.boats, foreign),
        (terms.boats, terms.ann),
        (terms.news, terms.local),
    ]:
        with pytest.raises(TermRefused):
            services.merge_terms(source, into, by=people.editor)  # type: ignore[type-var]
    assert Tag.objects.for_site(terms.boats.site).count() == 2


def test_deleting_says_what_stands_in_the_way(terms: Terms, people: People, write: Callable[..., Article]) -> None:
    write(authors=[terms.ann.pk], tags=[terms.boats.pk])
    with pytest.raises(TermRefused, match="below it"):
        services.delete_term(terms.news, by=people.editor)
    with pytest.raises(TermRefused, match="merge it"):
        services.delete_term(terms.ann, by=people.editor)
    services.delete_term(terms.boats, by=people.editor)
    assert not Tag.objects.filter(name="Boats", site=terms.news.site).exists()
    assert Author.objects.filter(pk=terms.ann.pk).exists()


def test_uses_are_counted_for_a_whole_list_at_once(
    site: Site, terms: Terms, people: People, write: Callable[..., Article]
) -> None:
    ids = [terms.boats.pk, terms.harbour.pk]
    with CaptureQueriesContext(connection) as queries:
        assert registry.uses_of("tag", ids) == dict.fromkeys(ids, 0)
    assert len(queries) == 2  # whose terms these are, and their counts: for a whole list at once
