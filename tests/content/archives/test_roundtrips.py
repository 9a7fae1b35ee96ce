"""A site that leaves as WordPress file or as Markdown and comes in again is the same to its readers."""

import itertools
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import etree

from accounts.sites.models import Site
from aicmr.lib.html import blocks, body_tree
from content.archives.exceptions import ExportRefused
from content.archives.formats import export
from content.archives.selecting import Selection
from content.articles.models import Article, Page
from content.articles.services import create_article
from content.media.models import Asset
from content.media.services import upload
from content.publishing.models import LivePage
from content.publishing.publishing import publish_many
from content.publishing.services import publish
from content.taxonomy.services import create_author, create_category, create_tag
from content.transfer.models import Import, ImportedItem
from content.transfer.running import Options, Running
from tests.content.archives.test_commonmark import BODY, joined, meaning
from tests.content.archives.whole import fill
from tests.content.media.pictures import file, jpeg
from tests.content.transfer.conftest import nobody_watches
from tests.people import People, make_site

pytestmark = pytest.mark.django_db
_numbers = itertools.count(1)
_IMPORTERS = {"markdown": "markdown", "wxr": "wordpress"}
TITLE = st.text(st.sampled_from("Ab cd-é日:'\"#&<"), min_size=1, max_size=20).map(lambda text: f"T {text}")
TEXTS = st.lists(
    st.fixed_dictionaries(
        {
            "title": TITLE,
            "body": BODY,
            "summary": st.sampled_from(["", "In short: a & b", "“Quoted” <b>"]),
            "days": st.integers(1, 4000),
            "authors": st.lists(st.integers(0, 2), max_size=3, unique=True),
            "tags": st.lists(st.integers(0, 2), max_size=3, unique=True),
            "category": st.sampled_from([None, 0, 1]),
            "picture": st.booleans(),
            "is_live": st.booleans(),
        }
    ),
    min_size=1,
    max_size=4,
)


# Each example is a site that leaves and comes in again: to shrink one takes longer than to read it.
TRIPS = settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def _write(site: Site, texts: list[dict[str, Any]]) -> None:
    """Articles as generated, with authors, nested categories, tags and pictures."""
    authors = [create_author(site=site, name=name, by=None) for name in ("Ann Field", "Béa & Co", "李 明")]
    tags = [create_tag(site=site, name=name, by=None) for name in ("Boats", "The sea: [x]", "Größe")]
    news = create_category(site=site, name="News", by=None)
    categories = [news, create_category(site=site, name="Local <1>", by=None, parent=news)]
    picture = upload(file(jpeg()), site=site, by=None, title="Dawn", alt="Boats")
    shown = f'<figure data-asset="{picture.public_id}"><img src="/x" alt="Boats"><figcaption>Dawn</figcaption></figure>'
    for text in texts:
        at = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC) - timedelta(days=text["days"])
        article = create_article(
            site=site,
            by=None,
            title=text["title"],
            body=text["body"] + (shown if text["picture"] else ""),
            summary=text["summary"],
            authors=[authors[number].pk for number in text["authors"]],
            tags=[tags[number].pk for number in text["tags"]],
            category=None if text["category"] is None else categories[text["category"]].pk,
            hero=picture.pk if text["picture"] else None,
        )
        if text["is_live"]:
            publish_many([article], by=None, at=at)


def _seen(site: Site) -> list[Any]:
    """Everything about each article that has to survive."""
    hashes = dict(Asset.objects.for_site(site).values_list("public_id", "sha256"))
    found = []
    for article in Article.objects.filter(site=site).select_related("hero", "category"):
        pictures = [hashes.get(node.get("data-asset")) for node in body_tree(article.body).walk()]
        found.append(
            {
                "title": article.title,
                "state": article.state,
                "at": article.published_at if article.state == "published" else None,
                "summary": article.summary,
                "text": joined([pair for pair in meaning(article.body) if pair[0] != "img"]),
                "headings": [(block.tag, block.text) for block in blocks(article.body) if block.tag.startswith("h")],
                "pictures": [name for name in pictures if name],
                "hero": article.hero.sha256 if article.hero else None,
                "authors": [str(row.author) for row in article.bylines.select_related("author")],
                "tags": sorted(tag.name for tag in article.tags.all()),
                "category": str(article.category) if article.category else None,
            }
        )
    return sorted(found, key=repr)


def _bring(site: Site, path: Path, importer: str, folder: Path | None = None) -> Import:
    run = Import.objects.create(site=site, importer=importer, file_name=path.name)
    Running(run, path, None, nobody_watches, Options(fetch=False, folder=folder)).load()
    return run


