"""Texts that nobody has written by hand: plain text in one block, so that no single one takes a machine's memory."""

import re
from html import escape, unescape

from content.transfer.records import Entry

MOST_TAGS = 200_000  # which take some 300 MB as a tree
_CODE = re.compile(r"<(script|style)\b[^<>]*>[^<]*</\1\s*>", re.IGNORECASE)
_END = re.compile(r"</(?:p|div|h[1-6]|li|tr|blockquote|pre|figcaption)\s*>|<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")
_GAPS = re.compile(r"\n\s*\n\s*")


def bound(entry: Entry) -> None:
    """Nothing is lost but the form of a text that holds more than `MOST_TAGS`; somebody is told."""
    if entry.body.count("<") <= MOST_TAGS:
        return
    words = unescape(_TAG.sub("", _END.sub("\n", _CODE.sub("", entry.body))))
    entry.body = f"<pre>{escape(_GAPS.sub(chr(10) * 2, words).strip(), quote=False)}</pre>"
    entry.person.append(f"Its text is made of more than {MOST_TAGS:,} tags: its words were taken, without their form.")
