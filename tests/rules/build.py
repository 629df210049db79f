"""A clean, complete dossier in code, and ways to change one value of it.

All people are invented: region 329999 was never issued, phones are 1380000xxxx.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pipeline.activity.loading import load_activity
from pipeline.activity.model import Activity
from pipeline.dossier.findings import Finding, Severity, Source
from pipeline.dossier.intake import FileFacts, Intake
from pipeline.dossier.models import (
    Category,
    Declarations,
    Dossier,
    Employer,
    Evidence,
    FieldOfWork,
    Filing,
    Lead,
    Nomination,
    Opinion,
    Ownership,
    Person,
    Publicity,
    Sex,
    Stage,
    Team,
    TeamKind,
    Union,
    UnionRole,
    Unit,
    UnitKind,
    WorkerKind,
)
from pipeline.rules import Case, DossierCase, Workdays, rules_of
from pipeline.rules.check_digits import id_check_character
from pipeline.tools.calendar import working_days

ROOT = Path(__file__).parents[2]
ACTIVITY_FOLDER = ROOT / "data" / "activities" / "jiangsu-wuxiao-2023"
INVENTED_FOLDER = ROOT / "tests" / "data" / "activities" / "invented-2024"

PICTURE = FileFacts(size_bytes=400_000, kind="jpeg", width_px=1600, height_px=1200)


def activity() -> Activity:
    """This year's activity."""
    return load_activity(ACTIVITY_FOLDER)


def id_of(born: str = "1986-05-17", serial: int = 317, region: str = "329999") -> str:
    """An ID number in valid form; an odd serial is a man's."""
    first17 = f"{region}{born.replace('-', '')}{serial:03d}"
    return first17 + id_check_character(first17)


def person(number: int = 1) -> Person:
    return Person(name="蒋文藻", job_title="主管", mobile=f"1380000{number:04d}")


def publicity(start: date = date(2023, 7, 10), end: date = date(2023, 7, 14)) -> Publicity:
    return Publicity(start=start, end=end, place="公示栏", objections=False)


@cache
def nomination(number: int = 1) -> Nomination:
    """A nomination in which everything needed is there and right."""
    return Nomination(
        id=f"P{number:02d}",
        title=f"第{number}号装置",
        category=list(Category)[(number - 1) % 5],
        field=FieldOfWork(level1="能源与节能", level2="新能源"),
        introduction="简介。",
        in_use_since=date(2022, 6, 1),
        completed_in_province=True,
        declarations=Declarations(
            classified=False, ip_dispute=False, drug=False, government_funded=False,
            provincial_award=False, already_recognised=False,
        ),
        lead=Lead(
            name="沈珣", sex=Sex.MALE, worker_kind=WorkerKind.WORKER,
            id_number=id_of(serial=2 * number - 1 if number < 500 else 1, born=_birthday(number)),
            education="大专", job_title="班长", mobile="13800000401", address="江苏省泽川市",
            employed_in_province=True, previously_recognised=False, contribution="贡献。",
            achievements="成绩。",
        ),
        employer=Employer(
            name=f"第{number}养护公司", registered_in_province=True, ownership=Ownership.PUBLIC,
            address="江苏省泽川市", postcode="219911", contact=person(2),
            union=Union(name=f"第{number}养护公司工会委员会", contact=person(3)), publicity=publicity(),
        ),
        before=Stage(text="实施前。"),
        after=Stage(text="实施后。"),
        team=Team(kind=(TeamKind.CREW_LED,)),
        support="支持。",
        plan="计划。",
        opinion=Opinion(text="意见。", handler=person(4)),
        evidence=Evidence(
            frontline_certificate=("证明.pdf",), portraits=("a1.jpg", "a2.jpg"),
            workplace=("b1.jpg", "b2.jpg"),
        ),
    )  # fmt: skip


def _birthday(number: int) -> str:
    return f"{1970 + number // 300}-{number // 25 % 12 + 1:02d}-{number % 25 + 1:02d}"


def filing() -> Filing:
    return Filing(
        full_name="巧匠促进会", registered_in_province=True, organization_code="12345678-8",
        filled_on=date(2023, 7, 1), address="江苏省南京市", postcode="210000", contact=person(5),
        has_union=False, summary="活动。",
    )  # fmt: skip


