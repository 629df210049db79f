# ruff: noqa: D415  (rules say in Chinese what they ask: the manual is made of their docstrings)
"""Conditions on the nominating unit itself (四)."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.activity.tables import UnitNamePattern, UnitNames
from pipeline.dossier.milestones import Milestone
from pipeline.dossier.models import UnitKind
from pipeline.rules.base import WARNING, Fault, dossier_rule
from pipeline.rules.case import DossierCase
from pipeline.rules.words import plain_name, quote


@dossier_rule("unit.kind", WARNING, clause="四", due=Milestone.PUBLICISE)
def kind(case: DossierCase) -> Iterator[Fault]:
    """提名单位的名称与单位类别不矛盾，例如“××协会”不是设区市总工会；名称看不出类别的不提醒（四）。"""
    name, given, names = case.unit.name, case.unit.kind, case.activity.unit_names
    pattern = name_pattern(names, name) if names and name else None
    if not (names and name and given and pattern) or given in pattern.kinds:
        return
    looks = pattern.says or "或".join(each.label for each in pattern.kinds)
    said = f"提名单位{quote(name, longest=40)}从名称看是{looks}"
    yield Fault(
        message=f"{said}，单位类别填的是“{given.label}”"
        if pattern.kinds
        else f"{said}，不能直接提名",
        remedy=_remedy(pattern.kinds),
        field="unit.kind" if pattern.kinds else "unit.name",
        clause=names.clause,
    )


def _remedy(kinds: tuple[UnitKind, ...]) -> str:
    if kinds:
        return "核对单位名称和单位类别，限额按单位类别计算；都没有填错的不用改"
    return "核对单位名称；本单位不能直接提名的，把项目报给上级提名单位；没有填错的不用改"


def name_pattern(names: UnitNames, name: str) -> UnitNamePattern | None:
    """The first pattern that fits the name of a unit; None where it tells nothing."""
    bare = plain_name(name)
    return next((each for each in names.patterns if _fits(each, bare)), None)


def _fits(pattern: UnitNamePattern, name: str) -> bool:
    return (
        (not pattern.starts or name.startswith(pattern.starts))
        and (not pattern.find or any(part in name for part in pattern.find))
        and (not pattern.ends or name.endswith(pattern.ends))
        and not any(part in name for part in pattern.but_not)
    )


RULES = (kind,)
