# ruff: noqa: D415  (rules say in Chinese what they ask: the manual is made of their docstrings)
"""Publicity in the nominating unit and in the employer (五1), and the letter's date (七（三）1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pipeline.dossier import models
from pipeline.dossier.dates import say_day
from pipeline.dossier.milestones import Milestone
from pipeline.dossier.schema import is_empty
from pipeline.rules.base import (
    ERROR,
    WARNING,
    DossierOrNomination,
    Fault,
    dossier_rule,
    nomination_rule,
)
from pipeline.rules.case import DossierCase, NominationCase, Workdays
from pipeline.rules.words import say_days


@dossier_rule("publicity.region", ERROR, clause="五1", due=Milestone.NOMINATE, cannot_tell=True)
def in_unit(case: DossierCase) -> Iterator[Fault]:
    """提名单位的公示不少于规定的工作日（首尾两天是工作日的都算），并在提名函日期之前结束（五1）。"""
    yield from _term(case, "unit.publicity", case.unit.publicity)


@nomination_rule(
    "publicity.employer", ERROR, clause="五1", due=Milestone.NOMINATE, cannot_tell=True
)
def in_employer(case: NominationCase) -> Iterator[Fault]:
    """第一完成单位的公示不少于规定的工作日，并在提名函日期之前结束（五1）。"""
    yield from _term(case, "employer.publicity", case.employer.publicity)


def _term(place: DossierOrNomination, path: str, publicity: models.Publicity) -> Iterator[Fault]:
    start, end = publicity.start, publicity.end
    clause = place.activity.publicity.clause
    if start and end and start > end:
        yield Fault(
            message=f"公示截止日期{say_day(end)}早于起始日期{say_day(start)}",
            remedy="改正公示起止日期",
            field=f"{path}.end",
            clause=clause,
        )
        return
    if start and end:
        yield from _long_enough(place, path, (start, end))
    dossier = place.dossier if isinstance(place, NominationCase) else place
    letter = dossier.unit.letter_date
    if end and letter and end >= letter:
        yield Fault(
            message=f"公示到{say_day(end)}才结束，提名函日期是{say_day(letter)}",
            remedy="等公示结束后再出具提名函；填错日期的改正",
            field=f"{path}.end",
            clause=clause,
        )


def _long_enough(place: DossierOrNomination, path: str, span: tuple[date, date]) -> Iterator[Fault]:
    dossier = place.dossier if isinstance(place, NominationCase) else place
    term = place.activity.publicity
    work = dossier.workdays.get(span, Workdays(unknown=span))
    if len(work.days) >= term.min_working_days:
        return
    known = f"（{say_days(work.days)}）" if work.days else ""
    if len(work.days) + len(work.unknown) >= term.min_working_days:
        years = "、".join(sorted({str(day.year) for day in work.unknown}))
        yield Fault(
            message=f"无法判断公示是否满{term.min_working_days}个工作日：没有{years}年的节假日安排，"
            f"已知的工作日有{len(work.days)}个{known}",
            remedy="对照国务院办公厅的放假通知数一数工作日（首尾两天都算）",
            field=f"{path}.end",
            clause=term.clause,
            cannot_tell=True,
        )
        return
    yield Fault(
        message=f"{say_day(span[0])}至{say_day(span[1])}的公示只有{len(work.days)}个工作日{known}，"
        f"少于{term.min_working_days}个",
        remedy="重新公示或者改正日期；首尾两天是工作日的都算，周末和法定节假日不算，调休上班的算",
        field=f"{path}.end",
        clause=term.clause,
    )


@dossier_rule("publicity.objection", ERROR, clause="五1", due=Milestone.NOMINATE, cannot_tell=True)
def objection(case: DossierCase) -> Iterator[Fault]:
    """公示没有未处理的异议（五1）。"""
    yield from _objection(case, "unit.publicity", case.unit.publicity)
    for each in case.nominations:
        yield from _objection(each, "employer.publicity", each.employer.publicity)


def _objection(
    place: DossierOrNomination, path: str, publicity: models.Publicity
) -> Iterator[Fault]:
    field, clause = f"{path}.objections", place.activity.publicity.clause
    if publicity.objections:
        yield Fault(
            message="公示填了“有异议”",
            remedy="等异议处理完毕、有书面结论之后再提名，届时改填“无”",
            field=field,
            clause=clause,
            at=place,
        )
    elif publicity.objections is None and not is_empty(publicity) and place.can_read(field):
        yield Fault(
            message="无法判断公示有无异议：没有填写",
            remedy="填写“有无异议”，没有异议填“无”",
            field=field,
            clause=clause,
            cannot_tell=True,
            at=place,
        )


@dossier_rule("window.letter", WARNING, clause="七（三）1", due=Milestone.NOMINATE)
def letter_date(case: DossierCase) -> Iterator[Fault]:
    """提名函日期在规定的填报时间之内（首尾两天都算，七（三）1）。"""
    window, letter = case.activity.window.letter, case.unit.letter_date
    if letter and not window.first <= letter <= window.last:
        yield Fault(
            message=f"{window.label}{say_day(letter)}不在填报时间"
            f"{say_day(window.first)}至{say_day(window.last)}之内",
            remedy="核对提名函日期",
            field="unit.letter_date",
            clause=window.clause,
        )


RULES = (in_unit, in_employer, objection, letter_date)
