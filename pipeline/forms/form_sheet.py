"""Lay out a sheet on which each field has a row: label, value, count of characters, help."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from pipeline.dossier.schema import Kind, is_empty
from pipeline.forms import sheets, styles
from pipeline.forms.cells import add_count, as_cell, validations_of
from pipeline.forms.sheets import Column, SheetPlan
from pipeline.forms.tables import Basis, Record
from pipeline.tools.workbook import Cell, Look, Sheet

_LABEL, _VALUE, _COUNT, _HELP = 1, 2, 3, 4
_WIDTHS = {_LABEL: 34, _VALUE: 72, _COUNT: 11, _HELP: 54}
_ROW_PT = 26
_SEEN_ELSEWHERE: Mapping[str, str] = {}


def form_sheet(
    basis: Basis,
    plan: SheetPlan,
    values: Record,
    *,
    title: str,
    hint: str,
    shown: Mapping[str, str] = _SEEN_ELSEWHERE,
) -> Sheet:
    """A sheet with a row for each field.

    Args:
        basis: Activity and drop-downs.
        plan: Its fields.
        values: What is filled in.
        title: Its first line.
        hint: Its second line.
        shown: Formulas by path: such a cell shows what stands elsewhere, until a clerk types over it.
    """
    sheet = Sheet(
        title=plan.title,
        widths=dict(_WIDTHS),
        heights={1: 34, 2: 20, 3: 22},
        frozen="A4",
        repeated_rows="3:3",
        landscape=False,
        tab_colour="1F4E79",
    )
    sheet.cells[1, 1] = Cell(value=title, look=styles.TITLE)
    sheet.cells[2, 1] = Cell(value=hint, look=styles.HINT)
    _Rows(basis, sheet, values, shown, styles.colours_of(plan.columns)).write(plan)
    return sheet


@dataclass(frozen=True, slots=True)
class _Rows:
    basis: Basis
    sheet: Sheet
    values: Record
    shown: Mapping[str, str]
    colours: styles.Colours

    def write(self, plan: SheetPlan) -> None:
        for place, text in enumerate(sheets.FORM_HEADERS, start=1):
            self.sheet.cells[3, place] = Cell(value=text, look=styles.FORM_HEAD)
        letters: dict[str, str] = {}
        row = 3
        for band, columns in groupby(plan.columns, key=lambda each: each.band):
            row += 1
            self._band(row, band)
            for column in columns:
                row += 1
                letters[column.path] = f"$B${row}"
                self._row(row, column, letters)

    def _band(self, row: int, band: str) -> None:
        for place in range(_LABEL, _HELP + 1):
            heading = band if place == _LABEL else None
            self.sheet.cells[row, place] = Cell(value=heading, look=self.colours.band(band))
        self.sheet.merged.append(f"A{row}:D{row}")
        self.sheet.heights[row] = 22

    def _row(self, row: int, column: Column, letters: Mapping[str, str]) -> None:
        limit = self.basis.limit_of(column)
        label = styles.header_text(column).replace("\n", "")
        look = styles.in_form(styles.value_look(column))
        told = styles.help_text(column, limit)
        if column.path == "activity":
            told = f"{self.basis.activity.name}，不要改动"
        cells = (
            Cell(value=label, look=self.colours.label(column)),
            self._value(column, look),
            Cell(value=None, look=styles.COUNT),
            Cell(value=told, look=styles.HELP),
        )
        for place, cell in enumerate(cells, start=1):
            self.sheet.cells[row, place] = cell
        of_label = styles.text_height_pt(label, _WIDTHS[_LABEL])
        self.sheet.heights[row] = max(of_label, self._height_pt(column))
        if limit is not None:
            add_count(self.sheet, row, row, _VALUE, limit)
        formula = self.basis.options.formula_in_form(column, letters)
        self.sheet.rules += validations_of(column, f"B{row}", formula)

    def _value(self, column: Column, look: Look) -> Cell:
        formula = self.shown.get(column.path)
        if formula is not None:
            return Cell(value=formula, look=look, formula=True)
        return Cell(value=as_cell(column, self.values.get(column.path)), look=look)

    def _height_pt(self, column: Column) -> float:
        """Height that shows a text whole, or has room for as long a one as may stand there."""
        value = self.values.get(column.path)
        limit = self.basis.limit_of(column)
        text = str(as_cell(column, value) or "")
        if is_empty(value) and column.field.kind is Kind.LONG_TEXT:
            text = "字" * (limit.max if limit else 0)
        return max(_ROW_PT, styles.text_height_pt(text, _WIDTHS[_VALUE]))
