"""The reader site in the languages it speaks."""

import gettext
import re
from pathlib import Path

import pytest
from django.conf import settings

from accounts.sites import hosts
from accounts.sites.models import Site
from tests.conftest import ClientFor
from tests.content.reading.rows import Shelf

LANGUAGES = ["de", "fr", "vi"]
_MARKED = re.compile(r'\{%\s*translate\s+"([^"]+)"\s+context "reader"')


def marked() -> set[str]:
    folder: Path = settings.BASE_DIR / "templates"
    files = [*(folder / "reader").glob("*.html"), *folder.glob("[0-9]*.html")]
    return {text for file in files for text in _MARKED.findall(file.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_marked_text_is_translated(language: str) -> None:
    catalog = gettext.translation("django", settings.BASE_DIR / "content/locale", [language])
    missing = [text for text in sorted(marked()) if f"reader\x04{text}" not in catalog._catalog]  # type: ignore[attr-defined]
    assert len(marked()) > 30
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalog_is_that_of_the_source(language: str) -> None:
    folder = settings.BASE_DIR / f"content/locale/{language}/LC_MESSAGES"
    catalog = gettext.translation("django", settings.BASE_DIR / "content/locale", [language])
    known = {key for key in catalog._catalog if key}  # type: ignore[attr-defined]
    texts = re.findall(r'^msgid "(.+)"$', (folder / "django.po").read_text(encoding="utf-8"), re.MULTILINE)
    assert {(key[0] if isinstance(key, tuple) else key).removeprefix("reader\x04") for key in known} == set(texts)


def test_a_german_site_speaks_german(client_for: ClientFor, shelf: Shelf) -> None:
    shelf.fill(4)
    Site.objects.filter(pk=shelf.site.pk).update(locale="de", time_zone="Europe/Berlin")
    hosts.forget()
    text = client_for().get("/articles/story-1/").text
    for words in ("4 Minuten Lesezeit", "1. November 2026", "Weiterlesen", "Mehr von Mara Lindqvist", "Zum Inhalt"):
        assert words in text
    assert "November 2026 – " in client_for().get("/archive/2026/11/").text


def test_a_site_in_a_language_without_a_catalog_does_not_mix_two(client_for: ClientFor, shelf: Shelf) -> None:
    Site.objects.filter(pk=shelf.site.pk).update(locale="es")
    hosts.forget()
    text = client_for().get("/").text
    assert "Search" in text
    assert "Buscar" not in text


def test_text_from_right_to_left_is_marked_where_it_stands(client_for: ClientFor, shelf: Shelf) -> None:
    shelf.fill(4)
    shelf.page("/articles/arabic/", title="\u0639\u0646\u0648\u0627\u0646", language="ar")
    text = client_for().get("/articles/arabic/").text
    assert '<html lang="ar" dir="rtl">' in text
    assert '<header class="masthead" lang="en" dir="ltr">' in text
    assert re.search(r'<section class="related wrap" lang="en" dir="ltr"', text)
    assert '<article class="card" lang="ar" dir="rtl">' in client_for().get("/").text
    assert '<html lang="en" dir="ltr">' in client_for().get("/articles/story-1/").text
