"""Mark cells of a workbook, and put a sheet before all others that lists the marks.

The parts of the package are changed where they must be and kept where they need not, so that
whatever a clerk, Excel or WPS has put into the workbook stays.  A workbook that was marked before
loses its old marks first.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from pipeline.errors import InputError
from pipeline.tools.workbook.cells import parse_cell
from pipeline.tools.workbook.comments import Comments
from pipeline.tools.workbook.package import Package
from pipeline.tools.workbook.sheetxml import SheetXml
from pipeline.tools.workbook.styles import StyleSheet
from pipeline.tools.workbook.writing import Sheet, save_book

MARK_COLOURS = frozenset({"FFC4C4", "FFE99A"})
"""Fills that a mark can have, by which they are found again: an error's, a warning's."""

_LIST_PART = "xl/worksheets/wuxiaoList{}.xml"
_LIST_NAME = "wuxiao.list"
"""A hidden name of the workbook by which our sheet is found again, whatever it is called."""
_BACK = "回到检查结果"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DAMAGE = (zipfile.BadZipFile, zlib.error, KeyError, ValueError, IndexError, etree.LxmlError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A cell to mark.

    Attributes:
        sheet: Title of its sheet.
        cell: `F7`.
        colour: Its fill, one of `MARK_COLOURS`.
        comment: Text of its comment.
        back: Cell of the list that its row leads back to.
    """

    sheet: str
    cell: str
    colour: str
    comment: str
    back: str


def mark_book(
    data: bytes, marks: Sequence[Mark], listing: Callable[[str], Sheet], *, title: str
) -> bytes:
    """A copy of a workbook with marks, and a list of them as the first sheet.

    Args:
        data: The workbook.
        marks: At most one a cell; those on sheets that there are not are left out.
        listing: Makes the list, given its title.
        title: The title of the list; a number is added where a clerk's sheet is called so.

    Raises:
        InputError: A part of the workbook is damaged.
    """
    try:
        marker = _Marker(Package(data))
        marker.clear()
        title = marker.free_title(title)
        marker.mark(marks, title)
        marker.put_first(listing(title))
        return marker.package.save()
    except _DAMAGE as error:
        raise InputError(
            "工作簿能读取，但有损坏的部分，不能加批注",
            why=f"{type(error).__name__}：{error}"[:120],
            remedy="用 Excel 或 WPS 打开，另存为 .xlsx 后再用",
        ) from error


