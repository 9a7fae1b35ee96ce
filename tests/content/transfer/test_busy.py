"""Texts and files that are made to keep an importer busy cost no more than others of their length."""

from time import process_time

import pytest

from accounts.sites.models import Site
from content.articles.models import Page
from content.publishing.models import LivePage
from content.taxonomy.models import Category
from content.transfer import loading, records
from content.transfer.importers.ghost import mobiledoc
from content.transfer.importers.ghost.cards import Found
from content.transfer.importers.markdown.markup import Markup
from content.transfer.importers.wordpress import metadata
from content.transfer.importers.wordpress.beforehand import Beforehand
from content.transfer.importers.wordpress.content import prepare
from content.transfer.levels import from_the_top
from content.transfer.models import ImportedItem
from content.transfer.records import Entry
from tests.content.transfer.conftest import Importing
from tests.content.transfer.generate import document, item

_NAMES = range(30_000)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("".join(f"[a_{number}]" for number in _NAMES), id="shortcodes without end"),
        pytest.param(
            "".join(f"[a{number}]" for number in _NAMES) + "".join(f"[/a{number}]" for number in _NAMES),
            id="shortcodes that all end at the end",
        ),
        pytest.param("".join(f"<!-- wp:a/b{number} /-->" for number in _NAMES), id="blocks of many names"),
        pytest.param("<div>" * 60_000 + "</p>" * 60_000, id="tags that nobody opened"),
        pytest.param("[caption]<img src=x>" * 20_000 + "[/caption]" * 20_000, id="captions in captions"),
    ],
)
def test_a_body_of_wordpress(body: str) -> None:
    began = process_time()
    prepare(Entry("article", "1", body=body))
    assert process_time() - began < 3


@pytest.mark.parametrize("made_by", ["hugo", "jekyll"])
def test_tags_of_markdown_of_many_names(made_by: str) -> None:
    began = process_time()
    tag = "{{{{< a{0} >}}}}" if made_by == "hugo" else "{{% a{0} %}}"
    found = Markup(made_by, lambda address, _: address).render("\n".join(tag.format(number) for number in _NAMES))
    assert process_time() - began < 5 and len(found.unknown) == 50


def test_a_line_of_fences_that_never_ends() -> None:
    began = process_time()
    Markup("hugo", lambda address, _: address).render("`" * 200_000)
    assert process_time() - began < 5


def test_fields_for_search_engines_and_references_to_blocks() -> None:
    began = process_time()
    entry = Entry("article", "1", title="T")
    metadata.apply(entry, {"_yoast_wpseo_title": "%a(" * 300_000}, site_title="S")
    text = "<!-- wp:block {" * 60_000
    assert Beforehand(blocks={"1": "x"}).with_blocks(text) == text
    assert process_time() - began < 2


@pytest.mark.parametrize(
    "document",
    [
        {"sections": [[1, "p", [[0, [0], 10**12, "once"]]]], "markups": [["b"]]},
        {"sections": [[10, 0]] * 4_000, "cards": [["html", {"html": "x" * 100_000}]]},
        {"sections": [[1, "p", [[0, [0], 1, "a"]] * 4_000]], "markups": [["a", ["href", "x" * 100_000]]]},
        {"sections": [[3, "ul", [[[1, [], 0, 0]] * 4_000]]], "atoms": [["mention", "x" * 100_000]]},
    ],
)
def test_a_short_mobiledoc_that_says_the_same_again_and_again(document: dict[str, object]) -> None:
    began = process_time()
    try:
        assert mobiledoc.to_html(document, Found()) == "<p><b>once</b></p>"
    except ValueError as error:
        assert "again and again" in str(error)
    assert process_time() - began < 2


def test_levels_go_from_the_top_down_and_circles_are_opened() -> None:
    assert from_the_top({"c": "b", "b": "a", "a": "", "x": "gone"}) == [["a", "x"], ["b"], ["c"]]
    assert from_the_top({"a": "b", "b": "a", "c": "c", "d": "b"}) == [["a", "c"], ["b"], ["d"]]
    chain = {str(number): str(number + 1) for number in range(20_000)}
    assert len(from_the_top(chain)) == 20_000


@pytest.mark.django_db
def test_categories_and_pages_in_each_other_without_end(importing: Importing, site: Site) -> None:
    head = "".join(
        f"<wp:category><wp:category_nicename>c{number}</wp:category_nicename><wp:cat_name>C{number}</wp:cat_name>"
        f"<wp:category_parent>c{number + 1}</wp:category_parent></wp:category>"
        for number in range(60)
    )
    pages = [item(id=number, type="page", slug=f"p{number}", parent=number + 1) for number in range(1, 61)]
    text = document(*pages, head=head)
    run = importing(text)
    assert run.state == "done"
    assert max(len(trail) for trail in Category.objects.filter(site=site).values_list("trail", flat=True)) == 20
    assert Page.objects.filter(site=site, state="published").count() == 60
    paths = sorted(LivePage.objects.filter(site=site).values_list("path", flat=True))
    assert max(path.count("/") for path in paths) == 21
    importing(text)
    assert sorted(LivePage.objects.filter(site=site).values_list("path", flat=True)) == paths


@pytest.mark.django_db
def test_what_no_database_takes_in_one_piece_fails_by_itself(
    importing: Importing, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "LONGEST", 6_000)
    monkeypatch.setattr(records, "LONGEST", 500)
    said = f"<wp:comment_content>{'x' * 900}</wp:comment_content>"
    comment = f"<wp:comment><wp:comment_id>5</wp:comment_id>{said}</wp:comment>"
    text = document(
        item(id=1, slug="long", title="Long", body="é" * 1_500),
        item(id=2, slug="short", title="Short", body="Words.", more=comment),
    )
    for _ in range(2):
        importing(text)
        row = ImportedItem.objects.get(site=site, source_id="1")
        assert (row.state, row.needs_person) == ("failed", True) and "longer than a database takes" in row.note
        assert list(LivePage.objects.filter(site=site).values_list("title", flat=True)) == ["Short"]
    assert len(ImportedItem.objects.get(site=site, kind="comment").payload["body"]) == 500
