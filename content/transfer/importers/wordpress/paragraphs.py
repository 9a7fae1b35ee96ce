"""Paragraphs of WordPress's classic editor: blank lines part them, single line breaks are kept."""

import re
from collections import Counter

_NEWLINES = re.compile(r"\r\n?")
_GAP = re.compile(r"\n[ \t\xa0]*\n[\s\xa0]*")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LEAVES = _HEADINGS | {"p", "li", "td", "th", "dt", "dd", "figcaption", "caption", "summary", "option", "legend"}
# What stands between their tags is left as it is.
_ROWS = frozenset({"ul", "ol", "dl", "table", "thead", "tbody", "tfoot", "tr", "colgroup", "select", "figure"})
_CONTAINERS = frozenset({"div", "blockquote", "section", "article", "header", "footer", "aside", "main", "nav", "form"})
_CONTAINERS |= {"fieldset", "address", "details", "center"}
_BLOCKS = _LEAVES | _ROWS | _CONTAINERS | {"hr"}
_TOKEN = re.compile(
    r"(?P<raw><(?P<name>pre|script|style|textarea|svg|object)\b.*?</(?P=name)\s*>|<!--.*?-->)"
    rf"|<(?P<close>/?)(?P<tag>{'|'.join(sorted(_BLOCKS, key=len, reverse=True))})(?=[\s/>])[^<>]*>",
    re.DOTALL | re.IGNORECASE,
)
_URL = re.compile(r"https?://[^\s<>\"]+")
_BREAKS = re.compile(r"(?<![ \t])[ \t]*(?:<br\s*/?>[ \t]*\n|\n)[ \t]*", re.IGNORECASE)


def autop(html: str) -> str:
    """`html` with its paragraphs marked, as WordPress shows it."""
    html = _NEWLINES.sub("\n", html)
    pieces: list[str] = []
    stack: list[str] = []
    within: Counter[str] = Counter()  # the stack, counted: nobody closes half a million tags by looking through it
    at = 0
    for token in _TOKEN.finditer(html):
        pieces.append(_run(html[at : token.start()], stack))
        at = token.end()
        pieces.append(token[0])
        if token["raw"]:
            continue
        tag = token["tag"].lower()
        if tag == "hr" or token[0].endswith("/>"):
            continue
        if not token["close"]:
            if tag == "p" and stack and stack[-1] == "p":
                within[stack.pop()] -= 1
            stack.append(tag)
            within[tag] += 1
        elif within[tag]:
            closed = ""
            while closed != tag:
                closed = stack.pop()
                within[closed] -= 1
    pieces.append(_run(html[at:], stack))
    return "".join(pieces)


def _run(text: str, stack: list[str]) -> str:
    """Text and inline elements between two block tags."""
    if not text.strip():
        return "\n" if text else ""
    inside = stack[-1] if stack else ""
    if inside in _ROWS:
        return text
    if inside in _HEADINGS:
        return text.replace("\n", " ")
    if inside in _LEAVES:
        return _BREAKS.sub("<br>", text.strip("\n"))
    parts = [part.strip() for part in _GAP.split(text)]
    return "\n".join(_paragraph(part) for part in parts if part)


def _paragraph(text: str) -> str:
    if _URL.fullmatch(text):
        return f'<p><a href="{text}">{text}</a></p>'
    return f"<p>{_BREAKS.sub('<br>', text)}</p>"
