"""Quotas and shares: how many nominations a unit may make, and of whom (七（二）1、2).

The arithmetic stands here once, for the findings and for the picture of the quota (`Gauge`).  All
of it is in whole numbers: a share is compared as `100 × part ≥ percent × all`.  Several dossiers of
one unit are added up; each of them is told, for no one can know which of them has to give way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from pipeline.activity import walk
from pipeline.activity.model import Activity
from pipeline.activity.tables import Quota, Share
from pipeline.dossier import models
from pipeline.dossier.findings import Severity
from pipeline.dossier.milestones import Milestone
from pipeline.dossier.schema import Field, Kind, is_empty
from pipeline.rules.base import EACH_UNIT, ERROR, Fault, Rule
from pipeline.rules.case import DossierCase, NominationCase, UnitCase
from pipeline.rules.words import quote

_QUOTAS = range(1, 1000)
"""What may be the number of nominations that a unit was told; another one is somebody's telephone number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The nominations that one quota counts together; `is_told` where the unit was told its own limit."""

    quota: Quota
    label: str
    members: tuple[NominationCase, ...]
    is_told: bool = False

    @property
    def excess(self) -> tuple[NominationCase, ...]:
        """Those beyond the limit: the last ones in order of priority."""
        return self.members[self.quota.most :]


def groups(unit: UnitCase) -> Iterator[Group]:
    """Every group that the quotas of this kind of unit count, empty ones included."""
    for quota in unit.activity.quota:
        if quota.unit not in unit.kinds:
            continue
        if quota.per is None:
            yield _whole(unit, quota)
        else:
            yield from _groups_by(unit, quota, quota.per)


def _whole(unit: UnitCase, quota: Quota) -> Group:
    """All nominations; how many there may be was told to the unit, or else stands in the notice."""
    told = (each.unit.quota for each in unit.dossiers)
    numbers = [each for each in told if each is not None and each in _QUOTAS]
    if numbers:
        quota = quota.of(min(numbers))
    return Group(quota=quota, label="合计", members=unit.nominations, is_told=bool(numbers))


def _groups_by(unit: UnitCase, quota: Quota, path: str) -> Iterator[Group]:
    members: dict[Any, list[NominationCase]] = {}
    field = _field(unit.activity, path)
    for option in field.options if field else ():
        members[option.key] = []
    if field and field.kind is Kind.YES_NO:
        members = {True: [], False: []}
    for each in unit.nominations:
        for _, value in walk.values_at(each.nomination, path):
            for one in value if isinstance(value, tuple) else (value,):
                if not is_empty(one):
                    members.setdefault(one, []).append(each)
    for value, found in members.items():
        yield Group(quota=quota, label=say_value(field, value), members=tuple(found))


def say_value(field: Field | None, value: object) -> str:
    """A value as a clerk knows it: the label of a choice, 是 or 否."""
    label = field.label if field else ""
    if isinstance(value, bool):
        return f"{label}：{'是' if value else '否'}"
    options = {option.key: option.label for option in field.options} if field else {}
    return options.get(str(value), str(value))


def _field(activity: Activity, path: str) -> Field | None:
    found = walk.find_field(activity, models.Nomination, path)
    return found[0] if found else None


def shares(unit: UnitCase) -> Iterator[Share]:
    """The shares that bind this kind of unit."""
    for share in unit.activity.share:
        if not unit.kinds.isdisjoint(share.units) or (
            not unit.kinds and set(share.units) == set(models.UnitKind)
        ):
            yield share


def counted(unit: UnitCase, share: Share) -> tuple[NominationCase, ...]:
    """The nominations that meet every condition of a share."""
    return tuple(each for each in unit.nominations if _meets(each.nomination, share))


def _meets(nomination: models.Nomination, share: Share) -> bool:
    return all(
        any(
            _same(one, wanted)
            for _, value in walk.values_at(nomination, path)
            for one in (value if isinstance(value, tuple) else (value,))
            for wanted in values
        )
        for path, values in share.where.items()
    )


def _same(value: object, wanted: object) -> bool:
    return value == wanted and isinstance(value, bool) == isinstance(wanted, bool)


def say_bounds(share: Share) -> str:
    """`不低于60%`, `40%至60%`, `50%，可差0.5项`."""
    least, most = share.min_percent, share.max_percent
    if most is None:
        said = f"不低于{least}%"
    elif least is None:
        said = f"不高于{most}%"
    else:
        said = f"{least}%至{most}%" if least != most else f"{most}%"
    return said + say_tolerance(share)


def say_tolerance(bound: Quota | Share) -> str:
    """`，可差0.5项`, or nothing."""
    return f"，可差{bound.tolerance:g}项" if bound.tolerance else ""


