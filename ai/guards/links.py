"""links: no address that was not given, and none lost that had to be kept."""

import re
from collections import Counter
from html import unescape
from typing import Any
from urllib.parse import unquote, urlsplit

from ai.guards.verdicts import Expect, Verdict, strings

ID = "links"
_ADDRESS = re.compile(r"(?:https?://|//|www\.|mailto:|javascript:|data:)[^\s<>\"'`]+", re.IGNORECASE)
# A host and a path without a scheme: evil.test/c?d=key, which readers copy; not a file's name, nor St.Gallen/Chur.
_FILES = "py|js|ts|md|txt|css|json|toml|ya?ml|xml|csv|html?|php|rb|rs|go|c|h|cpp|java|sql|log|ini|cfg|conf|sh"
_BARE = re.compile(
    rf"(?<![\w@./:-])(?:(?:[a-z\d-]{{1,63}}\.)+(?!(?:{_FILES})/)[a-z]{{2,24}}|(?:[A-Z\d-]{{1,63}}\.)+[A-Z]{{2,24}})/[^\s<>\"'`]+"
)
_HREF = re.compile(r"""\b(?:href|src|action|poster|data)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)
_MARKDOWN = re.compile(r"\]\(\s*<?([^\s)>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
_BRACKETS = {")": "(", "]": "[", "}": "{"}


def check(text: str, data: Any, expect: Expect) -> Verdict | None:
    written = text if data is None else "\n".join(strings(data))
    found = {same(address): address for address in addresses(written)}
    given = addresses(expect.source) if "links" in expect.keep else []
    kept = (*expect.keep_links, *given)
    allowed = {same(address) for address in (*(expect.links or ()), *expect.keep_links, *given)}
    if invented := sorted(address for name, address in found.items() if name not in allowed):
        return Verdict(ID, False, f"The answer has links that were not given: {', '.join(invented[:5])}.")
    if lost := [address for address in kept if same(address) not in found]:
        return Verdict(ID, False, f"The answer has lost links: {', '.join(lost[:5])}.")
    if "links" in expect.keep and (moved := _changed_anchors(written, expect.source)):
        return Verdict(ID, False, f"The answer has other links than the text: {', '.join(moved[:5])}.")
    return Verdict(ID, True)


def _changed_anchors(written: str, source: str) -> list[str]:
    """Addresses of anchors and Markdown links that are not as often there, or not letter for letter."""
    mine, given = Counter(_anchors(written)), Counter(_anchors(source))
    return [*(given - mine), *(mine - given)]


def _anchors(text: str) -> list[str]:
    text = unescape(text)
    return ["".join(groups) for groups in _HREF.findall(text)] + _MARKDOWN.findall(text)


def addresses(text: str) -> list[str]:
    """Every address in plain text, Markdown or HTML, in order, once each."""
    text = unescape(text)
    marked = _anchors(text)
    plain = _MARKDOWN.sub("] ", text)
    found = [_trimmed(match) for match in (*_ADDRESS.findall(plain), *_BARE.findall(_HREF.sub(" ", plain)))]
    found += [address.strip() for address in marked]
    return list(dict.fromkeys(address for address in found if address and not address.startswith("#")))


def addresses_in(data: Any) -> list[str]:
    """Every address in the strings of a JSON value."""
    return list(dict.fromkeys(address for text in strings(data) for address in addresses(text)))


def same(address: str) -> str:
    """The same name for spellings of one address: scheme, www, a slash at the end, escapes and case of the host."""
    try:
        parts = urlsplit(address if "//" in address or ":" in address.split("/")[0] else f"//{address}", scheme="http")
        host = (parts.hostname or "").removeprefix("www.")
        port = f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    except ValueError:
        return address
    scheme = "" if parts.scheme in ("http", "https") else f"{parts.scheme}:"
    query = f"?{parts.query}" if parts.query else ""
    anchor = f"#{parts.fragment}" if parts.fragment else ""
    return f"{scheme}{host}{port}{unquote(parts.path).rstrip('/')}{query}{anchor}"


def _trimmed(address: str) -> str:
    """Without the punctuation of the sentence it stands in; a closing bracket stays where it was opened inside."""
    while address:
        last = address[-1]
        unbalanced = last in _BRACKETS and address.count(last) > address.count(_BRACKETS[last])
        if last not in ".,;:!?*_’”“»…|" and not unbalanced:
            break
        address = address[:-1]
    return address
