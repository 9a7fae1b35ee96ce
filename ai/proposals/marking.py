"""A body as people look at it to see what AI wrote: marked passages with the number of their source."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString, mark_safe

from ai.proposals import texts
from ai.proposals.models import Provenance
from aicmr.lib import html
from aicmr.lib.htmltree import Node, write
from aicmr.lib.text import count_words

if TYPE_CHECKING:
    from accounts.sites.models import Site

COLOURS = 4


@dataclass(frozen=True)
class Source:
    """One row of the ledger as it stands in this very text. `share`: of its accepted words that are gone."""

    number: int
    colour: int
    row: Provenance
    share: float
    words: int

    @property
    def percent(self) -> int:
        return round(100 * self.share)


@dataclass(frozen=True)
class MarkedText:
    sources: list[Source]
    body: SafeString
    share: float

    @property
    def percent(self) -> int:
        return round(100 * self.share)


def marked_text(body: str, *, site: "Site") -> MarkedText | None:
    """None where nothing of the ledger stands in the body. One query."""
    marks = texts.marks_in(body)
    rows = {row.public_id: row for row in Provenance.objects.for_site(site).marked(marks).select_related("accepted_by")}
    if not marks or not rows:
        return None
    tree = html.body_tree(body)
    order = list(dict.fromkeys(node.attrs["data-p"] for node in tree.walk() if node.attrs.get("data-p") in rows))
    sources = {name: _source(number, rows[name], body) for number, name in enumerate(order, 1)}
    words = sum(source.words for source in sources.values())
    _dress(tree, sources)
    safe = mark_safe(write(tree))  # noqa: S308 (a clean tree, with elements of ours)
    return MarkedText(list(sources.values()), safe, min(1.0, words / max(1, count_words(html.to_text(body)))))


def _source(number: int, row: Provenance, body: str) -> Source:
    text = texts.text_of_mark(body, row.public_id)
    return Source(number, (number - 1) % COLOURS, row, texts.edited_share(row.text, text), count_words(text))


def _dress(node: Node, sources: dict[str, Source]) -> None:
    children: list[Node | str] = []
    for child in node.children:
        children.append(child)
        if not isinstance(child, Node):
            continue
        _dress(child, sources)
        child.attrs.pop("data-id", None)
        source = sources.get(child.attrs.pop("data-p", ""))
        if source is None:
            continue
        inline = child.tag not in html.BLOCKS
        child.attrs["class"] = f"prov-c{source.colour}" + ("" if inline else " prov-block")
        child.tag = "mark" if child.tag == "span" else child.tag
        note = _note(source)
        if inline:
            children.append(note)
        elif child.tag not in ("hr", "img", "table", "ul", "ol"):
            child.children.append(note)
    node.children = children


def _note(source: Source) -> Node:
    label = f"Source {source.number}"
    return Node("sup", {}, [Node("a", {"href": f"#prov-{source.number}", "aria-label": label}, [str(source.number)])])
