"""Read a workbook's sheets into the raw tree, coping with what clerks do to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.activity.model import Activity
from pipeline.dossier.findings import Source
from pipeline.dossier.schema import fields_of
from pipeline.dossier.text import is_nothing
from pipeline.errors import InputError
from pipeline.forms import sheets
from pipeline.forms.sheets import Plan, SheetPlan, plan_of
from pipeline.load import headers
from pipeline.load.faults import Notes, UnreadableError, no_activity
from pipeline.load.grids import Row, form_row, table_rows
from pipeline.load.headers import Labels, squash
from pipeline.load.nothing import says_nothing
from pipeline.load.raw import Branch, Items, Node, Scalar
from pipeline.load.values import nomination_id, trimmed
from pipeline.tools.workbook import Grid, read_book

_SKIPPED = frozenset({sheets.GUIDE, sheets.OPTIONS, sheets.RESULTS})


def read_workbook(
    path: Path, find_activity: Callable[[str], Activity], notes: Notes
) -> tuple[Branch, Activity]:
    """The raw tree of a workbook, and the activity it names.

    Raises:
        InputError: The file cannot be read, is no dossier, or names no known activity.
    """
    found = read_book(path, wanted=lambda title: squash(title) not in _SKIPPED)
    grids = _by_title(found, path.name, notes)
    if sheets.UNIT not in grids and sheets.PROJECTS not in grids:
        raise InputError(
            f"没有“{sheets.UNIT}”和“{sheets.PROJECTS}”表，不是提名材料工作簿",
            where=path.name,
            remedy="用“wuxiao new”新建工作簿，把内容填进去",
        )
    activity = find_activity(_activity_id(grids.get(sheets.UNIT), path.name, find_activity))
    reader = _Reader(grids, plan_of(activity.fields), notes, path.name)
    return reader.tree(), activity


def _by_title(grids: tuple[Grid, ...], file: str, notes: Notes) -> dict[str, Grid]:
    """The sheets we know, by our title; others are only mentioned."""
    titles = (sheets.UNIT, sheets.PROJECTS, sheets.CONTRIBUTORS, sheets.HONOURS, sheets.FILING)
    found: dict[str, Grid] = {}
    for grid in grids:
        title = squash(grid.title).removesuffix("表")
        if title in titles and title not in found:
            found[title] = grid
        elif grid.cells:
            notes.warning(
                UnreadableError(
                    f"工作表“{grid.title}”没有读取",
                    f"材料只从{'、'.join(titles)}各表读取；需要的内容请移过去，不需要的可不管",
                ),
                Source(file, sheet=grid.title),
            )
    return found


def _activity_id(grid: Grid | None, file: str, find_activity: Callable[[str], Activity]) -> str:
    labels = Labels(plan_of(lambda model, _: fields_of(model)).unit)
    node = None
    if grid is not None:
        node = form_row(grid, labels, file, Notes("")).nodes.get("activity")
    name = trimmed(str(node.value)) if isinstance(node, Scalar) else ""
    if is_nothing(name):
        raise no_activity(f"{file}的“{sheets.UNIT}”表", "在“活动”一栏填写活动代号", find_activity)
    return name


@dataclass(frozen=True, slots=True)
class _Reader:
    grids: dict[str, Grid]
    plan: Plan
    notes: Notes
    file: str

    def tree(self) -> Branch:
        """The whole dossier."""
        tree = Branch(source=Source(self.file))
        for plan in (self.plan.unit, self.plan.filing):
            if plan.title in self.grids:
                row = form_row(self.grids[plan.title], Labels(plan), self.file, self.notes)
                _put_all(tree, row.nodes)
        nominations = self._nominations()
        if nominations.items:
            tree.items["nominations"] = nominations
        by_id = _by_id(nominations)
        self._attach(self.plan.contributors, by_id, _contributor_list)
        self._attach(self.plan.honours, by_id, self._honour_list)
        return tree

    def _rows(self, plan: SheetPlan) -> Iterator[Row]:
        if plan.title in self.grids:
            yield from table_rows(self.grids[plan.title], Labels(plan), self.file, self.notes)

    def _nominations(self) -> Items:
        found = Items(source=Source(self.file, sheet=sheets.PROJECTS))
        for row in self._rows(self.plan.projects):
            if not _says_something(row, self.plan.projects):
                self._mention_stray(row)
                continue
            branch = Branch(source=row.source)
            _put_all(branch, row.nodes)
            found.items.append(branch)
        return found

    def _mention_stray(self, row: Row) -> None:
        """A row with nothing but a prepared id is empty; other text alone there is a mistake."""
        name = _id_of(row.nodes.get("id"))
        if name and not name.removeprefix("P").isdecimal():
            self.notes.warning(
                UnreadableError(
                    f"第{row.number}行只有编号一栏有内容，没有读取", "补全或删去这一行"
                ),
                row.source,
            )

    def _attach(
        self, plan: SheetPlan, by_id: dict[str, Branch], list_of: Callable[[Row], str | None]
    ) -> None:
        for row in self._rows(plan):
            if not _says_something(row, plan):
                continue
            owner = by_id.get(_id_of(row.nodes.get(headers.ID)))
            if owner is None:
                self._refuse_stranger(row)
                continue
            path = list_of(row)
            if path is not None:
                branch = Branch(source=row.source)
                _put_all(branch, row.nodes)
                owner.add(path, branch)

    def _refuse_stranger(self, row: Row) -> None:
        name = _id_of(row.nodes.get(headers.ID))
        said = f"“{sheets.PROJECTS}”表没有编号为{name}的项目" if name else "这一行没有写项目编号"
        remedy = f"在“{sheets.ID_LABEL}”一栏填写所属项目的编号，如 P01"
        self.notes.error("", UnreadableError(said, remedy), row.source)

    def _honour_list(self, row: Row) -> str | None:
        node = row.nodes.get(headers.HONOUR_KIND)
        kind = trimmed(str(node.value)) if isinstance(node, Scalar) else ""
        for label, path in sheets.HONOUR_LISTS.items():
            if kind.startswith(label):
                return path
        self.notes.error(
            "",
            UnreadableError("看不出是个人荣誉还是团队获奖", "在“类别”一栏填“个人”或“团队”"),
            row.source,
        )
        return None


def _contributor_list(_row: Row) -> str:
    return "contributors"


def _says_something(row: Row, plan: SheetPlan) -> bool:
    """Whether a row holds more than its number: one struck out from end to end does not."""
    return any(
        each.path in row.nodes
        and each.path != "id"
        and not says_nothing(row.nodes[each.path], each.field)
        for each in plan.columns
    )


def _put_all(branch: Branch, nodes: dict[str, Node]) -> None:
    """Put the values of a row; the columns of ours (`#id`) are no fields."""
    for path, node in nodes.items():
        if not path.startswith("#"):
            branch.put(path, node)


def _id_of(node: Node | None) -> str:
    name = nomination_id(str(node.value)) if isinstance(node, Scalar) else ""
    return "" if is_nothing(name) else name


def _by_id(nominations: Items) -> dict[str, Branch]:
    found: dict[str, Branch] = {}
    for branch in nominations.items:
        if isinstance(branch, Branch):
            found.setdefault(_id_of(branch.items.get("id")), branch)
    found.pop("", None)
    return found
