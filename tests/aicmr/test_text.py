"""Keys, slugs and counts of text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aicmr.lib.text import count_words, name_key, reading_minutes, shorten, slugify


@pytest.mark.parametrize(
    ("one", "other"),
    [("Straße", "STRASSE"), ("Café", "cafe\u0301"), ("ＡＢＣ", "abc"), (" a  b ", "A B"), ("Łódź", "lodz")],
)
def test_names_that_differ_in_case_accents_width_or_spacing_have_one_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@given(st.text(max_size=300))
def test_a_key_is_its_own_key_and_short(name: str) -> None:
    key = name_key(name)
    assert name_key(key) == key
    assert len(key) <= 160


@pytest.mark.parametrize(
    ("text", "language", "slug"),
    [
        ("Hello, World!", "en", "hello-world"),
        ("Über Größe", "de", "ueber-groesse"),
        ("Über Größe", "en", "uber-grosse"),
        ("Über", "de-AT", "ueber"),
        ("港の朝", "ja", "港の朝"),
        ("Москва сегодня", "ru", "москва-сегодня"),
        ("  --  ", "en", ""),
        ("C++ & C#", "en", "c-c"),
    ],
)
def test_slugs_keep_letters_of_every_script(text: str, language: str, slug: str) -> None:
    assert slugify(text, language=language) == slug


@given(st.text(max_size=400), st.integers(min_value=5, max_value=80))
def test_slugs_are_stable_and_no_longer_than_asked(text: str, limit: int) -> None:
    slug = slugify(text, max_length=limit)
    assert len(slug) <= limit
    assert slugify(slug, max_length=limit) == slug
    assert not slug.startswith("-")
    assert not slug.endswith("-")


def test_a_long_slug_is_cut_at_a_word() -> None:
    assert slugify("one two three", max_length=9) == "one-two"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("one two", 2),
        ("don't stop", 2),
        ("well-known 3.5 million", 4),
        ("港の朝は", 2),
        ("a 港", 2),
        ("— – …", 0),
    ],
)
def test_words_are_counted_in_every_script(text: str, count: int) -> None:
    assert count_words(text) == count


@pytest.mark.parametrize(("words", "minutes"), [(0, 1), (219, 1), (440, 2), (2200, 10)])
def test_reading_takes_at_least_a_minute(words: int, minutes: int) -> None:
    assert reading_minutes(words) == minutes


@given(st.text(max_size=200), st.integers(min_value=2, max_value=50))
def test_shortened_text_fits_and_says_that_it_was_cut(text: str, limit: int) -> None:
    short, whole = shorten(text, limit), " ".join(text.split())
    assert len(short) <= limit
    assert short == whole or short.endswith("…")