def _unpacked(path: Path) -> Path:
    folder = path.with_suffix("")
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder)
    return folder


def _site() -> Site:
    number = next(_numbers)
    return make_site("Tide", f"s{number}.example.org")


@pytest.mark.slow
@TRIPS
@given(TEXTS)
def test_markdown_keeps_text_links_pictures_dates_authors_and_terms(
    db: None, tmp_path_factory: pytest.TempPathFactory, texts: list[dict[str, Any]]
) -> None:
    here, there = _site(), _site()
    _write(here, texts)
    path = tmp_path_factory.mktemp("trip") / "site.zip"
    export("markdown", path, Selection(here), resume=False, tell=lambda *_: None)
    _bring(there, _unpacked(path), "markdown")
    assert _seen(there) == _seen(here)


@pytest.mark.slow
@TRIPS
@given(TEXTS)
def test_wxr_keeps_text_links_pictures_dates_authors_and_terms(
    db: None, tmp_path_factory: pytest.TempPathFactory, texts: list[dict[str, Any]]
) -> None:
    here, there = _site(), _site()
    _write(here, texts)
    path = tmp_path_factory.mktemp("trip") / "site.zip"
    export("wxr", path, Selection(here), resume=False, tell=lambda *_: None)
    folder = _unpacked(path)
    _bring(there, folder / "site.wordpress.xml", "wordpress", folder / "uploads")
    assert _seen(there) == _seen(here)


@pytest.fixture
def made(site: Site, people: People) -> dict[str, Any]:
    return fill(site, people.editor)


@pytest.mark.parametrize("format", ["markdown", "wxr"])
def test_pages_plans_and_addresses_come_along(site: Site, made: dict[str, Any], tmp_path: Path, format: str) -> None:
    there = _site()
    path = tmp_path / "site.zip"
    export(format, path, Selection(site), resume=False, tell=lambda *_: None)
    folder = _unpacked(path)
    if format == "markdown":
        _bring(there, folder, "markdown")
    else:
        _bring(there, folder / "site.wordpress.xml", "wordpress", folder / "uploads")
    paths = {page.path: page.title for page in LivePage.objects.for_site(there)}
    assert paths == {"/articles/first/": "First", "/about/": "About", "/about/team/": "Team"}
    planned = Article.objects.get(site=there, title="Planned")
    assert planned.state == "scheduled"
    assert Page.objects.get(site=there, title="Team").position == 3
    assert not Article.objects.filter(site=there, title="Gone").exists(), "what is in the trash stays there"
    first = Article.objects.get(site=there, title="First")
    assert first.hero is not None and "First, changed" not in first.title
    assert 'href="/about/"' in first.body


@pytest.mark.parametrize("format", ["markdown", "wxr"])
def test_translations_stay_linked(site: Site, people: People, tmp_path: Path, format: str) -> None:
    first, second, third = (
        create_article(site=site, by=people.editor, title=title, body="<p>Text</p>", language=language)
        for title, language in (("Boats", "en"), ("Boote", "de"), ("Alone", "de"))
    )
    Article.objects.filter(pk=second.pk).update(translation_group=first.translation_group)
    path = tmp_path / "site.zip"
    export(format, path, Selection(site), resume=False, tell=lambda *_: None)
    there = _site()
    folder = _unpacked(path)
    _bring(there, folder if format == "markdown" else folder / "site.wordpress.xml", _IMPORTERS[format])
    found = {text.title: text for text in Article.objects.filter(site=there)}
    assert {title: text.language for title, text in found.items()} == {"Boats": "en", "Boote": "de", "Alone": "de"}
    assert found["Boats"].translation_group == found["Boote"].translation_group != found["Alone"].translation_group
    assert third.translation_group != first.translation_group


