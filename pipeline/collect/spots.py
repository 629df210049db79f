"""Where a single value can be changed: its cell, what stands there, which projects share it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pipeline.activity.model import Activity
from pipeline.collect.ledger import as_place
from pipeline.collect.values import FILE_KINDS, LIST_LABELS
from pipeline.dossier.intake import Intake
from pipeline.dossier.models import Dossier
from pipeline.dossier.schema import is_empty
from pipeline.errors import UsageError
from pipeline.forms.cells import as_cell
from pipeline.forms.options import offered
from pipeline.forms.sheets import Column, plan_of
from pipeline.forms.values import at
from pipeline.tools.workbook import Grid, GridCell, column_name, parse_cell, shown
from pipeline.tools.workbook.editing import Place

WORKBOOK = ".xlsx"

_IN_LIST = re.compile(r"(contributors|lead\.honours|team\.award)\[(\d{1,3})\]\.([a-z_0-9.]+)")
_ITEM = re.compile(r"\[\d+\]$")
_VERSION_DIGITS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A value where it stands in the workbook, or belongs.

    Attributes:
        nomination: Number of its nomination, from 0; None for a value of the dossier.
        path: Path below the nomination or the dossier.
        label: What a clerk calls it.
        column: Its field.
        place: Its cell; None where the workbook has none.
        text: What stands there, as a clerk would type it.
        whose: The project, in a list the person or honour, that stands there now; empty for a value of the dossier.
        version: Another one when something else stands there, or somebody else's.
        owners: Numbers of all nominations whose value it is.
        sharing: What these are called, where there are several.
        offers: What may be chosen, or is suggested; nothing where anything may be typed.
        closed: Why it is not changed here, in Chinese; empty where it may be.
    """

    nomination: int | None
    path: str
    label: str
    column: Column
    place: Place | None
    text: str
    version: str
    whose: str = ""
    owners: tuple[int, ...] = ()
    sharing: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    closed: str = ""

    @property
    def where(self) -> str:
        """Its cell, as findings name it."""
        return f"{self.place.sheet}!{self.place.cell}" if self.place else ""


def full_path(nomination: int | None, path: str) -> str:
    """The path from the dossier down."""
    return path if nomination is None else f"nominations[{nomination}].{path}"


def find_spot(
    intake: Intake, grids: Sequence[Grid], activity: Activity, nomination: int | None, path: str
) -> Spot:
    """Where a value stands.

    Args:
        intake: The dossier.
        grids: The sheets of its workbook; none where it is none.
        activity: Its activity.
        nomination: Number of the nomination, from 0; None for a value of the dossier.
        path: Path below it.

    Raises:
        UsageError: There is no such value.
    """
    found = column_of(activity, nomination, path)
    if found is None or not _is_there(intake, nomination):
        raise UsageError("没有这一项，可能刚被删去", remedy="刷新检查页再看")
    path, label, column = found
    place = _place(intake, grids, full_path(nomination, path))
    cell = _cell(grids, place)
    value = value_in(intake.dossier, nomination, path)
    names = [each.id or f"第{index + 1}项" for index, each in enumerate(intake.dossier.nominations)]
    whose = _whose(intake, nomination, path)
    owners = tuple(_owners(intake, grids, nomination, path, place))
    return Spot(
        nomination=nomination,
        path=path,
        label=label,
        column=column,
        place=place,
        text=_as_typed(column, value, cell),
        version=_version(whose, path, cell),
        whose=whose,
        owners=owners,
        sharing=tuple(names[each] for each in owners) if len(owners) > 1 else (),
        offers=_offers(intake, activity, nomination, column),
        closed=_closed(intake, column, place, cell),
    )


def column_of(
    activity: Activity, nomination: int | None, path: str
) -> tuple[str, str, Column] | None:
    """The path of the whole value at a path, its label and its column; None where that is no single value."""
    plan = plan_of(activity.fields)
    path = _ITEM.sub("", path)
    if nomination is None:
        return _named(path, "", path, (*plan.unit.columns, *plan.filing.columns))
    if found := _IN_LIST.fullmatch(path):
        columns = plan.contributors.columns if found[1] == "contributors" else plan.honours.columns
        prefix = f"{LIST_LABELS[found[1]]}第{int(found[2]) + 1}项-"
        return _named(path, prefix, found[3], columns)
    return _named(path, "", path, plan.projects.columns)


def single_paths(activity: Activity, path: str) -> tuple[str, ...]:
    """The paths of the values below a section of a dossier, but those that a hand fills in; of a value, its own."""
    plan = plan_of(activity.fields)
    inside = (each for each in plan.filing.columns if each.path.startswith(f"{path}."))
    return tuple(each.path for each in inside if not each.field.by_hand) or (path,)


