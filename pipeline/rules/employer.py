# ruff: noqa: D415  (rules say in Chinese what they ask: the manual is made of their docstrings)
"""Conditions on the first completing employer (二（一）2)."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.dossier.milestones import Milestone
from pipeline.rules.base import ERROR, WARNING, Fault, nomination_rule
from pipeline.rules.case import NominationCase
from pipeline.rules.check_digits import is_uscc
from pipeline.rules.words import narrow, quote


@nomination_rule("employer.in_province", ERROR, clause="二（一）2", due=Milestone.CERTIFY)
def registered_in_province(case: NominationCase) -> Iterator[Fault]:
    """第一完成单位在本省依法注册（二（一）2）。"""
    region = case.activity.region
    if case.employer.registered_in_province is False:
        yield Fault(
            message=f"第一完成单位不在{region.name}注册",
            remedy="撤下这个项目（第一完成单位须在省内注册）；填错的改正",
            field="employer.registered_in_province",
            clause=region.clause,
        )


@nomination_rule("employer.uscc", WARNING, clause="二（一）2", due=Milestone.CERTIFY)
def uscc(case: NominationCase) -> Iterator[Fault]:
    """统一社会信用代码校验码正确，登记地代码属于本省（二（一）2）。"""
    region, code = case.activity.region, case.employer.uscc
    if not code:
        return
    if not is_uscc(code):
        yield Fault(
            message=f"统一社会信用代码{quote(code)}的位数、字符或校验码不对",
            remedy="对照营业执照或法人证书改正",
            field="employer.uscc",
            clause=region.clause,
        )
    elif narrow(code)[2:4] != region.code:
        yield Fault(
            message=f"统一社会信用代码{quote(code)}的登记地不是{region.name}",
            remedy="核实第一完成单位在省内依法注册",
            field="employer.uscc",
            clause=region.clause,
        )


RULES = (registered_in_province, uscc)