def percent(part: int, total: int, *, up: bool = False) -> str:
    """A share to one decimal, cut towards the side that does not flatter: `59.9%`."""
    tenths = -(-part * 1000 // total) if up else part * 1000 // total
    whole, rest = divmod(tenths, 10)
    return f"{whole}.{rest}%" if rest else f"{whole}%"


def quota_rule(rule_id: str, asks: str, clause: str) -> Rule[UnitCase]:
    """The rule that holds the quotas of the activity which go by an id."""

    def faults(unit: UnitCase) -> Iterator[Fault]:
        for group in groups(unit):
            if group.quota.rule == rule_id and group.quota.per is None:
                yield from _odd_quotas(unit)
            if group.quota.rule == rule_id and group.excess:
                yield from _quota_faults(group, unit)

    return Rule(
        id=rule_id, severities=(ERROR,), clause=clause, due=Milestone.PUBLICISE,
        looks_at=EACH_UNIT, asks=asks, faults=faults,
    )  # fmt: skip


def _odd_quotas(unit: UnitCase) -> Iterator[Fault]:
    for dossier in unit.dossiers:
        if dossier.unit.quota is not None and dossier.unit.quota not in _QUOTAS:
            yield Fault(
                message="“核定名额”填的不像能提名的项数",
                remedy="填省总工会核定的项数；没有另外核定的空着",
                field="unit.quota",
                at=dossier,
            )


def _quota_faults(group: Group, unit: UnitCase) -> Iterator[Fault]:
    quota, count, over = group.quota, len(group.members), len(group.excess)
    parts = say_parts(group.members, unit)
    names = "、".join(each.name for each in group.excess)
    which = "由本单位决定减去哪些" if parts else f"按优先次序排在后面的是{names}"
    bound = f"{quota.unit.label}最多{quota.max}项的限额{say_tolerance(quota)}"
    for dossier in unit.dossiers:
        here = [each for each in group.members if each.dossier is dossier]
        beyond = [each for each in group.excess if each.dossier is dossier]
        if here:
            yield Fault(
                message=f"{group.label}提名了{count}项{parts}，"
                f"超过{f'核定的{quota.max}项名额' if group.is_told else bound}",
                remedy=f"减去{over}项，{which}",
                field=quota.per or "id",
                severity=quota.severity,
                clause=quota.clause,
                at=here[-1] if parts else beyond[0],
            )


def say_parts(members: Iterable[NominationCase], unit: UnitCase) -> str:
    """`（“甲”3项、“乙”2项合计）` of several dossiers; of one, nothing."""
    if len(unit.dossiers) == 1:
        return ""
    counts = Counter(id(each.dossier) for each in members)
    parts = (f"{quote(each.intake.name)}{counts[id(each)]}项" for each in unit.dossiers)
    return f"（{'、'.join(parts)}合计）"


def share_rule(rule_id: str, asks: str, clause: str) -> Rule[UnitCase]:
    """The rule that holds the shares of the activity which go by an id."""

    def faults(unit: UnitCase) -> Iterator[Fault]:
        total = len(unit.nominations)
        for share in shares(unit):
            part = counted(unit, share)
            if share.rule != rule_id:
                continue
            parts = say_parts(part, unit), say_parts(unit.nominations, unit)
            for dossier in unit.dossiers:
                if len(part) < share.fewest(total):
                    yield _too_few_fault(share, len(part), total, parts, at=dossier)
                if len(part) > share.most(total):
                    yield _too_many_fault(share, len(part), total, parts, at=dossier)

    return Rule(
        id=rule_id, severities=(ERROR,), clause=clause, due=Milestone.PUBLICISE,
        looks_at=EACH_UNIT, asks=asks, faults=faults,
    )  # fmt: skip


Parts = tuple[str, str]
"""From which dossiers the part comes, and all nominations."""


def _too_few_fault(share: Share, part: int, total: int, parts: Parts, *, at: DossierCase) -> Fault:
    least = share.fewest(total)
    return Fault(
        message=f"{share.label}{part}项{parts[0]}，占全部{total}项{parts[1]}的{percent(part, total)}，"
        f"低于{share.min_percent}%{say_tolerance(share)}",
        remedy=f"再增加{least - part}项（{total}项中至少要有{least}项），或者减少其他项目",
        field="nominations",
        severity=share.severity,
        clause=share.clause,
        at=at,
    )


def _too_many_fault(share: Share, part: int, total: int, parts: Parts, *, at: DossierCase) -> Fault:
    most = share.most(total)
    return Fault(
        message=f"{share.label}{part}项{parts[0]}，占全部{total}项{parts[1]}的"
        f"{percent(part, total, up=True)}，高于{share.max_percent}%{say_tolerance(share)}",
        remedy=f"减少{part - most}项（{total}项中最多{most}项）",
        field="nominations",
        severity=share.severity,
        clause=share.clause,
        at=at,
    )


def as_severe(rule: Rule[UnitCase], activity: Activity) -> Rule[UnitCase]:
    """A rule of quotas or shares with the severities that the activity gives to those that go by its id."""
    bounds: tuple[Quota | Share, ...] = (*activity.quota, *activity.share)
    given = {each.severity for each in bounds if each.rule == rule.id}
    return (
        replace(rule, severities=tuple(each for each in Severity if each in given))
        if given
        else rule
    )


CATEGORY = quota_rule(
    "quota.category", "同一类型的提名项目数不超过本类单位的单项限额（七（二）1）。", "七（二）1"
)
TOTAL = quota_rule("quota.total", "提名项目总数不超过本类单位的总限额（七（二）1）。", "七（二）1")
WORKERS = share_rule(
    "ratio.frontline_workers",
    "第一完成人为一线工人的项目占全部提名项目的比例不低于规定（含本数，七（二）2）。",
    "七（二）2",
)
SENIORS = share_rule(
    "ratio.senior_technicians",
    "第一完成人为高级职称一线专业技术人员的项目占全部提名项目的比例不高于规定（含本数，七（二）2）。",
    "七（二）2",
)
RULES = (CATEGORY, TOTAL, WORKERS, SENIORS)
