"""Tables of fixed widths: each row is a list of cells in millimetres, the grid follows from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.text.paragraph import Paragraph

from templates._word.paper import Content, add_text
from templates._word.styles import CELL_TWIPS, NAMESPACE
from templates._word.units import MEASURE_MM, twips

SIDE_MM = 1.2
"""Padding at the sides of a cell of a ruled table."""

_RULED = "WxTable"
_ROOMY_MM = 14.0
"""Height of a row to be filled in by hand."""
_RULE_TWIPS = 10
"""Thickness of its rules."""
_ADDED_TWIPS = _RULE_TWIPS + 2 * CELL_TWIPS
"""What Word adds to the least height of its rows: the rule, and margins of cells (`pipeline/tools/word/rows.py`)."""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph in a cell; a docxtpl tag such as `{%p endif %}` stands on a line of its own."""

    style: str
    content: Content = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell.

    Attributes:
        width_mm: Width.
        lines: Its paragraphs.
        merge: `restart` for the first of cells merged downwards, `continue` for the others.
        align: Vertical place: `center`, `top` or `bottom`.
        frame: Whether it has a grey frame of its own (places of photos).
        bare: Whether it has neither rules nor paddings, and looks like text below the table.
    """

    width_mm: float
    lines: tuple[Line, ...] = (Line("WxCell"),)
    merge: str = ""
    align: str = "center"
    frame: bool = False
    bare: bool = False


def label(width_mm: float, content: Content, *, merge: str = "") -> Cell:
    """A cell with a label."""
    return Cell(width_mm=width_mm, lines=(Line("WxLabel", content),), merge=merge)


def value(width_mm: float, content: Content = "", *, style: str = "WxCell") -> Cell:
    """A cell with a value."""
    return Cell(width_mm=width_mm, lines=(Line(style, content),))


def centred(width_mm: float, content: Content = "") -> Cell:
    """A cell with a short value in the middle."""
    return value(width_mm, content, style="WxCentre")


def more(width_mm: float) -> Cell:
    """A cell that goes on from the one above."""
    return Cell(width_mm=width_mm, lines=(Line("WxLabel"),), merge="continue")


def long_value(width_mm: float, text: str, *, blank_lines: int = 7, style: str = "WxLong") -> Cell:
    """A cell with a long text, a paragraph for each of its lines; room for a hand while blank."""
    return Cell(width_mm=width_mm, lines=long_lines(text, blank_lines=blank_lines, style=style))


def long_lines(text: str, *, blank_lines: int = 7, style: str = "WxLong") -> tuple[Line, ...]:
    """The paragraphs of a long text; empty lines to write on in the blank form."""
    return (
        Line("WxCell", "{%p for text in " + text + " | paragraphs %}"),
        Line(style, "{{ text }}"),
        Line("WxCell", "{%p endfor %}"),
        Line("WxCell", "{%p if blank %}"),
        *[Line(style)] * blank_lines,
        Line("WxCell", "{%p endif %}"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    cells: tuple[Cell, ...]
    height_mm: float
    exact: bool
    header: bool
    splits: bool
    keep_next: bool
    tag: bool


class Table:
    """A table in the making.

    Args:
        style: `WxTable`, or `WxPlain` without rules.
        height_mm: Least height of a row and one rule, unless the row says otherwise.
    """

    def __init__(self, *, style: str = _RULED, height_mm: float = 9.8) -> None:
        self._style, self._height_mm = style, height_mm
        self._rows: list[_Row] = []

    def row(
        self, *cells: Cell, height_mm: float | None = None, exact: bool = False,
        splits: bool = False, keep_next: bool = False,
    ) -> Table:  # fmt: skip
        """Add a row; `splits` lets it go over a page's end, `keep_next` holds it to the next."""
        self._add(cells, height_mm, exact=exact, splits=splits, keep_next=keep_next)
        return self

    def header(self, *cells: Cell) -> Table:
        """Add a row that is repeated on every page."""
        self._add(cells, None, header=True, keep_next=True)
        return self

    def each(
        self, loop: str, *cells: Cell, together: int, with_next: bool = False,
        otherwise: Sequence[tuple[Cell, ...]] = (),
    ) -> Table:  # fmt: skip
        """Add a row for each item of `loop`, `item in items`; rows `otherwise` where there is none.

        The last `together` rows stay on one page, and `with_next` holds them to what follows.
        """
        held = f"loop.revindex <= {together}" + ("" if with_next else " and not loop.last")
        self.tag("{%tr for " + loop + " %}").held_if(held, *cells)
        if otherwise:
            self.tag("{%tr else %}")
        for each in otherwise:
            self.row(*each, height_mm=_ROOMY_MM)
        return self.tag("{%tr endfor %}")

    def held_if(self, condition: str, *cells: Cell) -> Table:
        """Add a row that stays on one page with the next where a condition holds."""
        self.tag("{%tr if " + condition + " %}").row(*cells, keep_next=True)
        return self.tag("{%tr else %}").row(*cells).tag("{%tr endif %}")

    def tag(self, tag: str) -> Table:
        """Add a row that is a docxtpl tag and vanishes: `{%tr for … %}`."""
        self._add((Cell(width_mm=self._width(), lines=(Line("WxCell", tag),)),), 0, tag=True)
        return self

    def _add(self, cells: tuple[Cell, ...], height_mm: float | None, **how: bool) -> None:
        flags = dict.fromkeys(("exact", "header", "splits", "keep_next", "tag"), False) | how
        height = self._height_mm if height_mm is None else height_mm
        self._rows.append(_Row(cells=cells, height_mm=height, **flags))

    def _width(self) -> float:
        rows = [row for row in self._rows if not row.tag]
        return sum(cell.width_mm for cell in rows[0].cells) if rows else MEASURE_MM

    def element(self) -> Any:
        """The `w:tbl` element."""
        edges = sorted({edge for row in self._rows for edge in _edges(row)} | {0})
        table = parse_xml(
            f'<w:tbl xmlns:w="{NAMESPACE}"><w:tblPr><w:tblStyle w:val="{self._style}"/>'
            f'<w:tblW w:w="{edges[-1]}" w:type="dxa"/><w:jc w:val="center"/>'
            '<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>'
            + "".join(f'<w:gridCol w:w="{right - left}"/>' for left, right in pairwise(edges))
            + "</w:tblGrid></w:tbl>"
        )
        for row in self._rows:
            table.append(_row(row, edges, _ADDED_TWIPS if self._style == _RULED else 0))
        return table


