"""A year's notice as data: quotas, shares, dates, limits, taxonomy, wording.

A folder `data/activities/<id>/` holds `activity.toml`, `taxonomy.toml` and `wording.toml`; they are
read strictly, so that a misspelt key is an error and never a rule that silently does not run.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

import msgspec

from pipeline.activity.asking import (
    Declaration,
    DocumentChoice,
    Dropped,
    ExtraField,
    ExtraOption,
    Required,
)
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
