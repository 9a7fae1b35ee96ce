"""What tests of content share: terms of the site under test, and drafts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from accounts.sites.models import Site
from content.articles.models import Article, Page
from content.articles.services import create_article, create_page
from content.taxonomy.models import Author, Category, Tag
from content.taxonomy.services import create_author, create_category, create_tag
from tests.people import People

BODY = "<p>The harbour opens at six.</p><h2>Boats</h2><p>Forty boats lie in the harbour.</p>"


@dataclass
class Terms:
    news: Category
    local: Category
    harbour: Tag
    boats: Tag
    ann: Author
    bea: Author


@pytest.fixture
def terms(site: Site, people: People) -> Terms:
    news = create_category(site=site, name="News", by=people.editor)
    return Terms(
        news=news,
        local=create_category(site=site, name="Local", by=people.editor, parent=news),
        harbour=create_tag(site=site, name="Harbour", by=people.editor),
        boats=create_tag(site=site, name="Boats", by=people.editor),
        ann=create_author(site=site, name="Ann Field", by=people.editor),
        bea=create_author(site=site, name="Bea Stone", by=people.editor),
    )


@pytest.fixture
def write(site: Site, people: People) -> Callable[..., Article]:
    """`write("Title", tags=[…])` is a draft of the creator."""

    def make(title: str = "First", **fields: Any) -> Article:
        return create_article(site=site, by=people.creator, **{"title": title, "body": BODY} | fields)

    return make


@pytest.fixture
def write_page(site: Site, people: People) -> Callable[..., Page]:
    def make(title: str = "About", **fields: Any) -> Page:
        return create_page(site=site, by=people.editor, **{"title": title, "body": BODY} | fields)

    return make
