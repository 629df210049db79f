"""The one shape of a rule.

A rule is written as a function over one nomination, one dossier or all dossiers that yields
`Fault`s; the decorator below makes it a `Rule`, whose `check` yields whole findings: with rule,
clause, place and source filled in.  What comes out of a check is scrubbed there (`dossier.privacy`).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from pipeline.dossier.findings import Finding, Severity
from pipeline.dossier.milestones import Milestone
from pipeline.rules.case import Case, DossierCase, NominationCase, UnitCase

ERROR, WARNING = Severity.ERROR, Severity.WARNING

DossierOrNomination = DossierCase | NominationCase
"""What a fault can be laid to."""

Subject = TypeVar("Subject", bound=NominationCase | DossierCase | UnitCase | Case)
"""What a rule looks at in one go."""


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
        due: The rule's milestone unless the fault has its own.
        at: The place, for rules that look at more than one.
    """

    message: str
    remedy: str
    field: str | None = None
    severity: Severity | None = None
    clause: str | None = None
    cannot_tell: bool = False
    due: Milestone | None = None
    at: DossierOrNomination | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Generic[Subject]):
    """One condition of the notice.

    Attributes:
        id: Public id, e.g. `quota.category`.
        severities: What it can yield, the usual one first.
        clause: Clause of the notice, unless the activity says otherwise (`[clauses]`).
        due: Milestone at which it must hold, at the latest (rules.md, "due").
        when_printed: Whether it must hold already for a value that any paper shows.
        looks_at: What it looks at in one go.
        asks: What it asks for, in Chinese (the docstring; the manual is made from it).
        faults: The function behind it.
        cannot_tell: Whether it may lack the means to answer, and then warns.
    """

    id: str
    severities: tuple[Severity, ...]
    clause: str
    due: Milestone
    looks_at: Subjects[Subject]
    asks: str
    faults: Callable[[Subject], Iterable[Fault]]
    cannot_tell: bool = False
    when_printed: bool = False

    def check(self, case: Case) -> Iterator[Finding]:
        """Every fault in the dossiers of a case, as findings."""
        for _, finding in self.located(case):
            yield finding

    def located(self, case: Case) -> Iterator[tuple[DossierCase, Finding]]:
        """Every finding with the dossier it belongs to (names of dossiers may be alike)."""
        for subject in self.looks_at.of(case):
            for fault in self.faults(subject):
                at = self._place(fault, subject)
                yield at.dossier if isinstance(at, NominationCase) else at, self._stamp(fault, at)

    def _place(self, fault: Fault, subject: Subject) -> DossierOrNomination:
        place = fault.at or subject
        if isinstance(place, Case | UnitCase):
            raise TypeError(
                f"{self.id} looks at several dossiers and does not say which one it means"
            )
        return place

    def _stamp(self, fault: Fault, place: DossierOrNomination) -> Finding:
        severity = fault.severity or self.severities[0]
        nomination = place.nomination.id if isinstance(place, NominationCase) else None
        field = fault.field
        if isinstance(place, NominationCase) and nomination is None:
            field = place.full_path(field or "").rstrip(".")
        dossier = place.dossier if isinstance(place, NominationCase) else place
        return Finding(
            rule=self.id,
            severity=WARNING if fault.cannot_tell else severity,
            message=fault.message,
            remedy=fault.remedy,
            clause=fault.clause or place.activity.clauses.get(self.id, self.clause),
            dossier=dossier.intake.name,
            nomination=nomination,
            field=field,
            source=place.source(fault.field),
            due=fault.due or self.due,
            when_printed=self.when_printed and fault.due is None,
        )


AnyRule = Rule[NominationCase] | Rule[DossierCase] | Rule[UnitCase] | Rule[Case]


@dataclass(frozen=True, slots=True)
class Subjects(Generic[Subject]):
    """What the rules of one sort look at, one after the other.

    Attributes:
        label: The Chinese words of the manual.
        of: Finds them in a case.
    """

    label: str
    of: Callable[[Case], Iterable[Subject]]

    def rule(
        self,
        rule_id: str,
        *severities: Severity,
        clause: str,
        due: Milestone,
        when_printed: bool = False,
        cannot_tell: bool = False,
    ) -> Callable[[Callable[[Subject], Iterable[Fault]]], Rule[Subject]]:
        """A decorator that makes a rule of a function over one of them."""

        def make(function: Callable[[Subject], Iterable[Fault]]) -> Rule[Subject]:
            return Rule(
                id=rule_id,
                severities=severities,
                clause=clause,
                due=due,
                when_printed=when_printed,
                looks_at=self,
                asks=inspect.cleandoc(function.__doc__ or ""),
                faults=function,
                cannot_tell=cannot_tell,
            )

        return make


EACH_NOMINATION: Subjects[NominationCase] = Subjects("逐个项目", lambda case: case.nominations)
EACH_DOSSIER: Subjects[DossierCase] = Subjects("整份材料", lambda case: case.dossiers)
EACH_UNIT: Subjects[UnitCase] = Subjects("一个提名单位的各份材料合计", lambda case: case.units)
ALL_DOSSIERS: Subjects[Case] = Subjects("各份材料之间", lambda case: (case,))

nomination_rule = EACH_NOMINATION.rule
"""Make a rule of a function over a `NominationCase`."""
dossier_rule = EACH_DOSSIER.rule
"""Make a rule of a function over a `DossierCase`."""
round_rule = ALL_DOSSIERS.rule
"""Make a rule of a function over a `Case`: all dossiers of an activity."""
