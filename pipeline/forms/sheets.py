"""The plan of the workbook: which sheets there are, and which column holds which field.

Derived from the schema and the activity, and used by the writer and the reader alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from pipeline.dossier import models
from pipeline.dossier.schema import Field, Kind

UNIT, PROJECTS, CONTRIBUTORS, HONOURS, FILING = "提名单位", "项目", "其他完成人", "荣誉", "备案"
EMPLOYERS, SHARED = "第一完成单位", "统一内容"
GUIDE, OPTIONS = "说明", "选项"
RESULTS = "检查结果"
"""What `check --annotate` puts before the others."""

ID_LABEL = "编号"
HONOUR_KIND_LABEL = "类别"
HONOUR_LISTS = {"个人": "lead.honours", "团队": "team.award"}
"""What stands under 类别 on the sheet 荣誉, and the list it fills."""

COUNT_LABEL = "字数"
FORM_HEADERS = ("栏目", "填写内容", COUNT_LABEL, "说明")
IGNORED_LABELS = (COUNT_LABEL, "序号", "说明", "填写说明", "栏目", "填写内容", "内容")
"""Headers of ours that hold no value of the dossier."""

FieldsOf = Callable[[type, str], tuple[Field, ...]]
"""Gives the fields of a model at a path."""

_FILE_KINDS = frozenset({Kind.FILE, Kind.FILES})

# Contacts are persons with every field a person can have; the official form asks for these not.
_RARELY_ASKED = frozenset({
    "unit.letter_signer", "unit.letter_attachment",
    "unit.contact.mobile", "unit.contact.wechat",
    "filing.contact.phone", "filing.union_contact.phone",
    "employer.contact.phone", "employer.contact.wechat",
    "employer.union.contact.mobile", "employer.union.contact.wechat",
    "opinion.handler.mobile", "opinion.handler.email", "opinion.handler.wechat",
})  # fmt: skip

# What offices answer in the same way for every project.
_OFTEN_SHARED = (
    "completed_in_province", "declarations.", "lead.previously_recognised", "lead.employed_in_province",
    "employer.registered_in_province", "opinion.handler.", "opinion.address", "opinion.postcode",
    "opinion.email",
)  # fmt: skip

# Coloured bands over the columns of 项目 and the rows of the forms, by key (the longest counts).
_BANDS = {
    "": "项目概况",
    "declarations": "负面情形（都应为“否”）",
    "lead": "第一完成人",
    "employer": "第一完成单位",
    "employer.union": "第一完成单位工会",
    "employer.publicity": "第一完成单位公示",
    "before": "项目介绍", "after": "项目介绍", "video": "项目介绍",
    "team": "项目团队与培养支持", "support": "项目团队与培养支持", "plan": "项目团队与培养支持",
    "opinion": "提名意见",
    "unit": "提名单位", "activity": "提名单位",
    "unit.contact": "联系方式", "unit.address": "联系方式", "unit.postcode": "联系方式",
    "unit.phone": "联系方式", "unit.email": "联系方式",
    "unit.publicity": "本级公示",
    "filing": "社会组织基本情况",
    "filing.has_union": "工会组织", "filing.union_name": "工会组织",
    "filing.union_contact": "工会组织",
    "filing.summary": "职工科技创新活动",
}  # fmt: skip
SELDOM_BAND = "一般不用填"


class Shape(StrEnum):
    """How a sheet is laid out when we write it."""

    TABLE = "table"
    """A row per record."""
    FORM = "form"
    """A row per field: label, value, count, help."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table, or a row of a form.

    Attributes:
        path: Path of the field below the sheet's record: the nomination on 项目, the item on
            其他完成人 and 荣誉, the dossier on the forms.
        labels: Its labels, from the outermost record of the sheet down to the field.
        required: Whether it and every record around it is needed.
        band: Heading over it.
        seldom: Whether it is set apart at the end.
    """

    path: str
    field: Field
    labels: tuple[str, ...]
    required: bool
    band: str = ""
    seldom: bool = False

    @property
    def label(self) -> str:
        """The header a clerk sees, `第一完成人-姓名`."""
        return "-".join(self.labels)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPlan:
    """One sheet.

    Attributes:
        has_id: Whether each row starts with the 编号 of the nomination it belongs to.
        has_honour_kind: Whether 类别 follows.
    """

    title: str
    shape: Shape
    columns: tuple[Column, ...]
    has_id: bool = False
    has_honour_kind: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The sheets that hold values.

    Attributes:
        employers: A row for each employer, whose projects need not say the same again.
        shared: What is the same for all projects that say nothing else.
        page: A sheet that shows one project from top to bottom; a workbook may have one for each.
    """

    unit: SheetPlan
    projects: SheetPlan
    contributors: SheetPlan
    honours: SheetPlan
    filing: SheetPlan
    employers: SheetPlan
    shared: SheetPlan
    page: SheetPlan

    def page_of(self, name: str, *, alone: bool) -> SheetPlan:
        """The page of a project; one that is `alone` in its workbook says of which activity it is."""
        columns = [each for each in self.page.columns if alone or each.path != "activity"]
        return replace(self.page, title=page_title(name), columns=tuple(columns))

    def sheets(self) -> tuple[SheetPlan, ...]:
        """All of them, in the order of the workbook."""
        return self.unit, self.projects, self.contributors, self.honours, self.filing


NEW_PROJECT = "填报"
"""What a project is called that has no id yet, in an employer's kit: the title of its page is 项目填报."""

