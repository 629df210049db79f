"""The workbook's own XML: its sheets, their order, and the names that belong to them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from lxml import etree

from pipeline.tools.workbook.elements import add, find, find_or_add, remove, space_of
from pipeline.tools.workbook.package import Package
from pipeline.tools.workbook.sheets import Sheet
from pipeline.tools.workbook.sheetxml import SheetXml, title_in
from pipeline.tools.workbook.styles import StyleSheet
from pipeline.tools.workbook.writing import save_book

_LIST_NAME = "wuxiao.list"
"""A hidden name of the workbook by which our sheet is found again, whatever it is called."""
_TRANSITIONAL = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"


class BookXml:
    """The XML of a workbook, ready to be changed."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.root = package.tree(package.book)
        self.styles = StyleSheet(package.tree(package.related(package.book, "styles") or ""))

    def sheets(self) -> Iterator[tuple[etree._Element, SheetXml]]:
        """The sheets, each with its entry in the workbook."""
        for entry in self.root.findall("{*}sheets/{*}sheet"):
            yield entry, SheetXml(self.package, self._part_of(entry))

    def free_title(self, title: str) -> str:
        """The title, or the title with a number where a sheet has it already."""
        entries = self.root.iterfind("{*}sheets/{*}sheet")
        taken = {each.get("name", "").casefold() for each in entries}
        wishes = (f"{title}{number}" if number > 1 else title for number in count(1))
        return next(each for each in wishes if each.casefold() not in taken)

    # ------------------------------------------------------------ our list

    def put_first(self, listing: Sheet) -> None:
        """Add a sheet as the first one, and show it."""
        donor = Package(save_book([listing], title=""))
        sheet = self._sheet_of(donor)
        _, relationship = self.package.add(self.package.book, "worksheet", sheet)
        self._enter(listing.title, relationship)
        self._move_names(0, by=1)
        names = find_or_add(self.root, "definedNames")
        names.extend(self._adapted(donor, donor.book).iterfind("{*}definedNames/{*}definedName"))
        name = add(names, "definedName", name=_LIST_NAME, hidden="1")
        name.text = f"{quoted(listing.title)}!$A$1"
        self._show_first()

    def remove_list(self) -> str | None:
        """Take the list of an earlier run away; gives its title, None without an earlier run."""
        name = self.root.find(f"{{*}}definedNames/{{*}}definedName[@name='{_LIST_NAME}']")
        if name is None:
            return None
        title = title_in(name.text or "")
        remove(name)
        for place, entry in enumerate(self.root.findall("{*}sheets/{*}sheet")):
            if entry.get("name") == title:
                self.package.drop(self.package.book, self._part_of(entry))
                find(self.root, "sheets").remove(entry)
                self._move_names(place, by=-1)
        return title

    def _sheet_of(self, donor: Package) -> bytes:
        """The only sheet of another book, in styles of this one."""
        root = self._adapted(donor, donor.related(donor.book, "worksheet") or "")
        first = self.styles.adopt(self._adapted(donor, "xl/styles.xml"))
        for cell in root.iterfind("{*}sheetData/{*}row/{*}c"):
            cell.set("s", str(int(cell.get("s", "0")) + first))
        for view in root.iterfind("{*}sheetViews/{*}sheetView"):
            view.set("tabSelected", "1")
        return etree.tostring(root, encoding="UTF-8")

    def _adapted(self, donor: Package, part: str) -> etree._Element:
        """A part of another book in the namespace of this one, which may be a strict one."""
        return etree.fromstring(
            donor.parts[part].replace(_TRANSITIONAL, space_of(self.root).encode())
        )

    # ------------------------------------------------------------ entries and names

    def _part_of(self, entry: etree._Element) -> str:
        relationship = entry.get(f"{{{self.package.references}}}id", "")
        return self.package.related(self.package.book, relationship) or ""

    def _enter(self, title: str, relationship: str) -> None:
        entries = find(self.root, "sheets")
        number = max((int(each.get("sheetId", "0")) for each in entries), default=0) + 1
        entry = add(entries, "sheet", name=title, sheetId=str(number))
        entry.set(f"{{{self.package.references}}}id", relationship)
        entries.insert(0, entry)

    def _move_names(self, place: int, *, by: int) -> None:
        """Names of one sheet count the sheets from 0: one comes or goes at a place."""
        for each in self.root.findall("{*}definedNames/{*}definedName[@localSheetId]"):
            number = int(each.get("localSheetId", "0"))
            if number == place and by < 0:
                remove(each)
            elif number >= place:
                each.set("localSheetId", str(number + by))

    def _show_first(self) -> None:
        for view in self.root.iterfind("{*}bookViews/{*}workbookView"):
            view.attrib.pop("firstSheet", None)
            view.set("activeTab", "0")
        chain = self.package.related(self.package.book, "calcChain")
        if chain is not None:  # the order of calculation goes by sheet; programs make it anew
            self.package.drop(self.package.book, chain)


def quoted(title: str) -> str:
    """The title of a sheet as formulas and links name it."""
    return "'" + title.replace("'", "''") + "'"
