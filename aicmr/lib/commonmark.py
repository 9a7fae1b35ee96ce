"""A stored body as Markdown that means the same: CommonMark with tables, and HTML where Markdown has no words for it.

What is written here, a CommonMark reader turns back into the same elements and the same text. In doubt (punctuation
beside a mark, links with letters that readers would encode, tables with merged cells) the element stays HTML.
"""

import re
from collections.abc import Callable
from html import escape, unescape

from aicmr.lib.html import BLOCKS, Node, body_tree
from aicmr.lib.htmltree import write

Picture = Callable[[str], str]
_SPACE = re.compile(r"[ \t\n\r\f]+")
_SPECIAL = re.compile(r"([\\`*_\[\]<>~|&])")
_LEADING = re.compile(r"\A(?:([#+\-=:>!])|(\d{1,9})([.)]))")
_MARKS = {"strong": "**", "em": "*", "s": "~~"}
_PLAIN_URL = re.compile(r"[!-~]+\Z")
_BLANK = re.compile(r"\n\s*\n")


def to_markdown(html: str, picture: Picture) -> str:
    """`picture` gives the address of a picture of the library by its public id."""
    return _blocks(list(body_tree(html).elements()), picture)


def _blocks(nodes: list[Node], picture: Picture) -> str:
    parts: list[str] = []
    last = ""
    for node in nodes:
        if node.tag in ("ul", "ol") and node.tag == last:
            parts.append("<!-- -->")  # two lists one after the other would be one
        text = _block(node, picture)
        if text:
            parts.append(text)
            last = node.tag
    return "\n\n".join(parts)


def _block(node: Node, picture: Picture) -> str:
    made = _BLOCKS[node.tag](node, picture) if node.tag in _BLOCKS and not _has_more(node) else None
    return _html(node, picture) if made is None else made


def _has_more(node: Node) -> bool:
    """Attributes that Markdown cannot say."""
    return bool(set(node.attrs) - {"data-id", "data-p", "data-asset", "start", "class"})


def _paragraph(node: Node, picture: Picture) -> str | None:
    return _at_start(_inline(node, picture))


def _heading(node: Node, picture: Picture) -> str | None:
    text = _inline(node, picture)
    return f"{'#' * int(node.tag[1])} {text}" if text and not text.endswith("#") else None


def _quote(node: Node, picture: Picture) -> str | None:
    inside = _blocks(_as_blocks(node), picture)
    return "\n".join(f"> {line}".rstrip() for line in inside.split("\n")) if inside else None


def _code(node: Node, picture: Picture) -> str | None:
    children = list(node.elements())
    code = children[0] if len(children) == 1 and children[0].tag == "code" else None
    if any(child.tag != "code" for child in node.walk()) or (children and code is None):
        return None
    text = node.text()
    classes = f"{node.get('class')} {code.get('class') if code else ''}"
    language = next((name.removeprefix("language-") for name in classes.split()), "")
    if "`" in language:
        return None
    ticks = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, ticks + 1)
    return f"{fence}{language}\n{text.removesuffix(chr(10))}\n{fence}"


def _list(node: Node, picture: Picture) -> str | None:
    items = list(node.elements())
    first = int(node.get("start") or 1)
    lines: list[str] = []
    for number, item in enumerate(items, first):
        inside = _blocks(_as_blocks(item), picture)
        if item.tag != "li" or _has_more(item) or not inside or inside.startswith(("<", " ")):
            return None
        mark = f"{number}." if node.tag == "ol" else "-"
        room = " " * (len(mark) + 1)
        tight = "\n" if _is_tight(item) else "\n\n"
        text = inside.replace("\n\n", tight) if tight == "\n" and "```" not in inside else inside
        lines.append(f"{mark} " + "\n".join(f"{room}{line}".rstrip() for line in text.split("\n")).strip())
    return "\n".join(lines) if lines and first < 100_000_000 else None


def _is_tight(item: Node) -> bool:
    """Text, and lists below it: no blank lines are needed."""
    return all(
        not isinstance(child, Node) or child.tag in ("ul", "ol") or child.tag not in BLOCKS for child in item.children
    )


def _as_blocks(node: Node) -> list[Node]:
    """Children as blocks, runs of text between them as paragraphs."""
    found: list[Node] = []
    is_open = False
    for child in node.children:
        if isinstance(child, Node) and child.tag in BLOCKS:
            found.append(child)
            is_open = False
        elif is_open:
            found[-1].children.append(child)
        elif isinstance(child, Node) or child.strip():
            found.append(Node("p", {}, [child]))
            is_open = True
    return found


