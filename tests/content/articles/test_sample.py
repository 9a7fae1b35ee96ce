"""A site from a folder of Markdown, once."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.sites import hosts
from accounts.sites.models import Site
from content.articles.models import Article
from content.publishing.models import LivePage, LiveTerm
from content.taxonomy.models import Category

pytestmark = pytest.mark.django_db

SITE = """{"name": "Sample", "tagline": "", "locale": "en", "time_zone": "UTC", "theme": {}, "domains": ["sample.test"],
"people": [{"email": "ed@sample.test", "name": "Ed", "role": "editor"}],
"authors": [{"name": "Ann", "slug": "ann", "user": "ed@sample.test"}],
"categories": [{"name": "Above", "slug": "above"}, {"name": "Below", "slug": "below", "parent": "above"}]}"""
ARTICLE = """---
title: First
author: ann
category: below
tags: [one, two]
days_ago: 3
---
A text with a | table.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "articles").mkdir()
    (tmp_path / "site.json").write_text(SITE)
    (tmp_path / "articles/first.md").write_text(ARTICLE)
    return tmp_path


def load(folder: Path) -> Site:
    call_command("load_sample", folder, password="correct horse battery", verbosity=0)
    return Site.objects.get(domains__host="sample.test")


def test_a_folder_becomes_a_published_site(folder: Path) -> None:
    site = load(folder)
    page = LivePage.objects.get(site=site)
    assert (page.title, page.path) == ("First", "/articles/first/")
    assert (page.modified_at - page.published_at).days == 0 and Article.objects.get(site=site).published_at is not None
    above = Category.objects.get(site=site, slug="above")
    assert LiveTerm.objects.filter(site=site, term=f"cat:{above.pk}", page=page).exists()
    assert [member.user.email for member in site.memberships.all()] == ["ed@sample.test"]


def test_a_second_run_changes_nothing(folder: Path) -> None:
    site = load(folder)
    before = list(Article.objects.filter(site=site).values()), list(LivePage.objects.filter(site=site).values())
    hosts.forget()  # what the test's open transaction did not commit is not known to the table of hosts
    load(folder)
    assert before == (
        list(Article.objects.filter(site=site).values()),
        list(LivePage.objects.filter(site=site).values()),
    )


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("site.json", "{", "site.json"),
        ("articles/first.md", "no front matter", "front matter"),
    ],
)
def test_a_wrong_file_is_named(folder: Path, name: str, text: str, said: str) -> None:
    (folder / name).write_text(text)
    with pytest.raises(CommandError, match=said):
        load(folder)


def test_a_wrong_file_leaves_nothing_behind(folder: Path) -> None:
    (folder / "articles/second.md").write_text("no front matter")
    with pytest.raises(CommandError):
        load(folder)
    assert not Site.objects.filter(name="Sample").exists()


def test_a_folder_without_a_site_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"holds no site\.json"):
        load(tmp_path)