_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_LONGEST_TITLE = 31


def page_title(name: str) -> str:
    """The title of a project's page, as spreadsheets take it."""
    return _FORBIDDEN.sub("_", f"{PROJECTS}{name}")[:_LONGEST_TITLE]


def plan_of(fields_of: FieldsOf) -> Plan:
    """The plan for an activity's fields."""
    activity, unit, filing = (
        [each for each in fields_of(models.Dossier, "") if each.key == key]
        for key in ("activity", "unit", "filing")
    )
    walker = _Walker(fields_of)
    of_activity = tuple(walker.fields(activity))
    of_projects = _ordered(walker.fields(fields_of(models.Nomination, "")))
    return Plan(
        unit=_form(UNIT, [*of_activity, *walker.inside(unit[0])]),
        projects=SheetPlan(title=PROJECTS, shape=Shape.TABLE, columns=of_projects),
        contributors=_child(
            CONTRIBUTORS, walker.fields(fields_of(models.Contributor, "contributors"))
        ),
        honours=_child(
            HONOURS, walker.fields(fields_of(models.Honour, "lead.honours")), has_honour_kind=True
        ),
        filing=_form(FILING, walker.inside(filing[0])),
        employers=SheetPlan(
            title=EMPLOYERS,
            shape=Shape.TABLE,
            columns=tuple(
                replace(each, labels=each.labels[1:])
                for each in of_projects
                if each.path.startswith("employer.") and each.field.kind not in _FILE_KINDS
            ),
        ),
        shared=SheetPlan(
            title=SHARED,
            shape=Shape.FORM,
            columns=tuple(
                replace(each, required=False) for each in of_projects if _is_shared(each)
            ),
        ),
        page=SheetPlan(title=PROJECTS, shape=Shape.FORM, columns=(*of_activity, *of_projects)),
    )


def _form(title: str, columns: list[Column] | Iterator[Column]) -> SheetPlan:
    return SheetPlan(title=title, shape=Shape.FORM, columns=_ordered(columns))


def _child(title: str, columns: Iterator[Column], *, has_honour_kind: bool = False) -> SheetPlan:
    return SheetPlan(
        title=title,
        shape=Shape.TABLE,
        columns=tuple(columns),
        has_id=True,
        has_honour_kind=has_honour_kind,
    )


def _ordered(columns: list[Column] | Iterator[Column]) -> tuple[Column, ...]:
    """The usual ones first, band by band."""
    return tuple(sorted(columns, key=lambda each: each.seldom))


@dataclass(frozen=True, slots=True)
class _Walker:
    """Walks the fields of a record down to those that hold a value."""

    fields_of: FieldsOf

    def inside(self, record: Field) -> Iterator[Column]:
        """The fields of a record that has a sheet of its own: its label is left out."""
        assert record.model is not None  # noqa: S101 - how the schema declares records
        fields = self.fields_of(record.model, record.key)
        yield from self.fields(fields, path=f"{record.key}.")

    def fields(
        self,
        fields: tuple[Field, ...] | list[Field],
        *,
        path: str = "",
        labels: tuple[str, ...] = (),
        required: bool = True,
    ) -> Iterator[Column]:
        """Columns for fields; lists of records have sheets of their own."""
        band = _band(path.rstrip("."))
        for each in fields:
            here, chain = f"{path}{each.key}", (*labels, each.label)
            needed = required and each.required
            band = band if each.extra else _band(here)
            if each.kind is Kind.RECORD and each.model is not None:
                yield from self.fields(
                    self.fields_of(each.model, here), path=f"{here}.", labels=chain, required=needed
                )
            elif each.kind is not Kind.RECORDS:
                yield _column(here, each, chain, required=needed, band=band)


def _column(
    path: str, field: Field, labels: tuple[str, ...], *, required: bool, band: str
) -> Column:
    found_by_name = field.kind in _FILE_KINDS and not field.extra
    seldom = found_by_name or path in _RARELY_ASKED
    return Column(
        path=path,
        field=field,
        labels=labels,
        required=required and not found_by_name,
        band=SELDOM_BAND if seldom else band,
        seldom=seldom,
    )


def _is_shared(column: Column) -> bool:
    return column.path.startswith(_OFTEN_SHARED) and not column.seldom


def _band(path: str) -> str:
    while path and path not in _BANDS:
        path = path.rpartition(".")[0]
    return _BANDS[path]


UNIT_HINT = "在“填写内容”一栏填写；有底色、带 * 的必填。"
PROJECTS_HINT = "每个项目一行，按优先次序排列；有底色、带 * 的必填；鼠标停在栏目名称上可看填写要求；字数超限会变红。"
CONTRIBUTORS_HINT = "每人一行，“编号”与“项目”表一致；没有填满的行不用删，行不够可在下面接着填。"
HONOURS_HINT = "每项一行，“编号”与“项目”表一致；没有填满的行不用删。"
PAGE_HINT = "与“项目”表是同样的栏目，两处任选一处填写，填在一处即可；两处都填的要一样。"
LONE_PAGE_HINT = "在“填写内容”一栏填写；有底色、带 * 的必填。"
EMPLOYERS_HINT = (
    "每个第一完成单位一行，它的几个项目共用：“项目”表里写上单位名称或信用代码即可，其余不用再填。"
)
SHARED_HINT = "各项目都一样的，在这里填一次；某个项目不一样的，在“项目”表里另填，以那里为准。"
FILING_HINT = "只有社会组织需要填写；有底色、带 * 的必填。"
