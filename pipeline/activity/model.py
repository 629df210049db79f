"""A year's notice as data: quotas, shares, dates, limits, taxonomy, wording.

A folder `data/activities/<id>/` holds `activity.toml`, `taxonomy.toml` and `wording.toml`; they are
read strictly, so that a misspelt key is an error and never a rule that silently does not run.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from pipeline.activity.agreement import must_agree
from pipeline.activity.tables import (
    AgeSpan,
    Archive,
    Deadline,
    Employment,
    EvidenceCount,
    ExcludedHints,
    ExtraField,
    Frontline,
    Limits,
    PublicityTerm,
    Quota,
    Region,
    RuleSwitches,
    Share,
    SkillLevels,
    Strict,
    Taxonomy,
    Titles,
    Windows,
)
from pipeline.dossier import models
from pipeline.dossier.schema import Field, fields_of
from pipeline.errors import InputError


class Activity(Strict, frozen=True):
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
    archive: Archive = Archive()
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
        InputError: A file is missing, is not TOML, has a key or value that is not understood, or a
            sentence with another figure than `activity.toml`.
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
        activity = msgspec.convert({**content, "digest": digest.hexdigest()}, Activity, strict=True)
    except msgspec.ValidationError as error:
        raise InputError(
            "活动配置内容有误", where=folder.name, why=str(error), remedy="改正所指的键或值"
        ) from error
    must_agree(activity, where=folder.name)
    return activity
