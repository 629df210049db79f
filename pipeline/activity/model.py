"""A year's notice as data: quotas, shares, dates, limits, taxonomy, wording.

A folder `data/activities/<id>/` holds `activity.toml`, `taxonomy.toml` and `wording.toml`; they are
read strictly, so that a misspelt key is an error and never a rule that silently does not run.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from pipeline.dossier import models
from pipeline.dossier.schema import Field, Kind, Option, fields_of
from pipeline.errors import InputError

FieldPath = str
"""Path of a field below the nomination or the dossier, e.g. `lead.worker_kind`."""


class _Strict(Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """A table of TOML in which an unknown key is an error."""


class Region(_Strict, frozen=True):
    """The province: first two digits of its codes, and its name."""

    code: str
    name: str
    clause: str


class Quota(_Strict, frozen=True):
    """Largest number of nominations for a kind of unit, in total or per value of a field."""

    rule: str
    unit: models.UnitKind
    max: int
    clause: str
    per: FieldPath | None = None


class Share(_Strict, frozen=True):
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


class Window(_Strict, frozen=True):
    """A span of days, both included."""

    label: str
    first: date
    last: date
    clause: str


class Deadline(_Strict, frozen=True):
    """A last day, included."""

    last: date
    clause: str


class Employment(_Strict, frozen=True):
    """Since when a lead employed elsewhere must have worked here full time."""

    full_time_since: date
    clause: str


class PublicityTerm(_Strict, frozen=True):
    """How long a publicity must last, in working days."""

    min_working_days: int
    clause: str


class AgeSpan(_Strict, frozen=True):
    """Plausible age of a lead, in full years."""

    min_years: int
    max_years: int
    clause: str


class Limit(_Strict, frozen=True):
    """A largest number: characters without white space, or items."""

    max: int
    clause: str


class VideoLimit(_Strict, frozen=True):
    """Number and length of videos."""

    max: int
    max_seconds: int
    clause: str


class FileLimit(_Strict, frozen=True):
    """Size of files, in megabytes (1 MB = 1 000 000 bytes), and width of photos in pixels."""

    max_megabytes: int
    max_video_megabytes: int
    min_photo_width_px: int
    clause: str


class Limits(_Strict, frozen=True):
    """Limits of the forms by field path."""

    text: Mapping[FieldPath, Limit]
    items: Mapping[FieldPath, Limit]
    video: VideoLimit
    files: FileLimit


class EvidenceCount(_Strict, frozen=True):
    """How many photos of each kind go with a nomination."""

    portraits: int
    workplace: int
    clause: str


class Frontline(_Strict, frozen=True):
    """Job titles of heads of enterprises and institutions, and those that resemble them.

    `not_heads` are posts on the front line that are called like a head's (机台长 is no 台长).
    """

    heads: tuple[str, ...]
    resembles: tuple[str, ...]
    clause: str
    not_heads: tuple[str, ...] = ()


class ExcludedHints(_Strict, frozen=True):
    """Words that hint at what bars a project."""

    awards: tuple[str, ...]
    secrecy: tuple[str, ...]
    drugs: tuple[str, ...]
    clause: str


class SkillLevel(_Strict, frozen=True):
    """A skill level and the other ways it is written."""

    name: str
    also: tuple[str, ...] = ()


class SkillLevels(_Strict, frozen=True):
    """Known skill levels, lowest first."""

    levels: tuple[SkillLevel, ...]
    clause: str


class TitlePattern(_Strict, frozen=True):
    """Parts of professional titles that tell their level."""

    find: tuple[str, ...]
    level: models.TitleLevel
    but_not: tuple[str, ...] = ()


class Titles(_Strict, frozen=True):
    """Title patterns, the first that fits decides."""

    levels: tuple[TitlePattern, ...]
    clause: str


class Windows(_Strict, frozen=True):
    """Named windows of time."""

    letter: Window


class RuleSwitches(_Strict, frozen=True):
    """Rules that an activity does not ask for."""

    drop: tuple[str, ...] = ()


class ExtraOption(_Strict, frozen=True):
    """One option of an activity's own choice."""

    key: str
    label: str


