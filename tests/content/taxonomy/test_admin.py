"""Terms in the admin: of this site only, with counts, and merged from the list."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.sites.models import Site
from content.articles.models import Article
from content.publishing import services as publishing
from content.taxonomy.models import Author, Category, Tag
from content.taxonomy.services import create_category, create_tag
from tests.conftest import ClientFor
from tests.content.conftest import Terms
from tests.people import People

pytestmark = pytest.mark.django_db
LISTS = {"tag": Tag, "category": Category, "author": Author}


def list_of(name: str) -> str:
    return reverse(f"admin:taxonomy_{name}_changelist")


@pytest.mark.parametrize("name", LISTS)
def test_lists_show_this_site_and_how_many_pages_are_live(
    client_for: ClientFor, people: People, terms: Terms, write: Callable[..., Article], name: str
) -> None:
    filed = {"tags": [terms.boats.pk], "category": terms.local.pk, "authors": [terms.ann.pk]}
    for title in ("One", "Two"):
        publishing.publish(write(title, **filed), by=people.editor)
    response = client_for(people.editor).get(list_of(name))
    rows = response.context["cl"].result_list
    assert {row.site_id for row in rows} == {terms.news.site_id}
    counts = {row.name: row.live_count for row in rows}
    expected = {
        "tag": {"Boats": 2, "Harbour": 0},
        "category": {"News": 2, "Local": 2},
        "author": {"Ann Field": 2, "Bea Stone": 0},
    }
    assert counts == expected[name]


def test_categories_show_their_place(client_for: ClientFor, people: People, terms: Terms) -> None:
    assert "News › Local" in client_for(people.editor).get(list_of("category")).content.decode()


@pytest.mark.parametrize("name", ["tag", "category"])
def test_queries_do_not_grow_with_the_list(
    client_for: ClientFor, people: People, terms: Terms, site: Site, name: str
) -> None:
    make = {"tag": create_tag, "category": create_category}[name]
    client = client_for(people.editor)
    client.get(list_of(name))
    counts = []
    for size in (2, 20):
        for number in range(size):
            make(site=site, name=f"{size} {number}", by=people.editor)
        with CaptureQueriesContext(connection) as queries:
            client.get(list_of(name))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_tag_is_made_with_an_address_from_its_name(client_for: ClientFor, people: People, site: Site) -> None:
    data = {"name": "Quay side", "slug": "", "description": ""}
    client_for(people.editor).post(reverse("admin:taxonomy_tag_add"), data)
    assert Tag.objects.get(site=site, name="Quay side").slug == "quay-side"


def test_a_double_is_said_at_its_field(client_for: ClientFor, people: People, terms: Terms) -> None:
    data = {"name": "boats", "slug": "", "description": ""}
    response = client_for(people.editor).post(reverse("admin:taxonomy_tag_add"), data)
    assert response.status_code == 200
    assert "already" in str(response.context["adminform"].form.errors["name"])


def test_a_category_cannot_be_put_below_itself(client_for: ClientFor, people: People, terms: Terms) -> None:
    address = reverse("admin:taxonomy_category_change", args=[terms.news.pk])
    data = {"name": "News", "slug": "news", "parent": terms.local.pk, "position": 0, "description": ""}
    response = client_for(people.editor).post(address, data)
    assert "below itself" in str(response.context["adminform"].form.errors["parent"])


@pytest.mark.parametrize(("who", "status"), [("editor", 200), ("admin", 200), ("creator", 403), ("viewer", 302)])
def test_editors_change_terms(client_for: ClientFor, people: People, terms: Terms, who: str, status: int) -> None:
    address = reverse("admin:taxonomy_author_change", args=[terms.ann.pk])
    data = {"name": "Ann Meadow", "slug": "ann-field", "job_title": "", "description": "", "url": "", "user": ""}
    client_for(getattr(people, who)).post(address, data)
    assert (Author.objects.get(pk=terms.ann.pk).name == "Ann Meadow") == (status == 200)


def test_terms_of_the_other_site_do_not_exist(
    client_for: ClientFor, people: People, noise_site: Site, terms: Terms
) -> None:
    client = client_for(people.admin)
    for name, model in LISTS.items():
        foreign = model.objects.filter(site=noise_site)[0]  # type: ignore[attr-defined]
        for view in ("change", "delete"):
            assert client.get(reverse(f"admin:taxonomy_{name}_{view}", args=[foreign.pk])).status_code == 404


def test_merging_asks_which_one_stays(client_for: ClientFor, people: People, terms: Terms) -> None:
    client = client_for(people.editor)
    data = {"action": "merge_selected", "_selected_action": [terms.boats.pk, terms.harbour.pk]}
    question = client.post(list_of("tag"), data)
    assert question.status_code == 200
    assert b"Which one stays?" in question.content
    assert Tag.objects.for_site(terms.news.site).count() == 2
    client.post(list_of("tag"), {**data, "into": terms.harbour.pk})
    assert [tag.name for tag in Tag.objects.for_site(terms.news.site)] == ["Harbour"]


def test_merging_one_term_says_what_is_missing(client_for: ClientFor, people: People, terms: Terms) -> None:
    data = {"action": "merge_selected", "_selected_action": [terms.boats.pk]}
    response = client_for(people.editor).post(list_of("tag"), data, follow=True)
    assert "two or more" in response.content.decode()


def test_terms_of_the_other_site_cannot_be_merged(
    client_for: ClientFor, people: People, terms: Terms, noise_site: Site
) -> None:
    foreign = Tag.objects.filter(site=noise_site).first()
    assert foreign is not None
    ids = [terms.boats.pk, foreign.pk]
    client_for(people.admin).post(
        list_of("tag"), {"action": "merge_selected", "_selected_action": ids, "into": terms.boats.pk}
    )
    assert Tag.objects.filter(pk=foreign.pk).exists()


def test_creators_see_no_merging(client_for: ClientFor, people: People, terms: Terms) -> None:
    data = {"action": "merge_selected", "_selected_action": [terms.boats.pk, terms.harbour.pk], "into": terms.boats.pk}
    client_for(people.creator).post(list_of("tag"), data)
    assert Tag.objects.for_site(terms.news.site).count() == 2


def test_deleting_leaves_no_trace_and_refuses_what_is_needed(
    client_for: ClientFor, people: People, terms: Terms
) -> None:
    client = client_for(people.editor)
    client.post(reverse("admin:taxonomy_tag_delete", args=[terms.boats.pk]), {"post": "yes"})
    client.post(reverse("admin:taxonomy_category_delete", args=[terms.news.pk]), {"post": "yes"})
    assert not Tag.objects.filter(pk=terms.boats.pk).exists()
    assert Category.objects.filter(pk=terms.news.pk).exists()


@pytest.mark.parametrize("name", LISTS)
def test_an_address_that_is_taken_is_told_in_words(
    client_for: ClientFor, people: People, terms: Terms, name: str
) -> None:
    taken = LISTS[name].objects.filter(site=terms.news.site).first()
    assert taken is not None
    sent = {"name": "Another", "slug": taken.slug, "position": "0"}
    html = client_for(people.editor).post(reverse(f"admin:taxonomy_{name}_add"), sent).content.decode()
    assert f"Another {name} has this address already" in html and "Site and Slug" not in html


def test_a_number_that_no_row_can_have_is_no_fault_of_ours(client_for: ClientFor, people: People, terms: Terms) -> None:
    sent = {"name": "Another", "slug": "", "position": "0", "parent": "9" * 30}
    answer = client_for(people.editor).post(reverse("admin:taxonomy_category_add"), sent)
    assert answer.status_code in (200, 400) and not Category.objects.filter(name="Another").exists()
