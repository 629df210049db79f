"""Pictures that a template prints without a size are fitted into where they stand: a cell, or the page."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from pipeline.tools.word.markup import FITS_ITS_PLACE
from pipeline.tools.word.properties import paragraph_property
from pipeline.tools.word.styles import Styles, W

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_SHAPE = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_EMU_PER_TWIP = 635
_CELL_MARGIN, _AIR = 108, 40
"""Twips: Word's margin at the sides of a cell, and what a row of exact height needs besides a picture."""


def fit_pictures(root: etree._Element, styles: Styles) -> bool:
    """Fit the pictures that have no size of their own: returns whether there are any.

    Lines of an exact height would show a strip of a picture: its paragraph gets lines as high as what
    stands in them.
    """
    found = [each for each in root.iter(f"{_DRAWING}docPr") if each.get("title") == FITS_ITS_PLACE]
    for properties in found:
        del properties.attrib["title"]
        inline = next(properties.iterancestors(f"{_DRAWING}inline"))
        paragraph = next(inline.iterancestors(f"{W}p"))
        _give_room(paragraph, styles)
        _shrink(inline, *_room(paragraph))
    return bool(found)


def _give_room(paragraph: etree._Element, styles: Styles) -> None:
    spacings = _nearest(paragraph, "spacing", styles)
    rule = next((each.get(f"{W}lineRule") for each in spacings if each.get(f"{W}line")), None)
    if rule == "exact":
        spacing = paragraph_property(paragraph, "spacing")
        spacing.set(f"{W}line", "240")
        spacing.set(f"{W}lineRule", "auto")
    words = "".join(node.text or "" for node in paragraph.iter(f"{W}t"))
    if not words.strip() and next(_nearest(paragraph, "ind", styles), None) is not None:
        indent = paragraph_property(paragraph, "ind")
        for name in ("hanging", "hangingChars"):
            indent.attrib.pop(f"{W}{name}", None)
        for name in ("firstLine", "firstLineChars"):
            indent.set(f"{W}{name}", "0")


def _nearest(paragraph: etree._Element, name: str, styles: Styles) -> Iterator[etree._Element]:
    found = (each.find(f"{W}pPr/{W}{name}") for each in styles.behind_paragraph(paragraph))
    return (each for each in found if each is not None)


def _shrink(inline: etree._Element, width: int, height: int) -> None:
    """Make a picture no larger than a room, in twips; 0 is no limit."""
    extent = next(inline.iter(f"{_DRAWING}extent"))
    have = int(extent.get("cx", "1")), int(extent.get("cy", "1"))
    limits = zip(have, (width * _EMU_PER_TWIP, height * _EMU_PER_TWIP), strict=True)
    scale = min([1.0, *(room / size for size, room in limits if room > 0)])
    for each in (extent, *inline.iter(f"{_SHAPE}ext")):
        for name, size in zip(("cx", "cy"), have, strict=True):
            each.set(name, str(max(1, round(size * scale))))


def _room(paragraph: etree._Element) -> tuple[int, int]:
    """Width and height of the room that a picture has, in twips; 0 where it is not known."""
    cell = next(paragraph.iterancestors(f"{W}tc"), None)
    if cell is None:
        return _page_width(paragraph), 0
    row = next(cell.iterancestors(f"{W}tr"))
    height = row.find(f"{W}trPr/{W}trHeight")
    exact = height is not None and height.get(f"{W}hRule") == "exact"
    high = _number(height, "val") - _AIR if exact else 0
    return max(0, _cell_width(cell, row) - _margins(cell, row)), max(0, high)


def _cell_width(cell: etree._Element, row: etree._Element) -> int:
    own = cell.find(f"{W}tcPr/{W}tcW")
    if own is not None and own.get(f"{W}type", "dxa") == "dxa" and _number(own, "w"):
        return _number(own, "w")
    columns = [_number(each, "w") for each in row.iterfind(f"../{W}tblGrid/{W}gridCol")]
    before = sum(map(_span, cell.itersiblings(f"{W}tc", preceding=True)))
    return sum(columns[before : before + _span(cell)])


def _span(cell: etree._Element) -> int:
    return _number(cell.find(f"{W}tcPr/{W}gridSpan"), "val") or 1


def _margins(cell: etree._Element, row: etree._Element) -> int:
    """The margins at both sides of a cell: its own, the table's, or Word's."""
    return sum(_margin(cell, row, names) for names in (("left", "start"), ("right", "end")))


def _margin(cell: etree._Element, row: etree._Element, names: tuple[str, str]) -> int:
    for name in names:
        for holder, path in ((cell, f"{W}tcPr/{W}tcMar"), (row, f"../{W}tblPr/{W}tblCellMar")):
            found = holder.find(f"{path}/{W}{name}")
            if found is not None:
                return _number(found, "w")
    return _CELL_MARGIN


def _page_width(paragraph: etree._Element) -> int:
    """Width of the text on the pages of a paragraph's section."""
    section = next((each for each in paragraph.itersiblings() if _section(each) is not None), None)
    page = None if section is None else _section(section)
    if page is None:
        return 0
    edges = page.find(f"{W}pgMar")
    return _number(page.find(f"{W}pgSz"), "w") - _number(edges, "left") - _number(edges, "right")


def _section(element: etree._Element) -> etree._Element | None:
    return element if element.tag == f"{W}sectPr" else element.find(f"{W}pPr/{W}sectPr")


def _number(element: etree._Element | None, name: str) -> int:
    try:
        return 0 if element is None else int(element.get(f"{W}{name}", "0"))
    except ValueError:
        return 0
