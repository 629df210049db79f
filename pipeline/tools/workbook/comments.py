"""Comments on the cells of a sheet: the part with their words, and the part with their boxes.

Every program reads these "legacy" comments.  The boxes are VML, which Excel writes without always
making it XML: it is only ever added to, or cut, as text.
"""

from __future__ import annotations

import re

from lxml import etree

from pipeline.tools.workbook.cells import parse_cell
from pipeline.tools.workbook.elements import add, find, find_or_add, space_of
from pipeline.tools.workbook.package import Package
from pipeline.tools.workbook.sheetxml import SheetXml

AUTHOR = "wuxiao check"
DIVIDER = "──── 检查结果 ────"
"""Stands before what we add, by which it is found again: not every program keeps the author."""

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

_SPACES = """\
xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" \
xmlns:x="urn:schemas-microsoft-com:office:excel\""""
_EMPTY_VML = f"""\
<xml {_SPACES}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>"""
_SHAPE_TYPE = f"""\
<v:shapetype {_SPACES} id="_x0000_t202" coordsize="21600,21600" o:spt="202" \
path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>\
<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>"""
_SHAPE = f"""\
<v:shape {_SPACES} id="_x0000_s%d" type="#_x0000_t202" \
style="position:absolute;margin-left:59.25pt;margin-top:1.5pt;width:300px;height:%dpx;\
z-index:1;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>\
<v:shadow color="black" obscured="t"/><v:path o:connecttype="none"/>\
<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>\
<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill>\
<x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>"""
"""Its number, height, row and column, these from 0."""

_SHAPE_NUMBER = re.compile(rb"_x0000_s([0-9]+)")
_SHAPES = re.compile(rb"<((?:\w+:)?)shape\s.*?</\1shape>", re.DOTALL)
_PLACE = re.compile(rb"<(?:\w+:)?(Row|Column)\b[^>]*>\s*([0-9]+)\s*<")
_END = re.compile(rb"</(?:\w+:)?xml>\s*$")


class Comments:
    """The comments of one sheet; its parts are made when the first one is added."""

    def __init__(self, package: Package, sheet: SheetXml) -> None:
        self._package, self._sheet = package, sheet
        self._id = f"{{{package.references}}}id"
        self._words = package.related(sheet.part, "comments")
        drawing = sheet.root.find("{*}legacyDrawing")
        key = "" if drawing is None else drawing.get(self._id, "")
        self._boxes = package.related(sheet.part, key)

    def add(self, reference: str, text: str) -> None:
        """Add a text to a cell, below the comment that it may have."""
        listed = find(self._words_tree(), "commentList")
        found = next((each for each in listed if each.get("ref") == reference), None)
        if found is None:
            found = add(listed, "comment", ref=reference, authorId=self._author())
            self._add_box(reference, text)
        words = find_or_add(found, "text")
        before = "\n" if len(words) else ""
        _add_words(words, f"{before}{DIVIDER}\n{text}")

    def clear(self) -> None:
        """Take away what `add` has added, also in an earlier run."""
        if self._words is None:
            return
        for comment in self._package.tree(self._words).findall("{*}commentList/{*}comment"):
            if _cut(comment):
                comment.getparent().remove(comment)  # type: ignore[union-attr]
                self._drop_box(comment.get("ref", ""))

    # ------------------------------------------------------------ words

    def _words_tree(self) -> etree._Element:
        if self._words is None:
            space = space_of(self._sheet.root)
            empty = f'<comments xmlns="{space}"><authors/><commentList/></comments>'
            self._words, _ = self._package.add(self._sheet.part, "comments", empty.encode())
        return self._package.tree(self._words)

    def _author(self) -> str:
        authors = find(self._words_tree(), "authors")
        names = [each.text for each in authors]
        if AUTHOR not in names:
            add(authors, "author").text = AUTHOR
        return str([*names, AUTHOR].index(AUTHOR))

    # ------------------------------------------------------------ boxes

    def _boxes_part(self) -> str:
        if self._boxes is None:
            empty = _EMPTY_VML.encode()
            self._boxes, key = self._package.add(self._sheet.part, "vmlDrawing", empty)
            find_or_add(self._sheet.root, "legacyDrawing").set(self._id, key)
        return self._boxes

    def _add_box(self, reference: str, text: str) -> None:
        part = self._boxes_part()
        data = self._package.parts[part]
        row, column = parse_cell(reference)
        number = max(map(int, _SHAPE_NUMBER.findall(data)), default=1024) + 1
        height_px = 24 + 19 * sum(1 + len(line) // 21 for line in ["", *text.split("\n")])
        kind = "" if b'id="_x0000_t202"' in data else _SHAPE_TYPE
        shape = kind + _SHAPE % (number, height_px, row - 1, column - 1)
        self._package.parts[part], ends = _END.subn(lambda end: shape.encode() + end[0], data)
        if not ends:
            raise ValueError(part)

    def _drop_box(self, reference: str) -> None:
        row, column = parse_cell(reference)
        place = {b"Row": row - 1, b"Column": column - 1}

        def kept(shape: re.Match[bytes]) -> bytes:
            at = {key: int(number) for key, number in _PLACE.findall(shape[0])}
            return b"" if at == place else shape[0]

        if self._boxes is not None:
            data = self._package.parts[self._boxes]
            self._package.parts[self._boxes] = _SHAPES.sub(kept, data)


def _add_words(words: etree._Element, text: str) -> None:
    """Add a run; a text that stands by itself becomes a run first."""
    alone = words.find("{*}t")
    if alone is not None:
        run = add(words, "r")
        words.insert(0, run)
        run.append(alone)
        alone.set(_SPACE, "preserve")
    run = add(words, "r")
    words.insert(len(words.findall("{*}r")) - 1, run)  # guides to reading come after
    said = add(run, "t")
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
