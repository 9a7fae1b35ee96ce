"""What folders of Markdown keep from readers, and what is made to keep a reader of them busy."""

from datetime import UTC, datetime
from time import process_time

import pytest

from accounts.sites.models import Site
from content.articles.models import Article, Page
from content.publishing.models import Redirect
from content.transfer import marking
from content.transfer.importers.markdown.markup import Markup
from content.transfer.models import ImportedItem
from tests.content.transfer.conftest import Bring

pytestmark = pytest.mark.django_db


def _note(title: str) -> str:
    return ImportedItem.objects.get(title=title, kind__in=["article", "page"]).note


def _redirects(site: Site) -> dict[str, str]:
    return dict(Redirect.objects.filter(site=site).values_list("path", "target"))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ("private: true", "private"),
        ("password: opensesame", "a password"),
        ("visibility: members", "members"),
        ("publish: false", "publish: no"),
        ("status: review", "“review”"),
        ("build:\n  render: never", "build: never"),
        ("unlisted: yes", "unlisted"),
        ("draft: almost", ""),
    ],
)
def test_what_says_that_it_is_not_for_everybody_is_a_draft(site: Site, bring: Bring, fields: str, said: str) -> None:
    bring({"a.md": f"---\ntitle: A\n{fields}\n---\nText\n", "b.md": "---\ntitle: B\nstate: Texas\n---\nText\n"})
    assert dict(Article.objects.filter(site=site).values_list("title", "state")) == {"A": "draft", "B": "published"}
    assert said in _note("A") and ImportedItem.objects.get(title="A").needs_person is bool(said)


def test_jekyll_shows_collections_that_say_so_and_no_other_folder_with_a_line(site: Site, bring: Bring) -> None:
    bring(
        {
            "_config.yml": "collections:\n  soups:\n    output: true\n  staff: {}\n"
            "exclude: [notes, '*.tmp.md']\ninclude: [_pages]\n",
            "_pages/us.md": "---\ntitle: Us\n---\nText\n",
            "_soups/leek.md": "---\ntitle: Leek\n---\nBoil.\n",
            "_staff/ann.md": "---\ntitle: Ann\n---\nHer number.\n",
            "_old/secret.md": "---\ntitle: Secret\n---\nText\n",
            "notes/a.md": "---\ntitle: Note\n---\nText\n",
            "index.html": "---\ntitle: Start\n---\n{% for post in site.posts %}",
            "docs/index.md": "---\ntitle: Docs\n---\nText\n",
        }
    )
    states = dict(Page.objects.filter(site=site).values_list("title", "state"))
    assert states == {"Leek": "published", "Us": "published", "Ann": "draft", "Secret": "draft", "Docs": "published"}
    assert "_staff was not shown" in _note("Ann")
    assert {"/soups/leek.html/": "/leek/"}.items() <= _redirects(site).items()
    left = ImportedItem.objects.filter(kind="file").order_by("title").values_list("title", "state")
    assert list(left) == [("index.html", "skipped"), ("notes/a.md", "skipped")]


def test_posts_without_a_category_lead_on_from_where_they_stood(site: Site, bring: Bring) -> None:
    bring({"_config.yml": "url: https://tide.example\n", "_posts/2020-01-02-a.md": "---\ntitle: A\n---\nText\n"})
    assert _redirects(site) == {"/2020/01/02/a.html/": "/articles/a/"}


def test_folders_of_the_program_are_named_and_others_of_that_name_are_read(site: Site, bring: Bring) -> None:
    text = "---\ntitle: T\ndate: 2020-01-02\n---\nText\n"
    bring(
        {
            "hugo.toml": "",
            "content/resources/a.md": text,
            "content/raw.html": "---\ntitle: Raw\n---\n<p>Text</p>",
            "themes/x/README.md": text,
        }
    )
    assert Article.objects.get(site=site).title == "T" and Page.objects.get(site=site).title == "Raw"
    assert "are not read" in ImportedItem.objects.get(title="themes").note


@pytest.mark.parametrize(
    "date",
    [
        *("2020-01-02", "2020-1-2", "2020/01/02", "Jan 2, 2020", "2 January 2020", "January 2nd, 2020", "02.01.2020"),
        *("20200102", "2020-01-02 12:00 AM", "1577923200", "Thu, 02 Jan 2020 00:00:00 +0000", "2020-01-02T00:00:00Z"),
        "'2020-01-02 00:00:00 +0000'",
    ],
)
def test_dates_are_read_in_every_usual_form(site: Site, bring: Bring, date: str) -> None:
    bring({"a.md": f"---\ntitle: A\ndate: {date}\nmood: calm\n---\nText\n"})
    assert Article.objects.get(site=site).published_at == datetime(2020, 1, 2, tzinfo=UTC)
    assert "Fields that have no place here: mood." in _note("A")


def test_names_with_commas_are_parted_by_semicolons(site: Site, bring: Bring) -> None:
    bring({"a.md": "Title: A\nAuthors: Roe, Jane; Doe, John\n\nText\n"})
    assert [str(row.author) for row in Article.objects.get(site=site).bylines.all()] == ["Roe, Jane", "Doe, John"]


@pytest.mark.parametrize("made_by", ["jekyll", "hugo", "plain"])
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[" * 2_000 + "a" + "]" * 2_000, id="brackets"),
        pytest.param("|a" * 2_000 + "\n" + "|-" * 2_000 + "\n" + "a\n" * 1_000, id="a table that fills itself"),
        pytest.param("{{< a " * 4_000 + "{{</*" * 4_000, id="shortcodes without end"),
        pytest.param("{% raw %}" * 10_000 + "{% highlight x %}" * 10_000 + "{{ 'a" * 10_000, id="tags without end"),
        pytest.param("\n" * 50_000 + "{{<" + " " * 50_000 + "<!--" + " " * 50_000, id="gaps"),
        pytest.param("\n".join(" " * (2 * level) + "- a" for level in range(300)), id="lists in lists"),
    ],
)
def test_texts_made_to_keep_a_parser_busy_are_read_in_little_effort(made_by: str, text: str) -> None:
    began = process_time()
    found = Markup(made_by, lambda address, _: address).render(text)
    assert process_time() - began < 5
    assert found.is_raw is ("<pre>" in found.html)


def test_more_blocks_than_anybody_writes_stay_as_they_were_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marking, "_MOST_BLOCKS", 50)
    text = "One & two.\n\n" * 60
    found = Markup("plain", lambda address, _: address).render(text)
    assert found.is_raw and found.html == f"<pre>{text.replace('&', '&amp;')}</pre>"
