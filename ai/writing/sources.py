"""Sources of a brief as text: web pages fetched safely, own articles, texts. It waits for the network."""

import re
from typing import TYPE_CHECKING, Any

from ai.writing.briefs import title_of
from ai.writing.models import Brief, BriefSource
from aicmr.lib import documents, html, http
from aicmr.lib.extracting import DocumentError, text_of
from content import kinds

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_BYTES = 3_000_000
TIMEOUT = 20.0
ACCEPT = ("text/html", "application/xhtml+xml", "text/plain", "text/markdown", "text/x-markdown")
MAX_CHARS = 200_000
_PAGE = re.compile(r"\s*(?:<\?xml|<!--|<!doctype\s+html|<(?:html|head|body|main|article|div|p|h1)[\s>])", re.IGNORECASE)
_HEADINGS = {"h1": "# ", "h2": "## ", "h3": "### ", "h4": "#### ", "h5": "#### ", "h6": "#### "}
_SKIPPED = {"script", "style", "nav", "aside", "footer", "form", "noscript", "svg", "iframe", "button", "template"}
# What a reader of the page would not see, and a model would.
_STYLE = "translate(translate(@style, ' ', ''), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')"
_HIDING = ("display:none", "visibility:hidden", "font-size:0", "opacity:0;", "text-indent:-9", "left:-9")
_HIDDEN = "//comment() | //body//*[@hidden or @aria-hidden='true' or {}]".format(
    " or ".join(f"contains(concat({_STYLE}, ';'), '{style}')" for style in _HIDING)
)
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
    source.title = (title if source.kind == source.Kind.FILE and title else source.title or title or source.address)[
        :255
    ]
    source.text = text[:MAX_CHARS]
    source.error = problem
    source.state = BriefSource.State.FAILED if problem else BriefSource.State.READY
    source.save(update_fields=["title", "text", "error", "state", "address"])
    if source.upload:
        source.upload.delete(save=True)  # its text is kept, which is all that is needed


def from_html(body: str) -> tuple[str, str]:
    """(title, text with Markdown headings) of a web page's main part."""
    from lxml import html as lxml_html

    if not body.strip():
        return "", ""
    page = lxml_html.document_fromstring(body)
    for element in page.xpath(_HIDDEN):
        element.drop_tree()
    title = (page.findtext(".//title") or page.findtext(".//h1") or "").strip()
    main = next((found for tag in ("article", "main", "body") if (found := page.find(f".//{tag}")) is not None), page)
    return " ".join(title.split()), "\n\n".join(_blocks(main))


def _blocks(element: "HtmlElement") -> list[str]:
    """Paragraphs, list items and headings in order; furniture of the page is left out."""
    found: list[str] = []
    for child in element:
        if not isinstance(child.tag, str) or child.tag in _SKIPPED or _is_furniture(child):
            continue
        text = " ".join(child.text_content().split())
        if child.tag in _HEADINGS:
            found.append(_HEADINGS[child.tag] + text)
        elif child.tag in ("p", "blockquote", "dd"):
            found.append(text)
        elif child.tag == "li" and not child.findall(".//li"):
            found.append(f"- {text}")
        elif len(child):
            found += _blocks(child)
        elif text:
            found.append(text)
    return [block for block in found if block.strip("#- ")]


def _is_furniture(element: "HtmlElement") -> bool:
    named = f"{element.get('class', '')} {element.get('id', '')} {element.get('role', '')}"
    return element.tag not in ("body", "main", "article") and bool(_FURNITURE.search(named))


def _read_link(source: BriefSource) -> tuple[str, str]:
    fetched = http.fetch(source.address, max_bytes=MAX_BYTES, timeout=TIMEOUT, accept=ACCEPT)
    source.address = fetched.url[:1000]
    if "html" in fetched.content_type:
        return from_html(fetched.text)
    return title_of(fetched.text), fetched.text


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
    if _PAGE.match(text):
        found, text = from_html(text)
        title = title or found
    return title or title_of(text) or source.title, text


def _read_text(source: BriefSource) -> tuple[str, str]:
    if _PAGE.match(source.text):
        title, text = from_html(source.text)
        return source.title or title, text
    return source.title or title_of(source.text), source.text


_READERS = {
    BriefSource.Kind.LINK.value: _read_link,
    BriefSource.Kind.ARTICLE.value: _read_article,
    BriefSource.Kind.TEXT.value: _read_text,
    BriefSource.Kind.FILE.value: _read_file,
}
