"""One sheet's XML: cells found or made, elements put where the standard wants them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from lxml import etree

from pipeline.tools.workbook.cells import column_name, parse_cell, parse_range

_ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr",
    "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState",
    "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting",
    "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter",
    "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags",
    "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects",
    "controls", "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
"""Children of a worksheet in their order (ECMA-376 part 1, 18.3.1.99)."""


class SheetXml:
    """The XML of a worksheet, ready to be changed.

    Args:
        part: Name of its part.
        root: Its XML.
        references: Namespace of `r:id`.
    """

    def __init__(self, part: str, root: etree._Element, references: str) -> None:
        self.part, self.root = part, root
        self.namespace = etree.QName(root).namespace or ""
        self._id = f"{{{references}}}id"
        self._merged = [
            parse_range(each.get("ref", "")) for each in root.iterfind("{*}mergeCells/{*}mergeCell")
        ]
        self._rows: dict[int, etree._Element] = {}
        self._numbers: list[int] = []
        self._rest = root.iterfind("{*}sheetData/{*}row")

    # ------------------------------------------------------------ cells

    def shown_at(self, reference: str) -> str:
        """The cell that shows a place: of a merged range, its top left."""
        row, column = parse_cell(reference)
        for top, left, bottom, right in self._merged:
            if top <= row <= bottom and left <= column <= right:
                return f"{column_name(left)}{top}"
        return f"{column_name(column)}{row}"

    def cells(self) -> Iterator[etree._Element]:
        """Every cell there is."""
        yield from self.root.iterfind("{*}sheetData/{*}row/{*}c")

    def cell(self, reference: str) -> etree._Element:
        """A cell; one that is not there yet is made, with the style of its row or column."""
        number, column = parse_cell(reference)
        row = self._row(number)
        at = 0
        for cell in row.iterfind("{*}c"):
            at = parse_cell(cell.get("r", ""))[1] if cell.get("r") else at + 1
            cell.set("r", f"{column_name(at)}{number}")
            if at == column:
                return cell
            if at > column:
                made = self._new("c", r=reference)
                cell.addprevious(made)
                break
        else:
            made = self._new("c", r=reference)
            row.append(made)
        row.attrib.pop("spans", None)
        style = self._style_around(row, column)
        if style:
            made.set("s", style)
        return made

    def _row(self, number: int) -> etree._Element:
        self._meet(number)
        if number in self._rows:
            return self._rows[number]
        made = self._new("row", r=str(number))
        place = bisect_left(self._numbers, number)
        if place < len(self._numbers):
            self._rows[self._numbers[place]].addprevious(made)
        else:
            self.insert("sheetData").append(made)
        self._numbers.insert(place, number)
        self._rows[number] = made
        return made

    def _meet(self, number: int) -> None:
        """Go on through the rows as far as a number; a million blank ones may come after it."""
        while not self._numbers or self._numbers[-1] < number:
            row = next(self._rest, None)
            if row is None:
                return
            before = self._numbers[-1] if self._numbers else 0
            at = int(row.get("r") or before + 1)
            row.set("r", str(at))  # it may be left out, but then no row can be put before it
            self._numbers.append(at)
            self._rows[at] = row

    def _style_around(self, row: etree._Element, column: int) -> str:
        if row.get("customFormat") in {"1", "true"}:
            return str(row.get("s", ""))
        for each in self.root.iterfind("{*}cols/{*}col"):
            if int(each.get("min", "0")) <= column <= int(each.get("max", "0")):
                return str(each.get("style", ""))
        return ""

    # ------------------------------------------------------------ other elements

    def insert(self, name: str) -> etree._Element:
        """A child of the worksheet, made in its place where it is not there yet."""
        found = self.root.find(f"{{*}}{name}")
        if found is not None:
            return found
        made = self._new(name)
        later = set(_ORDER[_ORDER.index(name) + 1 :]) | {"AlternateContent"}
        for child in self.root.iterchildren(tag=etree.Element):
            if etree.QName(child).localname in later:
                child.addprevious(made)
                return made
        self.root.append(made)
        return made

    def reference(self, name: str) -> str:
        """The relationship that a child of the worksheet names; empty without such a child."""
        found = self.root.find(f"{{*}}{name}")
        return "" if found is None else str(found.get(self._id, ""))

    def refer(self, name: str, relationship: str) -> None:
        """Name a relationship in a child of the worksheet."""
        self.insert(name).set(self._id, relationship)

    def link(self, reference: str, location: str, hint: str) -> None:
        """Lead from a cell to another place of the workbook, unless it leads somewhere already."""
        row, column = parse_cell(reference)
        for each in self.root.iterfind("{*}hyperlinks/{*}hyperlink"):
            top, left, bottom, right = parse_range(each.get("ref", ""))
            if top <= row <= bottom and left <= column <= right:
                return
        links = self.insert("hyperlinks")
        made = self._new("hyperlink", ref=reference, location=location, tooltip=hint)
        links.append(made)

    def unlink(self, hint: str) -> None:
        """Take away the links with a hint."""
        links = self.root.find("{*}hyperlinks")
        if links is not None:
            for each in list(links):
                if each.get("tooltip") == hint:
                    links.remove(each)
            if not len(links):
                self.root.remove(links)

    def deselect(self) -> None:
        """Let no tab be selected: of two selected sheets both would be typed into."""
        for view in self.root.iterfind("{*}sheetViews/{*}sheetView"):
            view.attrib.pop("tabSelected", None)

    def _new(self, name: str, **attributes: str) -> etree._Element:
        return etree.Element(f"{{{self.namespace}}}{name}", attributes)