UNIT_NAMES = {
    UnitKind.CITY: "云江市总工会",
    UnitKind.INDUSTRY: "江苏省云海工业工会",
    UnitKind.PROVINCIAL_SOCIETY: "江苏省巧匠促进会",
    UnitKind.OTHER_SOCIETY: "云江市巧匠促进会",
}


def dossier(count: int = 1, *, kind: UnitKind = UnitKind.CITY, first: int = 1) -> Dossier:
    """A dossier with nominations of as many categories as there are."""
    return Dossier(
        activity="jiangsu-wuxiao-2023",
        unit=Unit(
            name=UNIT_NAMES[kind], kind=kind, summary="情况", union_role=UnionRole.LED,
            letter_date=date(2023, 8, 20), publicity=publicity(date(2023, 8, 7), date(2023, 8, 11)),
        ),
        filing=filing() if kind.is_society else Filing(),
        nominations=tuple(nomination(first + index) for index in range(count)),
    )  # fmt: skip


def change(record: Any, path: str, value: Any) -> Any:
    """A copy of a record with the value at a path replaced: `lead.honours[0].name`."""
    step, _, rest = path.partition(".")
    name, index = _indexed(step)
    if isinstance(record, Nomination) and not hasattr(record, name):
        return dataclasses.replace(record, extra={**record.extra, name: value})
    if index is None:
        below = change(getattr(record, name), rest, value) if rest else value
        return dataclasses.replace(record, **{name: below})
    items = list(getattr(record, name))
    items[index] = change(items[index], rest, value) if rest else value
    return dataclasses.replace(record, **{name: tuple(items)})


def _indexed(step: str) -> tuple[str, int | None]:
    found = re.fullmatch(r"(\w+)\[(\d+)\]", step)
    return (found[1], int(found[2])) if found else (step, None)


def changed(base: Dossier, changes: Mapping[str, Any]) -> Dossier:
    """A dossier with changes; a path that starts with `n.` is in the first nomination."""
    for path, value in changes.items():
        base = change(base, re.sub(r"^n\.", "nominations[0].", path), value)
    return base


def intake_of(
    content: Dossier,
    name: str = "city",
    *,
    sources: Mapping[str, Source] = MappingProxyType({}),
    findings: tuple[Finding, ...] = (),
) -> Intake:
    return Intake(
        folder=Path("/nowhere"), name=name, file="dossier.xlsx", dossier=content, sources=sources,
        findings=findings,
    )  # fmt: skip


def case_of(
    *contents: Dossier | Intake,
    by: Activity | None = None,
    files: Mapping[str, FileFacts] | None = None,
) -> Case:
    """A case of dossiers; their working days are looked up."""
    by = by or activity()
    cases = []
    for index, content in enumerate(contents):
        intake = content if isinstance(content, Intake) else intake_of(content, f"卷{index + 1}")
        cases.append(
            DossierCase(activity=by, intake=intake, files=files, workdays=_workdays(intake.dossier))
        )
    return Case(activity=by, dossiers=tuple(cases))


def _workdays(content: Dossier) -> dict[tuple[date, date], Workdays]:
    found = {}
    for each in (content.unit.publicity, *(n.employer.publicity for n in content.nominations)):
        if each.start and each.end and each.start <= each.end:
            counted = working_days(each.start, each.end)
            found[each.start, each.end] = Workdays(days=counted.days, unknown=counted.unknown)
    return found


def findings_of(rule_id: str, case: Case) -> list[Finding]:
    """What one rule finds."""
    (rule,) = [each for each in rules_of(case.activity) if each.id == rule_id]
    return list(rule.check(case))


def all_findings(case: Case) -> list[Finding]:
    return [finding for rule in rules_of(case.activity) for finding in rule.check(case)]


def letters(findings: list[Finding]) -> str:
    """Severities in short: `E`, `W`, and `?` for a warning that says it cannot tell."""

    def letter(each: Finding) -> str:
        cannot_tell = each.severity is Severity.WARNING and "无法判断" in each.message
        return "?" if cannot_tell else each.severity.name[0]

    return "".join(map(letter, findings))
