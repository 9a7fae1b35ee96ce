"""links: no address that was not given, and none lost that had to be kept."""

import re
from collections import Counter
from collections.abc import Iterable
from html import unescape
from typing import Any
from urllib.parse import unquote, urlsplit

from ai.guards import moved
from ai.guards.reading import NOT_OF_ADDRESS
from ai.guards.verdicts import Expect, Verdict, listed, strings

ID = "links"
_OF_ADDRESS = f"[^{NOT_OF_ADDRESS}]"
_ADDRESS = re.compile(rf"(?:https?://|//|www\.|mailto:|javascript:|data:){_OF_ADDRESS}+", re.IGNORECASE)
# A host and a path without a scheme: evil.test/c?d=key, which readers copy; not a file's name, nor St.Gallen/Chur.
_FILES = "py|js|ts|md|txt|css|json|toml|ya?ml|xml|csv|html?|php|rb|rs|go|c|h|cpp|java|sql|log|ini|cfg|conf|sh"
_PORT = r":\d{2,5}"
_BARE = re.compile(
    rf"(?<![A-Za-z\d_@./:-])(?:(?:[a-z\d-]{{1,63}}\.)+(?!(?:{_FILES})/)[a-z]{{2,24}}|(?:[A-Z\d-]{{1,63}}\.)+[A-Z]{{2,24}}"
    rf"|(?:\d{{1,3}}\.){{3}}\d{{1,3}})(?:(?:{_PORT})?/{_OF_ADDRESS}+|{_PORT}(?!\d))"
)
# A host alone: what stands in the text may be named again.
_ENDS = (
    "com|org|net|info|biz|io|dev|app|test|example|invalid|xyz|site|online|shop|club|link|click|top|page|website|store"
    "|co\\.uk|org\\.uk|eu|de|fr|nl|pl|at|ch|ru|cn|jp|uk|ca|us|es|it|pt|be|se|dk|fi|ie|gr|cz|hu|ro|tr|lu|sk|si|hr|bg|ua"
    "|ee|lv|lt|li|cat|gal|eus|br|mx|ar|cl|au|nz|kr|tw|il|za|gov|edu|museum|news|blog|social|live|berlin|hamburg|koeln|wien"
    "|swiss|paris|london|media|space|cloud|ai|tv|me"
)
_HOST = re.compile(rf"(?<![A-Za-z\d_@./:-])(?:[a-z\d-]{{2,63}}\.)+(?:{_ENDS})(?![A-Za-z\d_-])(?!\.[a-z])")
# An address that is written so that it does not look like one: evil[.]test, evil dot test slash pay, wide letters.
_DOTS = "dot|punkt|point|punto|ponto|punt|kropka|точка"
_MASKED_DOT = re.compile(
    rf"\s?(?:\[\s?(?:\.|{_DOTS})\s?\]|\(\s?(?:\.|{_DOTS})\s?\)|\{{\s?(?:\.|{_DOTS})\s?\}})\s?", re.I
)
_SPOKEN_DOT = re.compile(
    rf"(?<=[a-z\d])\s+(?:{_DOTS})\s+(?=(?:com|org|net|info|io|test|example|dev|app|xyz|biz)\b)", re.I
)
_SPOKEN_SLASH = re.compile(r"(?<=\w)\s+(?:slash|schrägstrich|barre oblique|barra|slesh)\s+(?=\w)", re.I)
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_ANY_HOST = re.compile(
    rf"(?<![A-Za-z\d_@./:-])(?:[A-Za-z\d-]{{1,63}}\.)+[A-Za-z]{{2,24}}(?:{_PORT})?(?:/{_OF_ADDRESS}+)?"
)
_WHERE = "unter|auf|siehe|at|via|on|see|visit|sur|voir|en|visite|su|visita|op|zie|em|på|na"
_LETTER = re.compile(r"(?<![\w.+:/@-])[\w.+-]{1,64}@(?:[a-z\d-]{1,63}\.){1,4}[a-z]{2,24}(?![\w@])", re.I)
_HREF = re.compile(r"""\b(?:href|src|action|poster|data)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)
_PICTURE = re.compile(r"<img\b[^<>]{0,2000}>", re.IGNORECASE)
_MARKDOWN = re.compile(r"\]\(\s{0,9}<?([^\s)>]{1,4000}+)>?(?:\s+\"[^\"]*\")?\s*\)")
_BRACKETS = {")": "(", "]": "[", "}": "{"}


def check(text: str, data: Any, expect: Expect) -> Verdict | None:
    written = text if data is None else "\n".join(strings(data))
    found = {same(address): address for address in addresses(written)}
    given = addresses(expect.source) if "links" in expect.keep else []
    letters = _letters(expect.source) if "links" in expect.keep and "names" in expect.keep else []
    # What was shortened may have lost a picture; what is the same in other words has not.
    kept = (
        *expect.keep_links,
        *(given if "names" in expect.keep else addresses(_PICTURE.sub(" ", expect.source)) if given else ()),
    )
    allowed = {same(address) for address in (*(expect.links or ()), *expect.keep_links, *given)}
    invented = sorted(address for name, address in found.items() if name not in allowed)
    if invented := invented or _hosts_not_given(written, expect):
        return Verdict(ID, False, f"The answer has links that were not given: {', '.join(invented[:5])}.")
    lost = [address for address in kept if same(address) not in found]
    if lost := lost or [address for address in letters if address not in written.lower()]:
        return Verdict(ID, False, f"The answer has lost links: {', '.join(lost[:5])}.")
    if changed := _other_hosts(found.values(), given):
        return Verdict(ID, False, f"The answer has other links than the text: {listed(changed)}.")
    if "links" in expect.keep and (changed := _changed_anchors(written, expect)):
        return Verdict(ID, False, f"The answer has other links than the text: {', '.join(changed[:5])}.")
    if "links" in expect.keep and data is None and (found_elsewhere := list(moved.links(written, expect))):
        return Verdict(ID, False, f"The answer has links in other places than the text: {listed(found_elsewhere)}.")
    return Verdict(ID, True)


def _other_hosts(found: Iterable[str], given: list[str]) -> list[str]:
    """Addresses of the text that got or lost `www.`: where one leads, the other need not."""
    hosts: dict[str, set[str]] = {}
    for address in given:
        hosts.setdefault(same(address), set()).add(_host(address))
    return [address for address in found if hosts.get(same(address)) and _host(address) not in hosts[same(address)]]


def _host(address: str) -> str:
    try:
        return urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:
        return ""


def _hosts_not_given(written: str, expect: Expect) -> list[str]:
    """Hosts alone that nothing names, and addresses that were made not to look like any."""
    given = f"{expect.grounds} {' '.join((*(expect.links or ()), *expect.keep_links))}"
    # What readers of the text do not see is no reason to name it where no link may stand.
    seen_there = _HREF.sub(" ", given) if expect.links == () else given
    named = [host for host in _HOST.findall(_without_addresses(written)) if host not in seen_there.lower()]
    if expect.plain and "links" not in expect.keep:
        named += [host for host in _HOST.findall(_without_addresses(written)) if _is_address(host, expect.grounds)]
    open_written = _unmasked(written)
    if open_written == written:
        return named
    seen = set(_ANY_HOST.findall(written)) | set(_ANY_HOST.findall(_unmasked(given)))
    return named + [address for address in _ANY_HOST.findall(open_written) if address not in seen]


def _is_address(host: str, grounds: str) -> bool:
    """Whether the text says where to go, and no firm has the name: unter museum.example."""
    return bool(re.search(rf"(?:{_WHERE})\s+{re.escape(host)}", grounds, re.I))


def _unmasked(text: str) -> str:
    """What a reader would type: full-width letters as plain ones, dots and slashes that are spelt out."""
    read = "".join(_narrow(char) for char in text.translate(_UNSEEN))
    read = _SPOKEN_DOT.sub(".", _MASKED_DOT.sub(".", read)).replace("hxxp", "http")
    return _SPOKEN_SLASH.sub("/", read)


def _narrow(char: str) -> str:
    """A full-width letter, digit or mark as the plain one."""
    return chr(ord(char) - 0xFEE0) if "\uff01" <= char <= "\uff5e" else char


def _without_addresses(text: str) -> str:
    return _ADDRESS.sub(" ", _HREF.sub(" ", _MARKDOWN.sub("] ", unescape(text))))


def _changed_anchors(written: str, expect: Expect) -> list[str]:
    """Addresses of anchors and Markdown links that are not as often there, or not letter for letter."""
    texts = (written, expect.source)
    if "names" not in expect.keep:
        texts = (_PICTURE.sub(" ", written), _PICTURE.sub(" ", expect.source))
    mine, given = (Counter(_anchors(text)) for text in texts)
    bare = {*addresses(expect.source)} - given.keys()  # an address of plain text may become a link
    return [*(given - mine), *(address for address in mine - given if address not in bare)]


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


def _letters(text: str) -> list[str]:
    """E-mail addresses that stand in the text."""
    return list(dict.fromkeys(found.lower() for found in _LETTER.findall(unescape(text))))


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