def _named(
    path: str, prefix: str, below: str, columns: Sequence[Column]
) -> tuple[str, str, Column] | None:
    column = next((each for each in columns if each.path == below), None)
    return (path, f"{prefix}{column.label}", column) if column else None


def _is_there(intake: Intake, nomination: int | None) -> bool:
    return nomination is None or 0 <= nomination < len(intake.dossier.nominations)


def value_in(dossier: Dossier, nomination: int | None, path: str) -> Any:
    """The value at a path below a nomination or a dossier; None where there is no such nomination or item."""
    record: Any = dossier
    if nomination is not None:
        record = next(iter(dossier.nominations[nomination:]), None)
    if found := _IN_LIST.fullmatch(path):
        record = next(iter((at(record, found[1]) or ())[int(found[2]) :]), None)
        path = found[3]
    return at(record, path)


def _place(intake: Intake, grids: Sequence[Grid], path: str) -> Place | None:
    """The cell of a value; of a merged range the first one."""
    place = as_place(intake.homes.at(path, intake.sources))
    grid = next((each for each in grids if place and each.title == place.sheet), None)
    if place is None or grid is None:
        return None
    top, left, *_ = grid.range_of(*parse_cell(place.cell))
    return Place(place.sheet, f"{column_name(left)}{top}")


def _cell(grids: Sequence[Grid], place: Place | None) -> GridCell | None:
    grid = next((each for each in grids if place and each.title == place.sheet), None)
    return grid.cells.get(parse_cell(place.cell)) if grid and place else None


def _owners(
    intake: Intake, grids: Sequence[Grid], nomination: int | None, path: str, place: Place | None
) -> Iterator[int]:
    """The nominations whose value stands, or belongs, in the same cell."""
    if nomination is None:
        return
    for index in range(len(intake.dossier.nominations)):
        if index == nomination or (
            place and _place(intake, grids, full_path(index, path)) == place
        ):
            yield index


def _offers(
    intake: Intake, activity: Activity, nomination: int | None, column: Column
) -> tuple[str, ...]:
    above = (
        str(value_in(intake.dossier, nomination, path) or "")
        for path in ("field.level1", "field.level2")
    )
    return offered(column, activity, () if nomination is None else tuple(above))


def _as_typed(column: Column, value: Any, cell: GridCell | None) -> str:
    if not is_empty(value):
        typed = as_cell(column, value)
        return typed.isoformat() if isinstance(typed, date) else str(typed)
    if cell is None:
        return ""
    if isinstance(cell.value, datetime):
        return cell.value.date().isoformat()
    if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
        seen = shown(cell.value, cell.number_format)
        return seen.text if seen else f"{cell.value:.15g}"
    return str(cell.value) if cell.value is not None else cell.unsaid


def _whose(intake: Intake, nomination: int | None, path: str) -> str:
    """Whose a value is, wherever its row stands: rows are moved in Excel, and many say the same."""
    if nomination is None:
        return ""
    project = intake.dossier.nominations[nomination]
    if found := _IN_LIST.fullmatch(path):
        name = value_in(intake.dossier, nomination, f"{found[1]}[{found[2]}].name")
    else:
        name = None if project.id else project.title
    return " ".join(filter(None, (project.id, name)))


def _version(whose: str, path: str, cell: GridCell | None) -> str:
    held: list[object] = [whose, path]
    if cell is not None:
        held += [type(cell.value).__name__, str(cell.value), cell.code, cell.error]
        held += [cell.struck, cell.unsaid]
    digest = hashlib.sha256(json.dumps(held).encode())
    return digest.hexdigest()[:_VERSION_DIGITS]


def can_stand(intake: Intake, column: Column) -> bool:
    """Whether a field has a cell of its own that a clerk types into: in a workbook, for what is no file."""
    return _is_workbook(intake) and column.field.kind not in FILE_KINDS


def _is_workbook(intake: Intake) -> bool:
    return intake.file.casefold().endswith(WORKBOOK)


def _closed(intake: Intake, column: Column, place: Place | None, cell: GridCell | None) -> str:
    where = f"{place.sheet}!{place.cell}" if place else ""
    if not _is_workbook(intake):
        return f"材料是“{intake.file}”，不是工作簿，网页上不能改；请在这个文件里改"
    if column.field.kind in FILE_KINDS:
        return "照片和文件放在材料文件夹里，不在这里改"
    if place is None:
        return "工作簿里没有这一栏，网页上不能改；请在工作簿里加上这一栏再填"
    if cell is not None and cell.formula:
        return f"{where}是公式，网页上不改公式；请打开工作簿改"
    if cell is not None and (cell.struck or cell.picture):
        what = "划掉的字" if cell.struck else "图片"
        return f"{where}里有{what}，在网页上改会丢掉；请打开工作簿改"
    return ""
