"""Read a workbook's sheets into the raw tree, coping with what clerks do to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pipeline.activity.model import Activity
from pipeline.dossier.findings import Source
from pipeline.dossier.plain import plain
from pipeline.dossier.schema import Field, fields_of
from pipeline.dossier.text import is_nothing
from pipeline.dossier.words import squash
from pipeline.errors import InputError
from pipeline.forms import sheets
from pipeline.forms.file_names import ROLES
from pipeline.forms.sheets import Plan, SheetPlan, plan_of
from pipeline.load import headers
from pipeline.load.faults import Notes, UnreadableError, no_activity
from pipeline.load.grids import Table, form_row, read_table
from pipeline.load.headers import Labels
from pipeline.load.nothing import says_nothing
from pipeline.load.once import put_employers, put_shared
from pipeline.load.pages import Page, is_page, name_on, put_page, read_page, typed_on
from pipeline.load.raw import Branch, Items, Node, Scalar
from pipeline.load.seen import Row, first_cell, mention_hidden_sheet
from pipeline.load.values import id_in, trimmed
from pipeline.tools.workbook import Grid, column_name, read_book

Place = TypeVar("Place", str, Source)

_SKIPPED = frozenset({sheets.GUIDE, sheets.OPTIONS, sheets.RESULTS})


def read_workbook(
    path: Path, find_activity: Callable[[str], Activity], notes: Notes
) -> tuple[Branch, Activity]:
    """The raw tree of a workbook, and the activity it names.

    Raises:
        InputError: The file cannot be read, is no dossier, or names no known activity.
    """
    found = read_book(path, wanted=lambda title: squash(title) not in _SKIPPED)
    labels = Labels(plan_of(lambda model, _: fields_of(model)).page)
    pages = [grid for grid in found if is_page(grid, labels)]
    grids = _by_title([grid for grid in found if grid not in pages], path.name, notes)
    if sheets.UNIT not in grids and sheets.PROJECTS not in grids and not pages:
        raise InputError(
            f"没有“{sheets.UNIT}”和“{sheets.PROJECTS}”表，不是提名材料工作簿",
            where=path.name,
            remedy="用 wuxiao new 新建工作簿，把内容填进去",
        )
    named = [grids[sheets.UNIT]] if sheets.UNIT in grids else pages
    activity = find_activity(_activity_id(named, path.name, find_activity))
    plan = plan_of(activity.fields)
    labels = Labels(plan.page)
    read = [read_page(grid, labels, path.name, notes) for grid in pages]
    reader = _Reader(grids, plan, notes, path.name, read)
    return reader.tree(), activity


def _by_title(grids: Iterable[Grid], file: str, notes: Notes) -> dict[str, Grid]:
    """The sheets we know, by our title; others are only mentioned."""
    titles = (
        sheets.UNIT, sheets.PROJECTS, sheets.CONTRIBUTORS, sheets.HONOURS, sheets.EMPLOYERS,
        sheets.SHARED, sheets.FILING,
    )  # fmt: skip
    found: dict[str, Grid] = {}
    for grid in grids:
        title = squash(grid.title).removesuffix("表")
        if title in titles and title not in found:
            found[title] = grid
        elif grid.cells or grid.floating:
            notes.warning(
                UnreadableError(
                    f"工作表“{grid.title}”没有读取",
                    f"材料只从{'、'.join(titles)}各表读取；需要的内容请移过去，不需要的可不管",
                ),
                first_cell(grid, file),
            )
    return found


def _activity_id(grids: Iterable[Grid], file: str, find_activity: Callable[[str], Activity]) -> str:
    """The activity that a sheet names: that of the unit, or the pages of a workbook without one."""
    plan = plan_of(lambda model, _: fields_of(model))
    title = sheets.UNIT
    for grid in grids:
        title = grid.title
        labels = Labels(plan.unit if squash(title) == squash(sheets.UNIT) else plan.page)
        node = form_row(grid, labels, file, Notes("")).nodes.get("activity")
        name = trimmed(plain(str(node.value))) if isinstance(node, Scalar) else ""
        if not is_nothing(name):
            return name
    raise no_activity(f"{file}的“{title}”表", "在“活动”一栏填写活动代号", find_activity)


@dataclass(frozen=True, slots=True)
class _Reader:
    grids: dict[str, Grid]
    plan: Plan
    notes: Notes
    file: str
    pages: Sequence[Page] = ()

    def tree(self) -> Branch:
        """The whole dossier."""
        tree = Branch(source=Source(self.file))
        self._forms(tree)
        nominations = self._nominations(tree)
        if nominations:
            tree.items["nominations"] = Items(source=nominations[0].source, items=[*nominations])
        self._attach(self.plan.contributors, nominations, ["contributors"], _contributor_list)
        honours = sheets.HONOUR_LISTS.values()
        self._attach(self.plan.honours, nominations, honours, _honour_list)
        return tree

    def _forms(self, tree: Branch) -> None:
        for plan, key in ((self.plan.unit, "unit"), (self.plan.filing, "filing")):
            grid = self.grids.get(plan.title)
            if grid is not None:
                row = form_row(grid, Labels(plan), self.file, self.notes)
                _put_all(tree, row.nodes)
                if row.nodes:
                    mention_hidden_sheet(grid, self.file, self.notes)
                tree.homes |= {key: first_cell(grid, self.file), **_with_groups(row.homes, plan)}
                tree.homes.setdefault("", tree.homes[key])
        for page in self.pages:
            node = page.row.nodes.get("activity")
            if node is not None and "activity" not in tree.items:
                tree.put("activity", node)

    def _table(self, plan: SheetPlan) -> Table | None:
        """A table, once its columns are noted; those of files only if any was written there."""
        grid = self.grids.get(plan.title)
        if grid is None:
            return None
        table = read_table(grid, Labels(plan), self.file, self.notes)
        if any(_says_something(row, plan) for row in table.rows):
            mention_hidden_sheet(grid, self.file, self.notes)
        used = {path for row in table.rows for path in row.nodes}
        columns = {
            path: column_name(column)
            for column, path in table.columns.items()
            if path in used or path not in ROLES
        }
        self.notes.columns[grid.title] = _with_groups(columns, plan)
        return table

    def _nominations(self, tree: Branch) -> list[Branch]:
        table = self._table(self.plan.projects)
        pages = self._pages()
        found: dict[int, Branch] = {}
        strays = set()
        for row in table.rows if table else ():
            page = pages.get(_id_of(row.nodes.get("id")))
            if _says_something(row, self.plan.projects) or page:
                found[row.number] = branch = Branch(source=row.source)
                _put_all(branch, row.nodes)
            elif self._is_stray(row):
                strays.add(row.number)
        if table:
            tree.homes["nominations"] = table.free_row(strays | found.keys())
        branches = list(found.values())
        branches += self._put_pages(branches, pages)
        self._put_once(branches)
        return branches

    def _put_once(self, branches: Sequence[Branch]) -> None:
        """Give each project what is said once for several."""
        fields = self._fields()
        employers = self._table(self.plan.employers)
        if employers is not None:
            put_employers(branches, employers, fields, self.notes)
        grid = self.grids.get(self.plan.shared.title)
        if grid is not None:
            row = form_row(grid, Labels(self.plan.shared), self.file, self.notes)
            if row.nodes:
                mention_hidden_sheet(grid, self.file, self.notes)
            put_shared(branches, row.nodes, fields)

    def _pages(self) -> dict[str, Page]:
        """The pages on which something was typed, by the id of their project."""
        found: dict[str, Page] = {}
        fields = self._fields()
        for page in self.pages:
            name = name_on(page)
            if all(says_nothing(node, fields[path]) for path, node in typed_on(page)):
                continue
            mention_hidden_sheet(page.grid, self.file, self.notes)
            if name in found:
                what = f"编号{name}的项目还有一张“{found[name].grid.title}”表，这一张没有读取"
                self.notes.error("", UnreadableError(what, "只留一张"), page.source)
            else:
                found[name] = page
        return found

    def _put_pages(self, branches: Sequence[Branch], pages: Mapping[str, Page]) -> list[Branch]:
        """Give each project what stands on its page; gives those that have a page alone."""
        own, fields = _by_id(branches), self._fields()
        alone = []
        for name, page in pages.items():
            branch = own.get(name)
            if branch is None:
                branch = Branch(source=page.source)
                branch.put("id", page.row.nodes.get("id") or Scalar(value=name, source=page.source))
                branch.homes |= _with_groups(page.row.homes, self.plan.page)
                alone.append(branch)
            put_page(branch, page, fields, self.notes)
        return alone

    def _fields(self) -> Mapping[str, Field]:
        return {each.path: each.field for each in self.plan.projects.columns}

    def _is_stray(self, row: Row) -> bool:
        """A row with nothing but a prepared id is empty; other text alone there is a mistake."""
        name = _id_of(row.nodes.get("id"))
        if not name or name.removeprefix("P").isdecimal():
            return False
        what = f"第{row.number}行只有编号一栏有内容，没有读取"
        self.notes.warning(UnreadableError(what, "补全或删去这一行"), row.source)
        return True

    def _attach(
        self,
        plan: SheetPlan,
        nominations: Iterable[Branch],
        lists: Iterable[str],
        list_of: Callable[[Row], str | None],
    ) -> None:
        """Give each nomination the rows with its id, and its lists a row that is free."""
        table = self._table(plan)
        by_id = _by_id(nominations)
        taken = set()
        for row in table.rows if table else ():
            name = _id_of(row.nodes.get(headers.ID))
            owner, path = by_id.get(name), list_of(row)
            if _says_something(row, plan):
                self._attach_row(row, owner, path)
            elif owner is not None and path is not None:
                owner.homes.setdefault(path, row.source)
            elif not name:
                continue
            taken.add(row.number)
        if table and table.columns:
            free = dict.fromkeys(lists, table.free_row(taken))
            for branch in nominations:
                branch.homes = free | branch.homes

    def _attach_row(self, row: Row, owner: Branch | None, path: str | None) -> None:
        if owner is None:
            self._refuse_stranger(row)
        elif path is None:
            what = UnreadableError("看不出是个人荣誉还是团队获奖", "在“类别”一栏填“个人”或“团队”")
            self.notes.error("", what, row.source)
        else:
            branch = Branch(source=row.source)
            _put_all(branch, row.nodes)
            owner.add(path, branch)

    def _refuse_stranger(self, row: Row) -> None:
        name = _id_of(row.nodes.get(headers.ID))
        said = f"“{sheets.PROJECTS}”表没有编号为{name}的项目" if name else "这一行没有写项目编号"
        remedy = f"在“{sheets.ID_LABEL}”一栏填写所属项目的编号，如 P01"
        self.notes.error("", UnreadableError(said, remedy), row.source)


def _contributor_list(_row: Row) -> str:
    return "contributors"


def _honour_list(row: Row) -> str | None:
    node = row.nodes.get(headers.HONOUR_KIND)
    kind = trimmed(plain(str(node.value))) if isinstance(node, Scalar) else ""
    lists = (path for label, path in sheets.HONOUR_LISTS.items() if kind.startswith(label))
    return next(lists, None)


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


def _with_groups(places: Mapping[str, Place], plan: SheetPlan) -> dict[str, Place]:
    """Places of fields, and for each record around them that of its first field that is needed."""
    needed = {each.path for each in plan.columns if each.required}
    found = dict(places)
    for path in sorted(places, key=lambda path: path not in needed):
        keys = path.split(".")
        for depth in range(1, len(keys)):
            found.setdefault(".".join(keys[:depth]), places[path])
    return found


def _id_of(node: Node | None) -> str:
    name = id_in(node) if isinstance(node, Scalar) else ""
    return "" if is_nothing(name) else name


def _by_id(nominations: Iterable[Branch]) -> dict[str, Branch]:
    found: dict[str, Branch] = {}
    for branch in nominations:
        found.setdefault(_id_of(branch.items.get("id")), branch)
    found.pop("", None)
    return found
