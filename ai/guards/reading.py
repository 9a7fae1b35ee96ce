"""Text as a reader sees it: without tags, addresses, code and marks of Markdown."""

import re
import unicodedata
from html import unescape

from ai.guards.memory import by_length

_BLOCK = re.compile(
    r"</?(?:p|div|h[1-6]|li|ul|ol|br|tr|td|th|table|blockquote|figure|figcaption|pre|section)\b[^>]{0,2000}>", re.I
)
_TAG = re.compile(r"<(?:!--.{0,5000}?--|/?[a-zA-Z][^<>]{0,2000})>", re.DOTALL)
_CODE_BLOCK = re.compile(r"^```.*?^```[ \t]*$|<pre\b.{0,20000}?</pre>", re.MULTILINE | re.DOTALL | re.I)
_CODE = re.compile(r"`[^`\n]{1,500}`|<(code|kbd|samp)\b[^>]{0,300}>.{0,2000}?</\1>", re.DOTALL | re.I)
_LINK = re.compile(r"!?\[([^\]\[]{0,500})\]\(\s*<?[^\s)>]{0,2000}>?(?:\s+\"[^\"]{0,300}\")?\s*\)")
# Chinese, Japanese and Korean go on without a blank behind an address.
NOT_OF_ADDRESS = r"\s<>\"'`\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef"
_ADDRESS = re.compile(
    rf"(?:https?://|www\.|mailto:)[^{NOT_OF_ADDRESS}]{{0,2000}}[^{NOT_OF_ADDRESS}.,;:!?)\]]"
    r"|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}",
    re.I,
)
_NOTE_OF_HTML = re.compile(r"<sup\b[^>]{0,300}>\s*<a\b[^>]{0,300}\bhref=\"#[^>]{0,300}>[^<]{0,12}</a>\s*</sup>", re.I)
# The number of a note: it has an attribute, or stands behind a mark or a long word; not m<sup>2</sup>.
_NOTE_MARK = re.compile(
    r"(?:<sup\s[^>]{1,300}>|(?:(?<=[.,;:!?…\"”’»“)\]])|(?<=\d)|(?<=[^\W\d_]{5}))<sup>)\s{0,9}\[?\d{1,3}\]?\s{0,9}</sup>",
    re.I,
)
_NOTE = re.compile(r"\[\^[\w-]{1,20}\]:?")
_MARK = re.compile(r"^[ \t]{0,3}(?:#{1,6}[ \t]+|>[ \t]?|[-*+•][ \t]+)", re.MULTILINE)
_EMPHASIS = re.compile(r"\*{1,3}|(?<![\w])_{1,3}|_{1,3}(?![\w])|~~")
_LIST_NUMBER = re.compile(r"^[ \t]{0,8}(\d{1,3})[.)][ \t]+", re.MULTILINE)
# A letter, or a sign that is part of one in scripts where `\w` leaves it out.
LETTER = (
    r"(?:[^\W\d_]|[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0963\u0980-\u0dff\u0e31-\u0e4e\u1000-\u103e])"
)
_TURNED = re.compile(rf"(?<={LETTER})‘(?={LETTER})")
_SENTENCE = re.compile(r"(?<=[.!?…])[\"'”’»“)\]]*\s+|(?<=[。！？])[」』”’）]*|\n+")


@by_length
def plain(text: str, *, code: bool = False) -> str:
    """Words as a reader sees them, lines kept. `code` keeps what stands in code."""
    if not code:
        text = _CODE.sub(" ", _CODE_BLOCK.sub("\n", text))
    text = _TURNED.sub("’", text)  # O‘Hagan
    text = unescape(_TAG.sub("", _BLOCK.sub("\n", _NOTE_MARK.sub("", _NOTE_OF_HTML.sub("", text)))))
    text = _ADDRESS.sub(" ", _LINK.sub(r"\1", text))
    return _EMPHASIS.sub("", _MARK.sub("", _NOTE.sub("", text))).replace("`", "")


def without_list_numbers(text: str) -> str:
    """The numbers of a list of at least two entries taken off; a year or a day at a line's start stays."""
    found = [int(number) for number in _LIST_NUMBER.findall(text)]
    if found[:2] != [1, 2]:
        return text
    return _LIST_NUMBER.sub(lambda match: "" if int(match.group(1)) <= len(found) else match.group(), text)


def sentences(text: str) -> list[str]:
    """Roughly: what ends with a mark, or a line."""
    return [part.strip() for part in _SENTENCE.split(text) if part and part.strip()]


def lowered(text: str) -> str:
    """Lower case, the Turkish capital İ as one letter."""
    return text.replace("İ", "i").casefold()


def folded(text: str) -> str:
    """Lower case without accents, so that spellings of one word compare."""
    if text.isascii():
        return text.lower()
    bare = unicodedata.normalize(
        "NFKD", lowered(text).replace("ł", "l").replace("đ", "d").replace("ø", "o").replace("ı", "i")
    )
    return "".join(char for char in bare if not unicodedata.combining(char))