def _table(node: Node, picture: Picture) -> str | None:
    """One row of headings and rows of as many cells, or HTML."""
    parts = list(node.elements())
    if [part.tag for part in parts] != ["thead", "tbody"]:
        return None
    rows = [list(row.elements()) for part in parts for row in part.elements()]
    heads = len(list(parts[0].elements()))
    cells = [cell for row in rows for cell in row]
    is_plain = heads == 1 and len({len(row) for row in rows}) == 1 and rows and rows[0]
    if not is_plain or any(set(cell.attrs) or any(child.tag in BLOCKS for child in cell.walk()) for cell in cells):
        return None
    if any("|" in child.text() for cell in cells for child in cell.walk() if child.tag == "code"):
        return None
    lines = ["| " + " | ".join(_inline(cell, picture) for cell in row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


def _figure(node: Node, picture: Picture) -> str | None:
    """A picture alone is Markdown; with a caption it is HTML."""
    images = [child for child in node.walk() if child.tag == "img"]
    captions = [child for child in node.elements() if child.tag == "figcaption" and not child.is_empty()]
    if len(images) != 1 or captions or any(child.tag not in ("img", "figcaption", "p") for child in node.walk()):
        return None
    return _image(images[0], picture(node.get("data-asset")) if node.get("data-asset") else "")


def _image(node: Node, address: str = "") -> str:
    source, alt = address or node.get("src"), node.get("alt")
    if not _PLAIN_URL.match(source) or set("<>()\\") & set(source) or set("\n") & set(alt):
        return f'<img src="{escape(source)}" alt="{escape(_SPACE.sub(" ", alt))}">'
    return f"![{_escaped(alt)}]({source})"


_BLOCKS: dict[str, Callable[[Node, Picture], str | None]] = {
    "p": _paragraph,
    **dict.fromkeys(("h2", "h3", "h4"), _heading),
    "blockquote": _quote,
    "pre": _code,
    **dict.fromkeys(("ul", "ol"), _list),
    "table": _table,
    "figure": _figure,
    "hr": lambda node, picture: "---",
}


def _html(node: Node, picture: Picture) -> str:
    """The element as HTML on lines without a gap: a blank line would end it."""
    return _BLANK.sub("\n", write(bare(node, picture)))


def bare(node: Node, picture: Picture, *, in_pre: bool = False) -> Node:
    """A copy without marks of ours, its pictures at the addresses that `picture` gives."""
    attrs = {name: value for name, value in node.attrs.items() if not name.startswith("data-")}
    asset = node.get("data-asset")
    in_pre = in_pre or node.tag == "pre"
    children: list[Node | str] = []
    for child in node.children:
        if isinstance(child, str):
            children.append(child.replace("\n", "&#10;") if in_pre else child)
            continue
        made = bare(child, picture, in_pre=in_pre)
        if asset and node.tag == "figure":
            for image in [made, *made.walk()]:
                if image.tag == "img":
                    image.attrs["src"] = escape(picture(asset))
        children.append(made)
    return Node(node.tag, attrs, children)


# text


def _inline(node: Node, picture: Picture) -> str:
    text = ""
    for place, child in enumerate(node.children):
        if isinstance(child, str):
            text += _escaped(unescape(child))
        else:
            text += _element(child, picture, text[-1:], _next(node.children[place + 1 :]))
    return text.strip(" \n")


def _next(rest: "list[Node | str]") -> str:
    """The character that follows, as far as it matters."""
    for child in rest:
        found = unescape(child) if isinstance(child, str) else child.text() or "<"
        if found:
            return found[0]
    return ""


def _element(node: Node, picture: Picture, before: str, after: str) -> str:
    if node.tag == "br":
        return "<br>"
    if node.tag == "img":
        return _image(node)
    if node.tag == "code" and not list(node.elements()) and not _has_more(node):
        return _code_span(node.text(), before)
    inside = _inner(node, picture)
    mark = _MARKS.get(node.tag)
    if mark and not _has_more(node) and _can_stand(mark, inside, before, after):
        return f"{mark}{inside}{mark}"
    is_link = node.tag == "a" and set(node.attrs) <= {"href", "data-p"} and before != "!"
    if is_link and _is_plain_link(node, inside):
        return f"[{inside}]({node.get('href')})"
    attributes = "".join(f' {name}="{value}"' for name, value in node.attrs.items() if not name.startswith("data-"))
    return f"<{node.tag}{attributes}>{inside}</{node.tag}>"


def _inner(node: Node, picture: Picture) -> str:
    """As `_inline`, but spaces at the ends stay."""
    lead = " " if isinstance(node.children[0] if node.children else None, str) and node.text()[:1].isspace() else ""
    tail = " " if isinstance(node.children[-1] if node.children else None, str) and node.text()[-1:].isspace() else ""
    text = _inline(node, picture)
    return f"{lead}{text}{tail}" if text else lead or tail


def _can_stand(mark: str, inside: str, before: str, after: str) -> bool:
    """Letters at both ends, and no other mark beside it: then every reader sees the mark."""
    if not inside or not (inside[0].isalnum() and inside[-1].isalnum()):
        return False
    return before not in ("*", "~", "\\", "_") and after not in ("*", "~", "<") and mark[0] not in inside


def _is_plain_link(node: Node, inside: str) -> bool:
    href = node.get("href")
    has_link = any(child.tag in ("a", "img") for child in node.walk())
    is_plain = bool(_PLAIN_URL.match(href)) and not set("<>()\\\"'`[]{}|^&%*_~") & set(href)
    return is_plain and bool(inside.strip()) and inside == inside.strip() and not has_link


def _code_span(text: str, before: str) -> str:
    text = _SPACE.sub(" ", text)
    if not text.strip() or before == "`":
        return f"<code>{_escaped(text)}</code>"
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    ticks = "`" * (longest + 1)
    room = " " if text[0] in " `" or text[-1] in " `" else ""
    return f"{ticks}{room}{text}{room}{ticks}"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", _SPACE.sub(" ", text))


def _at_start(text: str) -> str:
    """What would begin a heading, a list or a quotation begins with a backslash."""
    return _LEADING.sub(lambda match: f"\\{match[1]}" if match[1] else f"{match[2]}\\{match[3]}", text)