def _edges(row: _Row) -> list[int]:
    """Right edges of a row's cells in twips."""
    found, width = [], 0.0
    for cell in row.cells:
        width += cell.width_mm
        found.append(twips(width))
    return found


def _row(row: _Row, edges: list[int], added_twips: int) -> Any:
    element = OxmlElement("w:tr")
    properties = OxmlElement("w:trPr")
    if not row.splits:
        properties.append(OxmlElement("w:cantSplit"))
    if row.height_mm:
        height = OxmlElement("w:trHeight")
        height.set(qn("w:val"), str(max(1, twips(row.height_mm) - added_twips)))
        height.set(qn("w:hRule"), "exact" if row.exact else "atLeast")
        properties.append(height)
    if row.header:
        properties.append(OxmlElement("w:tblHeader"))
    element.append(properties)
    left = 0
    for cell, right in zip(row.cells, _edges(row), strict=True):
        span = edges.index(right) - edges.index(left)
        element.append(_cell(cell, right - left, span, row))
        left = right
    return element


_FRAME = "".join(
    f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="999999"/>'
    for edge in ("top", "left", "bottom", "right")
)


_BARE = (
    '<w:tcBorders><w:top w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    '<w:left w:val="nil"/><w:bottom w:val="nil"/><w:right w:val="nil"/></w:tcBorders>'
    '<w:tcMar><w:top w:w="0" w:type="dxa"/><w:left w:w="0" w:type="dxa"/>'
    '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tcMar>'
)


def _cell(cell: Cell, width: int, span: int, row: _Row) -> Any:
    inner = [f'<w:tcW w:w="{width}" w:type="dxa"/>']
    if span > 1:
        inner.append(f'<w:gridSpan w:val="{span}"/>')
    if cell.merge:
        inner.append(f'<w:vMerge w:val="{cell.merge}"/>')
    if cell.frame:
        inner.append(f"<w:tcBorders>{_FRAME}</w:tcBorders>")
    if cell.bare:
        inner.append(_BARE)
    inner.append(f'<w:vAlign w:val="{cell.align}"/>')
    element = parse_xml(f'<w:tc xmlns:w="{NAMESPACE}"><w:tcPr>{"".join(inner)}</w:tcPr></w:tc>')
    for line in cell.lines:
        element.append(_paragraph(line, keep_next=row.keep_next))
    return element


def _paragraph(line: Line, *, keep_next: bool) -> Any:
    element: Any = OxmlElement("w:p")
    properties = element.get_or_add_pPr()
    style = OxmlElement("w:pStyle")
    style.set(qn("w:val"), line.style)
    properties.append(style)
    if keep_next:
        properties.append(OxmlElement("w:keepNext"))
    add_text(Paragraph(element, None), line.content)  # type: ignore[arg-type]
    return element
