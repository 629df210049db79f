"""Cells of a workbook's XML: values, number formats, dates, references (ECMA-376 part 1, 18.3)."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import NamedTuple

from lxml import etree

from pipeline.tools.workbook.pictures import CellPictures, Picture

CellValue = str | int | float | bool | datetime | None

_EPOCH_1900 = datetime.fromisoformat("1899-12-30")  # so that 1900-03-01 is day 61, as in Excel
_EPOCH_1904 = datetime.fromisoformat("1904-01-01")
_LAST_SERIAL = 2_958_465  # 9999-12-31
LAST_COLUMN = 16_384
LAST_ROW = 1_048_576

# Formats by number that stand in no file; 5 to 8, 27 to 44 and 50 to 58 as in Chinese editions.
_BUILTIN_FORMATS = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "¥#,##0;¥-#,##0", 6: "¥#,##0;¥-#,##0",
    7: "¥#,##0.00;¥-#,##0.00", 8: "¥#,##0.00;¥-#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    12: "# ?/?", 13: "# ??/??", 37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00", 41: '#,##0;-#,##0;"-";@', 42: '¥#,##0;¥-#,##0;¥"-";@',
    43: '#,##0.00;-#,##0.00;"-"??;@', 44: '¥#,##0.00;¥-#,##0.00;¥"-"??;@', 48: "##0.0E+0",
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm",
    17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy/m/d h:mm", 27: "yyyy年m月", 28: "m月d日", 29: "m月d日", 30: "m-d-yy",
    31: "yyyy年m月d日", 32: "h时mm分", 33: "h时mm分ss秒", 34: "h时mm分", 35: "h时mm分ss秒",
    36: "yyyy年m月", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 49: "@", 50: "yyyy年m月",
    51: "m月d日", 52: "yyyy年m月", 53: "m月d日", 54: "m月d日", 55: "h时mm分", 56: "h时mm分ss秒",
    57: "yyyy年m月", 58: "m月d日",
}  # fmt: skip

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NEEDS_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x0d\x0e-\x1f\ufffe\uffff]")
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_FORMAT_NOISE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)


class Font(NamedTuple):
    """What a font says about the meaning of its text.

    Attributes:
        struck: Whether the text is struck out.
        level: `superscript`, `subscript`, or empty.
    """

    struck: bool = False
    level: str = ""


PLAIN = Font()
Text = str | tuple[tuple[str, Font | None], ...]
"""Text of a cell: plain, or in runs, of which some have a font of their own."""

_RAISED = str.maketrans("0123456789+-\u2212=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-\u2212=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_LEVELS = {"superscript": _RAISED, "subscript": _LOWERED}


@dataclass(frozen=True, slots=True, kw_only=True)
class GridCell:
    """A cell that holds something.

    Attributes:
        value: What it holds; None where nothing can be known (see `error` and `formula`).
        number_format: Format code, such as `yyyy/m/d`; empty for the general format.
        formula: Whether it is a formula; its value is then the result last calculated.
        code: The formula, without `=`; empty where cells share one.
        error: The error it shows, such as `#N/A`.
        struck: What is struck out in it, which is no part of its value.
        unsaid: What is raised or lowered in it and has no character of its own.
        picture: The picture that stands in it.
    """

    value: CellValue
    number_format: str = ""
    formula: bool = False
    code: str = ""
    error: str = ""
    struck: str = ""
    unsaid: str = ""
    picture: Picture | None = None


class Styles:
    """Number formats and fonts by the number of a cell style."""

    def __init__(self, root: etree._Element | None) -> None:
        self._formats: list[str] = []
        self._fonts: list[Font] = []
        if root is None:
            return
        fonts = [font_of(each) for each in root.iterfind("{*}fonts/{*}font")]
        own = {
            each.get("numFmtId", ""): str(each.get("formatCode", ""))
            for each in root.iterfind("{*}numFmts/{*}numFmt")
        }
        for each in root.iterfind("{*}cellXfs/{*}xf"):
            number = str(each.get("numFmtId", "0"))
            fallback = _BUILTIN_FORMATS.get(int(number), "") if number.isdecimal() else ""
            self._formats.append(own.get(number, fallback))
            font = int(each.get("fontId") or 0)
            self._fonts.append(fonts[font] if font < len(fonts) else PLAIN)

    def number_format(self, style: str | None) -> str:
        """The format code of a style; empty for the general format or an unknown style."""
        index = int(style or 0)
        code = self._formats[index] if index < len(self._formats) else ""
        return "" if code.lower() == "general" else code

    def font(self, style: str | None) -> Font:
        """The font of a style, a plain one for an unknown style."""
        index = int(style or 0)
        return self._fonts[index] if index < len(self._fonts) else PLAIN


class Shared(NamedTuple):
    """What the cells of all sheets of a workbook refer to."""

    styles: Styles
    strings: list[Text]
    pictures: CellPictures


def of_row(row: etree._Element, shared: Shared) -> Iterator[tuple[int, GridCell]]:
    """The cells of a row that hold something, each with its column (from 1)."""
    column = 0
    for element in row:
        reference = element.get("r")
        column = parse_cell(reference)[1] if reference else column + 1
        if len(element):
            cell = _cell(element, shared)
            if cell is not None:
                yield column, cell


def _cell(element: etree._Element, shared: Shared) -> GridCell | None:
    raw, formula, inline = _parts(element)
    cell = _stored(element, raw, formula, inline, shared)
    return replace(cell, code=formula) if cell is not None and formula else cell


def _stored(
    element: etree._Element, raw: str, formula: str | None, inline: Text | None, shared: Shared
) -> GridCell | None:
    kind, calculated = element.get("t", "n"), formula is not None
    try:
        value = inline if inline is not None else _value(kind, raw, shared.strings)
    except (ValueError, OverflowError, IndexError):
        kind, value = "e", raw
    picture = _picture(element, value, formula or "", shared.pictures)
    if picture is not None:
        return GridCell(value=None, formula=calculated, picture=picture)
    if kind == "e":
        error = raw if element.get("t") == "e" and raw else "#VALUE!"
        return GridCell(value=None, formula=calculated, error=error)
    if value in (None, "", ()) and not calculated:
        return None
    style = element.get("s")
    code, font = shared.styles.number_format(style), shared.styles.font(style)
    if font is PLAIN and not isinstance(value, tuple):
        return GridCell(value=value, number_format=code, formula=calculated)
    return replace(_seen(value, font), number_format=code, formula=calculated)


def _parts(element: etree._Element) -> tuple[str, str | None, Text | None]:
    """What a cell stores: its value, its formula, and text that stands in the cell itself."""
    raw, formula, inline = "", None, None
    for part in element:
        name = str(part.tag)[-2:]
        if name in {"}v", "v"}:
            raw = part.text or ""
        elif name in {"}f", "f"}:
            formula = part.text or ""
        elif name == "is":
            inline = text_of(part)
    return raw, formula, inline


def _picture(
    element: etree._Element, value: CellValue | Text, formula: str, pictures: CellPictures
) -> Picture | None:
    """The picture that stands in a cell: by WPS, by Excel 365 (`vm`), or from an address."""
    if value == "#VALUE!" and (number := element.get("vm")):
        return pictures.of_value(number)
    if formula and (found := pictures.of_formula(formula)) is not None:
        return found
    if isinstance(value, str) and value.startswith("="):
        return pictures.of_formula(value)
    return None


def _value(kind: str, raw: str, strings: list[Text]) -> CellValue | Text:
    if raw == "":
        return None
    readers: dict[str, Callable[[str], CellValue | Text]] = {
        "n": _number,
        "s": lambda index: strings[int(index)],
        "b": lambda flag: flag == "1",
        "d": lambda moment: datetime.fromisoformat(moment).replace(tzinfo=None),
    }
    return readers.get(kind, decode)(raw)


def _number(raw: str) -> int | float:
    try:
        return int(raw)
    except ValueError:
        value = float(raw)
    if not math.isfinite(value):
        raise ValueError(raw)
    return int(value) if value.is_integer() else value


def with_moment(cell: GridCell, *, uses_1904: bool) -> GridCell:
    """The cell with its number as date and time, where its format shows it so."""
    value = cell.value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return cell
    if not is_date_format(cell.number_format):
        return cell
    moment = _moment(value, uses_1904=uses_1904)
    return cell if moment is None else replace(cell, value=moment)


def _moment(serial: float, *, uses_1904: bool) -> datetime | None:
    epoch = _EPOCH_1904 if uses_1904 else _EPOCH_1900
    if not 0 <= serial <= _LAST_SERIAL - (epoch - _EPOCH_1900).days:
        return None
    day, part = divmod(serial, 1)
    # A moment before midnight is shown as that day, and never rounded to the next one.
    return epoch + timedelta(days=day, seconds=min(round(part * 86_400), 86_399))


def day_of(serial: float, *, uses_1904: bool) -> date | None:
    """The day of a serial number, None where no calendar has it."""
    moment = _moment(serial, uses_1904=uses_1904)
    return moment.date() if moment else None


def serial_of(day: date, *, uses_1904: bool) -> int:
    """The serial number of a day, the other way round."""
    epoch = _EPOCH_1904 if uses_1904 else _EPOCH_1900
    return (day - epoch.date()).days


@cache
def is_date_format(code: str) -> bool:
    """Whether a number format shows a date or a time."""
    if not code or code == "@":
        return False
    shown = _FORMAT_NOISE.sub("", code.partition(";")[0]).lower()
    return any(letter in shown for letter in "ymdhs") and "general" not in shown


def text_of(element: etree._Element) -> Text:
    """The text of a string item, without the phonetic guides."""
    if len(element) == 1 and str(element[0].tag).endswith("}t"):
        return decode(element[0].text or "")
    runs: list[tuple[str, Font | None]] = []
    for each in element:
        name = str(each.tag).rpartition("}")[2]
        if name == "t":
            runs.append((decode(each.text or ""), None))
        elif name == "r":
            text = decode("".join(run.text or "" for run in each.iterfind("{*}t")))
            own = each.find("{*}rPr")
            runs.append((text, None if own is None else font_of(own)))
    if all(font in {None, PLAIN} for _, font in runs):
        return "".join(text for text, _ in runs)
    return tuple(runs)


def font_of(element: etree._Element) -> Font:
    """What a font, or the format of a run, says about the meaning of its text."""
    strike, level = element.find("{*}strike"), element.find("{*}vertAlign")
    struck = strike is not None and strike.get("val", "1") not in {"0", "false", "off"}
    word = "" if level is None else str(level.get("val", ""))
    if not struck and word not in _LEVELS:
        return PLAIN
    return Font(struck, word if word in _LEVELS else "")


def _seen(value: CellValue | Text, font: Font) -> GridCell:
    """A cell as a reader sees it: without what is struck out, raised digits as raised."""
    if isinstance(value, str):
        value = ((value, None),)
    if not isinstance(value, tuple):
        gone = str(value) if font.struck and value is not None else ""
        return GridCell(value=None if gone else value, struck=gone)
    kept, struck, unsaid = "", "", ""
    for text, own in value:
        struck_out, level = own or font
        if struck_out:
            struck += text
        elif level:
            said = at_level(text, level)
            kept += text if said is None else said
            unsaid += text if said is None else ""
        else:
            kept += text
    return GridCell(value=kept if kept.strip() else None, struck=struck.strip(), unsaid=unsaid)


def at_level(text: str, level: str) -> str | None:
    """Raised or lowered text in characters that are so by themselves, None where some are not."""
    said = unicodedata.normalize("NFKC", text).translate(_LEVELS[level])
    known = _LEVELS[level].values()
    return said if all(ord(each) in known for each in said if not each.isspace()) else None


def decode(text: str) -> str:
    r"""Undo the escapes of workbooks: `_x000D_` is a carriage return, `_x005F_` an underscore."""
    if "_x" not in text:
        return text
    decoded = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    # Characters beyond U+FFFF are escaped as two halves; a half alone is no character.
    return decoded.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def encode(text: str) -> str:
    """Escape what XML cannot hold, and what would be read as an escape."""
    return _NEEDS_ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


@lru_cache(maxsize=65_536)
def parse_cell(reference: str) -> tuple[int, int]:
    """`C7` as row 7, column 3.

    Raises:
        ValueError: It is no reference within the limits of a sheet.
    """
    found = _REFERENCE.fullmatch(reference.replace("$", ""))
    if found is None:
        raise ValueError(reference)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    row = int(found[2])
    if column > LAST_COLUMN or row > LAST_ROW:
        raise ValueError(reference)
    return row, column


def parse_range(reference: str) -> tuple[int, int, int, int]:
    """`A1:C2` as first row, first column, last row, last column; `A:C` and `1:2` are whole ones.

    Raises:
        ValueError: It is none within the limits of a sheet.
    """
    first, _, last = reference.replace("$", "").partition(":")
    last = last or first
    if first.isalpha() and last.isalpha():
        first, last = f"{first}1", f"{last}{LAST_ROW}"
    elif first.isdecimal() and last.isdecimal():
        first, last = f"A{first}", f"{column_name(LAST_COLUMN)}{last}"
    top, left = parse_cell(first)
    bottom, right = parse_cell(last)
    return top, left, bottom, right


@cache
def column_name(column: int) -> str:
    """Letters of a column, counted from 1: 3 is `C`."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
