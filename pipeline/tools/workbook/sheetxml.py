"""One sheet's XML: what colours its cells, and the links on them."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.tools.workbook.cells import column_name, parse_cell, parse_range
from pipeline.tools.workbook.elements import add, find_or_add, remove
from pipeline.tools.workbook.package import Package

_ALWAYS = '"wuxiao"<>""'
"""The formula of the conditions that colour a cell: true, and by it they are found again."""


class SheetXml:
    """The XML of a worksheet, ready to be changed.

    Args:
        package: The workbook.
        part: Name of the sheet's part.
    """

    def __init__(self, package: Package, part: str) -> None:
        self.part, self.root = part, package.tree(part)
        self._merged = [
            parse_range(each.get("ref", ""))
            for each in self.root.iterfind("{*}mergeCells/{*}mergeCell")
        ]

    def shown_at(self, reference: str) -> str:
        """The cell that shows a place: of a merged range, its top left."""
        row, column = parse_cell(reference)
        for top, left, bottom, right in self._merged:
            if top <= row <= bottom and left <= column <= right:
                return f"{column_name(left)}{top}"
        return f"{column_name(column)}{row}"

    def colour(self, formats: Mapping[str, int]) -> None:
        """Show cells in other formats, whatever they hold and look like.

        Conditions do it, before all others of the sheet: the cells keep the styles they have, and
        have them back when the conditions go.

        Args:
            formats: Numbers of formats for conditions, by cell.
        """
        for rule in self.root.iter("{*}cfRule"):
            if rule.get("priority"):
                rule.set("priority", str(int(rule.get("priority", "")) + len(formats)))
        for place, (cell, number) in enumerate(formats.items(), start=1):
            rule = add(
                add(self.root, "conditionalFormatting", sqref=cell),
                "cfRule",
                type="expression",
                dxfId=str(number),
                priority=str(place),
            )
            add(rule, "formula").text = _ALWAYS

    def link(self, reference: str, location: str, hint: str) -> None:
        """Lead from a cell to another place of the workbook, unless it leads somewhere already."""
        row, column = parse_cell(reference)
        for each in self.root.iterfind("{*}hyperlinks/{*}hyperlink"):
            top, left, bottom, right = parse_range(each.get("ref", ""))
            if top <= row <= bottom and left <= column <= right:
                return
        links = find_or_add(self.root, "hyperlinks")
        add(links, "hyperlink", ref=reference, location=location, tooltip=hint)

    def clear(self, hint: str, title: str) -> None:
        """Take away what `colour` has added, and links with a hint or to a sheet.

        LibreOffice loses the hint, and Excel does not follow when the sheet gets another title.
        """
        for rule in self.root.findall("{*}conditionalFormatting/{*}cfRule"):
            if rule.findtext("{*}formula") == _ALWAYS:
                remove(rule)
        for link in self.root.findall("{*}hyperlinks/{*}hyperlink"):
            if link.get("tooltip") == hint or title_in(link.get("location", "")) == title:
                remove(link)

    def deselect(self) -> None:
        """Let no tab be selected: of two selected sheets both would be typed into."""
        for view in self.root.iterfind("{*}sheetViews/{*}sheetView"):
            view.attrib.pop("tabSelected", None)


def title_in(place: str) -> str:
    """The title of the sheet that a place lies on: `'项目'!F7`, with quotes or without."""
    return place.rpartition("!")[0].strip("'").replace("''", "'")
