"""Folders of Markdown: Jekyll, Hugo, Pelican and plain files."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from accounts.sites.models import Site
from aicmr.lib.html import to_text
from content.articles.models import Article, Page
from content.media.models import Asset
from content.publishing.models import LivePage, Redirect, Schedule
from content.taxonomy.models import Category
from content.transfer.models import Import, ImportedItem
from tests.content.media.pictures import jpeg, png
from tests.content.transfer.conftest import Bring

pytestmark = pytest.mark.django_db


def _note(title: str) -> str:
    return ImportedItem.objects.get(title=title, kind__in=["article", "page"]).note


def _redirects(site: Site) -> dict[str, str]:
    return dict(Redirect.objects.filter(site=site).values_list("path", "target"))


JEKYLL: dict[str, str | bytes] = {
    "_config.yml": "title: Tide\nurl: https://tide.example\nbaseurl: /blog\ntimezone: Europe/Vienna\n",
    "_posts/2020-01-02-first-post.md": """---
layout: post
title: "The first: post"
date: 2020-01-02 10:00:00 +0100
categories: news local
tags: [Boats, "the sea"]
author: Bea Stone
excerpt: In short
image: /assets/a.jpg
redirect_from:
  - /old-one/
---
Words with *emphasis*{: .class} and a note[^1].

{% highlight python %}
a = {{ b }} < 3
{% endhighlight %}

![Boats]({{ "/assets/a.jpg" | relative_url }})

