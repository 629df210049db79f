"""Pictures that are the content of a cell: by WPS (`DISPIMG`), and by Excel 365 (`vm`, rich values).

WPS lists them in `cellimages.xml` under the name that the formula says.  Excel leads there over five
parts: the cell's `vm` counts the values in `metadata.xml` from 1, these count those of
`rdrichvalue.xml` from 0, whose structure says which of their figures counts the references of
`richValueRel.xml` ([MS-XLSX] 2.3.6, 2.6.200 and following).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from pipeline.tools.workbook.archive import DAMAGE, Archive, Related, reference_of

_FORMULA = re.compile(
    r"=?\s*@?(?:_xl\w+\.)*(?:DISPIMG\(\s*\"(?P<name>[^\"]*)\"|DISPIMG\(|IMAGE\()", re.IGNORECASE
)
_LOCAL_PICTURE = "_rvRel:LocalImageIdentifier"
_ERROR_STRUCTURE = "_error"
_CELL_IMAGES = "xl/cellimages.xml"

NOT_THERE = "在工作簿里找不到"
ELSEWHERE = "不在工作簿里，只写了网址或位置"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in a cell, or over it.

    Attributes:
        part: Name of the part that holds it; empty where none does.
        flaw: Why there is none, or in what way it is shown otherwise than it is, in Chinese, to be
            read after 图片.
    """

    part: str = ""
    flaw: str = ""


class CellPictures:
    """The pictures that cells of one workbook hold; their lists are read when one is asked for.

    Args:
        archive: The workbook.
        related: The parts that the workbook itself refers to, by the last word of their types.
    """

    def __init__(self, archive: Archive, related: Mapping[str, str]) -> None:
        self._archive, self._related = archive, related

    def of_formula(self, text: str) -> Picture | None:
        """The picture that a formula, or the text it has left behind, stands for."""
        found = _FORMULA.match(text)
        if found is None:
            return None
        if found["name"] is None:
            return Picture(flaw=NOT_THERE if "DISPIMG" in found[0].upper() else ELSEWHERE)
        return self._by_name.get(found["name"], Picture(flaw=NOT_THERE))

    def of_value(self, number: str) -> Picture | None:
        """The picture that a value of a kind of its own is (`vm`, counted from 1).

        Returns:
            None where the value is known to be an error.
        """
        try:
            structure, reference = self._rich_value(int(number) - 1)
            if reference is None:
                return None if structure == _ERROR_STRUCTURE else Picture(flaw=ELSEWHERE)
            return Picture(self._values_parts[reference].part)
        except DAMAGE:
            return Picture(flaw=NOT_THERE)

    @cached_property
    def _by_name(self) -> Mapping[str, Picture]:
        part = self._related.get("cellImage", _CELL_IMAGES)
        try:
            parts = self._archive.related(part)
            return {
                about.get("name", ""): shown(each, parts)
                for each in self._archive.tree(part).iter("{*}pic")
                if (about := each.find("{*}nvPicPr/{*}cNvPr")) is not None
            }
        except DAMAGE:
            return {}

    def _rich_value(self, number: int) -> tuple[str, str | None]:
        """The structure of a value, and the id of its picture; numbers count from 0."""
        kind = _child(self._metadata, "valueMetadata", number)
        found = next(kind.iterfind("{*}rc"))
        types = self._metadata.find("{*}metadataTypes")
        name = _at(types, int(found.get("t", "0")) - 1).get("name", "")
        future = next(
            each
            for each in self._metadata.iterfind("{*}futureMetadata")
            if each.get("name") == name
        )
        rich = next(_at(future, int(found.get("v", ""))).iter("{*}rvb"))
        value = _at(self._tree("rdRichValue"), int(rich.get("i", "")))
        structure = _at(self._tree("rdRichValueStructure"), int(value.get("s", "")))
        keys = [each.get("n", "") for each in structure]
        if _LOCAL_PICTURE not in keys:
            return structure.get("t", ""), None
        place = _at(value, keys.index(_LOCAL_PICTURE)).text or ""
        return structure.get("t", ""), reference_of(_at(self._tree("richValueRel"), int(place)))

    @cached_property
    def _metadata(self) -> etree._Element:
        return self._tree("sheetMetadata")

    @cached_property
    def _values_parts(self) -> Mapping[str, Related]:
        return self._archive.related(self._related["richValueRel"])

    def _tree(self, kind: str) -> etree._Element:
        if kind not in self._trees:
            self._trees[kind] = self._archive.tree(self._related[kind])
        return self._trees[kind]

    @cached_property
    def _trees(self) -> dict[str, etree._Element]:
        return {}


def _child(root: etree._Element, name: str, number: int) -> etree._Element:
    return _at(root.find(f"{{*}}{name}"), number)


def _at(parent: etree._Element | None, number: int) -> etree._Element:
    """The child of a number, counted from 0.

    Raises:
        IndexError: There is none.
    """
    if parent is None or number < 0:
        raise IndexError(number)
    return parent[number]


def shown(picture: etree._Element, parts: Mapping[str, Related]) -> Picture:
    """A `pic` element, or a shape filled with a picture, as it is shown."""
    blip = next(picture.iter("{*}blip"), None)
    if blip is None:
        return Picture(flaw=NOT_THERE)
    embedded = next((text for key, text in blip.items() if key.endswith("}embed")), "")
    if not embedded:
        return Picture(flaw=ELSEWHERE)
    found = parts.get(embedded)
    return Picture(found.part, _altered(picture)) if found else Picture(flaw=NOT_THERE)


def _altered(picture: etree._Element) -> str:
    crop = next(picture.iter("{*}srcRect"), None)
    if crop is not None and any(crop.get(side, "0") not in {"0", "0%"} for side in "ltrb"):
        return "裁剪过"
    frame = next(picture.iter("{*}xfrm"), None)
    turned = ("rot", "0"), ("flipH", "0"), ("flipV", "0")
    if frame is not None and any(frame.get(key, no) not in {no, "false"} for key, no in turned):
        return "转动过"
    return ""
