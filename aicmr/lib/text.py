"""Text helpers without a model: keys, slugs, counts."""

import re
import unicodedata

from django.utils.text import slugify as django_slugify

_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*", re.UNICODE)
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
_SPECIAL = str.maketrans(
    {"ß": "ss", "ẞ": "ss", "đ": "d", "Đ": "d", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "æ": "ae", "Æ": "ae", "œ": "oe"}
)
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "ae", "Ö": "oe", "Ü": "ue"})
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
WORDS_PER_MINUTE = 220


def name_key(name: str) -> str:
    """The same key for names that differ only in case, accents, width or spacing; at most 160 characters."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold()).casefold()
    bare = _without_accents(folded.translate(_SPECIAL))
    return " ".join(bare.split())[:160].rstrip()


def slugify(text: str, *, language: str = "en", max_length: int = 120) -> str:
    """A lower-case slug cut at a word; letters of other scripts are kept, so no title is without one.

    A slug is its own slug. In German ä becomes ae.
    """
    if language.split("-")[0] == "de":
        text = unicodedata.normalize("NFC", text).translate(_GERMAN)
    slug = _slug(text, max_length)
    while (again := _slug(slug, max_length)) != slug:
        slug = again
    return slug


def _slug(text: str, max_length: int) -> str:
    text = text.translate(_SPECIAL)
    slug, ascii_only = django_slugify(text, allow_unicode=True), django_slugify(text)
    if 2 * _letters(ascii_only) >= _letters(slug):
        slug = ascii_only
    if len(slug) > max_length:
        slug = slug[:max_length].rsplit("-", 1)[0] if "-" in slug[:max_length] else slug[:max_length]
    return slug.strip("-_")


def _letters(text: str) -> int:
    return sum(char.isalnum() for char in text)


def _without_accents(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))


def storable(text: str) -> str:
    """Without control characters and halves of surrogates, which no database takes."""
    return _UNSTORABLE.sub("", text)


def whole(text: object) -> int:
    """A number as addresses and forms write it, up to 18 plain digits; 0 for anything else."""
    told = str(text or "")
    return int(told) if told.isascii() and told.isdigit() and len(told) <= 18 else 0


def words(text: str) -> list[str]:
    return _WORD.findall(text)


def count_words(text: str) -> int:
    """Words; in scripts without spaces two characters count as one word."""
    if text.isascii():
        return len(words(text))
    cjk = len(_CJK.findall(text))
    return len(words(_CJK.sub(" ", text))) + (cjk + 1) // 2


def reading_minutes(word_count: int) -> int:
    return max(1, round(word_count / WORDS_PER_MINUTE))


def shorten(text: str, limit: int) -> str:
    """`text` cut at a word to at most `limit` characters, with an ellipsis where something was cut."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    head = head.rsplit(" ", 1)[0] if " " in head else head
    return head.rstrip(" ,;:–—-") + "…"
