"""Write the workbook a clerk fills in, empty or with a dossier's values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from pipeline.activity.model import Activity
from pipeline.dossier.models import Dossier, Nomination, UnitKind
from pipeline.forms import sheets, styles
from pipeline.forms.addressee import subject_for
from pipeline.forms.form_sheet import form_sheet
from pipeline.forms.guide import guide_sheet
from pipeline.forms.once import said_once
from pipeline.forms.options import Options
from pipeline.forms.page_sheets import Pages
from pipeline.forms.sheets import SheetPlan, plan_of
from pipeline.forms.tables import Basis, Record, Table, id_range
from pipeline.forms.values import at, given
from pipeline.store import write_whole
from pipeline.tools.workbook import Cell, Sheet
from pipeline.tools.workbook.writing import save_book

_CONTRIBUTORS_EACH = 4
_SPARE_ROWS = 20
_LEAST_EMPLOYERS, _SPARE_PAGES = 20, 2


def write_workbook(
    target: Path | BinaryIO,
    activity: Activity,
    *,
    dossier: Dossier | None = None,
    kind: UnitKind | None = None,
) -> None:
    """Write the workbook; the same values give the same bytes.

    Args:
        target: A path, written whole or not at all, or a stream.
        activity: Says which fields there are, their limits, and the drop-downs.
        dossier: The values; without it the workbook is empty.
        kind: Kind of unit, which says how many rows are prepared; the dossier's without it.

    Raises:
        InputError: A text is longer than a cell can hold.
        OutputError: The file cannot be written.
    """
    data = workbook_bytes(activity, dossier=dossier, kind=kind)
    if isinstance(target, Path):
        write_whole(target, data)
    else:
        target.write(data)


def workbook_bytes(
    activity: Activity, *, dossier: Dossier | None = None, kind: UnitKind | None = None
) -> bytes:
    """The bytes of the workbook, see `write_workbook`."""
    filled = dossier or Dossier(activity=activity.id)
    kind = kind or filled.unit.kind
    return save_book(_Writer(activity, filled, kind).sheets(), title=activity.name)


def pages_bytes(
    activity: Activity, nominations: Sequence[Nomination], employer: str | None = None
) -> bytes:
    """The bytes of a workbook of pages alone, one for each project: an employer's own.

    Args:
        activity: Says which fields there are.
        nominations: The projects.
        employer: For whom it is made; None for nobody in particular.

    Raises:
        InputError: A text is longer than a cell can hold.
    """
    dossier = Dossier(activity=activity.id, nominations=tuple(nominations))
    writer = _Writer(activity, dossier, None, spare=False)
    return save_book(writer.pages_alone(), title=activity.name, subject=subject_for(employer))


def rows_for(activity: Activity, kind: UnitKind | None) -> int:
    """How many nominations a kind of unit may make; the largest number where it is not known."""
    totals = [
        quota.max for quota in activity.quota if quota.per is None and kind in {None, quota.unit}
    ]
    return max(totals, default=_SPARE_ROWS)


def free_ids(taken: Iterable[str | None], count: int) -> list[str]:
    """Ids that are not taken, from P01 on."""
    known = set(taken)
    numbered = (f"P{number:02d}" for number in range(1, count + len(known) + 1))
    return [each for each in numbered if each not in known][:count]


class _Writer:
    """Builds the sheets of one workbook."""

    def __init__(
        self,
        activity: Activity,
        dossier: Dossier,
        kind: UnitKind | None,
        *,
        spare: bool = True,
    ) -> None:
        """Prepare a workbook; `spare` leaves room for as many projects as the kind of unit may nominate."""
        self.activity, self.dossier, self.kind = activity, dossier, kind
        self.plan = plan_of(activity.fields)
        nominations = dossier.nominations
        missing = rows_for(activity, kind) - len(nominations) if spare else 0
        self.ids: list[str | None] = [each.id for each in nominations]
        self.ids += free_ids(self.ids, max(missing, 0))
        options = Options(activity)
        listed = tuple(each or "" for each in self.ids)
        ids = id_range(len(self.ids)) if spare else options.range_of(sheets.ID_LABEL, listed)
        self.basis = Basis(activity, options, ids)

    def sheets(self) -> list[Sheet]:
        """All sheets in their order."""
        unit = dict(given(self.dossier, self.plan.unit.columns))
        if self.kind is not None:
            unit.setdefault("unit.kind", self.kind)
        filing = dict(given(self.dossier, self.plan.filing.columns))
        filing_sheet = self._form(self.plan.filing, filing, sheets.FILING_HINT)
        filing_sheet.hidden = not filing and self.kind is not None and not self.kind.is_society
        once = said_once(self.dossier.nominations, self.plan)
        free = [{"id": each} for each in self.ids[len(once.projects) :]]
        projects = self._table(self.plan.projects, [*once.projects, *free], sheets.PROJECTS_HINT)
        rows = [*once.employers, *[{}] * max(_LEAST_EMPLOYERS - len(once.employers), 2)]
        employers = self._table(self.plan.employers, rows, sheets.EMPLOYERS_HINT)
        shared = self._form(self.plan.shared, once.shared, sheets.SHARED_HINT)
        return [
            self._form(self.plan.unit, unit, sheets.UNIT_HINT),
            projects.sheet,
            self._contributors(),
            self._honours(),
            employers.sheet,
            shared,
            filing_sheet,
            guide_sheet(self.activity),
            *self._pages(projects, employers, shared),
            self.basis.options.sheet,
        ]

    def _pages(self, projects: Table, employers: Table, shared: Sheet) -> Iterator[Sheet]:
        """A page for each project, of ids that are the same for the first; and some to be filled in."""
        pages = Pages(self.basis, self.plan, projects, employers, shared)
        taken: set[str] = set()
        count = len(self.dossier.nominations)
        wanted = count + _SPARE_PAGES if count else len(self.ids)
        for number, (name, nomination) in enumerate(islice(self._by_id(), wanted)):
            title = sheets.page_title(name or "")
            if name and title.casefold() not in taken:
                taken.add(title.casefold())
                values = dict(given(nomination, self.plan.page.columns)) if nomination else {}
                yield pages.of(number, name, values)

    def _contributors(self) -> Sheet:
        rows = self._contributor_rows()
        return self._table(self.plan.contributors, rows, sheets.CONTRIBUTORS_HINT).sheet

    def _honours(self) -> Sheet:
        return self._table(self.plan.honours, self._honour_rows(), sheets.HONOURS_HINT).sheet

    def pages_alone(self) -> list[Sheet]:
        """A page for each project, and the tables that belong to them."""
        return [
            *(self._page_alone(each) for each in self.dossier.nominations),
            self._contributors(),
            self._honours(),
            self.basis.options.sheet,
        ]

    def _page_alone(self, nomination: Nomination) -> Sheet:
        plan = self.plan.page_of(nomination.id or "", alone=True)
        values = {"activity": self.activity.id, **dict(given(nomination, plan.columns))}
        asked = [each for each in plan.columns if not each.seldom or each.path in values]
        return self._form(replace(plan, columns=tuple(asked)), values, sheets.LONE_PAGE_HINT)

    # ------------------------------------------------------------ rows

    def _contributor_rows(self) -> list[Record]:
        rows: list[Record] = []
        for name, nomination in self._by_id():
            items = nomination.contributors if nomination else ()
            rows += _records(name, None, items, self.plan.contributors, _CONTRIBUTORS_EACH)
        return rows + [{}] * _SPARE_ROWS

    def _honour_rows(self) -> list[Record]:
        rows: list[Record] = []
        for name, nomination in self._by_id():
            for label, path in sheets.HONOUR_LISTS.items():
                items: Iterable[object] = at(nomination, path) if nomination else ()
                limit = self.activity.limits.items.get(path)
                room = limit.max if limit else 1
                rows += _records(name, label, items, self.plan.honours, room)
        return rows + [{}] * _SPARE_ROWS

    def _by_id(self) -> Iterator[tuple[str | None, Nomination | None]]:
        found = list(self.dossier.nominations)
        for index, name in enumerate(self.ids):
            yield name, found[index] if index < len(found) else None

    # ------------------------------------------------------------ sheets

    def _form(self, plan: SheetPlan, values: Record, hint: str) -> Sheet:
        return form_sheet(self.basis, plan, values, title=self._title(plan), hint=hint)

    def _table(self, plan: SheetPlan, rows: list[Record], hint: str) -> Table:
        table = Table(self.basis, plan, rows)
        sheet = table.sheet
        sheet.cells[1, 1] = Cell(value=self._title(plan), look=styles.TITLE)
        sheet.cells[2, 1] = Cell(value=hint, look=styles.HINT)
        table.write()
        return table

    def _title(self, plan: SheetPlan) -> str:
        return f"{self.activity.name}　{plan.title}"


def _records(
    name: str | None, label: str | None, items: Iterable[object], plan: SheetPlan, room: int
) -> list[Record]:
    """Rows for the items of one nomination, with some room for more."""
    leading: Record = {"#1": name, "#2": label}
    rows: list[Record] = [{**leading, **dict(given(item, plan.columns))} for item in items]
    return rows + [leading] * (room - len(rows))
