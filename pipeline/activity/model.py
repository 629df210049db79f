"""A year's notice as data: quotas, shares, dates, limits, taxonomy, wording.

A folder `data/activities/<id>/` holds `activity.toml`, `taxonomy.toml` and `wording.toml`; they are
read strictly, so that a misspelt key is an error and never a rule that silently does not run.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from pipeline.activity.agreement import must_agree
from pipeline.activity.asking import (
    Declaration,
    DocumentChoice,
    Dropped,
    ExtraField,
    ExtraOption,
    Required,
)
from pipeline.activity.faults import key_of, say_content, say_toml
from pipeline.activity.folder import FILES, must_be_known
from pipeline.activity.tables import (
    AgeSpan,
    Archive,
    Deadline,
    EmployerNames,
    EmployerUnion,
    Employment,
    EvidenceCount,
    ExcludedHints,
    FieldPath,
    Frontline,
    Limits,
    PublicityTerm,
    Quota,
    Region,
    Share,
    SkillLevels,
    Strict,
    Taxonomy,
    Titles,
    UnitNames,
    Windows,
)
from pipeline.dossier import models
from pipeline.dossier.schema import Field, fields_of
from pipeline.errors import InputError


class Activity(Strict, frozen=True):
    """Everything that changes with the year (data/activities/<id>/).

    A table that only one rule reads may be missing where that rule is dropped (`rules.configuration`).
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
    publicity: PublicityTerm
    limits: Limits
    evidence: EvidenceCount
    skill_levels: SkillLevels
    titles: Titles
    taxonomy: Taxonomy
    wording: Mapping[str, Any]
    digest: str = ""
    filing: Deadline | None = None
    in_use: Deadline | None = None
    employment: Employment | None = None
    lead_age: AgeSpan | None = None
    frontline: Frontline | None = None
    excluded_hints: ExcludedHints | None = None
    unit_names: UnitNames | None = None
    employer_union: EmployerUnion | None = None
    employer_names: EmployerNames = EmployerNames()
    archive: Archive = Archive()
    rules: Dropped = Dropped()
    documents: DocumentChoice = DocumentChoice()

    clauses: Mapping[str, str] = msgspec.field(default_factory=dict)
    extra_field: tuple[ExtraField, ...] = ()
    required: Required = Required()
    choices: Mapping[FieldPath, tuple[ExtraOption, ...]] = msgspec.field(default_factory=dict)
    declaration: tuple[Declaration, ...] = ()

    @cached_property
    def nomination_fields(self) -> tuple[Field, ...]:
        """The fields of a nomination for this activity, its own ones in their place."""
        fields = list(fields_of(models.Nomination))
        for extra in reversed(self.extra_field):
            places = [index for index, each in enumerate(fields) if each.key == extra.after]
            fields.insert(places[0] + 1 if places else len(fields), extra.as_field())
        return tuple(fields)

    def fields(self, model: type, path: str = "") -> tuple[Field, ...]:
        """The fields of a record for this activity.

        Args:
            model: The record's dataclass.
            path: Where it stands below the nomination or the dossier, `employer.contact`; indexes and
                `nominations[…]` before it do not matter.
        """
        key = model, _place(path) if "[" in path else path
        found = self._known_fields.get(key)
        if found is None:
            found = self._known_fields[key] = self._fields_at(*key)
        return found

    @cached_property
    def _known_fields(self) -> dict[tuple[type, str], tuple[Field, ...]]:
        return {}

    def _fields_at(self, model: type, place: str) -> tuple[Field, ...]:
        if model is models.Nomination:
            fields = self.nomination_fields
        elif model is models.Declarations and self.declaration:
            fields = tuple(each.as_field() for each in self.declaration)
        else:
            fields = fields_of(model)
        return tuple(self._as_asked(field, f"{place}.{field.key}".lstrip(".")) for field in fields)

    def _as_asked(self, field: Field, path: str) -> Field:
        """A field with what the activity says of its path."""
        required = (field.required or path in self.required.add) and path not in self.required.drop
        own = self.choices.get(path)
        options = tuple(each.as_option() for each in own) if own else field.options
        return replace(field, required=required, options=options)

    def meaning(self, path: FieldPath, key: str) -> str:
        """What rules take an option of a choice for: the key of the schema's option that it is like."""
        return next(
            (each.like or each.key for each in self.choices.get(path, ()) if each.key == key), key
        )


def _place(path: str) -> str:
    """A record's path as activities name it: `nominations[0].lead.honours[1]` → `lead.honours`."""
    return _INDEX.sub("", path).removeprefix("nominations").lstrip(".")


_INDEX = re.compile(r"\[[0-9]+\]")


@cache
def load_activity(folder: Path) -> Activity:
    """Read an activity folder.

    Raises:
        InputError: A file is missing, is not known, is not TOML, has a key or value that is not
            understood, or a sentence with another figure than `activity.toml`.
    """
    content: dict[str, Any] = {}
    digest = sha256()
    for name in FILES:
        data = _read(folder, name)
        digest.update(data)
        part = _parse(data, where=f"{folder.name}/{name}")
        content |= part if name == FILES[0] else {Path(name).stem: part}
    must_be_known(folder)
    content["digest"] = digest.hexdigest()
    try:
        activity = _convert(content)
    except msgspec.ValidationError as error:
        first = next(iter(key_of(error, content, _convert)), "")
        file = f"{first}.toml" if f"{first}.toml" in FILES else FILES[0]
        raise InputError(
            "活动配置内容有误",
            where=f"{folder.name}/{file}",
            why=say_content(error, content, _convert, _known_keys()),
            remedy="改正这一项",
        ) from error
    must_agree(activity, where=folder.name)
    return activity


def _convert(content: Mapping[str, Any]) -> Activity:
    return msgspec.convert(content, Activity, strict=True)


def _known_keys() -> set[str]:
    return {key for table in Strict.__subclasses__() for key in table.__struct_fields__}


def _read(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except FileNotFoundError as error:
        raise InputError(
            "找不到活动配置文件", where=f"{folder.name}/{name}", remedy="补上该文件"
        ) from error


def _parse(data: bytes, *, where: str) -> dict[str, Any]:
    try:
        return tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(
            "活动配置文件格式有误", where=where, why=say_toml(error), remedy="按提示的位置改正"
        ) from error
