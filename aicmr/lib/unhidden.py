"""Documents without what their readers do not see: hidden runs of Word, text of a PDF that is not painted.

Only what cannot be meant for readers goes. Invisible text that stands over a scanned page is how PDF carries recognised
words, so it stays where it is most of a page's text.
"""

import io
import zipfile
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.etree import _Element
    from pypdf import PageObject

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
_OFF = ("0", "false", "off", "none")
_TINY = 4  # half-points
_PDF_TINY = 2.0  # points
_SHOWS = (b"Tj", b"TJ", b"'", b'"')
_PAINTS = (b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"sh", b"Do", b"EI", b"INLINE IMAGE")
_FILLS: dict[bytes, Any] = {
    b"g": lambda values: values == [1],
    b"rg": lambda values: values == [1, 1, 1],
    b"k": lambda values: values == [0, 0, 0, 0],
    b"scn": lambda values: values in ([1], [1, 1, 1], [0, 0, 0, 0]),
    b"sc": lambda values: values in ([1], [1, 1, 1], [0, 0, 0, 0]),
}


def docx(data: bytes) -> bytes:
    """The same document without runs that are hidden, white on the white page, or of two points."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    changed: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        styles = etree.fromstring(archive.read("word/styles.xml"), parser) if "word/styles.xml" in names else None
        hidden = _hiding_styles(styles)
        for name in (part for part in _PARTS if part in names):
            tree = etree.fromstring(archive.read(name), parser)
            if gone := [run for run in tree.iter(f"{_W}r") if _is_hidden(run, hidden)]:
                for run in gone:
                    run.getparent().remove(run)
                changed[name] = etree.tostring(tree, encoding="UTF-8", xml_declaration=True)
        if not changed:
            return data
        copy = io.BytesIO()
        with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as target:
            for part in archive.infolist():
                target.writestr(part.filename, changed.get(part.filename) or archive.read(part))
    return copy.getvalue()


def _hiding_styles(styles: "_Element | None") -> set[str]:
    rows = styles.iter(f"{_W}style") if styles is not None else ()
    return {row.get(f"{_W}styleId") for row in rows if _is_on(row.find(f"{_W}rPr/{_W}vanish"))} - {None}


def _is_hidden(run: "_Element", hidden: set[str]) -> bool:
    look = run.find(f"{_W}rPr")
    paragraph = next(run.iterancestors(f"{_W}p"), None)
    style = paragraph.find(f"{_W}pPr/{_W}pStyle") if paragraph is not None else None
    if style is not None and style.get(f"{_W}val") in hidden:
        return True
    if look is None:
        return False
    own = look.find(f"{_W}rStyle")
    if any(_is_on(look.find(f"{_W}{name}")) for name in ("vanish", "webHidden", "specVanish")):
        return True
    if own is not None and own.get(f"{_W}val") in hidden:
        return True
    size = look.find(f"{_W}sz")
    return (size is not None and _number(size) <= _TINY) or _is_white_on_white(run, look)


def _is_white_on_white(run: "_Element", look: "_Element") -> bool:
    """In a table the cell may be dark by its style."""
    colour = look.find(f"{_W}color")
    if colour is None or str(colour.get(f"{_W}val")).upper() != "FFFFFF":
        return False
    around = [look, *(parent.find(f"{_W}pPr") for parent in run.iterancestors(f"{_W}p"))]
    marks = [part.find(f"{_W}{name}") for part in around if part is not None for name in ("shd", "highlight")]
    shaded = any(mark is not None for mark in marks)
    boxed = next(run.iterancestors(f"{_W}tbl", f"{_W}txbxContent"), None) is not None
    return not shaded and not boxed and run.getroottree().getroot().find(f"{_W}background") is None


def _is_on(switch: "_Element | None") -> bool:
    return switch is not None and str(switch.get(f"{_W}val", "1")).lower() not in _OFF


def _number(element: "_Element") -> float:
    try:
        return float(element.get(f"{_W}val", "24"))
    except ValueError:
        return 24.0


@dataclass(frozen=True)
class _Pen:
    """How text is painted: mode, font size, scale of text and page, whether in white."""

    mode: int = 0
    size: float = 12.0
    scale: float = 1.0
    page: float = 1.0
    white: bool = False

    def paints(self, *, on_white: bool) -> bool:
        tiny = abs(self.size * self.scale * self.page) < _PDF_TINY
        return self.mode not in (3, 7) and not tiny and not (self.white and on_white)


def pdf_page(page: "PageObject") -> "PageObject":
    """The page without text that is not painted, tiny, or white where nothing but white is under it."""
    from pypdf.generic import NameObject

    content = page.get_contents()
    if content is None:
        return page
    on_white = not any(operator in _PAINTS for _, operator in content.operations)
    kept, hidden, pen, stack = [], 0, _Pen(), list[_Pen]()
    for operands, operator in content.operations:
        if operator == b"q":
            stack.append(pen)
        elif operator == b"Q":
            pen = stack.pop() if stack else pen
        else:
            pen = _after(pen, operator, operands)
        if operator in _SHOWS and not pen.paints(on_white=on_white):
            hidden += 1
        else:
            kept.append((operands, operator))
    shown = sum(operator in _SHOWS for _, operator in kept)
    if 0 < hidden < shown:
        content.operations = kept
        page[NameObject("/Contents")] = content
    return page


def _after(pen: _Pen, operator: bytes, operands: Any) -> _Pen:
    try:
        values = [float(value) for value in operands] if operator in (b"Tr", b"Tm", b"cm", *_FILLS) else []
        if operator == b"Tr":
            return replace(pen, mode=int(values[0]))
        if operator == b"Tf":
            return replace(pen, size=float(operands[1]))
        if operator == b"BT":
            return replace(pen, scale=1.0)
        if operator == b"Tm":
            return replace(pen, scale=_scale(values))
        if operator == b"cm":
            return replace(pen, page=pen.page * _scale(values))
        if operator in _FILLS:
            return replace(pen, white=_FILLS[operator](values))
    except (TypeError, ValueError, IndexError):
        pass
    return pen


def _scale(matrix: list[float]) -> float:
    """How much larger an upright or turned letter becomes."""
    a, b, c, d = matrix[:4]
    return float(max((a * a + b * b) ** 0.5, (c * c + d * d) ** 0.5))