def test_wxr_is_well_formed_and_says_what_wordpress_asks_for(site: Site, made: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "site.xml"
    counts = export("wxr", path, Selection(site), resume=False, tell=lambda *_: None)
    root = etree.parse(str(path)).getroot()
    names = {"wp": "http://wordpress.org/export/1.2/", "content": "http://purl.org/rss/1.0/modules/content/"}
    assert root.xpath("string(channel/wp:wxr_version)", namespaces=names) == "1.2"
    items = root.xpath("channel/item", namespaces=names)
    sorts = [item.xpath("string(wp:post_type)", namespaces=names) for item in items]
    assert {sort: sorts.count(sort) for sort in set(sorts)} == {"attachment": 1, "post": 3, "page": 2}
    assert counts == {"pictures": 1, "articles": 3, "pages": 2}
    ids = [item.xpath("string(wp:post_id)", namespaces=names) for item in items]
    assert len(set(ids)) == len(ids)
    first = next(item for item in items if item.findtext("title") == "First")
    content = first.xpath("string(content:encoded)", namespaces=names)
    assert content.startswith("<!-- wp:paragraph -->") and "<!-- wp:image" in content and "data-id" not in content


def test_both_of_wordpress_s_parsers_read_the_same(site: Site, people: People, tmp_path: Path) -> None:
    """One of them undoes no entities outside of CDATA; a draft without a date has zeros; files have their names."""
    fill(site, people.editor)
    create_article(site=site, by=None, title="Tom & <Jerry>", body="<p>x</p>")
    path = tmp_path / "site.zip"
    export("wxr", path, Selection(site), resume=False, tell=lambda *_: None)
    text = (_unpacked(path) / "site.wordpress.xml").read_text()
    start = text.index("<title><![CDATA[Tom &amp; &lt;Jerry&gt;]]></title>")
    own = text[start : text.index("</item>", start)]
    assert "<wp:post_date_gmt>0000-00-00 00:00:00</wp:post_date_gmt>" in own
    assert "<wp:status>draft</wp:status>" in own
    assert "<wp:meta_key><![CDATA[_wp_attached_file]]></wp:meta_key>" in text
    assert text.count("<wp:post_date_gmt>0000") < text.count("<wp:status>draft") + 1


def test_what_looks_like_the_end_of_cdata_or_a_shortcode_is_neither(site: Site, people: People, tmp_path: Path) -> None:
    there = _site()
    publish(create_article(site=site, by=None, title="T ]]> [x]", body="<p>a ]]&gt; [gallery] b</p>"), by=None)
    path = tmp_path / "site.xml"
    export("wxr", path, Selection(site), resume=False, tell=lambda *_: None)
    _bring(there, path, "wordpress")
    article = Article.objects.get(site=there)
    assert (article.title, body_tree(article.body).text()) == ("T ]]> [x]", "a ]]> [gallery] b")
    assert not ImportedItem.objects.filter(site=there, needs_person=True).exists()


@pytest.mark.parametrize("name", ["site.zip", "site.xml"])
@pytest.mark.parametrize("format", ["wxr", "markdown"])
def test_exports_for_others_can_be_stopped_anywhere(
    site: Site, made: dict[str, Any], tmp_path: Path, format: str, name: str
) -> None:
    if (format, name) == ("markdown", "site.xml"):
        name = "folder"
    whole, path = tmp_path / f"whole-{name}", tmp_path / name
    export(format, whole, Selection(site), resume=False, tell=lambda *_: None)
    for calls in range(1, 20):
        try:
            export(format, path, Selection(site), resume=True, tell=_stop_after(calls))
            break
        except KeyboardInterrupt:
            continue
    assert dict(_bytes(whole)) == dict(_bytes(path))


def _stop_after(calls: int) -> Any:
    left = [calls]

    def tell(what: str, count: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt

    return tell


def _bytes(path: Path) -> Iterator[tuple[str, bytes]]:
    if path.is_file():
        yield "", path.read_bytes()
    for found in sorted(path.rglob("*")) if path.is_dir() else ():
        if found.is_file():
            yield str(found.relative_to(path)), found.read_bytes()


def test_a_selection_takes_only_the_pictures_that_it_shows(site: Site, made: dict[str, Any], tmp_path: Path) -> None:
    for format in ("wxr", "markdown"):
        path = tmp_path / f"{format}.zip"
        export(format, path, Selection(site, query="kind:page"), resume=False, tell=lambda *_: None)
        names = zipfile.ZipFile(path).namelist()
        assert not any(name.endswith(".jpg") for name in names), names


def test_unfinished_work_for_something_else_is_not_continued(site: Site, made: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with pytest.raises(KeyboardInterrupt):
        export("wxr", path, Selection(site), resume=False, tell=_stop_after(0))
    with pytest.raises(ExportRefused, match="--resume"):
        export("wxr", path, Selection(site, query="boats"), resume=True, tell=lambda *_: None)


def test_times_are_those_of_the_text(site: Site, people: People, tmp_path: Path) -> None:
    there = _site()
    at = datetime(2011, 2, 3, 4, 5, 6, tzinfo=UTC)
    publish(create_article(site=site, by=None, title="Old", body="<p>x</p>"), by=None, at=at)
    path = tmp_path / "folder"
    export("markdown", path, Selection(site), resume=False, tell=lambda *_: None)
    _bring(there, path, "markdown")
    assert LivePage.objects.get(site=there).published_at == at
