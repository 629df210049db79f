"""The structure of a page, for those who have it read to them: WeasyPrint's tags as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

import pydyf
from weasyprint.formatting_structure import boxes
from weasyprint.pdf.tags import _build_box_tree

from pipeline.tools.weasyprint.drawn import Box, Cell, Tag
from pipeline.tools.weasyprint.tables import with_headers

_PAGE = (b"page",)


class Annotation:
    """Stands for the annotation of a link while the structure is built.

    Args:
        place: Of the link, in `DrawnPage.links`.
    """

    def __init__(self, place: int) -> None:
        self.place = place

    @property
    def reference(self) -> bytes:
        """What an element that holds it names it by."""
        return b"link %d" % self.place


class _Elements:
    """Takes the elements that WeasyPrint makes, as a PDF would."""

    page_references = _PAGE

    def __init__(self) -> None:
        self.by_reference: dict[bytes, pydyf.Dictionary] = {}

    def add_object(self, element: pydyf.Dictionary) -> None:
        element.number = len(self.by_reference)
        self.by_reference[element.reference] = element

    def __getitem__(self, reference: bytes) -> pydyf.Dictionary:
        return self.by_reference[reference]


def structure_of(
    page: Any, tags: dict[Any, Any], height_pt: float, scale: float
) -> tuple[Tag, ...]:
    """The topmost elements of a page that is drawn; what stands in its margins is none of them.

    Args:
        page: WeasyPrint's page.
        tags: What its stream has marked; emptied.
        height_pt: Height of the page.
        scale: Points in a pixel of CSS.
    """
    elements = _Elements()
    document = pydyf.Dictionary({"S": "/Document", "K": pydyf.Array()})
    elements.add_object(document)
    top = [
        element.reference
        for box in page._page_box.children
        if not isinstance(box, boxes.MarginBox)
        for element in _build_box_tree(box, document, elements, 0, {}, [], tags)
    ]
    return _Reading(elements, _Area(height_pt, scale)).tags(top)


class _Area:
    """Turns areas as CSS has them, from the top in pixels, into a PDF's."""

    def __init__(self, height_pt: float, scale: float) -> None:
        self._height_pt, self._scale = height_pt, scale

    def of(self, left: float, top: float, right: float, bottom: float) -> Box:
        scale, height_pt = self._scale, self._height_pt
        return left * scale, height_pt - bottom * scale, right * scale, height_pt - top * scale


class _Reading:
    """Reads the elements of a page."""

    def __init__(self, elements: _Elements, area: _Area) -> None:
        self._elements, self._area = elements, area
        self._header_ids = count(1)

    def tags(self, references: Sequence[bytes]) -> tuple[Tag, ...]:
        """Elements as plain data, with what stands below them."""
        return tuple(tag for each in references for tag in self._tag(self._elements[each]))

    def _tag(self, element: pydyf.Dictionary) -> Iterator[Tag]:
        kids: list[Tag | int] = []
        link = None
        for kid in element["K"]:
            if isinstance(kid, int):
                kids.append(kid)
            elif (below := self._elements[kid])["Type"] == "/OBJR":
                link = int(below["Obj"].split()[1])
            else:
                kids += self._tag(below)
        attributes = element.get("A", {})
        alt = element.get("Alt")
        tag = Tag(
            role=element["S"].removeprefix("/"),
            kids=tuple(kids),
            alt=alt.string if alt else None,
            area=self._area.of(*attributes["BBox"]) if "BBox" in attributes else None,
            cell=_cell(attributes) if attributes.get("O") == "/Table" else None,
            link=link,
        )
        yield from with_headers(tag, self._header_ids) if tag.role == "Table" else (tag,)


def _cell(attributes: pydyf.Dictionary) -> Cell:
    return Cell(columns=attributes.get("ColSpan", 1), rows=attributes.get("RowSpan", 1))
