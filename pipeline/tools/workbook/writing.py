"""Write a workbook with openpyxl: described as plain values, saved as the same bytes each time."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as _OpenpyxlCell
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.errors import InputError
from pipeline.tools.workbook.cells import column_name, encode
from pipeline.tools.workbook.sheets import Alarm, Cell, DateRule, DropDown, Look, Sheet

_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_MOMENT = re.compile(rb"<dcterms:(created|modified)\b.*?</dcterms:\1>")
_MAX_CHARACTERS = 32_767  # of one cell; openpyxl would cut the rest off without a word
_ALARM_COLOUR = "C00000"


def save_book(sheets: Sequence[Sheet], *, title: str, subject: str = "") -> bytes:
    """The bytes of a workbook; the same sheets give the same bytes.

    Args:
        sheets: Its sheets.
        title: What it says of itself.
        subject: What it is about; "" for nothing to be said.

    Raises:
        InputError: A text is longer than a cell of a workbook can hold.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title = title
    book.properties.subject = subject or None
    book.properties.creator = "wuxiao"
    painter = _Painter()
    for sheet in sheets:
        _write_sheet(book.create_sheet(sheet.title), sheet, painter)
    stream = io.BytesIO()
    book.save(stream)
    return _without_times(stream.getvalue())


class _Painter:
    """Gives cells their look; each look is made once."""

    def __init__(self) -> None:
        self._made: dict[Look, StyleArray] = {}

    def paint(self, cell: _OpenpyxlCell, look: Look) -> None:
        made = self._made.get(look)
        if made is None:
            _apply(cell, look)
            self._made[look] = cell._style  # type: ignore[attr-defined]
        else:
            cell._style = made  # type: ignore[attr-defined]


def _apply(cell: _OpenpyxlCell, look: Look) -> None:
    cell.font = Font(
        name=look.font,
        size=look.size_pt,
        bold=look.bold,
        color=look.colour,
        underline="single" if look.underlined else None,
    )
    cell.alignment = Alignment(
        horizontal=look.horizontal,
        vertical=look.vertical,
        wrap_text=look.wrap,
        indent=look.indent,
    )
    cell.number_format = look.number_format
    cell.quotePrefix = look.quoted
    if look.fill:
        cell.fill = PatternFill("solid", start_color=look.fill)
    if look.border:
        side = Side(style="thin", color=look.border)
        cell.border = Border(left=side, right=side, top=side, bottom=side)


def _write_sheet(target: Worksheet, sheet: Sheet, painter: _Painter) -> None:
    for (row, column), cell in sorted(sheet.cells.items(), key=lambda each: each[0]):
        written = target.cell(row, column)
        assert isinstance(written, _OpenpyxlCell)  # noqa: S101 - merging comes after writing
        painter.paint(written, _safe_look(cell))
        _put(written, cell, where=f"{sheet.title}!{column_name(column)}{row}")
    for reference in sheet.merged:
        target.merge_cells(reference)
    for rule in sheet.rules:
        _add_rule(target, rule)
    _set_sizes(target, sheet)
    _set_page(target, sheet)
    target.sheet_state = "hidden" if sheet.hidden else "visible"
    if sheet.tab_colour:
        target.sheet_properties.tabColor = sheet.tab_colour


def _safe_look(cell: Cell) -> Look:
    """A look under which text that starts like a formula stays text."""
    risky = isinstance(cell.value, str) and not cell.formula and cell.value[:1] in set("=+-@")
    return replace(cell.look, quoted=True) if risky else cell.look


def _put(written: _OpenpyxlCell, cell: Cell, *, where: str) -> None:
    if isinstance(cell.value, str) and not cell.formula:
        if len(cell.value) > _MAX_CHARACTERS:
            raise InputError(
                "文字太长，一个单元格放不下",
                where=where,
                why=f"共{len(cell.value)}字，最多{_MAX_CHARACTERS}字",
                remedy="删减后再试",
            )
        written.value = encode(cell.value)
        written.data_type = "s"
    elif cell.value is not None:
        written.value = cell.value
    if cell.note:
        written.comment = _comment(cell.note)
    if cell.leads_to:
        written.hyperlink = Hyperlink(ref=written.coordinate, location=cell.leads_to)


def _comment(text: str) -> Comment:
    comment = Comment(text, "wuxiao")
    lines = sum(1 + len(line) // 18 for line in text.split("\n"))
    comment.width, comment.height = 260, 24 + 18 * lines
    return comment


def _add_rule(target: Worksheet, rule: DropDown | DateRule | Alarm) -> None:
    if isinstance(rule, Alarm):
        font = Font(color=_ALARM_COLOUR, bold=True)
        fill = PatternFill(bgColor="FFD9D9")
        target.conditional_formatting.add(
            rule.cells,
            FormulaRule([rule.formula], font=font, fill=fill),  # type: ignore[no-untyped-call]
        )
        return
    made = _date_validation(rule) if isinstance(rule, DateRule) else _list_validation(rule)
    made.add(rule.cells)
    target.add_data_validation(made)


def _list_validation(rule: DropDown) -> DataValidation:
    made = DataValidation(type="list", formula1=rule.formula, allow_blank=True)
    made.showErrorMessage = rule.strict
    made.errorTitle, made.error = "请从下拉列表中选择", "这一格只能填列表中的内容。"
    return made


def _date_validation(rule: DateRule) -> DataValidation:
    first, last = (f"DATE({day.year},{day.month},{day.day})" for day in (rule.first, rule.last))
    made = DataValidation(
        type="date", operator="between", formula1=first, formula2=last, allow_blank=True
    )
    made.showErrorMessage, made.errorStyle = True, "warning"
    made.errorTitle, made.error = "日期可能有误", "请写年月日，如 2023-8-20。"
    return made


def _set_sizes(target: Worksheet, sheet: Sheet) -> None:
    for column, width in sheet.widths.items():
        target.column_dimensions[column_name(column)].width = width
    for row, height in sheet.heights.items():
        target.row_dimensions[row].height = height
    for column in sheet.folded:
        dimension = target.column_dimensions[column_name(column)]
        dimension.outlineLevel, dimension.hidden = 1, True
    target.sheet_format.defaultRowHeight = sheet.default_height_pt
    if sheet.frozen:
        target.freeze_panes = sheet.frozen
    if sheet.filtered:
        target.auto_filter.ref = sheet.filtered


def _set_page(target: Worksheet, sheet: Sheet) -> None:
    target.page_setup.orientation = "landscape" if sheet.landscape else "portrait"
    target.page_setup.paperSize = 9  # A4
    target.page_setup.fitToWidth, target.page_setup.fitToHeight = sheet.pages_wide, 0
    target.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    target.print_options.horizontalCentered = True
    target.page_margins.left = target.page_margins.right = 0.4
    target.page_margins.top, target.page_margins.bottom = 0.6, 0.75
    target.page_margins.footer = 0.3
    target.oddFooter = HeaderFooterItem(center=_HeaderFooterPart("&A  第 &P 页，共 &N 页"))
    if sheet.repeated_rows:
        target.print_title_rows = sheet.repeated_rows
    if sheet.repeated_columns:
        target.print_title_cols = sheet.repeated_columns


def _without_times(data: bytes) -> bytes:
    """The archive again, packed in a fixed way; it says nothing of when it was made."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _MOMENT.sub(b"", content)
            entry = zipfile.ZipInfo(name, _ZIP_EPOCH)
            entry.compress_type, entry.create_system, entry.external_attr = 8, 0, 0
            target.writestr(entry, content)
    return stream.getvalue()
