"""An employer's own dossier: its nominations without the unit's data, quotas and shares.

An employer checks its form before it hands it in.  What only the unit can answer is left out then, and
the result says so: a unit's clerk never loses those checks unawares.
"""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.activity.model import Activity
from pipeline.check.quota_report import OF_UNIT, QuotaReport
from pipeline.dossier.findings import Finding
from pipeline.dossier.intake import Intake
from pipeline.dossier.schema import is_empty
from pipeline.forms.sheets import PROJECTS
from pipeline.rules import quota
from pipeline.rules.words import key

_OF_UNIT = ("unit", "filing")
_ASKED_OF_UNIT = frozenset(
    {
        "required", "filing.required", "filing.deadline", "filing.organization_code",
        "publicity.region", "publicity.objection", "window.letter", "unit.kind",
    }
)  # fmt: skip
"""Rules that ask the unit for something; whether what stands there can be printed is still looked at."""
_BETWEEN_UNITS = "employer.one_unit"


def is_employers_own(intake: Intake) -> bool:
    """Whether a dossier is evidently one employer's own: nothing at all of the unit, one employer.

    A unit's own workbook says its kind from the start (`wuxiao new --kind`); the workbook of a kit is
    an employer's from the start.
    """
    dossier = intake.dossier
    tried = any((each.field or "").split(".")[0] in _OF_UNIT for each in intake.findings)
    return (
        is_empty(dossier.unit)
        and is_empty(dossier.filing)
        and not tried
        and (_employers(intake) == 1 or _is_of_kit(intake))
    )


def _is_of_kit(intake: Intake) -> bool:
    """Whether the page of a project names the activity, as in the workbook of a kit."""
    named = intake.sources.get("activity")
    return named is not None and (named.sheet or "").startswith(PROJECTS)


def _employers(intake: Intake) -> int:
    """How many employers its nominations name; none if one of them names none."""
    names = {key(each.employer.name) for each in intake.dossier.nominations}
    return 0 if "" in names else len(names)


def without_unit(findings: Iterable[Finding], activity: Activity) -> list[Finding]:
    """The findings, but for those that only the unit can do something about."""
    counting = {rule.id for rule in quota.RULES}
    counting |= {each.rule for each in activity.quota} | {each.rule for each in activity.share}
    return [each for each in findings if not _is_units(each, counting)]


def _is_units(finding: Finding, counting: set[str]) -> bool:
    of_unit = finding.nomination is None and (finding.field or "").split(".")[0] in _OF_UNIT
    return (
        finding.rule in counting
        or finding.rule == _BETWEEN_UNITS
        or (of_unit and finding.rule in _ASKED_OF_UNIT)
    )


def say_unchecked(intake: Intake, *, asked: bool) -> str:
    """What was not checked, and why."""
    said = "按第一完成单位自己的材料检查，提名单位的名额、比例、公示等没有检查"
    if not asked:
        return f"{said}（没有填写提名单位，项目都是一家单位的）；如果是提名单位的材料，请先填写提名单位和单位类别"
    several = _employers(intake)
    return f"{said}；这里有{several}个第一完成单位，请核对" if several > 1 else said


def quotas_of_employer(report: QuotaReport) -> QuotaReport:
    """The report without what is the unit's."""
    mine = tuple(each for each in report.publicity if each.label != OF_UNIT)
    return QuotaReport(publicity=mine, why_not="没有检查（按第一完成单位自己的材料）")
