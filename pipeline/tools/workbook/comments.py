"""Comments on the cells of a sheet: the part with their words, and the part with their boxes.

Every program reads these "legacy" comments.  The boxes are VML, which Excel writes without always
making it XML: it is only ever added to, or cut, as text.
"""

from __future__ import annotations

import re

from lxml import etree

from pipeline.tools.workbook.cells import parse_cell
from pipeline.tools.workbook.package import Package
from pipeline.tools.workbook.sheetxml import SheetXml

AUTHOR = "wuxiao check"
DIVIDER = "──── 检查结果 ────"
"""Stands before what we add, by which it is found again: not every program keeps the author."""

_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

_EMPTY_VML = b"""\
<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" \
xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" \
data="1"/></o:shapelayout></xml>"""
_SHAPE_TYPE = """\
<v:shapetype xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" \
id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">\
<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>"""
_SHAPE = """\
<v:shape xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" \
xmlns:x="urn:schemas-microsoft-com:office:excel" id="_x0000_s{number}" type="#_x0000_t202" \
style="position:absolute;margin-left:59.25pt;margin-top:1.5pt;width:300px;height:{height_px}px;\
z-index:1;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>\
<v:shadow color="black" obscured="t"/><v:path o:connecttype="none"/>\
<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>\
<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill>\
<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"""

_SHAPE_NUMBER = re.compile(rb"_x0000_s([0-9]+)")
_SHAPES = re.compile(rb"<((?:\w+:)?)shape\s.*?</\1shape>", re.DOTALL)
_PLACE = re.compile(rb"<(?:\w+:)?(Row|Column)\b[^>]*>\s*([0-9]+)\s*<")
_END = re.compile(rb"</(?:\w+:)?xml>\s*$")


class Comments:
    """The comments of one sheet; its parts are made when the first one is added."""

    def __init__(self, package: Package, sheet: SheetXml) -> None:
        self._package, self._sheet = package, sheet
        self._words = package.first(sheet.part, "comments")
        self._boxes = self._drawing()

    def add(self, reference: str, text: str) -> None:
        """Add a text to a cell, below the comment that it may have."""
        listed = self._listed()
        found = next((each for each in listed if each.get("ref") == reference), None)
        if found is None:
            number = self._author()
            found = _element(listed, "comment", ref=reference, authorId=str(number))
            _element(found, "text")
            self._add_box(reference, text)
        words = found.find("{*}text")
        if words is None:
            words = _element(found, "text")
        before = "\n" if len(words) else ""
        _add_words(words, f"{before}{DIVIDER}\n{text}")

    def clear(self) -> None:
        """Take away what `add` has added, also in an earlier run."""
        if self._words is None:
            return
        root = self._package.edit(self._words)
        for comment in list(root.iterfind("{*}commentList/{*}comment")):
            if _cut(comment):
                comment.getparent().remove(comment)  # type: ignore[union-attr]
                self._drop_box(str(comment.get("ref")))

    # ------------------------------------------------------------ words

    def _listed(self) -> etree._Element:
        if self._words is None:
            empty = f'<comments xmlns="{self._sheet.namespace}"><authors/><commentList/></comments>'
            self._words = self._package.add(
                "xl/comments/wuxiao{}.xml", empty.encode(), _COMMENTS_TYPE
            )
            self._package.relate(self._sheet.part, "comments", self._words)
        root = self._package.edit(self._words)
        listed = root.find("{*}commentList")
        return _element(root, "commentList") if listed is None else listed

    def _author(self) -> int:
        authors = self._package.edit(self._words or "").find("{*}authors")
        if authors is None:
            raise KeyError("authors")
        names = [each.text for each in authors]
        if AUTHOR not in names:
            _element(authors, "author").text = AUTHOR
            return len(names)
        return names.index(AUTHOR)

    # ------------------------------------------------------------ boxes

    def _drawing(self) -> str | None:
        relationship = self._sheet.reference("legacyDrawing")
        if not relationship:
            return None
        name = self._package.target(self._sheet.part, relationship)
        return name if name in self._package else None

    def _add_box(self, reference: str, text: str) -> None:
        if self._boxes is None:
            self._boxes = self._package.add("xl/drawings/wuxiao{}.vml", _EMPTY_VML, _VML_TYPE)
            relationship = self._package.relate(self._sheet.part, "vmlDrawing", self._boxes)
            self._sheet.refer("legacyDrawing", relationship)
        data = self._package.data(self._boxes)
        row, column = parse_cell(reference)
        numbers = [int(each) for each in _SHAPE_NUMBER.findall(data)]
        shape = _SHAPE.format(
            number=max(numbers, default=1024) + 1,
            height_px=24 + 19 * sum(1 + len(line) // 21 for line in ["", *text.split("\n")]),
            row=row - 1,
            column=column - 1,
        )
        kind = "" if b'id="_x0000_t202"' in data else _SHAPE_TYPE
        end = _END.search(data)
        if end is None:
            raise ValueError(self._boxes)
        at = end.start()
        self._package.put(self._boxes, data[:at] + (kind + shape).encode() + data[at:])

    def _drop_box(self, reference: str) -> None:
        if self._boxes is None:
            return
        row, column = parse_cell(reference)
        place = {b"Row": row - 1, b"Column": column - 1}

        def kept(shape: re.Match[bytes]) -> bytes:
            at = {key: int(number) for key, number in _PLACE.findall(shape[0])}
            return b"" if at == place else shape[0]

        self._package.put(self._boxes, _SHAPES.sub(kept, self._package.data(self._boxes)))


def _element(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    """A new element at the end of another one, in its namespace."""
    space = etree.QName(parent).namespace
    return etree.SubElement(parent, f"{{{space}}}{name}", attributes)


def _add_words(words: etree._Element, text: str) -> None:
    """Add a run; a text that stands by itself becomes a run first."""
    space = etree.QName(words).namespace
    for alone in words.findall("{*}t"):
        run = etree.Element(f"{{{space}}}r")
        words.replace(alone, run)
        run.append(alone)
        alone.set(_SPACE, "preserve")
    run = etree.Element(f"{{{space}}}r")
    runs = words.findall("{*}r")
    if runs:
        runs[-1].addnext(run)
    else:
        words.insert(0, run)
    said = _element(run, "t")
    said.text = text
    said.set(_SPACE, "preserve")


def _cut(comment: etree._Element) -> bool:
    """Cut a comment where we have added to it; whether nothing else is left of it."""
    kept, over = "", False
    for text in comment.iterfind("{*}text//{*}t"):
        whole = text.text or ""
        if over:
            text.text = ""
        elif DIVIDER in whole:
            text.text, over = whole.partition(DIVIDER)[0].rstrip("\n"), True
        kept += text.text or ""
    return over and not kept.strip()