class ExtraField(_Strict, frozen=True):
    """A field of a nomination that only this activity asks for.

    Attributes:
        key: Key below the nomination in YAML, and in `Nomination.extra`.
        after: Key of the nomination's field that it follows in the workbook.
        section: Section of 提名书 that prints it, `一` unless said otherwise.
    """

    key: str
    label: str
    kind: Kind
    required: bool = False
    options: tuple[ExtraOption, ...] = ()
    note: str = ""
    after: str = "remark"
    section: str = "一"

    def as_field(self) -> Field:
        """The field as the schema sees it."""
        return Field(
            key=self.key,
            label=self.label,
            kind=self.kind,
            required=self.required,
            options=tuple(Option(key=each.key, label=each.label) for each in self.options),
            note=self.note,
            extra=True,
        )


class Level2(_Strict, frozen=True):
    """A second-level field of 附件3 with its third-level terms."""

    name: str
    level3: tuple[str, ...]


class Level1(_Strict, frozen=True):
    """A first-level field of 附件3; `number` is its Chinese number."""

    number: str
    name: str
    level2: tuple[Level2, ...]


class Taxonomy(_Strict, frozen=True):
    """附件3: the fields a project can belong to."""

    level1: tuple[Level1, ...]
    clause: str

    @cached_property
    def tree(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """First level → second level → third-level terms."""
        return {one.name: {two.name: two.level3 for two in one.level2} for one in self.level1}


class Activity(_Strict, frozen=True):
    """Everything that changes with the year (data/activities/<id>/).

    `clauses` names the clause of a rule where this year's notice numbers it otherwise than 2023's.
    `digest` is the SHA-256 of its files: a changed figure or sentence makes papers anew.
    """

    id: str
    name: str
    year: int
    issuer: str
    notice: str
    region: Region
    quota: tuple[Quota, ...]
    share: tuple[Share, ...]
    window: Windows
    filing: Deadline
    in_use: Deadline
    employment: Employment
    publicity: PublicityTerm
    lead_age: AgeSpan
    limits: Limits
    evidence: EvidenceCount
    frontline: Frontline
    excluded_hints: ExcludedHints
    skill_levels: SkillLevels
    titles: Titles
    taxonomy: Taxonomy
    wording: Mapping[str, Any]
    digest: str = ""
    rules: RuleSwitches = RuleSwitches()
    clauses: Mapping[str, str] = msgspec.field(default_factory=dict)
    extra_field: tuple[ExtraField, ...] = ()

    @cached_property
    def nomination_fields(self) -> tuple[Field, ...]:
        """The fields of a nomination for this activity, its own ones in their place."""
        fields = list(fields_of(models.Nomination))
        for extra in reversed(self.extra_field):
            places = [index for index, each in enumerate(fields) if each.key == extra.after]
            fields.insert(places[0] + 1 if places else len(fields), extra.as_field())
        return tuple(fields)

    def fields(self, model: type) -> tuple[Field, ...]:
        """The fields of any model for this activity."""
        return self.nomination_fields if model is models.Nomination else fields_of(model)


@cache
def load_activity(folder: Path) -> Activity:
    """Read an activity folder.

    Raises:
        InputError: A file is missing, is not TOML, or has a key or value that is not understood.
    """
    content: dict[str, Any] = {}
    digest = sha256()
    for name in ("activity", "taxonomy", "wording"):
        path = folder / f"{name}.toml"
        try:
            data = path.read_bytes()
            digest.update(data)
            part = tomllib.loads(data.decode("utf-8"))
        except FileNotFoundError as error:
            raise InputError(
                "找不到活动配置文件", where=f"{folder.name}/{path.name}", remedy="补上该文件"
            ) from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise InputError(
                "活动配置文件格式有误",
                where=f"{folder.name}/{path.name}",
                why=str(error),
                remedy="按提示的行号改正",
            ) from error
        content |= part if name == "activity" else {name: part}
    try:
        return msgspec.convert({**content, "digest": digest.hexdigest()}, Activity, strict=True)
    except msgspec.ValidationError as error:
        raise InputError(
            "活动配置内容有误", where=folder.name, why=str(error), remedy="改正所指的键或值"
        ) from error
