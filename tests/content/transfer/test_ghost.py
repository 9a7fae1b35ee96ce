"""Ghost exports: what they become here, and what of them stays outside."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from accounts.sites.models import Site
from aicmr.lib.html import to_text
from content.articles.models import Article, Page
from content.media.models import Asset
from content.publishing.models import LivePage, Redirect
from content.taxonomy.models import Author, Tag
from content.transfer import bounding
from content.transfer.importers.ghost import posts, read
from content.transfer.models import Import, ImportedItem
from content.transfer.records import Entry, Problem
from content.transfer.running import Options, Refused, Running
from tests.content.media.pictures import jpeg
from tests.content.transfer.conftest import nobody_watches
from tests.content.transfer.ghosts import LEXICAL, MOBILEDOC, export, post

pytestmark = pytest.mark.django_db
Bring = Callable[..., Import]


@pytest.fixture
def bring(site: Site, tmp_path: Path) -> Bring:
    """`bring(data)` imports it and returns the run; text is written as it is."""

    def make(data: Any, **options: Any) -> Import:
        path = tmp_path / "ghost.json"
        path.write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())
        run = Import.objects.create(site=site, importer="ghost", file_name=path.name)
        try:
            Running(run, path, None, nobody_watches, Options(**{"fetch": False} | options)).load()
        except Refused:
            assert run.state == Import.State.REFUSED
        return run

    return make


def _row(title: str) -> ImportedItem:
    return ImportedItem.objects.get(title=title)


def test_posts_and_pages_answer_where_they_stand_and_lead_on_from_where_they_stood(site: Site, bring: Bring) -> None:
    bring(export([post(1), post(2, type="page", slug="about", title="About")]))
    live = {page.title: page for page in LivePage.objects.for_site(site)}
    assert (live["Post 1"].path, live["About"].path) == ("/articles/post-1/", "/about/")
    assert live["Post 1"].published_at == datetime(2020, 1, 2, 10, tzinfo=UTC)
    assert Redirect.objects.get(site=site).path == "/post-1/"


def test_lexical_becomes_clean_blocks(site: Site, bring: Bring) -> None:
    bring(export([post(1, lexical=LEXICAL), post(2, type="page", slug="about", title="About")]))
    article = Article.objects.get(site=site, title="Post 1")
    for part in (
        "<h2",
        "<em><strong>boats</strong></em><br>",
        'href="/about/"',
        'start="3"',
        "within",
        '<code class="language-python">a &lt; b</code>',
        "💡 Mind <em>this</em>",
        "<strong>strong</strong> words",
        "<hr",
        'href="https://example.org/"',
        'href="https://www.youtube.com/watch?v=1"',
        "By hand",
        "A card that nobody knows",
        "dawn",
    ):
        assert part in article.body, part
    assert "script" not in article.body and "iframe" not in article.body
    row = _row("Post 1")
    assert row.needs_person and "sculpture" in row.note and "preview for visitors" in row.note


def test_mobiledoc_becomes_clean_blocks(site: Site, bring: Bring) -> None:
    bring(export([post(1, mobiledoc=MOBILEDOC)], version="3.42.0"))
    article = Article.objects.get(site=site)
    text = to_text(article.body)
    assert text.startswith("Old heading\n\nPlain strong\nlink\n\none\ntwo <b>")
    assert "From Markdown" in text and "The sea" in text
    assert '<a href="https://example.org/m"><em>link</em></a>' in article.body


def test_where_the_editors_form_is_broken_the_html_is_taken(site: Site, bring: Bring) -> None:
    bring(export([post(1, lexical="{broken"), post(2, mobiledoc="[]"), post(3, html=None, plaintext="One\n\nTwo")]))
    texts = {row.title: to_text(row.body) for row in Article.objects.filter(site=site)}
    assert texts == {"Post 1": "Text 1", "Post 2": "Text 2", "Post 3": "One\n\nTwo"}
    assert "lexical text could not be read" in _row("Post 1").note


@pytest.mark.parametrize(
    ("fields", "state", "said"),
    [
        ({"status": "draft"}, "draft", ""),
        ({"status": "sent"}, "draft", "by e-mail only"),
        ({"status": "odd"}, "draft", "not known here"),
        ({"visibility": "members"}, "draft", "for members only"),
        ({"visibility": "paid"}, "draft", "for paying members only"),
        ({"visibility": "tiers"}, "draft", "some tiers"),
        ({"visibility": "label:vip"}, "draft", "a part of the members"),
        ({"status": "scheduled", "published_at": "2090-01-01T00:00:00.000Z"}, "scheduled", "planned"),
        ({"status": "scheduled", "published_at": "2020-01-01T00:00:00.000Z"}, "draft", "past"),
        ({"status": "scheduled", "visibility": "paid", "published_at": "2090-01-01T00:00:00.000Z"}, "draft", "paying"),
        ({"codeinjection_head": "<script>x</script>"}, "published", "Code that it put into the page was left out"),
    ],
)
def test_what_was_not_public_does_not_become_public(
    site: Site, bring: Bring, fields: dict[str, Any], state: str, said: str
) -> None:
    bring(export([post(1, **fields)]))
    article = Article.objects.get(site=site)
    assert (article.state, LivePage.objects.for_site(site).count()) == (state, int(state == "published"))
    assert said in _row("Post 1").note


def test_authors_and_tags_come_in_their_order_and_internal_tags_do_not(site: Site, bring: Bring) -> None:
    one = post(1)
    users = [
        {"id": "1", "name": "Ann", "slug": "ann", "email": "ann@secret.example", "password": "$2a$", "bio": "Writes"},
        {"id": "2", "name": "Bea", "slug": "bea"},
    ]
    tags = [
        {"id": "t1", "name": "Harbour", "slug": "harbour", "visibility": "public"},
        {"id": "t2", "name": "#inner", "slug": "hash-inner", "visibility": "internal"},
    ]
    joined = [{"post_id": one["id"], "tag_id": tag, "sort_order": at} for at, tag in enumerate(["t2", "t1", "t9"])]
    written = [{"post_id": one["id"], "author_id": "2", "sort_order": 0}]
    written.append({"post_id": one["id"], "author_id": "1", "sort_order": 1})
    bring(export([one], users=users, tags=tags, posts_tags=joined, posts_authors=written))
    article = Article.objects.get(site=site)
    assert [str(byline.author) for byline in article.bylines.all()] == ["Bea", "Ann"]
    assert [tag.name for tag in article.tags.all()] == ["Harbour"]
    assert not Tag.objects.filter(site=site, name__contains="inner").exists()
    assert Author.objects.get(site=site, name="Ann").description == "Writes"
    assert not User.objects.filter(email="ann@secret.example").exists()
    assert "secret.example" not in repr(list(ImportedItem.objects.values()))


def test_meta_of_version_5_is_taken(site: Site, bring: Bring) -> None:
    one = post(1, custom_excerpt="In short", canonical_url="https://example.org/c", featured=1)
    meta = [
        {"post_id": one["id"], "meta_title": "For machines", "meta_description": "Described", "feature_image_alt": "x"}
    ]
    bring(export([one], posts_meta=meta))
    article = Article.objects.get(site=site)
    assert (article.seo_title, article.seo_description, article.summary) == ("For machines", "Described", "In short")
    assert (article.canonical_url, article.is_featured) == ("https://example.org/c", True)


def test_pictures_are_taken_from_a_copy_of_the_content_folder(site: Site, bring: Bring, tmp_path: Path) -> None:
    folder = tmp_path / "ghost" / "content" / "images" / "2020" / "01"
    folder.mkdir(parents=True)
    (folder / "a.jpg").write_bytes(jpeg(64, 48))
    (folder / "b.jpg").write_bytes(jpeg(48, 64))
    data = export([post(1, lexical=LEXICAL, feature_image="__GHOST_URL__/content/images/2020/01/b.jpg")])
    bring(data)
    assert not Asset.objects.filter(site=site).exists()
    assert "give it with --url" in ImportedItem.objects.filter(kind="asset").first().note  # type: ignore[union-attr]
    bring(data, folder=tmp_path / "ghost", url="https://blog.example.org")
    article = Article.objects.get(site=site)
    assert Asset.objects.filter(site=site).count() == 2
    assert article.hero is not None and article.body.count("data-asset=") == 2
    assert ">At <strong>dawn</strong></figcaption>" in article.body


def test_members_wait_and_are_no_accounts(site: Site, bring: Bring) -> None:
    members = [{"id": str(number), "email": f"m{number}@members.example"} for number in range(3)]
    bring(export([post(1)], members=members, newsletters=[{"id": 1}]))
    row = ImportedItem.objects.get(kind="members")
    assert (row.title, row.state) == ("3 members", "waiting")
    assert ImportedItem.objects.get(kind="newsletters").state == "skipped"
    assert "members.example" not in repr(list(ImportedItem.objects.values()))
    assert not User.objects.filter(email__endswith="members.example").exists()


def test_menus_and_comments_wait(site: Site, bring: Bring) -> None:
    navigation = {"id": "s3", "key": "navigation", "value": '[{"label": "Home", "url": "/"}]'}
    comment = {"id": "c1", "post_id": post(1)["id"], "html": "<p>Nice</p>", "status": "published"}
    bring(export([post(1)], settings=[navigation], comments=[comment]))
    assert ImportedItem.objects.get(site=site, kind="menu").state == "waiting"
    assert ImportedItem.objects.get(site=site, kind="comment").state == "waiting"


def test_a_second_run_changes_nothing(site: Site, bring: Bring) -> None:
    data = export([post(1, lexical=LEXICAL), post(2, type="page"), post(3, status="draft")], members=[{"id": 1}])
    bring(data)
    models = (Article, Page, LivePage, ImportedItem, Redirect)
    before = [list(model._default_manager.order_by("pk").values()) for model in models]
    bring(data)
    assert [list(model._default_manager.order_by("pk").values()) for model in models] == before


@pytest.mark.parametrize(
    "data",
    [
        {"data": {"posts": [post(1, page=0)]}, "meta": {"version": "003"}},
        {"db": [{"meta": {"version": "1.22.0"}, "data": {"posts": [post(1, published_at=1577959200000)]}}]},
        {"db": [{"meta": {"version": "2.38.0"}, "data": {"posts": [post(1, author_id="1", type=None, page=False)]}}]},
        export([post(1)], version="4.48.9"),
        export([post(1)], version="99 of nobody"),
        export([post(1)], version=""),
    ],
)
def test_every_version_is_read_also_one_that_lies(site: Site, bring: Bring, data: dict[str, Any]) -> None:
    run = bring(data)
    assert (run.state, LivePage.objects.for_site(site).count()) == ("done", 1)


_WHOLE = json.dumps(export([post(1), post(2)]), indent=1).encode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (_WHOLE[:-200], "ends|JSON"),
        (_WHOLE[: len(_WHOLE) // 2], "ends|JSON"),
        (b"", "The file is empty"),
        (b"[]", "no posts"),
        (b"{}", "no posts"),
        (b"null", "no Ghost export"),
        (b'"text"', "no Ghost export"),
        (b"<html>", "no Ghost export"),
        (b'{"db": [{"data": {"posts": [{]}}]}', "JSON"),
        (b'{"db": [{"data": {"posts": [{"id": 1}] "tags": []}}]}', "must"),
        (b"\xff\xfe{\x00", "UTF-8"),
        (_WHOLE + b"more", "behind the end"),
        (b'{"db":[{"data":{"posts":[' + b"[" * 100_000, "JSON|deep"),
        (b'{"db":[{"data":{"posts":[{"id":' + b"9" * 10_000 + b"}]}}]}", "digits"),
    ],
)
def test_broken_files_are_refused_with_the_line(site: Site, bring: Bring, data: bytes, words: str) -> None:
    run = bring(data)
    assert run.state == Import.State.REFUSED and not Article.objects.filter(site=site).exists()
    found = [message for _, message, is_fatal in run.problems if is_fatal]
    assert found and any(word in found[0] for word in words.split("|")), found


def test_the_line_of_what_is_broken_is_named(bring: Bring) -> None:
    text = json.dumps(export([post(1), post(2)]), indent=1)
    line = text[: text.index('"Post 2"')].count("\n") + 1
    run = bring(text.replace('"Post 2"', "Post 2").encode())
    assert run.problems[0][0] == line


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "", "slug": "", "html": ""},
        {"title": None, "slug": None, "html": None},
        {"title": "𝔗𝔦𝔱𝔩𝔢 😀", "slug": "😀", "html": "<p>😀</p>"},
        {"title": "عنوان بالعربية", "html": "<p>نص</p>"},
        {"title": "x" * 5000, "slug": "y" * 5000},
        {"slug": "../../etc/passwd"},
        {"slug": "admin"},
        {"title": ["a"], "html": {"b": 1}, "published_at": {"c": 2}},
        {"published_at": "yesterday", "updated_at": 10**30},
        {"lexical": json.dumps({"root": {"children": [{"type": "x"}] * 3}})},
        {"lexical": '{"root":' * 5000},
        {"mobiledoc": json.dumps({"sections": [[10], [1], 7, [3, "ul", 5], [1, "p", [[0, [99], 5, None]]]]})},
        {"html": "<p>" + "<div>" * 3000 + "deep"},
        {"html": "<script>alert(1)</script><img src=x onerror=alert(1)>"},
        {"canonical_url": "javascript:alert(1)"},
        {"feature_image": "https://[broken"},
        {"title": "\u0000\ud800x", "html": "<p>\u0000\ud800</p>"},
    ],
)
def test_odd_rows_come_in_whole_and_clean(site: Site, bring: Bring, fields: dict[str, Any]) -> None:
    run = bring(export([post(1, **fields), post(2)]))
    assert run.state == "done" and Article.objects.filter(site=site).count() == 2
    row = ImportedItem.objects.get(site=site, kind="article", source_id=post(1)["id"])
    odd = Article.objects.get(pk=row.target_id)
    assert odd.title
    assert not any(word in odd.body + odd.canonical_url for word in ("<script", "onerror", "javascript:"))
    assert not LivePage.objects.for_site(site).filter(path__startswith="/admin").exists()


def test_rows_that_are_no_posts_are_named(site: Site, bring: Bring) -> None:
    bring(export([post(1), 7, {}, None, "x"]))
    assert Article.objects.filter(site=site).count() == 1
    assert ImportedItem.objects.filter(kind="article", state="skipped").count() == 4


def test_the_same_number_twice_is_a_draft_for_somebody(site: Site, bring: Bring) -> None:
    bring(export([post(1), post(1, title="Again", slug="again")]))
    assert Article.objects.get(site=site, title="Again").state == "draft"


def test_a_long_export_is_read_row_by_row(tmp_path: Path) -> None:
    """Rows come while the rest of the file has not been read."""
    path = tmp_path / "long.json"
    whole = json.dumps(export([post(number, html="x" * 20_000) for number in range(100)]))
    path.write_text(whole[: len(whole) // 2])
    found = list(read(path))
    assert isinstance(found[-1], Problem) and found[-1].is_fatal
    path.write_text(whole)
    assert sum(isinstance(record, Entry) for record in read(path)) == 100


def _card(kind: str, **fields: Any) -> dict[str, Any]:
    return {"type": kind, **fields}


_MEMBERS = {"web": {"nonMember": False, "memberSegment": "status:free,status:-free"}, "email": {"memberSegment": ""}}
_PAYING = {"web": {"nonMember": False, "memberSegment": "status:-free"}}
_GATED = '<p>Open.</p><!--kg-gated-block:begin nonMember:false memberSegment:"status:free" -->'
_GATED += "<p>Closed.</p><!--kg-gated-block:end-->"
_GATED += '<!--kg-gated-block:begin nonMember:true memberSegment:"" --><p>Also open.</p><!--kg-gated-block:end-->'


def test_cards_for_some_readers_do_not_become_public(site: Site, bring: Bring) -> None:
    cards = [
        _card("html", html="<p>For all.</p>", visibility={"web": {"nonMember": True, "memberSegment": ""}}),
        _card("html", html="<p>Secret one.</p>", visibility=_MEMBERS),
        _card("call-to-action", textValue="<p>Secret two.</p>", visibility=_PAYING),
        _card("html", html="<p>Secret three.</p>", visibility={"showOnWeb": False, "showOnEmail": True}),
        _card("file", src="https://example.org/a.pdf", fileTitle="Plan", fileCaption="As printed"),
    ]
    bring(export([post(1, lexical={"root": {"children": cards}}), post(2, html=_GATED)]))
    shown = [to_text(Article.objects.get(site=site, title=f"Post {number}").body).split("\n\n") for number in (1, 2)]
    assert shown == [["For all.", "Plan", "As printed"], ["Open.", "Also open."]]
    assert "Cards that only members, paying members, newsletters saw were left out" in _row("Post 1").note
    assert _row("Post 1").needs_person and _row("Post 2").needs_person


def test_a_text_of_endless_paragraphs_keeps_its_words_in_one_block(
    site: Site, bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounding, "MOST_TAGS", 100)
    monkeypatch.setattr(posts, "LONGEST", 2000)
    paragraphs = [_card("paragraph", children=[_card("text", text=f"Line {number} <here>")]) for number in range(60)]
    html = "".join(f"<p>Line {number} &lt;here&gt;</p>" for number in range(60))
    bring(export([post(1, lexical={"root": {"children": paragraphs}}, html=html)]))
    body = Article.objects.get(site=site).body
    assert body.count("<pre") == 1 and [f"Line {number} &lt;here&gt;" in body for number in range(60)] == [True] * 60
    assert "its words were taken" in _row("Post 1").note and "another form of it was taken" in _row("Post 1").note
