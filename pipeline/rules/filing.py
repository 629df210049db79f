# ruff: noqa: D415  (rules say in Chinese what they ask: the manual is made of their docstrings)
"""Filing of societies (四, 七（三）3, 附件4)."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.dossier.dates import say_day
from pipeline.dossier.milestones import Milestone
from pipeline.dossier.schema import is_empty
from pipeline.rules.base import ERROR, Fault, dossier_rule
from pipeline.rules.case import DossierCase
from pipeline.rules.check_digits import is_organization_code
from pipeline.rules.words import quote


def _is_society(case: DossierCase) -> bool:
    return case.unit.kind is not None and case.unit.kind.is_society


@dossier_rule("filing.required", ERROR, clause="四", due=Milestone.FILE)
def filing_given(case: DossierCase) -> Iterator[Fault]:
    """社会组织填写了备案内容（四）。"""
    kind = case.unit.kind
    if kind and kind.is_society and is_empty(case.dossier.filing) and case.can_read("filing"):
        yield Fault(
            message=f"{kind.label}没有填写备案内容",
            remedy="填写社会组织备案申请表（附件4）的各项内容",
            field="filing",
        )


@dossier_rule("filing.deadline", ERROR, clause="七（三）3", due=Milestone.FILE)
def filed_in_time(case: DossierCase) -> Iterator[Fault]:
    """社会组织在规定日期（含当日）之前填表备案（七（三）3）。"""
    deadline, filled = case.activity.filing, case.dossier.filing.filled_on
    if deadline and _is_society(case) and filled and filled > deadline.last:
        yield Fault(
            message=f"备案填表时间{say_day(filled)}晚于{say_day(deadline.last)}",
            remedy="核对填表时间；已经逾期的，联系省总工会",
            field="filing.filled_on",
            clause=deadline.clause,
        )


@dossier_rule("filing.organization_code", ERROR, clause="附件4", due=Milestone.FILE)
def organization_code(case: DossierCase) -> Iterator[Fault]:
    """组织机构代码（9位）或统一社会信用代码（18位）的校验码正确（附件4）。"""
    code = case.dossier.filing.organization_code
    if _is_society(case) and code and code.strip() and not is_organization_code(code):
        yield Fault(
            message=f"组织机构代码{quote(code)}的位数、字符或校验码不对",
            remedy="对照登记证书改正，填9位组织机构代码或18位统一社会信用代码",
            field="filing.organization_code",
        )


RULES = (filing_given, filed_in_time, organization_code)
