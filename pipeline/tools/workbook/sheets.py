"""What a workbook is to hold, as plain values; `writing` writes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from pipeline.typefaces.table import SONG


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a cell looks.  Colours are RRGGBB, sizes points."""

    fill: str = ""
    colour: str = "000000"
    bold: bool = False
    size_pt: float = 11
    font: str = SONG.word
    horizontal: str = "left"
    vertical: str = "center"
    wrap: bool = True
    indent: int = 0
    border: str = "BFBFBF"
    number_format: str = "General"
    underlined: bool = False
    quoted: bool = False
    """Whether a spreadsheet keeps the text as text when a clerk edits it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell to write; text is stored as text, whatever it starts with, unless `formula`."""

    value: str | int | date | None
    look: Look
    note: str = ""
    formula: bool = False
    leads_to: str = ""
    """Place of the same workbook that a click leads to: `'项目'!F7`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DropDown:
    """A list to pick from; other values are refused where it is `strict`."""

    cells: str
    formula: str
    strict: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRule:
    """Cells that take dates only, from `first` to `last`."""

    cells: str
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """Cells that turn red while a formula, written for the first of them, is true."""

    cells: str
    formula: str


@dataclass(slots=True, kw_only=True)
class Sheet:
    """A sheet to write.  Rows and columns count from 1.

    Attributes:
        widths: Column widths in characters of the default font.
        heights: Row heights in points; other rows grow with their text.
        frozen: Top left cell of the part that scrolls.
        folded: Columns that are folded away behind a plus sign.
        pages_wide: Printed width in pages.
        repeated_rows: Rows that repeat on each printed page, as `3:4`.
        repeated_columns: Columns that repeat on each printed page, as `A:B`.
        filtered: Range with buttons that filter it, header included.
    """

    title: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    widths: dict[int, float] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    rules: list[DropDown | DateRule | Alarm] = field(default_factory=list)
    frozen: str = ""
    folded: tuple[int, ...] = ()
    hidden: bool = False
    tab_colour: str = ""
    default_height_pt: float = 22
    pages_wide: int = 1
    landscape: bool = True
    repeated_rows: str = ""
    repeated_columns: str = ""
    filtered: str = ""
