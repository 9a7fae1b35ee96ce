"""Texts that say the same in other languages find each other again, whatever the source calls them."""

from collections.abc import Callable

import pytest

from accounts.sites.models import Site
from content.articles.models import Article
from content.publishing.models import LivePage
from content.transfer.importers.wordpress.plugins import language_of
from content.transfer.models import ImportedItem
from tests.content.transfer.conftest import Bring, Importing
from tests.content.transfer.generate import ORIGIN, document, item

pytestmark = pytest.mark.django_db
Row = Callable[[str, str], ImportedItem]


def filed(domain: str, nicename: str) -> str:
    return f'<category domain="{domain}" nicename="{nicename}"><![CDATA[{nicename}]]></category>'


def meta(**fields: str) -> str:
    return "".join(
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value>{value}</wp:meta_value></wp:postmeta>"
        for key, value in fields.items()
    )


def groups(site: Site) -> set[frozenset[str]]:
    """The titles of texts that belong together, of those that have company."""
    found: dict[str, set[str]] = {}
    for title, group in Article.objects.filter(site=site).values_list("title", "translation_group"):
        found.setdefault(group, set()).add(title)
    return {frozenset(titles) for titles in found.values() if len(titles) > 1}


def polylang(language: str, group: str) -> str:
    return filed("language", language) + filed("post_translations", group)


WPML = {"_wpml_import_translation_group": "44"}
FILES = {
    "Polylang": [
        item(id=1, slug="a", title="A", more=polylang("en", "pll_1")),
        item(id=2, slug="b", title="B", more=polylang("de", "pll_1")),
        item(id=3, slug="c", title="C", more=polylang("de", "pll_2")),
    ],
    "WPML": [
        item(id=1, slug="a", title="A", more=meta(_wpml_import_language_code="en", **WPML)),
        item(id=2, slug="b", title="B", more=meta(_wpml_import_language_code="de", **WPML)),
        item(id=3, slug="c", title="C", more=meta(_wpml_import_language_code="de")),
    ],
    "Bogo": [
        item(id=2, slug="b", title="B", more=meta(_locale="de_DE", _original_post=f"{ORIGIN}/?p=1")),
        item(id=1, slug="a", title="A", more=meta(_locale="en_US")),
        item(id=3, slug="c", title="C", more=meta(_locale="de_DE")),
    ],
    "copies of WPML": [
        item(id=1, slug="a", title="A", more=filed("language", "en")),
        item(id=2, slug="b", title="B", more=filed("language", "de") + meta(_icl_lang_duplicate_of="1")),
        item(id=3, slug="c", title="C"),
    ],
}


@pytest.mark.parametrize("plugin", FILES)
def test_translations_of_wordpress_are_linked(plugin: str, importing: Importing, site: Site) -> None:
    text = document(*FILES[plugin])
    importing(text)
    assert groups(site) == {frozenset({"A", "B"})}
    assert Article.objects.get(site=site, title="B").language.lower().startswith("de")
    live = LivePage.objects.filter(site=site, title__in=["A", "B"])
    assert live.count() == 2 and live.values("translation_group").distinct().count() == 1
    before = list(Article.objects.filter(site=site).order_by("pk").values())
    importing(text)
    assert list(Article.objects.filter(site=site).order_by("pk").values()) == before


def test_of_two_in_one_language_the_first_is_linked(importing: Importing, site: Site, row: Row) -> None:
    more = polylang("de", "pll_1")
    texts = [item(id=number, slug=name, title=name, more=more) for number, name in enumerate("AB", 1)]
    importing(document(*texts, item(id=3, slug="c", title="C", more=polylang("en", "pll_1"))))
    assert groups(site) == {frozenset({"A", "C"})}
    assert "stands alone" in row("article", "2").note


def test_a_translation_that_comes_later_is_linked_and_links_made_here_stay(importing: Importing, site: Site) -> None:
    texts = [item(id=number, slug=name, title=name) for number, name in enumerate("ABC", 1)]
    importing(document(*texts))
    third = Article.objects.get(site=site, title="C")
    Article.objects.create(site=site, title="Ours", language="fr", translation_group=third.translation_group)
    later = [
        item(id=number, slug=name, title=name, more=polylang(language, "pll_1"))
        for number, name, language in ((1, "A", "en"), (2, "B", "de"), (3, "C", "fr"))
    ]
    importing(document(*later))
    assert groups(site) == {frozenset({"A", "B"}), frozenset({"C", "Ours"})}
    group = Article.objects.get(site=site, title="A").translation_group
    assert LivePage.objects.get(site=site, title="A").translation_group == group


def _text(**fields: str) -> str:
    return "".join(["---\n", *(f"{name}: {value}\n" for name, value in fields.items()), "---\nText\n"])


FOLDERS: dict[str, dict[str, str | bytes]] = {
    "names of Hugo": {
        "hugo.toml": "defaultContentLanguage = 'en'",
        "content/posts/a.md": _text(title="A"),
        "content/posts/a.de.md": _text(title="B"),
        "content/posts/c.md": _text(title="C"),
    },
    "folders of Hugo": {
        "hugo.toml": "[languages.en]\ncontentDir = 'content/en'\n[languages.de]\ncontentDir = 'content/de'",
        "content/en/posts/a.md": _text(title="A"),
        "content/de/posts/a.md": _text(title="B"),
        "content/en/posts/c.md": _text(title="C"),
    },
    "keys of Hugo": {
        "hugo.toml": "",
        "content/posts/a.md": _text(title="A", translationKey="x"),
        "content/posts/b.de.md": _text(title="B", translationKey="x"),
        "content/posts/c.de.md": _text(title="C"),
    },
    "Jekyll": {
        "_config.yml": "lang: en",
        "_posts/2020-01-02-a.md": _text(title="A", lang="en", ref="boat"),
        "_posts/2020-01-02-b.md": _text(title="B", lang="de", ref="boat"),
        "_posts/2020-01-02-c.md": _text(title="C", lang="de", ref="other"),
    },
    "Pelican": {
        "pelicanconf.py": "DEFAULT_LANG = 'en'",
        "content/a.md": "Title: A\nDate: 2020-01-02\nSlug: boat\n\nText",
        "content/b.md": "Title: B\nDate: 2020-01-02\nSlug: boat\nLang: de\n\nText",
        "content/c.md": "Title: C\nDate: 2020-01-02\nLang: de\n\nText",
    },
}


@pytest.mark.parametrize("made_by", FOLDERS)
def test_translations_in_folders_are_linked(made_by: str, bring: Bring, site: Site) -> None:
    bring(FOLDERS[made_by])
    assert groups(site) == {frozenset({"A", "B"})}
    assert Article.objects.get(site=site, title="B").language == "de"


def test_other_languages_of_hugo_had_addresses_of_their_own(bring: Bring, site: Site) -> None:
    bring(FOLDERS["names of Hugo"])
    keys = ImportedItem.objects.filter(site=site, kind="article").values_list("address_key", flat=True)
    assert len(set(keys)) == 3


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("de", "de"),
        ("pt-br", "pt-br"),
        ("de_DE", "de-DE"),
        ("de_DE_formal", "de-DE"),
        ("zh-hans", "zh-hans"),
        ("zh-Hant-TW", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("deutsch", ""),
        ("", ""),
        ("../de", ""),
    ],
)
def test_a_language_is_what_looks_like_one(said: str, language: str) -> None:
    assert language_of(said) == language
