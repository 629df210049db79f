"""A Word form that others fill in: where its words stand, its sections, what is protected."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from pipeline.tools.word import protecting
from pipeline.tools.word.fields import FieldWriter, Piece
from pipeline.tools.word.package import (
    pack_parts,
    parse_xml,
    read_parts,
    say_subject,
    xml_bytes,
)
from pipeline.tools.word.styles import W, value

_BODY, _SETTINGS = "word/document.xml", "word/settings.xml"
_SECTION = re.compile(r"([一二三四五六七八九十])、")
_PART = re.compile(r"[(（][一二三四五][)）]")
_LIMIT = re.compile(r"[(（](?:限|最多)?\d+[^()（）]*[)）][:：]?$|[:：]$")

_PLACE_HEIGHT_TWIPS, _PLACE_WIDTH_TWIPS = 1000, 2000
"""From this size on an empty cell is a place for a photo."""
_ROOM_TWIPS = 2268
"""Least height of the tallest row to type in, 40 mm."""


def squashed(text: str) -> str:
    """Printed words reduced to what counts: no white space, and no limit in brackets at the end."""
    return _LIMIT.sub("", "".join(text.split()))


@dataclass(frozen=True, slots=True, eq=False)
class Spot:
    """A paragraph of the body, or a cell of a table in it.

    Attributes:
        element: Its element.
        section: The number of the section it stands in (`一`), "" before the first.
        words: Its printed words, squashed.
        under: The words of the merged cell at its left, or of the part `(一)` that it stands in.
    """

    element: etree._Element
    section: str
    words: str
    under: str = ""

    @property
    def is_cell(self) -> bool:
        """Whether it is a cell."""
        return self.element.tag == f"{W}tc"

    def right(self) -> etree._Element | None:
        """The cell to its right."""
        return self.element.getnext() if self.is_cell else None

    def row(self) -> etree._Element:
        """The row of a cell."""
        return next(self.element.iterancestors(f"{W}tr"))


class FormFile:
    """A `.docx` while fields are put into it."""

    def __init__(self, data: bytes, where: str) -> None:
        """Open a file.

        Raises:
            TemplateError: It is no sound `.docx`.
        """
        self._parts = read_parts(data, where)
        self._root = parse_xml(self._parts[_BODY])
        body = self._root.find(f"{W}body")
        assert body is not None  # noqa: S101 - a Word file has one
        self.body = body
        self._writer = FieldWriter(self._root)

    def spots(self) -> list[Spot]:
        """All paragraphs and cells of the body in reading order; cells of tables in tables are left out."""
        return list(_spots(self.body))

    def put(self, holder: etree._Element, *lines: Sequence[Piece]) -> None:
        """Make a cell or a paragraph hold these lines, each a paragraph that looks like the first there."""
        paragraphs = [holder] if holder.tag == f"{W}p" else holder.findall(f"{W}p")
        for each in paragraphs[1:]:
            holder.remove(each)
        last = paragraphs[0]
        shape = deepcopy(last)
        for number, line in enumerate(lines):
            if number:
                last.addnext(paragraph := deepcopy(shape))
                last = paragraph
            self._writer.put(last, line)

    def put_words(self, cell: etree._Element, text: str) -> None:
        """Make a cell hold words alone."""
        self.put(cell, [text])

    def let_rows_grow(self) -> None:
        """Take the room for a hand out of rows: they grow with what is typed."""
        for height in self.body.iter(f"{W}trHeight"):
            if height.get(f"{W}hRule") != "exact" and int(height.get(f"{W}val", "0")) > _ROOM_TWIPS:
                height.set(f"{W}val", str(_ROOM_TWIPS))

    def append_line(self, cell: etree._Element, line: Sequence[Piece]) -> None:
        """Put a line behind what stands in a cell, as a paragraph that looks like the last there."""
        last = cell.findall(f"{W}p")[-1]
        last.addnext(paragraph := deepcopy(last))
        self._writer.put(paragraph, line)

    def append(self, element: etree._Element) -> None:
        """Put a block at the end of the body, before the properties of its last section."""
        last = self.body[-1]
        if last.tag == f"{W}sectPr":
            last.addprevious(element)
        else:
            self.body.append(element)

    def open_for_editing(self, table: etree._Element) -> None:
        """Leave a table open where the rest of the form takes nothing but fields."""
        protecting.open_for_editing(table, self.body)

    def protect(self) -> None:
        """Let programs take what is typed into fields and open tables alone; no password keeps anybody out."""
        protecting.join_sections(self.body)
        self._parts[_SETTINGS] = protecting.with_protection(self._parts[_SETTINGS])

    def be_about(self, subject: str) -> None:
        """Let the file say of itself what it is about; "" for nothing to be said."""
        if subject:
            say_subject(self._parts, subject)

    def pack(self) -> bytes:
        """The file, the same bytes every time."""
        self._parts[_BODY] = xml_bytes(self._root)
        return pack_parts(self._parts)


# ---------------------------------------------------------------- rows


def grow(rows: Sequence[etree._Element], wanted: int) -> list[etree._Element]:
    """As many rows as are wanted: copies of the last one follow it."""
    found = list(rows)
    while len(found) < wanted:
        made = deepcopy(found[-1])
        first = made.find(f"{W}tc/{W}tcPr/{W}vMerge")
        if first is not None:
            first.set(f"{W}val", "continue")
            for run in made.findall(f"{W}tc")[0].iter(f"{W}r"):
                for each in list(run):
                    run.remove(each)
        found[-1].addnext(made)
        found.append(made)
    return found


def rows_below(row: etree._Element) -> list[etree._Element]:
    """The rows below one in its table."""
    return [each for each in row.itersiblings() if each.tag == f"{W}tr"]


def goes_on(row: etree._Element) -> bool:
    """Whether the first cell of a row goes on from the row above."""
    merge = row.find(f"{W}tc/{W}tcPr/{W}vMerge")
    return merge is not None and merge.get(f"{W}val") != "restart"


def cells_of(row: etree._Element) -> list[etree._Element]:
    """The cells of a row."""
    return row.findall(f"{W}tc")


def words_of(element: etree._Element) -> str:
    """The printed words of a paragraph, cell or row, squashed."""
    return squashed("".join(_words_of(element)))


def lines_below(paragraph: etree._Element) -> list[etree._Element]:
    """The empty paragraphs right below one."""
    found = []
    for each in paragraph.itersiblings():
        if each.tag != f"{W}p" or any(_words_of(each)):
            break
        found.append(each)
    return found


def table_below(paragraph: etree._Element) -> etree._Element | None:
    """The table right below a paragraph."""
    below = paragraph.getnext()
    return below if below is not None and below.tag == f"{W}tbl" else None


def photo_places(table: etree._Element) -> list[etree._Element]:
    """The cells of a table that are places for photos; they grow with what is put there."""
    found = []
    for row in table.findall(f"{W}tr"):
        height = row.find(f"{W}trPr/{W}trHeight")
        if height is None or int(height.get(f"{W}val", "0")) < _PLACE_HEIGHT_TWIPS:
            continue
        height.set(f"{W}hRule", "atLeast")
        found += [cell for cell in cells_of(row) if _width(cell) >= _PLACE_WIDTH_TWIPS]
    return found


def _width(cell: etree._Element) -> int:
    width = cell.find(f"{W}tcPr/{W}tcW")
    return 0 if width is None else int(width.get(f"{W}w", "0"))


# ---------------------------------------------------------------- walking


def _spots(body: etree._Element) -> Iterator[Spot]:
    section = part = ""
    for block in body:
        if block.tag == f"{W}p":
            words = words_of(block)
            if (heading := _SECTION.match(words)) is not None:
                section, part = heading[1], ""
            elif _PART.match(words):
                part = words
            yield Spot(block, section, words, "" if part == words else part)
        elif block.tag == f"{W}tbl":
            yield from _cells(block, section)


def _cells(table: etree._Element, section: str) -> Iterator[Spot]:
    merged: dict[int, str] = {}
    for row in table.findall(f"{W}tr"):
        under, column = "", 0
        for cell in cells_of(row):
            words = words_of(cell)
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            if merge is None:
                merged.pop(column, None)
            elif merge.get(f"{W}val") == "restart":
                merged[column] = words
            yield Spot(cell, section, words, under)
            under = merged.get(column, under)
            column += int(value(cell, "tcPr", "gridSpan") or "1")


def _words_of(element: etree._Element) -> Iterator[str]:
    return (each.text or "" for each in element.iter(f"{W}t"))
