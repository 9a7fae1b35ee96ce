"""Text from elsewhere made into body HTML: what Word, Google Docs and LibreOffice put on the clipboard, and Markdown.

Office programs write looks, not structure: a list is a row of paragraphs with a class, bold is a style. This reads the
structure back before the sanitiser drops styles and classes. Pictures on the clipboard are left out, since their
addresses work on the writer's own machine at most.
"""

import re
from collections.abc import Iterator

from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement
from markdown_it import MarkdownIt

from aicmr.lib.html import normalise

LIMIT = 2_000_000
_COMMENT = re.compile(r"<!--.*?-->|<!\[.*?\]>|</?[ovwx]:[^>]*>|<\?xml[^>]*>", re.DOTALL | re.IGNORECASE)
_FRAGMENT = re.compile(r"<!--StartFragment-->(.*?)<!--EndFragment-->", re.DOTALL | re.IGNORECASE)
_BOLD = re.compile(r"font-weight:\s*(bold|[6-9]00)", re.IGNORECASE)
_NOT_BOLD = re.compile(r"font-weight:\s*(normal|[1-4]00)", re.IGNORECASE)
_ITALIC = re.compile(r"font-style:\s*italic", re.IGNORECASE)
_STRUCK = re.compile(r"text-decoration[a-z-]*:[^;]*line-through", re.IGNORECASE)
_RAISED = re.compile(r"vertical-align:\s*(super|sub)", re.IGNORECASE)
_LIST_STYLE = re.compile(r"mso-list:\s*l(\d+)\s+level(\d+)", re.IGNORECASE)
_MARKER = re.compile(r"^\s*(?:[·•o§▪–\-*\uf0b7\uf0a7]|\(?\w{1,4}[.)])[\s\xa0]+")
_NUMBER = re.compile(r"^\s*\(?(?:\d{1,3}|[a-z]|[ivxlc]{1,4})[.)]", re.IGNORECASE)
_HEADING = re.compile(r"mso(title|subtitle|heading(\d))|^heading(\d)$", re.IGNORECASE)


def to_html(html: str = "", text: str = "") -> str:
    """Normalised body HTML of what was pasted: of `html` if there is any, else of `text` read as Markdown."""
    if html.strip():
        return normalise(_structured(html[:LIMIT]))
    markdown = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])
    return normalise(markdown.render(text[:LIMIT]))


def _structured(source: str) -> str:
    if found := _FRAGMENT.search(source):
        source = found[1]
    source = _COMMENT.sub("", source)
    try:
        root = lxml_html.fragment_fromstring(source, create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return source
    for element in list(root.iter("img", "style", "meta", "link", "title", "script")):
        element.drop_tree()
    for element in list(root.iter()):
        if isinstance(element.tag, str) and element is not root:
            _restyle(element)
    _lists(root)
    return "".join(_pieces(root))


def _pieces(root: HtmlElement) -> Iterator[str]:
    yield root.text or ""
    for child in root:
        yield etree.tostring(child, encoding="unicode", method="html")


def _restyle(element: HtmlElement) -> None:
    """Turn looks into elements: Word's heading classes, and bold, italic and struck styles of spans."""
    style = element.get("style") or ""
    if element.tag in ("b", "strong") and _NOT_BOLD.search(style):
        element.tag = "span"  # Google Docs wraps everything in a <b> that is not bold
    if element.tag == "p" and (heading := _HEADING.search(element.get("class") or "")):
        level = heading[2] or heading[3] or ("1" if heading[1].lower() == "title" else "2")
        element.tag = f"h{min(4, max(2, int(level) + 1))}"
    if element.tag == "span" and style:
        _wrap(element, style)


def _wrap(element: HtmlElement, style: str) -> None:
    tags = [tag for tag, pattern in (("strong", _BOLD), ("em", _ITALIC), ("s", _STRUCK)) if pattern.search(style)]
    if raised := _RAISED.search(style):
        tags.append("sup" if raised[1].lower() == "super" else "sub")
    if not tags or not "".join(element.itertext()).strip():
        return
    element.tag = tags[0]
    inside = element
    for tag in tags[1:]:
        wrapper = etree.SubElement(element, tag)
        wrapper.text, inside.text = inside.text, None
        for child in list(inside)[:-1]:
            wrapper.append(child)
        inside = wrapper


def _lists(root: HtmlElement) -> None:
    """Word's list paragraphs become nested lists."""
    open_lists: list[HtmlElement] = []
    for paragraph in list(root.iter("p")):
        level = _list_level(paragraph)
        previous = paragraph.getprevious()
        if not level or (open_lists and previous is not open_lists[0]):
            open_lists = []
        if not level:
            continue
        ordered = bool(_NUMBER.match("".join(paragraph.itertext())))
        del open_lists[level:]
        while len(open_lists) < level:
            open_lists.append(_open(paragraph, open_lists, ordered))
        _strip_marker(paragraph)
        paragraph.tag = "li"
        open_lists[-1].append(_without_tail(paragraph))


def _open(paragraph: HtmlElement, above: list[HtmlElement], ordered: bool) -> HtmlElement:
    made: HtmlElement = lxml_html.Element("ol" if ordered else "ul")
    if above:
        holder = above[-1][-1] if len(above[-1]) else etree.SubElement(above[-1], "li")
        holder.append(made)
    else:
        paragraph.addprevious(made)
    return made


def _list_level(paragraph: HtmlElement) -> int:
    found = _LIST_STYLE.search(paragraph.get("style") or "")
    if found:
        return min(6, max(1, int(found[2])))
    return 1 if "MsoListParagraph" in (paragraph.get("class") or "") and _MARKER.match(paragraph.text_content()) else 0


def _without_tail(element: HtmlElement) -> HtmlElement:
    element.tail = None
    return element


def _strip_marker(paragraph: HtmlElement) -> None:
    """Word writes the bullet or number as text, in a span of its own or before the words."""
    for span in paragraph.iter("span"):
        if "mso-list" in (span.get("style") or "").lower():
            tail = span.tail
            span.drop_tree()
            if tail:
                break
            return
    first = next((node for node in paragraph.iter() if (node.text or "").strip()), None)
    if first is not None and first.text:
        first.text = _MARKER.sub("", first.text, count=1)
