"""A second run: the same file changes nothing, a newer one brings what is new, and nobody's work is overwritten."""

import pytest
from django.apps import apps
from django.core import serializers

from accounts.sites.models import Site
from content.articles.models import Article
from content.publishing.models import LivePage
from content.publishing.services import save_draft, trash, unpublish
from content.transfer import covering, reporting
from tests.content.transfer.conftest import Importing
from tests.content.transfer.generate import document, item, with_people
from tests.content.transfer.test_wordpress import Row
from tests.people import People

pytestmark = pytest.mark.django_db
ROOMS = ("transfer", "articles", "publishing", "taxonomy", "media", "search", "audit")


def everything() -> dict[str, str]:
    """Every row of content as text, runs aside."""
    models = [model for room in ROOMS for model in apps.get_app_config(room).get_models(include_auto_created=True)]
    rows = {model._meta.label: model._default_manager.order_by("pk") for model in models}
    rows.pop("transfer.Import")
    return {label: serializers.serialize("json", found) for label, found in rows.items()}


def test_the_same_file_again_changes_no_row(importing: Importing) -> None:
    text = "".join(with_people(12)).replace("</channel>", item(id=90, type="page", slug="a-page") + "</channel>")
    importing(text)
    before = everything()
    run = importing(text)
    assert everything() == before
    assert set(run.summary["states"]["article"]) == {"unchanged"}


def test_a_newer_export_brings_what_is_new_and_what_has_changed(importing: Importing, site: Site, row: Row) -> None:
    importing(document(item(id=7, slug="first", title="Old"), item(id=8, slug="second")))
    importing(document(item(id=7, slug="first", title="New"), item(id=8, slug="second"), item(id=9, slug="third")))
    titles = dict(LivePage.objects.filter(site=site).values_list("path", "title"))
    assert titles == {"/articles/first/": "New", "/articles/second/": "A post", "/articles/third/": "A post"}
    assert [row("article", number).state for number in ("7", "8", "9")] == ["updated", "imported", "imported"]


def test_a_report_tells_of_its_own_file_alone(importing: Importing) -> None:
    """WordPress writes a large site in parts, by month or by size."""
    whole = [item(id=number, slug=f"post-{number}") for number in range(1, 7)]
    importing(document(*whole, item(id=20, slug="secret", status="private")))
    part = importing(
        document(item(id=2, slug="post-2"), item(id=5, slug="post-5", title="New"), item(id=9, slug="nine"))
    )
    assert part.summary["kinds"]["article"] == 3
    assert part.summary["states"]["article"] == {"unchanged": 1, "updated": 1, "imported": 1}
    assert (part.summary["person_count"], part.summary["people"]) == (0, [])
    assert [line[2] for line in reporting.lines(part) if line[1] == "article"] == ["2", "5", "9"]


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ("", []),
        ("...", []),
        ("x", [[0, 0]]),
        ("xxx", [[0, 2]]),
        (".xx.x", [[1, 2], [4, 4]]),
        ("x." * covering.MOST_SPANS, [[n, n] for n in range(0, 2 * covering.MOST_SPANS, 2)]),
        ("x." * (covering.MOST_SPANS + 1), []),
    ],
)
def test_items_are_kept_as_few_spans_of_neighbours(named: str, expected: list[list[int]]) -> None:
    assert covering.spans((number, sign == "x") for number, sign in enumerate(named)) == expected


def test_what_was_edited_here_is_kept_and_reported(importing: Importing, site: Site, people: People, row: Row) -> None:
    importing(document(item(id=7, slug="first", title="Old")))
    article = Article.objects.get(site=site)
    save_draft(article, by=people.editor, version=article.version, changes={"title": "Mine"})
    importing(document(item(id=7, slug="first", title="New")))
    article.refresh_from_db()
    assert (article.title, row("article", "7").state) == ("Mine", "kept")
    assert "edited here" in row("article", "7").note
    before = everything()
    importing(document(item(id=7, slug="first", title="New")))
    assert everything() == before


def test_what_was_deleted_or_taken_down_here_is_not_brought_back(
    importing: Importing, site: Site, people: People, row: Row
) -> None:
    importing(document(item(id=7, slug="first"), item(id=8, slug="second")))
    first, second = (Article.objects.get(site=site, slug=slug) for slug in ("first", "second"))
    trash(first, by=people.editor)
    unpublish(second, by=people.editor)
    importing(document(item(id=7, slug="first", title="New"), item(id=8, slug="second", title="New")))
    assert not LivePage.objects.filter(site=site).exists()
    assert [row("article", number).state for number in ("7", "8")] == ["kept", "kept"]


def test_terms_that_the_site_has_are_used(importing: Importing, site: Site, terms: object) -> None:
    more = '<category domain="category" nicename="news"><![CDATA[News]]></category>'
    more += '<category domain="post_tag" nicename="harbor"><![CDATA[HARBOUR]]></category>'
    importing(document(item(id=7, more=more)))
    article = Article.objects.get(site=site)
    assert article.category and article.category.slug == "news"
    assert [tag.name for tag in article.tags.all()] == ["Harbour"]
