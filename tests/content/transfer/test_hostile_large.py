"""Hostile files that are made here, since they are long or come in many sizes: each ends in a clear report."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from accounts.sites.models import Site
from content.articles.models import Article, Page
from content.publishing.models import LivePage
from content.taxonomy.models import Category
from content.transfer.models import Import, ImportedItem
from content.transfer.running import Options, Refused, Running
from tests.content.transfer.conftest import Importing, nobody_watches
from tests.content.transfer.generate import document, item

pytestmark = pytest.mark.django_db
Row = Callable[[str, str], ImportedItem]
PLAIN = document(item(id=7, slug="plain", title="Plain", body="Words."))
DEEP = 10_000


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(b"\xff\xfe" + PLAIN.encode("utf-16-be"), "XML does not allow", id="UTF-16 with the wrong mark"),
        pytest.param(
            gzip.compress(PLAIN.encode()), "Line 1: The file is compressed (gzip)", id="gzip with the name of XML"
        ),
        pytest.param(b"PK\x03\x04" + bytes(500), "Line 1: The file is compressed (zip)", id="zip with the name of XML"),
        pytest.param(bytes(4096), "empty", id="nothing but zeros"),
        pytest.param((PLAIN + PLAIN).encode(), "goes on after its end", id="two files in one"),
        pytest.param(b"<rss>" + b"<a>" * DEEP, "nested more than", id="elements ten thousand deep"),
        pytest.param(PLAIN.replace("<channel>", "<channel><!--").encode(), "Line", id="a comment without end"),
    ],
)
def test_what_is_no_export_is_refused_with_its_line(importing: Importing, site: Site, data: bytes, said: str) -> None:
    run = importing(data)
    told = "; ".join(f"Line {line}: {message}" for line, message, _ in run.problems)
    assert run.state == Import.State.REFUSED, told
    assert said in told
    assert not ImportedItem.objects.filter(site=site).exists()
    assert not LivePage.objects.filter(site=site).exists()


@pytest.mark.parametrize("written", ["utf-8", "cp1252"])
@pytest.mark.parametrize("said", ["ISO-8859-1", "windows-1252", "UTF-8"])
def test_a_file_that_is_wrong_about_its_letters_is_read_right(
    importing: Importing, site: Site, written: str, said: str
) -> None:
    text = document(item(id=7, slug="plain", title="Größe – “so”", body="Wörter.")).replace("UTF-8", said)
    run = importing(text.encode(written))
    assert LivePage.objects.get(site=site).title == "Größe – “so”"
    assert bool(run.problems) is ((written, said) == ("cp1252", "UTF-8"))


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        pytest.param(
            "<!-- wp:group -->" * DEEP + "Deep down." + "<!-- /wp:group -->" * DEEP, "Deep down.", id="blocks"
        ),
        pytest.param("[box a=1]" * DEEP + "Deep down." + "[/box]" * DEEP, "Deep down.", id="shortcodes"),
        pytest.param("<div>" * DEEP + "Deep down." + "</div>" * DEEP, "Deep down.", id="elements"),
        pytest.param("<ul><li>" * DEEP + "Deep down.", "Deep down.", id="lists"),
        pytest.param("<blockquote>" * DEEP + "Deep down.", "Deep down.", id="quotes"),
        pytest.param('<!-- wp:paragraph {"a":' + "[" * 50_000 + "-->Deep down.", "Deep down.", id="attributes"),
        pytest.param(f'<p title="{"x" * 1_000_000}">Deep down.</p>', "Deep down.", id="an attribute of a megabyte"),
        pytest.param("a" * 500_000 + " Deep down.", "Deep down.", id="a word of half a megabyte"),
        pytest.param("<" * 50_000 + " Deep down.", "Deep down.", id="nothing but angles"),
        pytest.param("[" * 50_000 + " Deep down.", "Deep down.", id="nothing but brackets"),
        pytest.param("&amp;" * 30_000 + " Deep down.", "Deep down.", id="ampersands"),
        pytest.param("one ]]]]><![CDATA[> two. Deep down.", "one ]]&gt; two", id="a split end of CDATA"),
    ],
)
def test_a_hostile_text_keeps_its_words_and_stops_nobody_else(
    importing: Importing, site: Site, body: str, kept: str
) -> None:
    run = importing(document(item(id=1, slug="hostile", title="Hostile", body=body), item(id=2, slug="next")))
    assert run.state == Import.State.DONE
    pages = {page.path: page for page in LivePage.objects.filter(site=site)}
    assert set(pages) == {"/articles/hostile/", "/articles/next/"}
    assert kept in pages["/articles/hostile/"].body


def test_empty_items_are_each_in_the_report(importing: Importing, site: Site) -> None:
    run = importing(document(*["<item/>\n"] * 150))
    assert run.state == Import.State.DONE
    assert ImportedItem.objects.filter(site=site).count() == 150
    assert not LivePage.objects.filter(site=site).exists()


@pytest.mark.parametrize(
    ("date", "status"),
    [
        ("0000-00-00 00:00:00", "publish"),
        ("10000-01-01 00:00:00", "publish"),
        ("2020-13-45 99:99:99", "publish"),
        ("-0001-11-30 00:00:00", "future"),
        ("9998-12-31 23:59:59", "future"),
        ("9999-12-31 23:59:59", "publish"),
        ("0001-01-01 00:00:00", "publish"),
    ],
)
def test_dates_that_there_are_not_stop_nothing(importing: Importing, site: Site, date: str, status: str) -> None:
    run = importing(
        document(item(id=1, slug="odd", title="Odd", date=date, status=status, link="https://old.example.org/odd/"))
    )
    assert run.state == Import.State.DONE
    article = Article.objects.get(site=site)
    assert article.state == (
        "scheduled" if date.startswith("9998") else "published" if status == "publish" else "draft"
    )


def test_pages_in_a_circle_and_below_pictures_stand_at_the_top(importing: Importing, site: Site, row: Row) -> None:
    picture = "<wp:attachment_url>https://old.example.org/a.jpg</wp:attachment_url>"
    run = importing(
        document(
            item(id=1, slug="one", title="One", type="page", parent=2),
            item(id=2, slug="two", title="Two", type="page", parent=1),
            item(id=3, slug="self", title="Self", type="page", parent=3),
            item(id=4, slug="below-picture", title="Below", type="page", parent=9),
            item(id=9, type="attachment", status="inherit", more=picture, parent=4),
            item(id=5, slug="below-post", title="Below a post", type="page", parent=6),
            item(id=6, slug="post", title="Post"),
        )
    )
    assert run.state == Import.State.DONE
    paths = set(LivePage.objects.filter(site=site, kind="page").values_list("path", flat=True))
    assert {"/self/", "/below-picture/", "/below-post/"} <= paths
    assert len(paths) == 5
    assert Page.objects.filter(site=site, parent=None).count() == 4
    assert "stands at the top" in row("page", "4").note


def test_one_number_of_different_types_is_several_things(importing: Importing, site: Site) -> None:
    picture = "<wp:attachment_url>https://old.example.org/a.jpg</wp:attachment_url>"
    importing(
        document(
            item(id=1, slug="post", title="Post"),
            item(id=1, slug="page", title="Page", type="page"),
            item(id=1, type="attachment", status="inherit", more=picture),
            item(id=1, slug="again", title="Again"),
        )
    )
    assert set(LivePage.objects.filter(site=site).values_list("title", flat=True)) == {"Post", "Page"}
    assert Article.objects.get(site=site, title="Again").state == "draft"
    assert ImportedItem.objects.filter(site=site, kind="asset").count() == 1


def test_two_channels_are_read_as_one(importing: Importing, site: Site) -> None:
    text = PLAIN.replace(
        "</channel>", "</channel>\n<channel>" + item(id=8, slug="second", title="Second") + "</channel>", 1
    )
    run = importing(text)
    assert run.state == Import.State.DONE
    assert set(LivePage.objects.filter(site=site).values_list("title", flat=True)) == {"Plain", "Second"}


def test_categories_in_categories_are_all_there(importing: Importing, site: Site) -> None:
    terms = "".join(
        f"<wp:category><wp:category_nicename>c{number}</wp:category_nicename>"
        f"<wp:category_parent>{f'c{number - 1}' if number else ''}</wp:category_parent>"
        f"<wp:cat_name>C {number}</wp:cat_name></wp:category>"
        for number in range(25)
    )
    run = importing(document(item(id=1, slug="x"), head=terms))
    assert run.state == Import.State.DONE
    assert Category.objects.filter(site=site).count() == 25


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("long.md", "---\ntitle: Long\nnote: " + "x" * 1_000_000 + "\n---\nDeep down.", id="a megabyte"),
        pytest.param(
            "bomb.md",
            "---\ntitle: Bomb\na: &a [x,x,x,x,x,x,x,x,x]\n"
            + "".join(f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
            + "---\nDeep down.",
            id="anchors that grow",
        ),
        pytest.param("self.md", "---\ntitle: Self\na: &a [*a]\n---\nDeep down.", id="an anchor in itself"),
        pytest.param("object.md", "---\ntitle: !!python/object:os.x {}\n---\nDeep down.", id="an object"),
        pytest.param("quotes.md", "---\ntitle: Deep\n---\n" + "> " * 5_000 + "Deep down.", id="quotes"),
        pytest.param("links.md", "---\ntitle: Deep\n---\n" + "[" * 20_000 + " Deep down.", id="brackets"),
    ],
)
def test_hostile_front_matter_and_markdown(site: Site, tmp_path: Path, name: str, text: str) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / name).write_text(text, encoding="utf-8")
    (folder / "plain.md").write_text("---\ntitle: Plain\ndate: 2020-01-02\n---\nWords.", encoding="utf-8")
    run = _run(site, "markdown", folder)
    assert run.state == Import.State.DONE, run.problems
    assert LivePage.objects.filter(site=site, title="Plain").exists()
    told = run.problems or list(ImportedItem.objects.filter(site=site).values_list("note", flat=True))
    assert told
    texts = "".join(Article.objects.filter(site=site).values_list("body", flat=True))
    assert "Deep down." in texts or any(name in message for _, message, *_ in run.problems)


def _run(site: Site, importer: str, path: Path) -> Import:
    run = Import.objects.create(site=site, importer=importer, file_name=path.name)
    try:
        Running(run, path, None, nobody_watches, Options(fetch=False)).load()
    except Refused:
        assert run.state == Import.State.REFUSED
    return run


def ghost(**fields: Any) -> str:
    values = {"id": "1", "title": "Cards", "slug": "cards", "status": "published", "type": "post"} | fields
    values |= {"published_at": "2020-01-02T08:00:00.000Z"}
    return json.dumps({"db": [{"meta": {"version": "5.0.0"}, "data": {"posts": [values]}}]})


_UNKNOWN = '{"root":{"type":"root","children":[{"type":"hologram","text":"Deep down.","depth":3},{"type":"paragraph",'
_UNKNOWN += '"children":[{"type":"text","text":"Words."}]}]}}'
_NESTED = '{"root":{"type":"root","children":[' + '{"type":"quote","children":[' * 3_000
_NESTED += '{"type":"text","text":"Words."}' + "]}" * 3_000 + "]}}"


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"lexical": _UNKNOWN}, id="a card that nobody knows"),
        pytest.param({"lexical": _NESTED}, id="three thousand deep"),
        pytest.param({"lexical": '{"root":{"children":"Words."}}', "html": "<p>Words.</p>"}, id="text for children"),
        pytest.param({"mobiledoc": '{"sections":[[10,99],[1,"p",[[0,[5],3,"Words."]]]]}'}, id="no such card"),
        pytest.param({"mobiledoc": '{"sections":[[3,"ul",[[[0,[],0,"Words."]]]],[1],[],[[]]]}'}, id="broken sections"),
        pytest.param({"mobiledoc": "[" * 50_000, "html": "<p>Words.</p>"}, id="brackets"),
    ],
)
def test_hostile_cards_keep_their_words(site: Site, tmp_path: Path, fields: dict[str, Any]) -> None:
    path = tmp_path / "ghost.json"
    path.write_text(ghost(**fields), encoding="utf-8")
    run = _run(site, "ghost", path)
    assert run.state == Import.State.DONE, run.problems
    rows = ImportedItem.objects.filter(site=site, kind="article")
    assert "Words." in LivePage.objects.get(site=site).body or rows.get().needs_person
