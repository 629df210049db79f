"""The structure of a page, for those who have it read to them: WeasyPrint's tags as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pydyf
from weasyprint.pdf.tags import _build_box_tree

from pipeline.tools.weasyprint.drawn import Box, Cell, Tag

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
) -> tuple[tuple[Tag, ...], tuple[Tag, ...]]:
    """The topmost elements of a page that is drawn, and those of its margins.

    Args:
        page: WeasyPrint's page.
        tags: What its stream has marked; emptied.
        height_pt: Height of the page.
        scale: Points in a pixel of CSS.
    """
    elements = _Elements()
    document = pydyf.Dictionary({"S": "/Document", "K": pydyf.Array()})
    elements.add_object(document)
    made = _build_box_tree(page._page_box, document, elements, 0, {}, [], tags)
    top = [element.reference for element in made]
    margins = [
        reference
        for reference, element in elements.by_reference.items()
        if element.get("P") == document.reference and reference not in top
    ]
    area = _Area(height_pt, scale)
    return _tags(elements, top, area), _tags(elements, margins, area)


class _Area:
    """Turns areas as CSS has them, from the top in pixels, into a PDF's."""

    def __init__(self, height_pt: float, scale: float) -> None:
        self._height_pt, self._scale = height_pt, scale

    def of(self, left: float, top: float, right: float, bottom: float) -> Box:
        scale, height_pt = self._scale, self._height_pt
        return left * scale, height_pt - bottom * scale, right * scale, height_pt - top * scale


def _tags(elements: _Elements, references: Sequence[bytes], area: _Area) -> tuple[Tag, ...]:
    return tuple(_tag(elements, elements[reference], area) for reference in references)


def _tag(elements: _Elements, element: pydyf.Dictionary, area: _Area) -> Tag:
    kids: list[Tag | int] = []
    link = None
    for kid in element["K"]:
        if isinstance(kid, int):
            kids.append(kid)
        elif (below := elements[kid])["Type"] == "/OBJR":
            link = int(below["Obj"].split()[1])
        else:
            kids.append(_tag(elements, below, area))
    attributes = element.get("A", {})
    alt = element.get("Alt")
    return Tag(
        role=element["S"].removeprefix("/"),
        kids=tuple(kids),
        alt=alt.string if alt else None,
        area=area.of(*attributes["BBox"]) if "BBox" in attributes else None,
        cell=_cell(element, attributes) if attributes.get("O") == "/Table" else None,
        link=link,
    )


def _cell(element: pydyf.Dictionary, attributes: pydyf.Dictionary) -> Cell:
    headers = attributes.get("Headers")
    return Cell(
        columns=attributes.get("ColSpan", 1),
        rows=attributes.get("RowSpan", 1),
        own_id=element["ID"].string if "ID" in element else "",
        headers=None if headers is None else tuple(header.string for header in headers),
    )