See [the page]({% link about.md %}), [the second]({% post_url 2020-01-03-second %})
and [elsewhere](https://example.org/).

{% include map.html %}

| a | b |
|---|---|
| 1 | 2 |

[^1]: The note itself.
""",
    "_posts/2020-01-03-second.markdown": "---\ntitle: Second\npublished: false\n---\nText\n",
    "_posts/2020-01-04-third.html": "---\ntitle: Third\npermalink: /third-one/\n---\n<p>As <b>HTML</b></p>\n",
    "_drafts/idea.md": "---\ntitle: Idea\n---\nNot yet\n",
    "travel/_posts/2020-02-02-trip.md": "---\ntitle: Trip\n---\nTo <u>sea</u>\n",
    "about.md": "---\nlayout: page\ntitle: About\npermalink: /about/\n---\nUs\n",
    "README.md": "# Not of the site\n",
    "assets/a.jpg": jpeg(64, 48),
}


def test_a_jekyll_site(site: Site, bring: Bring) -> None:
    assert bring(JEKYLL).state == "done"
    first = Article.objects.get(site=site, title="The first: post")
    assert first.published_at == datetime(2020, 1, 2, 9, tzinfo=UTC)
    assert (first.slug, first.summary, str(first.bylines.get().author)) == ("first-post", "In short", "Bea Stone")
    names = {str(first.category), *map(str, first.more_categories.all())}
    assert (names, {tag.name for tag in first.tags.all()}) == ({"news", "local"}, {"Boats", "the sea"})
    text = to_text(first.body)
    assert "a = {{ b }} < 3" in text and "{% include map.html %}" in text and "1. The note itself." not in text
    assert "Words with emphasis and a note1." in text and "The note itself." in text
    assert 'class="language-python"' in first.body and "<table" in first.body
    assert first.hero == Asset.objects.get(site=site) and "data-asset" in first.body
    assert 'href="/about/"' in first.body and 'href="https://example.org/"' in first.body
    assert "Liquid tags that are not known here stand in the text: include." in _note("The first: post")
    states = dict(Article.objects.filter(site=site).values_list("title", "state"))
    assert states == dict.fromkeys(["The first: post", "Third", "Trip"], "published") | {
        "Second": "draft",
        "Idea": "draft",
    }
    assert Category.objects.filter(site=site, name="travel").exists()
    assert [page.title for page in Page.objects.filter(site=site)] == ["About"]
    found = _redirects(site)
    assert found["/blog/news/local/2020/01/02/first-post.html/"] == "/articles/first-post/"
    assert found["/blog/old-one/"] == "/articles/first-post/" and found["/blog/third-one/"] == "/articles/third/"


HUGO: dict[str, str | bytes] = {
    "hugo.toml": 'baseURL = "https://tide.example/"\ntitle = "Tide"\n[permalinks]\nposts = "/:year/:slug/"\n',
    "content/posts/toml.md": """+++
title = 'In TOML'
date = 2020-01-02T10:00:00Z
tags = ["Boats"]
categories = ["News"]
aliases = ["/older/", "/oldest/"]
description = "Described"
+++
{{< figure src="/a.jpg" alt="Boats" caption="At dawn" >}}

{{< youtube w7Ft2ymGmfc >}} {{< highlight go >}}
a := `{{< x >}}`
{{< /highlight >}}

See [this]({{< ref "bundle/index.md" >}}) and {{</* not */>}} {{< gallery dir="x" >}}
""",
    "content/posts/json.md": '{"title": "In JSON", "date": "2020-03-04", "draft": true}\nText',
    "content/posts/later.md": "---\ntitle: Later\npublishDate: 2090-01-01\n---\nSoon\n",
    "content/posts/past.md": "---\ntitle: Past\ndate: 2019-01-01\nexpiryDate: 2020-01-01\n---\nOver\n",
    "content/posts/bundle/index.md": "---\ntitle: Bundle\ndate: 2020-05-06\n---\n![](inner.png)\n\nBefore<!--more-->\n",
    "content/posts/bundle/inner.png": png(40, 30),
    "content/posts/bundle/featured.jpg": jpeg(50, 40),
    "content/posts/bundle.de.md": "---\ntitle: Bündel\ndate: 2020-05-06\n---\nText\n",
    "content/posts/_index.md": "---\ntitle: Posts\n---\n",
    "content/about.md": "---\ntitle: About\nmenu: main\n---\nUs\n",
    "static/a.jpg": jpeg(64, 48),
    "themes/x/content/no.md": "---\ntitle: No\n---\n",
}


def test_a_hugo_site(site: Site, bring: Bring) -> None:
    assert bring(HUGO).state == "done"
    toml = Article.objects.get(site=site, title="In TOML")
    assert (toml.summary, str(toml.category)) == ("Described", "News")
    assert "At dawn" in toml.body and "data-asset" in toml.body and "watch?v=w7Ft2ymGmfc" in toml.body
    text = to_text(toml.body)
    assert "a := `{{< x >}}`" in text and "{{< not >}}" in text and '{{< gallery dir="x" >}}' in text
    assert "Shortcodes that are not known here stand in the text: gallery." in _note("In TOML")
    bundle = Article.objects.get(site=site, title="Bundle")
    assert (bundle.slug, bundle.summary) == ("bundle", "Before")
    assert bundle.hero is not None and bundle.hero.file_name == "featured.jpg" and "data-asset" in bundle.body
    assert 'href="/articles/bundle/"' in toml.body
    states = dict(Article.objects.filter(site=site).values_list("title", "state"))
    assert (states["In JSON"], states["Later"], states["Past"]) == ("draft", "scheduled", "draft")
    assert Schedule.objects.get(site=site).due_at == datetime(2090, 1, 1, tzinfo=UTC)
    assert "shown until 01 January 2020" in _note("Past")
    assert Article.objects.get(site=site, title="Bündel").language == "de"
    assert Page.objects.get(site=site).in_menu and "No" not in states
    found = _redirects(site)
    assert found["/2020/toml/"] == found["/older/"] == found["/oldest/"] == "/articles/toml/"
    assert ImportedItem.objects.get(kind="section").state == "skipped"


PELICAN: dict[str, str | bytes] = {
    "pelicanconf.py": "import os\nos.system('exit 1')\nSITENAME = 'Tide'\nSITEURL = 'https://tide.example'\n"
    "PATH = 'content'\n"
    "TIMEZONE = 'Europe/Paris'\nAUTHOR = 'Ann Field'\nARTICLE_URL = 'posts/{date:%Y}/{slug}/'\n",
    "content/news/first.md": """Title: My first: post
Date: 2010-12-03 10:20
Modified: 2010-12-05
Category: News
Tags: pelican, publishing
Slug: my-super-post
Authors: Alexis Metaireau, Conan Doyle
Summary: Short version

![Alt]({static}/images/a.jpg) and [next]({filename}second.md) and [page]({filename}/pages/about.md).
""",
    "content/news/second.md": "Title: Second\nDate: 2011-01-01\nStatus: draft\n\nText\n",
    "content/news/hidden.md": "Title: Hidden\nDate: 2011-01-01\nStatus: hidden\n\nText\n",
    "content/pages/about.md": "Title: About\n\nUs\n",
    "content/other.rst": "Title\n=====\n",
    "content/images/a.jpg": jpeg(64, 48),
}


def test_a_pelican_site_whose_settings_are_read_and_never_run(site: Site, bring: Bring) -> None:
    assert bring(PELICAN).state == "done"
    first = Article.objects.get(site=site, title="My first: post")
    assert first.published_at == datetime(2010, 12, 3, 9, 20, tzinfo=UTC)
    assert [str(row.author) for row in first.bylines.all()] == ["Alexis Metaireau", "Conan Doyle"]
    assert (str(first.category), first.slug, first.summary) == ("News", "my-super-post", "Short version")
    assert "data-asset" in first.body and 'href="/about/"' in first.body
    states = dict(Article.objects.filter(site=site).values_list("title", "state"))
    assert (states["Second"], states["Hidden"]) == ("draft", "draft")
    assert _redirects(site)["/posts/2010/my-super-post/"] == "/articles/my-super-post/"
    assert "reStructuredText" in ImportedItem.objects.get(kind="file").note


PLAIN: dict[str, str | bytes] = {
    "one.md": "# Its heading\n\nText with [a link](two.md#part) and ![p](pictures/a.jpg).\n",
    "two.md": "---\ntitle: Two\ndate: 2020-01-01\n---\n# Two\n\nText\n",
    "pages/about.md": "---\ntitle: About\n---\nUs\n",
    "pages/about/team.md": "---\ntitle: Team\n---\nFive\n",
    "pictures/a.jpg": jpeg(64, 48),
}


def test_plain_files(site: Site, bring: Bring) -> None:
    assert bring(PLAIN).state == "done"
    one = Article.objects.get(site=site, title="Its heading")
    assert "Its heading" not in one.body and "data-asset" in one.body and 'href="/articles/two/"' in one.body
    assert to_text(Article.objects.get(site=site, title="Two").body) == "Text"
    assert LivePage.objects.get(site=site, title="Team").path == "/about/team/"


@pytest.mark.parametrize("files", [JEKYLL, HUGO, PELICAN, PLAIN])
def test_a_second_run_changes_nothing(site: Site, bring: Bring, files: dict[str, str | bytes]) -> None:
    bring(files)
    models = (Article, Page, LivePage, ImportedItem, Redirect, Asset)
    before = [list(model._default_manager.order_by("pk").values()) for model in models]
    bring(files)
    assert [list(model._default_manager.order_by("pk").values()) for model in models] == before


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.jpg"
    path.write_bytes(jpeg(30, 30))
    return path


@pytest.mark.parametrize(
    "address",
    ["../secret.jpg", "/../secret.jpg", "..%2fsecret.jpg", "x/../../secret.jpg", "link.jpg", "inside/secret.jpg"],
)
def test_nothing_outside_the_folder_is_read(
    site: Site, bring: Bring, tmp_path: Path, secret: Path, address: str
) -> None:
    (tmp_path / "blog").mkdir()
    os.symlink(secret, tmp_path / "blog" / "link.jpg")
    os.symlink(tmp_path, tmp_path / "blog" / "inside")
    bring({"a.md": f"---\ntitle: A\nimage: {address}\n---\n![x]({address})\n\n<img src='{address}'>\n"})
    assert not Asset.objects.filter(site=site).exists()
    assert ImportedItem.objects.get(title="A").needs_person
    assert "lies outside the folder" in _note("A")


def test_texts_behind_links_are_named_and_not_read(site: Site, bring: Bring, tmp_path: Path) -> None:
    (tmp_path / "blog").mkdir()
    (tmp_path / "elsewhere.md").write_text("---\ntitle: Elsewhere\n---\nSecret\n")
    os.symlink(tmp_path / "elsewhere.md", tmp_path / "blog" / "b.md")
    os.symlink("/etc", tmp_path / "blog" / "etc")
    os.symlink(tmp_path / "blog", tmp_path / "blog" / "circle")
    bring({"a.md": "---\ntitle: A\n---\nText\n"})
    assert [article.title for article in Article.objects.filter(site=site)] == ["A"]
    assert ImportedItem.objects.filter(kind="file", note__contains="is a link").count() == 3


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("---\ntitle: [broken\n---\nText\n", "not YAML"),
        ("---\ntitle: a: b: c\n---\nText\n", "Line 2: This is not YAML"),
        ("---\nok: 1\n\tbad: tab\n---\nText\n", "Line 3"),
        ("---\ntitle: X\nText without an end\n", "has no end"),
        ("---\n- a\n- list\n---\nText\n", "no list of names"),
        ("---\n!!python/object/apply:os.system ['exit 1']\n---\nText\n", "not YAML"),
        ("---\na: &a [x,x]\nb: &b [*a,*a]\n" + "c: [" + "*b," * 60 + "]\n---\nText\n", "aliases"),
        ("---\na: " + "[" * 5000 + "\n---\nText\n", "YAML"),
        ("+++\ntitle = broken\n+++\nText\n", "not TOML"),
        ('{"title": "x",}\nText\n', "not JSON"),
    ],
)
def test_bad_front_matter_keeps_the_text_as_a_draft_and_names_the_line(
    site: Site, bring: Bring, source: str, words: str
) -> None:
    assert bring({"some-name.md": source}).state == "done"
    article = Article.objects.get(site=site)
    assert (article.title, article.state) == ("Some name", "draft") and "Text" in article.body
    assert words in _note("Some name")


@pytest.mark.parametrize(
    "source",
    [
        "",
        "---\n---\n",
        "---\ntitle:\ndate:\ntags:\n---\n",
        "---\ntitle: {a: b}\ndate: [1]\ntags: {x: [y]}\nauthors: 7\ncategories: [[[deep]]]\n---\nText\n",
        "---\ntitle: 2020-01-01\ndate: yesterday\ndraft: maybe\n---\nText\n",
        "---\nslug: ../../etc/passwd\ntitle: P\n---\nText\n",
        "---\nslug: admin\ntitle: P\n---\nText\n",
        "---\npermalink: //evil.example/x\naliases: [1, null, 'javascript:alert(1)', '/ok/']\ntitle: P\n---\nText\n",
        "---\ntitle: 😀 𝔗\ntags: [😀, 𝔗]\n---\n😀\n",
        "---\ntitle: عنوان\n---\nنص بالعربية\n",
        "---\ntitle: Script\n---\n<script>alert(1)</script>\n\n[x](javascript:alert(1)) <a href='javascript:x'>y</a>\n",
        "---\ntitle: Long\n---\n" + "a" * 1_000_000,
        "---\ntitle: Deep\n---\n" + ">" * 5_000 + " x\n",
        "---\ntitle: Brackets\n---\n" + "[" * 20_000,
        "---\ntitle: Stars\n---\n" + "*a_ " * 5_000,
        "---\ntitle: Fences\n---\n" + "```\n" * 2_001,
        "---\ntitle: Tags\n---\n" + "{% a %}{{ b }}" * 3_000,
        "---\ntitle: Codes\n---\n" + "{{< a" * 5_000,
        "---\ntitle: Ticks\n---\n" + "`" * 10_001,
        "---\ntitle: Notes\n---\n" + "[^1]: x\n" * 3_000,
        "\ufeff---\ntitle: With a mark\n---\nText\n",
        "---\r\ntitle: Windows\r\n---\r\nText\r\n",
        '---\ntitle: "Nul \\0 and \\ud800"\n---\nText \x00\n',
    ],
)
def test_odd_files_come_in_whole_and_clean(site: Site, bring: Bring, source: str) -> None:
    assert bring({"odd.md": source}).state == "done"
    article = Article.objects.get(site=site)
    assert article.title
    assert not any(word in article.body for word in ("<script", 'href="javascript:'))
    assert not LivePage.objects.for_site(site).filter(path__startswith="/admin").exists()


def test_other_encodings(site: Site, bring: Bring) -> None:
    bring({"a.md": "---\ntitle: Köln\n---\nMaß\n".encode("cp1252"), "b.md": "\ufeff# Bär\n\nText\n".encode("utf-16")})
    assert {article.title for article in Article.objects.filter(site=site)} == {"Köln", "Bär"}
    assert "Windows-1252" in _note("Köln")


def test_names_of_files_may_be_anything(site: Site, bring: Bring) -> None:
    bring({"größe & (1).md": "Text 1\n", "日本.md": "[x](größe & (1).md)\n", f"{'x' * 200}.md": "Text 3\n"})
    assert Article.objects.filter(site=site, state="published").count() == 3


def test_a_folder_without_texts_is_refused(site: Site, bring: Bring) -> None:
    run = bring({"a.txt": "Text"})
    assert run.state == Import.State.REFUSED
    assert "no Markdown files" in run.problems[0][1]


def test_what_is_missing_is_named(site: Site, bring: Bring) -> None:
    bring({"a.md": "---\ntitle: A\n---\n![x](gone.jpg) [y](gone.md) [z](files/a.pdf)\n"})
    assert "not in the folder: gone.jpg, gone.md" in _note("A") and "files/a.pdf" in _note("A")
    assert ImportedItem.objects.get(title="A").needs_person


def test_a_file_that_calls_itself_a_picture_is_refused_by_its_bytes(site: Site, bring: Bring) -> None:
    bring({"a.md": "---\ntitle: A\n---\n![x](a.jpg)\n", "a.jpg": b"<svg onload='alert(1)'/>"})
    assert not Asset.objects.filter(site=site).exists()
    assert ImportedItem.objects.get(kind="asset").state == "failed"
