"""The tables of `activity.toml` and `taxonomy.toml`, each figure with the clause it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cached_property
from math import ceil, floor
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from pipeline.dossier import models
from pipeline.dossier.findings import Severity

FieldPath = str
"""Path of a field below the nomination or the dossier, e.g. `lead.worker_kind`."""


class Strict(Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """A table of TOML in which an unknown key is an error."""


class Region(Strict, frozen=True):
    """The province: first two digits of its codes, and its name."""

    code: str
    name: str
    clause: str


Tolerance = Annotated[float, Meta(ge=0)]
"""By how many nominations a bound may be missed (原则上): 0.5 lets the nearest whole number pass."""


class Quota(Strict, frozen=True):
    """Largest number of nominations for a kind of unit, in total or per value of a field."""

    rule: str
    unit: models.UnitKind
    max: int
    clause: str
    per: FieldPath | None = None
    severity: Severity = Severity.ERROR
    tolerance: Tolerance = 0

    @property
    def most(self) -> int:
        """The largest number that still passes."""
        return self.max + floor(self.tolerance)

    def of(self, number: int) -> Quota:
        """The same with another number, as a unit was told it."""
        return msgspec.structs.replace(self, max=number, tolerance=0)


class Share(Strict, frozen=True):
    """A share of all nominations, in per cent, bounds included.

    A nomination counts when every field of `where` has one of the values listed (keys of options,
    `true`/`false`, or text).
    """

    rule: str
    label: str
    clause: str
    where: Mapping[FieldPath, tuple[str | bool | int, ...]]
    min_percent: int | None = None
    max_percent: int | None = None
    units: tuple[models.UnitKind, ...] = tuple(models.UnitKind)
    severity: Severity = Severity.ERROR
    tolerance: Tolerance = 0

    def fewest(self, total: int) -> int:
        """The smallest number out of `total` that passes."""
        return max(0, ceil(_part(self.min_percent or 0, total) - self._slack))

    def most(self, total: int) -> int:
        """The largest number out of `total` that passes."""
        bound = 100 if self.max_percent is None else self.max_percent
        return min(total, floor(_part(bound, total) + self._slack))

    def others_allowed(self, used: int, total: int) -> int | None:
        """How many more that do not count still leave `used` enough; None: any number."""
        if not self.min_percent:
            return None
        return max(0, floor(100 * (used + self._slack) / self.min_percent) - total)

    def same_allowed(self, used: int, total: int) -> int | None:
        """How many more that count are still not too many; None: any number."""
        if self.max_percent is None or self.max_percent >= 100:
            return None
        room = _part(self.max_percent, total) + self._slack - used
        return max(0, floor(100 * room / (100 - self.max_percent)))

    def total_for(self, used: int) -> int | None:
        """The smallest total out of which `used` are not too many; None: there is none."""
        if not self.max_percent:
            return None
        return max(used, ceil(100 * (used - self._slack) / self.max_percent))

    @property
    def _slack(self) -> Fraction:
        return Fraction(str(self.tolerance))


def _part(percent: int, total: int) -> Fraction:
    return Fraction(percent * total, 100)


class Window(Strict, frozen=True):
    """A span of days, both included."""

    label: str
    first: date
    last: date
    clause: str

    def holds(self, day: date) -> bool:
        """Whether a day is one of them."""
        return self.first <= day <= self.last


class Deadline(Strict, frozen=True):
    """A last day, included."""

    last: date
    clause: str


class Employment(Strict, frozen=True):
    """Since when a lead employed elsewhere must have worked here full time."""

    full_time_since: date
    clause: str


class PublicityTerm(Strict, frozen=True):
    """How long a publicity must last, in working days."""

    min_working_days: int
    clause: str


class AgeSpan(Strict, frozen=True):
    """Plausible age of a lead, in full years."""

    min_years: int
    max_years: int
    clause: str


class Limit(Strict, frozen=True):
    """A largest number: characters without white space, or items."""

    max: int
    clause: str


class VideoLimit(Strict, frozen=True):
    """Number and length of videos."""

    max: int
    max_seconds: int
    clause: str


class FileLimit(Strict, frozen=True):
    """Size of files, in megabytes (1 MB = 1 000 000 bytes), and width of photos in pixels."""

    max_megabytes: int
    max_video_megabytes: int
    min_photo_width_px: int
    clause: str


class Limits(Strict, frozen=True):
    """Limits of the forms by field path."""

    text: Mapping[FieldPath, Limit]
    items: Mapping[FieldPath, Limit]
    video: VideoLimit
    files: FileLimit


class EvidenceCount(Strict, frozen=True):
    """How many photos of each kind go with a nomination."""

    portraits: int
    workplace: int
    clause: str


class Archive(Strict, frozen=True):
    """For how many years the sealed paper is kept; None where the notice does not say.

    They are counted from the letter's date, or from the end of its year (`whole_years`), where the year of
    making does not count.
    """

    years: int | None = None
    whole_years: bool = False
    clause: str = ""


class Frontline(Strict, frozen=True):
    """Job titles of heads of enterprises and institutions, and those that resemble them.

    `not_heads` are posts on the front line that are called like a head's (机台长 is no 台长).
    """

    heads: tuple[str, ...]
    resembles: tuple[str, ...]
    clause: str
    not_heads: tuple[str, ...] = ()


class ExcludedHints(Strict, frozen=True):
    """Words that hint at what bars a project."""

    awards: tuple[str, ...]
    secrecy: tuple[str, ...]
    drugs: tuple[str, ...]
    clause: str


class SkillLevel(Strict, frozen=True):
    """A skill level and the other ways it is written."""

    name: str
    also: tuple[str, ...] = ()


class SkillLevels(Strict, frozen=True):
    """Known skill levels, lowest first."""

    levels: tuple[SkillLevel, ...]
    clause: str


class TitlePattern(Strict, frozen=True):
    """Parts of professional titles that tell their level."""

    find: tuple[str, ...]
    level: models.TitleLevel
    but_not: tuple[str, ...] = ()


class Titles(Strict, frozen=True):
    """Title patterns, the first that fits decides."""

    levels: tuple[TitlePattern, ...]
    clause: str


class UnitNamePattern(Strict, frozen=True):
    """What names of units tell of their kind: it starts, ends or holds one of these.

    Attributes:
        kinds: The kinds that a unit of such a name may be of; empty where it cannot nominate.
        starts, find, ends: Parts of the name; where none is listed, it does not matter.
        but_not: Parts that it must not hold.
        says: What such a unit is, where the labels of `kinds` do not say it.
    """

    kinds: tuple[models.UnitKind, ...]
    starts: tuple[str, ...] = ()
    find: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    but_not: tuple[str, ...] = ()
    says: str = ""


class UnitNames(Strict, frozen=True):
    """What names of units tell of their kind, the first pattern that fits decides."""

    patterns: tuple[UnitNamePattern, ...]
    clause: str


class EmployerNames(Strict, frozen=True):
    """Words that mark a remark in brackets as telling what an employer was called before."""

    former: tuple[str, ...] = ()


class EmployerUnion(Strict, frozen=True):
    """Words in names of unions and employers that do not tell which employer it is.

    Attributes:
        union_words: Words for a union itself.
        wider: Words for a union of more than one employer, or of a group above it.
        generic: Legal forms and trades that many employers have in their names.
    """

    union_words: tuple[str, ...]
    wider: tuple[str, ...]
    generic: tuple[str, ...]
    clause: str


class Windows(Strict, frozen=True):
    """Named windows of time."""

    letter: Window


class Level2(Strict, frozen=True):
    """A second-level field of 附件3 with its third-level terms."""

    name: str
    level3: tuple[str, ...]


class Level1(Strict, frozen=True):
    """A first-level field of 附件3; `number` is its Chinese number."""

    number: str
    name: str
    level2: tuple[Level2, ...]


class Taxonomy(Strict, frozen=True):
    """附件3: the fields a project can belong to."""

    level1: tuple[Level1, ...]
    clause: str

    @cached_property
    def tree(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """First level → second level → third-level terms."""
        return {one.name: {two.name: two.level3 for two in one.level2} for one in self.level1}
