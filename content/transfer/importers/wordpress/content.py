"""The text of a post as HTML that the loader can clean: blocks, shortcodes, classic paragraphs, embeds."""

import re

from content.transfer.importers.wordpress import blocks, builders, plugins, shortcodes
from content.transfer.importers.wordpress.paragraphs import autop
from content.transfer.records import Entry

_MARKS = re.compile(r"<!--\s*(?:more\b.*?|nextpage|noteaser)\s*-->", re.DOTALL)
_FRAME = re.compile(r"<(iframe|video|audio|object|embed)\b[^<>]*>", re.IGNORECASE)
_SOURCE = re.compile(r"""\b(?:src|data)\s*=\s*(?:["']([^"']+)["']|([^\s>"']+))""", re.IGNORECASE)
_CITE = re.compile(r"<(/?)cite\b[^<>]*>", re.IGNORECASE)
_QUOTE = re.compile(r"<(/?)q(?:\s[^<>]*)?>", re.IGNORECASE)
_RENAMED = {**dict.fromkeys(("kbd", "tt", "samp", "var"), "code"), "ins": "u", "dfn": "em"}
_RENAME = re.compile(rf"<(/?)({'|'.join(_RENAMED)})(?=[\s>])", re.IGNORECASE)
_PAIRS = (
    "!--",
    "pre",
    "code",
    "script",
    "style",
    "textarea",
    "svg",
    "object",
    "figcaption",
    "iframe",
    "video",
    "audio",
)
_SHORT = 10_000
_ACTIVE = re.compile(r"<(script|style|form|input|textarea|svg|math|canvas)\b", re.IGNORECASE)


def prepare(entry: Entry) -> None:
    """Turn the body of a record as `read` gives it into HTML, and note what could not be taken over."""
    html = entry.body
    if not html.strip():
        return
    plugins.keep(entry, plugins.kept_in(html))
    if len(html) > _SHORT:
        html = without_unclosed(html)
    if builders.is_built(html):
        html = _unbuilt(html, entry)
    found, codes = blocks.Found(), shortcodes.Found()
    if blocks.has_blocks(html):
        html = blocks.to_html(html, found)
        html = shortcodes.replace(_MARKS.sub("", html), entry.id, codes)
    else:
        html = autop(shortcodes.replace(_MARKS.sub("\n\n", html), entry.id, codes))
    if active := {match.lower() for match in _ACTIVE.findall(html)}:
        entry.notes.append(f"Left out of the text: {', '.join(sorted(active))}.")
    if "<" in html:
        html = _unframed(html)
        html = _RENAME.sub(lambda match: f"<{match[1]}{_RENAMED[match[2].lower()]}", html)
        html = _QUOTE.sub(lambda match: "”" if match[1] else "“", html)
        html = _CITE.sub(lambda match: "</em></p>" if match[1] else "<p><em>", html)
    entry.body = html
    _report(entry, found, codes)


def _unbuilt(html: str, entry: Entry) -> str:
    names: list[str] = []
    html = builders.unbuilt(html, names)
    entry.notes.append(f"It was laid out with {', '.join(names)}: what it shows is here, one below the other.")
    return html


def _unframed(html: str) -> str:
    """What plays or frames something becomes a link to it."""
    pieces: list[str] = []
    at = 0
    for opening in _FRAME.finditer(html):
        if opening.start() < at:
            continue
        close = (
            re.compile(rf"</{opening[1]}\s*>", re.IGNORECASE).search(html, opening.end()) if _is_pair(opening) else None
        )
        end = close.end() if close else opening.end()
        pieces += [html[at : opening.start()], _link(html[opening.start() : end])]
        at = end
    return "".join([*pieces, html[at:]])


def _is_pair(opening: re.Match[str]) -> bool:
    return opening[1].lower() != "embed" and not opening[0].endswith("/>")


def _link(html: str) -> str:
    source = _SOURCE.search(html)
    address = (source[1] or source[2]) if source else ""
    if address.startswith("//"):
        address = f"https:{address}"
    return shortcodes.link(address) if address.startswith(("http://", "https://")) else ""


def without_unclosed(html: str) -> str:
    """`html` in which every opening that the patterns here look for has a closing after it.

    Without that, a text of a million openings would be searched to its end a million times.
    """
    for name in _PAIRS:
        opening, closing = (r"<!--", r"-->") if name == "!--" else (rf"<{name}(?=[\s>])", rf"</{name}\s*>")
        last = max((match.start() for match in re.finditer(closing, html, re.IGNORECASE)), default=0)
        html = html[:last] + re.sub(opening, "&lt;" if name == "!--" else "<p ", html[last:], flags=re.IGNORECASE)
    return html


def _report(entry: Entry, found: blocks.Found, codes: shortcodes.Found) -> None:
    if found.left:
        entry.notes.append(f"Left out, since WordPress makes them as it shows the page: {', '.join(found.left)}.")
    if found.unknown:
        entry.person.append(f"Blocks of plugins, kept as the text that they hold: {', '.join(found.unknown)}.")
    if found.lost:
        entry.person.append("It shows a reusable block, which the file does not tell: put its text in by hand.")
    if codes.unknown:
        entry.person.append(f"Shortcodes that are not known here stand in the text: {', '.join(codes.unknown)}.")
