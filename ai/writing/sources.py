"""Sources of a brief as text: web pages fetched safely, own articles, texts. It waits for the network."""

import re
from typing import TYPE_CHECKING, Any

from ai.guards.links import addresses
from ai.writing.briefs import title_of
from ai.writing.models import Brief, BriefSource
from aicmr.lib import documents, html, http
from aicmr.lib.extracting import DocumentError, text_of
from aicmr.lib.seen import drop_hidden, readable, visible
from aicmr.lib.text import storable
from content import kinds

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_BYTES = 3_000_000
TIMEOUT = 20.0
ACCEPT = ("text/html", "application/xhtml+xml", "text/plain", "text/markdown", "text/x-markdown")
MAX_CHARS = 200_000
_WHOLE_PAGE = re.compile(r"\s*(?:<\?xml\b|<!doctype\s+html|<(?:html|head|body)[\s>])", re.IGNORECASE)
_BEGINS_WITH_TAG = re.compile(
    r"\s*<(?:main|article|section|div|p|h[1-6]|header|figure|blockquote|table|ul|ol|dl|span|font|center|style|script"
    r"|template|title|meta|link|a)\b",
    re.IGNORECASE,
)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
# A line that only Markdown has; Markdown may begin with a tag too.
_MARKDOWN_LINE = re.compile(r"^(?:#{1,6}\s|[-*+]\s|\d+\.\s|>\s|```)", re.MULTILINE)
_HEADINGS = {"h1": "# ", "h2": "## ", "h3": "### ", "h4": "#### ", "h5": "#### ", "h6": "#### "}
_SKIPPED = {"nav", "aside", "footer", "form", "button"}
_INLINE = {
    *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img"),
    *("ins", "kbd", "label", "mark", "picture", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time"),
    *("tt", "u", "var", "wbr"),
}
_NOTE_MARK = re.compile(r"\[\^(\d{1,3})\]")
_FURNITURE = re.compile(r"(cookie|consent|newsletter|sidebar|breadcrumb|related|comment|share|social)", re.IGNORECASE)


def load_all(brief: Brief) -> list[str]:
    """Read every source that is still waiting, once each; what could not be read is said in the returned notes."""
    for source in brief.sources.filter(state=BriefSource.State.WAITING):
        load(source)
    failed = brief.sources.filter(state=BriefSource.State.FAILED)
    return [f"Source {row.number} was not used ({row.address or row.title}): {row.error}" for row in failed]


def load(source: BriefSource) -> None:
    try:
        title, text = _READERS[source.kind](source)
        problem = "" if text.strip() else "There is no text in it."
    except (http.FetchError, DocumentError) as error:
        title, text, problem = "", "", str(error)
    title = title if source.kind == source.Kind.FILE and title else source.title or title or source.address
    source.title = _own_title(title) or source.address[:255]
    source.text = _own_words(text)[:MAX_CHARS]
    source.error = problem
    source.state = BriefSource.State.FAILED if problem else BriefSource.State.READY
    source.save(update_fields=["title", "text", "error", "state", "address"])
    if source.upload:
        source.upload.delete(save=True)  # its text is kept, which is all that is needed


def _own_title(title: str) -> str:
    """In one line, without addresses: it stands in the draft's list of sources."""
    plain = " ".join(storable(visible(title)).split())
    for address in addresses(plain):
        plain = plain.replace(address, "")
    return " ".join(plain.split())[:255]


def _own_words(text: str) -> str:
    """Without what nobody sees, and without marks that a draft would take for citations of its own."""
    return _NOTE_MARK.sub(r"[\1]", storable(visible(text)))


def from_html(body: str) -> tuple[str, str]:
    """(title, text with Markdown headings) of a web page's main part, without what its readers do not see."""
    from lxml import html as lxml_html
    from lxml.etree import ParserError

    try:
        page = lxml_html.document_fromstring(_DECLARATION.sub("", body))
    except ParserError:  # nothing, or comments alone
        return "", ""
    drop_hidden(page)
    title = (page.findtext(".//title") or page.findtext(".//h1") or "").strip()
    main = next((found for tag in ("article", "main", "body") if (found := page.find(f".//{tag}")) is not None), page)
    return " ".join(title.split()), "\n\n".join(_blocks(main))


def _blocks(element: "HtmlElement") -> list[str]:
    """Paragraphs, list items and headings in order, and text that stands beside them; furniture is left out."""
    found: list[str] = []
    run = [element.text or ""]
    for child in element:
        if _is_inline(child):
            run.append(child.text_content())
        else:
            found += [" ".join("".join(run).split()), *_block(child)]
            run = []
        run.append(child.tail or "")
    found.append(" ".join("".join(run).split()))
    return [block for block in found if block.strip("#- ")]


def _block(child: "HtmlElement") -> list[str]:
    if child.tag in _SKIPPED or _is_furniture(child):
        return []
    text = " ".join(child.text_content().split())
    if child.tag in _HEADINGS:
        return [_HEADINGS[child.tag] + text]
    if child.tag in ("p", "blockquote", "dd"):
        return [text]
    if child.tag == "li" and not child.findall(".//li"):
        return [f"- {text}"]
    return _blocks(child) if len(child) else [text]


def _is_inline(child: "HtmlElement") -> bool:
    """Also a line's end; an inline element that holds blocks is none."""
    return child.tag == "br" or (child.tag in _INLINE and all(inner.tag in (*_INLINE, "br") for inner in child.iter()))


def _is_furniture(element: "HtmlElement") -> bool:
    named = f"{element.get('class', '')} {element.get('id', '')} {element.get('role', '')}"
    return element.tag not in ("body", "main", "article") and bool(_FURNITURE.search(named))


def _read_link(source: BriefSource) -> tuple[str, str]:
    fetched = http.fetch(source.address, max_bytes=MAX_BYTES, timeout=TIMEOUT, accept=ACCEPT)
    source.address = fetched.url[:1000]
    if "html" in fetched.content_type:
        return from_html(fetched.text)
    text = readable(fetched.text[:MAX_CHARS])
    return title_of(text), text


def _read_article(source: BriefSource) -> tuple[str, str]:
    """An own article as it stands; only of the brief's site."""
    rows: Any = kinds.get("article").model._default_manager.for_site(source.brief.site).kept()
    article = rows.filter(pk=source.object_id).first()
    if article is None:
        return source.title, ""
    source.address = article.get_absolute_url() if hasattr(article, "get_absolute_url") else source.address
    return article.title, body_as_text(article.body)


def body_as_text(body: str) -> str:
    """An article's body with Markdown headings, without tables, pictures and code."""
    found = []
    for block in html.blocks(body):
        if block.tag in _HEADINGS:
            found.append(_HEADINGS[block.tag] + block.text)
        elif block.tag in ("ul", "ol"):
            found.append("\n".join(f"- {line}" for line in block.text.split("\n")))
        elif block.tag in ("p", "blockquote"):
            found.append(block.text)
    return "\n\n".join(found)


def _read_file(source: BriefSource) -> tuple[str, str]:
    """An uploaded document; the name that people know it by stands in the title."""
    if not source.upload:
        return source.title, ""
    with source.upload.open("rb") as file:
        title, text = text_of(file.read(documents.MAX_BYTES + 1))
    found, text = _as_text(text)
    return title or found or source.title, text


def _read_text(source: BriefSource) -> tuple[str, str]:
    title, text = _as_text(source.text)
    return source.title or title, text


def _as_text(text: str) -> tuple[str, str]:
    """(title, text) of what may be a web page, Markdown or plain text."""
    bare = readable(text[:MAX_CHARS])
    if _WHOLE_PAGE.match(bare) or (_BEGINS_WITH_TAG.match(bare) and not _MARKDOWN_LINE.search(bare)):
        return from_html(text)
    return title_of(bare), bare


_READERS = {
    BriefSource.Kind.LINK.value: _read_link,
    BriefSource.Kind.ARTICLE.value: _read_article,
    BriefSource.Kind.TEXT.value: _read_text,
    BriefSource.Kind.FILE.value: _read_file,
}
