"""The one shape of a rule.

A rule is written as a function over one nomination, one dossier or all dossiers that yields
`Fault`s; the decorator below makes it a `Rule`, whose `check` yields whole findings: with rule,
clause, place and source filled in, and nothing secret in the message.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pipeline.dossier.findings import Finding, Severity
from pipeline.dossier.privacy import scrub
from pipeline.rules.case import Case, DossierCase, NominationCase

ERROR, WARNING = Severity.ERROR, Severity.WARNING

Place = NominationCase | DossierCase


class Scope(StrEnum):
    """What a rule looks at in one go."""

    NOMINATION = "nomination"
    DOSSIER = "dossier"
    ALL = "all"

    @property
    def label(self) -> str:
        """The Chinese words of the manual."""
        return {"nomination": "逐个项目", "dossier": "整份材料", "all": "各份材料之间"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What a rule found, before it is stamped with rule, place and source.

    Attributes:
        message: What is wrong, in Chinese, without a full stop.
        remedy: What to do, in Chinese, without a full stop.
        field: Path below the place.
        severity: The rule's first severity unless said otherwise.
        clause: The rule's clause unless the activity's figure names its own.
        cannot_tell: The rule has no answer: a warning, whatever the rule's severities.
        at: The place, for rules that look at more than one.
    """

    message: str
    remedy: str
    field: str | None = None
    severity: Severity | None = None
    clause: str | None = None
    cannot_tell: bool = False
    at: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One condition of the notice.

    Attributes:
        id: Public id, e.g. `quota.category`.
        severities: What it can yield, the usual one first.
        clause: Clause of the notice, unless the activity says otherwise (`[clauses]`).
        scope: What it looks at in one go.
        asks: What it asks for, in Chinese (the docstring; the manual is made from it).
        faults: The function behind it.
        cannot_tell: Whether it may lack the means to answer, and then warns.
    """

    id: str
    severities: tuple[Severity, ...]
    clause: str
    scope: Scope
    asks: str
    faults: Callable[[Any], Iterable[Fault]]
    cannot_tell: bool = False

    def check(self, case: Case) -> Iterator[Finding]:
        """Every fault in the dossiers of a case, as findings."""
        for _, finding in self.located(case):
            yield finding

    def located(self, case: Case) -> Iterator[tuple[DossierCase, Finding]]:
        """Every finding with the dossier it belongs to (names of dossiers may be alike)."""
        for place in self._places(case):
            for fault in self.faults(place):
                at = fault.at or place
                yield at.dossier if isinstance(at, NominationCase) else at, self._stamp(fault, at)

    def _places(self, case: Case) -> Iterable[Any]:
        if self.scope is Scope.NOMINATION:
            return case.nominations
        return case.dossiers if self.scope is Scope.DOSSIER else (case,)

    def _stamp(self, fault: Fault, place: Place) -> Finding:
        severity = fault.severity or self.severities[0]
        nomination = place.nomination.id if isinstance(place, NominationCase) else None
        field = fault.field
        if isinstance(place, NominationCase) and nomination is None:
            field = place.full_path(field or "").rstrip(".")
        dossier = place.dossier if isinstance(place, NominationCase) else place
        return Finding(
            rule=self.id,
            severity=WARNING if fault.cannot_tell else severity,
            message=scrub(fault.message),
            remedy=scrub(fault.remedy),
            clause=fault.clause or place.activity.clauses.get(self.id, self.clause),
            dossier=dossier.intake.name,
            nomination=nomination,
            field=field,
            source=place.source(fault.field),
        )


def _decorator(scope: Scope) -> Callable[..., Callable[[Callable[[Any], Any]], Rule]]:
    def rule(
        rule_id: str, *severities: Severity, clause: str, cannot_tell: bool = False
    ) -> Callable[[Callable[[Any], Iterable[Fault]]], Rule]:
        def make(function: Callable[[Any], Iterable[Fault]]) -> Rule:
            return Rule(
                id=rule_id,
                severities=severities,
                clause=clause,
                scope=scope,
                asks=inspect.cleandoc(function.__doc__ or ""),
                faults=function,
                cannot_tell=cannot_tell,
            )

        return make

    return rule


nomination_rule = _decorator(Scope.NOMINATION)
"""Make a rule of a function over a `NominationCase`."""
dossier_rule = _decorator(Scope.DOSSIER)
"""Make a rule of a function over a `DossierCase`."""
round_rule = _decorator(Scope.ALL)
"""Make a rule of a function over a `Case`: all dossiers of an activity."""
