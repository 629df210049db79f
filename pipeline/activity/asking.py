"""What an activity asks for and makes: the tables of fields, choices and documents of its own."""

from __future__ import annotations

from pipeline.activity.tables import FieldPath, Strict
from pipeline.dossier import models
from pipeline.dossier.schema import Field, Kind, Option, fields_of


class DocumentChoice(Strict, frozen=True):
    """Documents, by id, that an activity makes: `only` these (all, where none is named), and none of `drop`."""

    only: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()

    def has(self, document: str) -> bool:
        """Whether the activity makes a document."""
        return document not in self.drop and (not self.only or document in self.only)


class Dropped(Strict, frozen=True):
    """Rules that an activity does not ask for, by id."""

    drop: tuple[str, ...] = ()


class Required(Strict, frozen=True):
    """Fields, by path, that this activity asks for where the schema does not, and the other way round."""

    add: tuple[FieldPath, ...] = ()
    drop: tuple[FieldPath, ...] = ()


class ExtraOption(Strict, frozen=True):
    """One option of an activity's own choice.

    Attributes:
        like: Key of the schema's option that rules take it for, if its own key is none of those.
    """

    key: str
    label: str
    like: str = ""

    def as_option(self) -> Option:
        """The option as the schema sees it."""
        return Option(key=self.key, label=self.label)


class Declaration(Strict, frozen=True):
    """Something that bars a project; a list of these takes the place of the schema's own."""

    key: str
    label: str
    required: bool = True

    def as_field(self) -> Field:
        """The field as the schema sees it: the schema's own of that key, or a further one."""
        known = {field.key for field in fields_of(models.Declarations)}
        return Field(
            key=self.key,
            label=self.label,
            kind=Kind.YES_NO,
            required=self.required,
            extra=self.key not in known,
        )


class ExtraField(Strict, frozen=True):
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
            options=tuple(each.as_option() for each in self.options),
            note=self.note,
            extra=True,
        )
