"""Mark cells of a workbook, and put a sheet before all others that lists the marks.

The parts of the package are changed where they must be and kept where they need not, so that
whatever a clerk, Excel or WPS has put into the workbook stays.  A workbook that was marked before
loses its old marks first.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.tools.workbook.archive import changing
from pipeline.tools.workbook.bookxml import BookXml, quoted
from pipeline.tools.workbook.cells import parse_cell
from pipeline.tools.workbook.comments import Comments
from pipeline.tools.workbook.package import OUR_SHEET, Package
from pipeline.tools.workbook.sheets import Sheet
from pipeline.tools.workbook.sheetxml import SheetXml

_BACK = "回到检查结果"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A cell to mark.

    Attributes:
        sheet: Title of its sheet.
        cell: `F7`.
        colour: Its fill, RRGGBB.
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
    with changing("不能加批注"):
        book = BookXml(Package(data))
        _clear(book)
        title = book.free_title(title)
        _mark(book, marks, title)
        book.put_first(listing(title))
        return book.package.save()


def is_our_copy(data: bytes) -> bool:
    """Whether a file is a marked copy that no other program has saved since."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return OUR_SHEET in archive.namelist()
    except zipfile.BadZipFile:
        return False


def _clear(book: BookXml) -> None:
    """Take away the list and the marks of an earlier run."""
    title = book.remove_list()
    if title is not None:
        for _, sheet in book.sheets():
            sheet.clear(_BACK, title)
            Comments(book.package, sheet).clear()


def _mark(book: BookXml, marks: Sequence[Mark], title: str) -> None:
    for entry, sheet in book.sheets():
        sheet.deselect()
        here = [each for each in marks if each.sheet == entry.get("name")]
        if here:
            entry.attrib.pop("state", None)  # a hidden sheet could not be jumped to
            _mark_sheet(book, sheet, here, title)


def _mark_sheet(book: BookXml, sheet: SheetXml, marks: Sequence[Mark], title: str) -> None:
    comments = Comments(book.package, sheet)
    formats: dict[str, int] = {}
    for each in marks:
        reference = sheet.shown_at(each.cell)
        formats.setdefault(reference, book.styles.fill(each.colour))
        comments.add(reference, each.comment)
        start = sheet.shown_at(f"A{parse_cell(reference)[0]}")
        sheet.link(start, f"{quoted(title)}!{each.back}", _BACK)
    sheet.colour(formats)
