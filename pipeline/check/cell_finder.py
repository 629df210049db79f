"""The cell that a finding belongs to, also where nothing was filled in.

A value that was read has a source.  For one that is missing, the cell where it belongs is found by
its column (another nomination has the value, or the header says its label) and the row of its
record; on a form, by its label.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from pipeline.activity import walk
from pipeline.activity.model import Activity
from pipeline.dossier import models
from pipeline.dossier.findings import Finding, Source
from pipeline.dossier.models import Intake
from pipeline.dossier.schema import Field, Kind
from pipeline.rules.words import key
from pipeline.tools.workbook import Grid, column_name, parse_cell

_INDEX = re.compile(r"\[[0-9]+\]")
_FILES = frozenset({Kind.FILE, Kind.FILES})

Spot = tuple[str, int, int]
"""Title of a sheet, row, column."""


class CellFinder:
    """Finds the cells of a workbook that findings belong to.

    Args:
        cells: The dossier as it was read from this workbook.
        activity: Says which fields there are, and their labels.
        grids: The sheets of the workbook.
    """

    def __init__(self, cells: Intake, activity: Activity, grids: Iterable[Grid]) -> None:
        self._cells, self._activity = cells, activity
        self._grids = {grid.title: grid for grid in grids}

    def cell(self, finding: Finding) -> Source | None:
        """The cell of a finding, or the nearest to it; None where the workbook is empty."""
        return next((each for each in self._candidates(finding) if each and each.cell), None)

    def _candidates(self, finding: Finding) -> Iterator[Source | None]:
        """The best first; those without a cell are passed over."""
        sources = self._cells.sources
        if self._is_of_a_sheet(finding):
            yield from self._around(finding)
        paths = list(self._paths(finding)) if finding.field else []
        for path in paths:
            yield sources.get(path)
            yield sources.get(f"{path}[0]")
        for path in paths:
            yield self._empty(path)
        yield finding.source
        for place in self._at(finding):
            yield sources.get(f"nominations[{place}].id")
        yield from self._around(finding)
        yield sources.get("unit.name")
        yield sources.get("activity")

    def _is_of_a_sheet(self, finding: Finding) -> bool:
        """Whether it concerns the nominations or the filing as a whole."""
        found = self._field(finding.field or "") if finding.nomination is None else None
        return found is not None and found[0].model is not None and "." not in (finding.field or "")

    # ------------------------------------------------------------ paths

    def _paths(self, finding: Finding) -> Iterator[str]:
        """Full paths that a finding may mean; several where nominations share an id."""
        field = finding.field or ""
        if finding.nomination is None:
            yield field
        else:
            for place in self._at(finding):
                yield f"nominations[{place}].{field}"

    def _at(self, finding: Finding) -> list[int]:
        """Places of the nominations with the id of a finding, that in its row first."""
        row = _row(finding.source) if finding.source else None
        found = [
            place
            for place, each in enumerate(self._cells.dossier.nominations)
            if finding.nomination is not None and each.id == finding.nomination
        ]
        return sorted(found, key=lambda place: self._row_of(f"nominations[{place}]") != row)

    def _row_of(self, record: str) -> tuple[str, int] | None:
        source = self._cells.sources.get(record)
        return _row(source) if source else None

    # ------------------------------------------------------------ cells that hold nothing

    def _empty(self, path: str) -> Source | None:
        record, _, below = path.rpartition("].")
        spot = self._in_table(f"{record}]", path) if record else self._in_form(below)
        return self._source(spot) if spot else None

    def _in_table(self, record: str, path: str) -> Spot | None:
        row = self._row_of(record)
        if row is None:
            return None
        sheet, number = row
        column = self._columns.get((sheet, _INDEX.sub("[]", path)))
        column = column or self._column_by_header(sheet, record, path)
        return (sheet, number, column) if column else None

    @cached_property
    def _columns(self) -> dict[tuple[str, str], int]:
        """Columns that values of a field were read from, by sheet and path without numbers."""
        return {
            (source.sheet, _INDEX.sub("[]", path)): parse_cell(source.cell)[1]
            for path, source in self._cells.sources.items()
            if source.sheet and source.cell and "[" in path
        }

    def _column_by_header(self, sheet: str, record: str, path: str) -> int | None:
        found = self._field(path)
        if found is None or found[0].kind in _FILES:  # files are found by name: folded columns
            return None
        labels = found[1].split("-")[record.count(".") + 1 :]
        spot = self._find(self._grids.get(sheet), "".join(labels))
        return spot[2] if spot else None

    def _in_form(self, path: str) -> Spot | None:
        found = self._field(path)
        grid = self._sheet_of(path)
        if found is None or grid is None:
            return None
        label = self._find(grid, "".join(found[1].split("-")[1:]))
        if label is None:
            return None
        sheet, row, column = label
        beside = grid.range_of(row, column)[3] + 1
        return label if (row, beside) in grid.cells else (sheet, row, beside)

    def _around(self, finding: Finding) -> Iterator[Source | None]:
        """The first cell of the sheet that a finding speaks of, which has its title."""
        grid = self._grids.get(finding.source.sheet or "") if finding.source else None
        for each in (grid, self._sheet_of(finding.field or "")):
            if each is not None and each.cells:
                row, column = min(each.cells)
                yield self._source((each.title, row, column))

    # ------------------------------------------------------------ labels

    def _field(self, path: str) -> tuple[Field, str] | None:
        """A field by its full path, and its label from the dossier down."""
        return walk.find_field(self._activity, models.Dossier, _INDEX.sub("", path))

    def _sheet_of(self, path: str) -> Grid | None:
        """The sheet of a part of the dossier: its label ends as the sheet is called."""
        found = self._field(re.split(r"[.\[]", path)[0]) if path else None
        label = key(found[1]) if found else ""
        for title, grid in self._grids.items():
            name = key(title).removesuffix("表")
            if name and label.endswith(name):
                return grid
        return None

    @staticmethod
    def _find(grid: Grid | None, label: str) -> Spot | None:
        """The first cell whose text is a label; a heading over several columns only if need be."""
        wanted = key(label)
        if grid is None or not wanted:
            return None
        places = (
            place
            for place, cell in grid.cells.items()
            if isinstance(cell.value, str) and key(cell.value) == wanted
        )
        spans = ((_is_wide(grid, place), place) for place in places)
        _, first = min(spans, default=(False, None))
        return (grid.title, *first) if first else None

    def _source(self, spot: Spot) -> Source:
        sheet, row, column = spot
        return Source(self._cells.file, sheet=sheet, cell=f"{column_name(column)}{row}")


def _is_wide(grid: Grid, place: tuple[int, int]) -> bool:
    _, left, _, right = grid.range_of(*place)
    return right > left


def _row(source: Source) -> tuple[str, int] | None:
    """Sheet and row of a cell."""
    if not source.sheet or not source.cell:
        return None
    return source.sheet, parse_cell(source.cell)[0]
