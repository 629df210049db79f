"""The pages of single projects in the unit's workbook: they show by formulas what its other sheets say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.forms import sheets
from pipeline.forms.form_sheet import form_sheet
from pipeline.forms.once import NAME
from pipeline.forms.sheets import Plan
from pipeline.forms.tables import Basis, Record, Table
from pipeline.tools.workbook import Sheet, column_name


class Pages:
    """Makes pages.

    Args:
        basis: Activity and drop-downs.
        plan: The sheets.
        projects, employers: The tables that the pages show.
        shared: The sheet 统一内容.
    """

    def __init__(
        self, basis: Basis, plan: Plan, projects: Table, employers: Table, shared: Sheet
    ) -> None:
        self.basis, self.plan, self.projects = basis, plan, projects
        self._employers = _ranges(employers)
        self._shared = _cells(shared, plan)

    def of(self, number: int, name: str, values: Record) -> Sheet:
        """The page of a project.

        Args:
            number: Its place among the rows of the sheet 项目, from 0.
            name: Its id.
            values: All that it shows, wherever that stands: rows are as high as texts need.
        """
        plan = self.plan.page_of(name, alone=False)
        row = self.projects.first + number
        columns = {each.column.path: column_name(each.at) for each in self.projects.places}
        cells = {path: f"{sheets.PROJECTS}!{letter}{row}" for path, letter in columns.items()}
        return form_sheet(
            self.basis,
            plan,
            values,
            title=f"{self.basis.activity.name}　{plan.title}",
            hint=sheets.PAGE_HINT,
            shown={path: self._formula(path, cells) for path in cells},
        )

    def _formula(self, path: str, cells: Mapping[str, str]) -> str:
        own = cells[path]
        others = [*self._of_employer(path, cells), *self._of_all(path)]
        return f'=IF({own}="",{_first_of(others)},{own})'

    def _of_employer(self, path: str, cells: Mapping[str, str]) -> Iterator[str]:
        if path in self._employers and path != NAME:
            row = f"MATCH({cells[NAME]},{self._employers[NAME]},0)"
            yield f"INDEX({self._employers[path]},{row})"

    def _of_all(self, path: str) -> Iterator[str]:
        if path in self._shared:
            yield self._shared[path]


def _first_of(references: Sequence[str]) -> str:
    """A formula that gives the first of some cells that says something, else nothing."""
    if not references:
        return '""'
    first, *others = references
    rest = _first_of(others)
    return f'IF(IFERROR({first}="",TRUE),{rest},{first})'


def _ranges(table: Table) -> dict[str, str]:
    """The cells of each column of a table, by path."""
    found = {}
    for place in table.places:
        letter = column_name(place.at)
        found[place.column.path] = (
            f"{table.plan.title}!${letter}${table.first}:${letter}${table.last}"
        )
    return found


def _cells(sheet: Sheet, plan: Plan) -> dict[str, str]:
    """The cell of each field on the sheet 统一内容, by path."""
    rows = {str(cell.value): row for (row, column), cell in sheet.cells.items() if column == 1}
    return {
        each.path: f"{sheets.SHARED}!$B${rows[each.label]}"
        for each in plan.shared.columns
        if each.label in rows
    }