def is_our_copy(data: bytes) -> bool:
    """Whether a file is a marked copy that no other program has saved since."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _LIST_PART.format(1) in archive.namelist()
    except zipfile.BadZipFile:
        return False


class _Marker:
    def __init__(self, package: Package) -> None:
        self.package = package
        self.part = package.book()
        self.book = package.edit(self.part)
        self.references = _reference_space(self.book)
        self.styles = StyleSheet(
            package.edit(package.first(self.part, "styles") or "xl/styles.xml")
        )

    # ------------------------------------------------------------ marks

    def mark(self, marks: Iterable[Mark], title: str) -> None:
        """Colour the cells, add the comments and the ways back."""
        by_sheet: dict[str, list[Mark]] = {}
        for each in marks:
            by_sheet.setdefault(each.sheet, []).append(each)
        for entry, part in self._sheets():
            sheet = self._open(part)
            sheet.deselect()
            found = by_sheet.get(str(entry.get("name")), [])
            if found:
                entry.attrib.pop("state", None)  # a hidden sheet could not be jumped to
                self._mark_sheet(sheet, found, title)

    def _mark_sheet(self, sheet: SheetXml, marks: Sequence[Mark], title: str) -> None:
        comments = Comments(self.package, sheet)
        for each in marks:
            reference = sheet.shown_at(each.cell)
            cell = sheet.cell(reference)
            cell.set("s", str(self.styles.filled(int(cell.get("s", "0")), each.colour)))
            comments.add(reference, each.comment)
            start = sheet.shown_at(f"A{parse_cell(reference)[0]}")
            sheet.link(start, f"{quoted(title)}!{each.back}", _BACK)

    def clear(self) -> None:
        """Take away the marks of an earlier run, and its list."""
        name = self.book.find(f"{{*}}definedNames/{{*}}definedName[@name='{_LIST_NAME}']")
        if name is None:
            return
        old = (name.text or "").rpartition("!")[0].strip("'").replace("''", "'")
        name.getparent().remove(name)  # type: ignore[union-attr]
        for place, (entry, part) in enumerate(self._sheets()):
            if entry.get("name") == old:
                self._remove(entry, part, place)
                continue
            sheet = self._open(part)
            sheet.unlink(_BACK)
            Comments(self.package, sheet).clear()
            for cell in sheet.cells():
                style = int(cell.get("s", "0"))
                plain = self.styles.unfilled(style, MARK_COLOURS)
                if plain != style:
                    cell.set("s", str(plain))

    # ------------------------------------------------------------ the list

    def put_first(self, listing: Sheet) -> None:
        """Add the list as the first sheet, and show it."""
        donor = Package(save_book([listing], title=""))
        root = self._adapted(donor, donor.target(donor.book(), "rId1"))
        first = self.styles.adopt(self._adapted(donor, "xl/styles.xml"))
        for cell in root.iterfind("{*}sheetData/{*}row/{*}c"):
            cell.set("s", str(int(cell.get("s", "0")) + first))
        for view in root.iterfind("{*}sheetViews/{*}sheetView"):
            view.set("tabSelected", "1")
        part = self.package.add(_LIST_PART, etree.tostring(root, encoding="UTF-8"), _SHEET_TYPE)
        relationship = self.package.relate(self.part, "worksheet", part)
        self._enter(listing.title, relationship)
        self._shift_names(1)
        self._name(_LIST_NAME, f"{quoted(listing.title)}!$A$1")
        for each in donor.look(donor.book()).iterfind("{*}definedNames/{*}definedName"):
            self._name(str(each.get("name")), str(each.text), hidden=each.get("hidden"), local="0")
        self._show_first()
        self._drop_calculation_chain()

    def _adapted(self, donor: Package, part: str) -> etree._Element:
        """A part of another book in the namespace of this one, which may be a strict one."""
        own = (etree.QName(self.book).namespace or "").encode()
        donor.put(part, donor.data(part).replace(_TRANSITIONAL, own))
        return donor.look(part)

    def free_title(self, title: str) -> str:
        """The title, or the title with a number where a sheet has it already."""
        taken = {str(entry.get("name")).casefold() for entry, _ in self._sheets()}
        number, free = 1, title
        while free.casefold() in taken:
            number += 1
            free = f"{title}{number}"
        return free

    def _enter(self, title: str, relationship: str) -> None:
        entries = self.book.find("{*}sheets")
        if entries is None:
            raise KeyError("sheets")
        numbers = [int(each.get("sheetId", "0")) for each in entries]
        entry = etree.Element(f"{{{etree.QName(entries).namespace}}}sheet")
        entry.set("name", title)
        entry.set("sheetId", str(max(numbers, default=0) + 1))
        entry.set(f"{{{self.references}}}id", relationship)
        entries.insert(0, entry)

    def _name(self, name: str, text: str, *, hidden: str | None = "1", local: str = "") -> None:
        names = self.book.find("{*}definedNames")
        if names is None:
            names = etree.Element(f"{{{etree.QName(self.book).namespace}}}definedNames")
            before = ("sheets", "functionGroups", "externalReferences")
            place = [each for tag in before for each in self.book.iterfind(f"{{*}}{tag}")]
            place[-1].addnext(names)
        made = etree.SubElement(names, f"{{{etree.QName(names).namespace}}}definedName", name=name)
        if local:
            made.set("localSheetId", local)
        if hidden:
            made.set("hidden", "1")
        made.text = text

    def _shift_names(self, by: int, *, after: int = -1) -> None:
        """Names that belong to one sheet count the sheets from 0: those after a place move."""
        for each in self.book.iterfind("{*}definedNames/{*}definedName[@localSheetId]"):
            number = int(each.get("localSheetId", "0"))
            if number > after:
                each.set("localSheetId", str(number + by))

    def _show_first(self) -> None:
        for view in self.book.iterfind("{*}bookViews/{*}workbookView"):
            view.attrib.pop("firstSheet", None)
            view.set("activeTab", "0")

    def _drop_calculation_chain(self) -> None:
        """The order of calculation goes by sheet; programs make it anew where there is none."""
        chain = self.package.first(self.part, "calcChain")
        if chain is not None:
            self.package.unrelate(self.part, chain)
            self.package.drop(chain)

    def _remove(self, entry: etree._Element, part: str, place: int) -> None:
        for each in list(self.book.iterfind("{*}definedNames/{*}definedName[@localSheetId]")):
            if int(each.get("localSheetId", "0")) == place:
                each.getparent().remove(each)  # type: ignore[union-attr]
        self._shift_names(-1, after=place)
        entry.getparent().remove(entry)  # type: ignore[union-attr]
        self.package.unrelate(self.part, part)
        self.package.drop(part)

    # ------------------------------------------------------------ sheets

    def _sheets(self) -> Iterator[tuple[etree._Element, str]]:
        """The sheets, each with its part."""
        for entry in list(self.book.iterfind("{*}sheets/{*}sheet")):
            relationship = str(entry.get(f"{{{self.references}}}id"))
            yield entry, self.package.target(self.part, relationship)

    def _open(self, part: str) -> SheetXml:
        return SheetXml(part, self.package.edit(part), self.references)


def quoted(title: str) -> str:
    """The title of a sheet as formulas and links name it."""
    return "'" + title.replace("'", "''") + "'"


def _reference_space(book: etree._Element) -> str:
    """The namespace of `r:id`, which a strict workbook has its own of."""
    for entry in book.iterfind("{*}sheets/{*}sheet"):
        for key in entry.keys():  # noqa: SIM118 - an element is no map
            name = etree.QName(key)
            if name.localname == "id" and name.namespace:
                return name.namespace
    raise KeyError("r:id")
