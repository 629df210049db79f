"""Put values into cells of a clerk's workbook; all else in it stays as it is, to the byte of each other part.

Cells keep their formats.  Formulas that count what was written are calculated anew when the workbook is opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from lxml import etree

from pipeline.errors import InputError
from pipeline.tools.workbook.archive import changing
from pipeline.tools.workbook.bookxml import BookXml
from pipeline.tools.workbook.cells import Styles, column_name, encode, parse_cell, serial_of
from pipeline.tools.workbook.elements import add, find_or_add
from pipeline.tools.workbook.package import Package
from pipeline.tools.workbook.sheetxml import SheetXml

MAX_CHARACTERS = 32_767
"""Most characters that a cell can hold."""
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_ROWS_ABOVE = 60
"""How far above a cell without a format one is looked for."""

Value = str | int | date | None


class Place(NamedTuple):
    """A cell: title of its sheet, and `F7`."""

    sheet: str
    cell: str


@dataclass(slots=True)
class Edits:
    """What is put where.

    Attributes:
        values: By cell; None empties it.
        heights_pt: Heights that rows need at least, by sheet and number.
    """

    values: dict[Place, Value] = field(default_factory=dict)
    heights_pt: dict[tuple[str, int], float] = field(default_factory=dict)


def edit_book(data: bytes, edits: Edits) -> bytes:
    """A workbook with other values in some cells.

    Raises:
        InputError: A part of it is damaged, or a text is longer than a cell can hold.
    """
    with changing("不能写入"):
        book = BookXml(Package(data))
        for entry, sheet in book.sheets():
            title = entry.get("name", "")
            values = {
                place.cell: each for place, each in edits.values.items() if place.sheet == title
            }
            heights = {row: each for (name, row), each in edits.heights_pt.items() if name == title}
            if values:
                _Editor(book, sheet, title).put(values, heights)
        _recalculate(book)
        return book.package.save()


def _recalculate(book: BookXml) -> None:
    """Have formulas calculated when the workbook is opened, in an order that is made anew."""
    find_or_add(book.root, "calcPr").set("fullCalcOnLoad", "1")
    chain = book.package.related(book.package.book, "calcChain")
    if chain is not None:
        book.package.drop(book.package.book, chain)


class _Editor:
    """Puts values into one sheet."""

    def __init__(self, book: BookXml, sheet: SheetXml, title: str) -> None:
        self._sheet, self._title = sheet, title
        package = book.package
        styles = package.related(package.book, "styles")
        self._styles = Styles(package.tree(styles) if styles else None)
        properties = book.root.find("{*}workbookPr")
        of_1904 = "" if properties is None else properties.get("date1904", "")
        self._uses_1904 = of_1904 in {"1", "true", "on"}
        self._data = find_or_add(sheet.root, "sheetData")
        self._rows = {int(each.get("r", "0")): each for each in self._data}

    def put(self, values: Mapping[str, Value], heights: Mapping[int, float]) -> None:
        """Put values into cells; rows grow where they must."""
        for reference, value in values.items():
            shown = self._sheet.shown_at(reference)
            self._fill(self._cell(*parse_cell(shown)), value)
        for number, height_pt in heights.items():
            row = self._row(number)
            if float(row.get("ht", "0")) < height_pt:
                row.set("ht", f"{height_pt:g}")
                row.set("customHeight", "1")
        for dimension in self._sheet.root.findall("{*}dimension"):
            self._sheet.root.remove(dimension)

    def _row(self, number: int) -> etree._Element:
        found = self._rows.get(number)
        if found is None:
            found = etree.SubElement(self._data, f"{{{etree.QName(self._data).namespace}}}row")
            found.set("r", str(number))
            later = [each for row, each in self._rows.items() if row > number]
            if later:
                min(later, key=lambda each: int(each.get("r", "0"))).addprevious(found)
            self._rows[number] = found
        found.attrib.pop("spans", None)
        return found

    def _cell(self, row: int, column: int) -> etree._Element:
        holder = self._row(row)
        reference = f"{column_name(column)}{row}"
        after = None
        for each in holder:
            if each.get("r") == reference:
                return each
            if parse_cell(each.get("r", "A1"))[1] > column:
                after = each
                break
        made = etree.Element(f"{{{etree.QName(holder).namespace}}}c", r=reference)
        if style := self._style_above(row, column):
            made.set("s", style)
        if after is None:
            holder.append(made)
        else:
            after.addprevious(made)
        return made

    def _style_above(self, row: int, column: int) -> str | None:
        for number in range(row - 1, max(row - _ROWS_ABOVE, 0), -1):
            for each in self._rows.get(number, ()):
                if each.get("r") == f"{column_name(column)}{number}":
                    return each.get("s")
        return None

    def _fill(self, cell: etree._Element, value: Value) -> None:
        for each in list(cell):
            cell.remove(each)
        for name in ("t", "cm", "vm"):
            cell.attrib.pop(name, None)
        if isinstance(value, date):
            value = self._as_day(cell, value)
        if isinstance(value, str):
            self._fill_text(cell, value)
        elif value is not None:
            add(cell, "v").text = str(value)

    def _as_day(self, cell: etree._Element, value: date) -> str | int:
        """A day as a number where the cell shows days, else in words that are read as one."""
        code = self._styles.number_format(cell.get("s")).lower()
        if "y" in code and "d" in code:
            return serial_of(value, uses_1904=self._uses_1904)
        return value.isoformat()

    def _fill_text(self, cell: etree._Element, value: str) -> None:
        if len(value) > MAX_CHARACTERS:
            raise InputError(
                "文字太长，一个单元格放不下",
                where=f"{self._title}!{cell.get('r')}",
                why=f"共{len(value)}字，最多{MAX_CHARACTERS}字",
                remedy="删减后再试",
            )
        cell.set("t", "inlineStr")
        text = add(add(cell, "is"), "t")
        text.text = encode(value)
        text.set(_XML_SPACE, "preserve")
