"""Where in a Word file something stands, as a clerk counts it: 第3段, 第2个表格第4行第1格, 页眉第1段."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from pipeline.tools.word.styles import W

_PARAGRAPH, _TABLE, _ROW, _CELL = (f"{W}{name}" for name in ("p", "tbl", "tr", "tc"))
_BOX = f"{W}txbxContent"
_HOLDERS = frozenset((_CELL, _BOX))
_PARTS = (("header", "页眉"), ("footer", "页脚"), ("footnotes", "脚注"), ("endnotes", "尾注"))

SHORT = 30
"""Characters of a paragraph that a message quotes."""


class Places:
    """The places of a part of a Word file.  Paragraphs and tables are counted from 1, empty ones too."""

    def __init__(self, name: str, root: etree._Element) -> None:
        """Look at a part.

        Args:
            name: Its name: `word/document.xml`.
            root: Its XML, which stays as it is as long as places are asked for.
        """
        file = name.rpartition("/")[2]
        self._part = next((said for start, said in _PARTS if file.startswith(start)), "")
        self._root = root
        self._numbers: dict[etree._Element, int] = {}

    def of(self, element: etree._Element) -> str:
        """Where a paragraph, or something in one, stands."""
        return self._part + self._below_part(element)

    def _below_part(self, element: etree._Element) -> str:
        cell = next((each for each in _line(element) if each.tag in _HOLDERS), None)
        if cell is None:
            paragraph = next((each for each in _line(element) if each.tag == _PARAGRAPH), element)
            return f"第{self._number(paragraph, self._root)}段"
        if cell.tag == _BOX:
            return f"{self._below_part(_above(cell))}的文本框"
        return self._of_cell(cell)

    def _of_cell(self, cell: etree._Element) -> str:
        row = next(cell.iterancestors(_ROW))
        table = next(row.iterancestors(_TABLE))
        holder = next((each for each in table.iterancestors() if each.tag in _HOLDERS), None)
        outside = "" if holder is None else f"{self._below_part(holder)}里"
        top = self._root if holder is None else holder
        return (
            f"{outside}第{self._number(table, top)}个表格"
            f"第{self._number(row, table)}行第{self._number(cell, row)}格"
        )

    def _number(self, element: etree._Element, top: etree._Element) -> int:
        """The number of an element among those of its kind that stand in `top` and in nothing below it."""
        if element not in self._numbers:
            for number, each in enumerate(_directly_in(top, str(element.tag)), start=1):
                self._numbers[each] = number
        return self._numbers.get(element, 1)


def quoted(paragraph: etree._Element) -> str:
    """The words of a paragraph, in quotation marks, shortened."""
    words = "".join(own_text(paragraph)).strip()
    return f"“{shortened(words)}”"


def shortened(words: str) -> str:
    """Words, cut where they are long."""
    return words if len(words) <= SHORT else f"{words[: SHORT - 1]}…"


def own_text(paragraph: etree._Element) -> Iterator[str]:
    """The words of a paragraph without those of text boxes in it."""
    for node in own_nodes(paragraph):
        yield re.sub(r"[\r\n]", " ", node.text or "")


def own_nodes(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The text elements of a paragraph without those of text boxes in it."""
    for node in paragraph.iter(f"{W}t"):
        if next(node.iterancestors(_PARAGRAPH)) is paragraph:
            yield node


def _line(element: etree._Element) -> Iterator[etree._Element]:
    yield element
    yield from element.iterancestors()


def _above(box: etree._Element) -> etree._Element:
    return next(box.iterancestors(_PARAGRAPH))


def _directly_in(top: etree._Element, tag: str) -> Iterator[etree._Element]:
    """The elements of a kind below `top` with no table or text box between."""
    stops = _HOLDERS | {_TABLE} if tag != _TABLE else _HOLDERS
    for each in top.iter(tag):
        between = (up for up in each.iterancestors())
        inside = next((up for up in between if up is top or up.tag in stops), None)
        if inside is top and each is not top:
            yield each
