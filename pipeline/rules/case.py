"""What a rule looks at: dossiers, their activity, and what was found out about the world outside.

Everything here is frozen.  `check` gathers the facts; rules only read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from pipeline.activity import walk
from pipeline.activity.model import Activity
from pipeline.dossier import models
from pipeline.dossier.findings import Source
from pipeline.dossier.intake import FileFacts, Intake
from pipeline.rules.words import name_key


@dataclass(frozen=True, slots=True)
class Workdays:
    """The working days of a span, first and last day included.

    Attributes:
        days: Days known to be working days.
        unknown: Days of years the calendar does not know.
    """

    days: tuple[date, ...] = ()
    unknown: tuple[date, ...] = ()


Span = tuple[date, date]


@dataclass(frozen=True, kw_only=True)
class DossierCase:
    """One dossier under review.

    Attributes:
        activity: The year's notice.
        intake: The dossier as it was read.
        files: Facts by path of the file below the dossier folder; None: files are not looked at.
        workdays: Working days of every publicity period.
    """

    activity: Activity
    intake: Intake
    files: Mapping[str, FileFacts] | None
    workdays: Mapping[Span, Workdays]

    @property
    def dossier(self) -> models.Dossier:
        """The values."""
        return self.intake.dossier

    @property
    def unit(self) -> models.Unit:
        """The nominating unit."""
        return self.intake.dossier.unit

    @cached_property
    def nominations(self) -> tuple[NominationCase, ...]:
        """Its nominations, in order of priority."""
        return tuple(
            NominationCase(dossier=self, index=index, nomination=nomination)
            for index, nomination in enumerate(self.dossier.nominations)
        )

    @cached_property
    def places(self) -> tuple[DossierCase | NominationCase, ...]:
        """The dossier itself and each of its nominations."""
        return (self, *self.nominations)

    @cached_property
    def leaves(self) -> tuple[walk.Leaf, ...]:
        """Every value outside the nominations."""
        return tuple(walk.leaves_of_dossier(self.activity, self.dossier))

    @cached_property
    def texts(self) -> tuple[walk.Text, ...]:
        """Every text outside the nominations."""
        return tuple(walk.texts_of(self.leaves))

    @cached_property
    def unreadable(self) -> frozenset[str]:
        """Full paths of the values that the reader has already found fault with."""
        places: dict[str | None, list[str]] = {}
        for path, nomination in self.intake.nominations():
            places.setdefault(nomination.id, []).append(f"{path}.")
        return frozenset(
            prefix + finding.field
            for finding in self.intake.findings
            if finding.field
            for prefix in (places.get(finding.nomination, [""]) if finding.nomination else [""])
        )

    @cached_property
    def _around_unreadable(self) -> frozenset[str]:
        return frozenset(above for path in self.unreadable for above in _ancestors(path))

    def full_path(self, path: str) -> str:
        """A path from the dossier: the same."""
        return path

    def can_read(self, path: str) -> bool:
        """Whether the reader had nothing against the value at a path, below it or around it."""
        full = self.full_path(path)
        places = {full, *_records_around(full)}
        return full not in self._around_unreadable and self.unreadable.isdisjoint(places)

    def source(self, path: str | None) -> Source:
        """Where a value stands, or where one that is missing belongs, or what is nearest to that."""
        return next(self.intake.places(path or ""))

    def written_for_nothing(self, path: str) -> str:
        """What stands where nothing was filled in, such as `/`; nothing where it is blank."""
        return self.intake.nothings.get(path, "")


@dataclass(frozen=True, kw_only=True)
class NominationCase:
    """One nomination under review; `index` counts from 0."""

    dossier: DossierCase
    index: int
    nomination: models.Nomination

    @property
    def activity(self) -> Activity:
        """The year's notice."""
        return self.dossier.activity

    @property
    def lead(self) -> models.Lead:
        """第一完成人."""
        return self.nomination.lead

    @property
    def employer(self) -> models.Employer:
        """第一完成单位."""
        return self.nomination.employer

    @property
    def name(self) -> str:
        """`P03`, or `第3项` where it has no number."""
        return self.nomination.id or f"第{self.index + 1}项"

    @property
    def workplace(self) -> str | None:
        """The lead's 工作单位."""
        return self.lead.employer or self.employer.name

    @cached_property
    def leaves(self) -> tuple[walk.Leaf, ...]:
        """Every value."""
        return tuple(walk.leaves_of_nomination(self.activity, self.nomination))

    @cached_property
    def texts(self) -> tuple[walk.Text, ...]:
        """Every text."""
        return tuple(walk.texts_of(self.leaves))

    def full_path(self, path: str) -> str:
        """A path from the dossier: `nominations[0].lead.name`."""
        return f"nominations[{self.index}].{path}"

    def can_read(self, path: str) -> bool:
        """Whether the reader had nothing against the value at a path, or below it."""
        return self.dossier.can_read(self.full_path(path))

    def source(self, path: str | None) -> Source:
        """Where a value stands, or where one that is missing belongs, or what is nearest to that."""
        return self.dossier.source(self.full_path(path or "").rstrip("."))

    def written_for_nothing(self, path: str) -> str:
        """What stands where nothing was filled in, such as `/`; nothing where it is blank."""
        return self.dossier.written_for_nothing(self.full_path(path))


@dataclass(frozen=True, kw_only=True)
class UnitCase:
    """All dossiers of one nominating unit, in the order given: quotas and shares add them up."""

    dossiers: tuple[DossierCase, ...]

    @property
    def activity(self) -> Activity:
        """The year's notice."""
        return self.dossiers[0].activity

    @cached_property
    def kinds(self) -> frozenset[models.UnitKind]:
        """What kind of unit it is; more than one where its dossiers do not agree, none where none says."""
        return frozenset(each.unit.kind for each in self.dossiers if each.unit.kind)

    @cached_property
    def nominations(self) -> tuple[NominationCase, ...]:
        """The nominations of all its dossiers."""
        return tuple(each for dossier in self.dossiers for each in dossier.nominations)


@dataclass(frozen=True, kw_only=True)
class Case:
    """All dossiers of one activity that are reviewed together."""

    activity: Activity
    dossiers: tuple[DossierCase, ...]

    @cached_property
    def units(self) -> tuple[UnitCase, ...]:
        """The nominating units, each with its dossiers; one without a name is a unit by itself."""
        found: dict[str | int, list[DossierCase]] = {}
        for each in self.dossiers:
            found.setdefault(name_key(each.unit.name) or id(each), []).append(each)
        return tuple(UnitCase(dossiers=tuple(dossiers)) for dossiers in found.values())

    @cached_property
    def nominations(self) -> tuple[NominationCase, ...]:
        """The nominations of all dossiers, in order."""
        return tuple(each for dossier in self.dossiers for each in dossier.nominations)


def _ancestors(path: str) -> Iterator[str]:
    while True:
        cut = max(path.rfind("."), path.rfind("["))
        if cut < 0:
            return
        path = path[:cut]
        yield path


def _records_around(path: str) -> Iterator[str]:
    """The lists and records around a value, short of the nomination itself."""
    for above in _ancestors(path):
        if above.startswith("nominations") and "." not in above:
            return
        yield above
