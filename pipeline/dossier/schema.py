"""The shape of a dossier: what each field is called, holds and needs.

`models` declares the fields with the helpers below; workbook, YAML form, checks, views and templates
read them back through `fields_of`.  An activity adds its own fields as `Field` values (see
`activity.ExtraField`), so that nothing here changes for a new year.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from pipeline.dossier.labels import Labelled


class Choice(Labelled):
    """A closed choice."""


class Kind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    """One line of text: `str`."""
    LONG_TEXT = "long_text"
    """Text that may have several lines: `str`."""
    DATE = "date"
    """`datetime.date`."""
    YES_NO = "yes_no"
    """`bool`."""
    INTEGER = "integer"
    """`int`, e.g. seconds."""
    CHOICE = "choice"
    """One member of `Field.choices`."""
    CHOICES = "choices"
    """Several members of `Field.choices`: a tuple in the order of the choices."""
    TEXTS = "texts"
    """A tuple of `str`."""
    FILE = "file"
    """Path relative to the dossier folder, with `/`: `str`."""
    FILES = "files"
    """A tuple of such paths."""
    RECORD = "record"
    """A nested value of `Field.model`."""
    RECORDS = "records"
    """A tuple of values of `Field.model`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One option of a choice: its key in YAML and its label."""

    key: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of the data dictionary.

    Attributes:
        key: Name in YAML and in Python.
        label: Chinese label, without the labels of the records around it.
        kind: What it holds.
        required: Marked `*` in the dictionary.
        choices: The enum behind a choice; None for other kinds and for an activity's own choices.
        options: The options of a choice, in order.
        model: The dataclass behind a record.
        note: A word of help for the clerk (workbook note).
        extra: Whether an activity added it: its value stands in the record's `extra`.
        by_hand: Whether it is known only late: a paper printed before has a blank to fill in by hand.
        own_options: Whether an activity may name options of its own.
    """

    key: str
    label: str
    kind: Kind
    required: bool = False
    choices: type[Choice] | None = None
    options: tuple[Option, ...] = ()
    model: type | None = None
    note: str = ""
    extra: bool = False
    by_hand: bool = False
    own_options: bool = False

    @property
    def record_model(self) -> type:
        """The dataclass behind a record.

        Raises:
            TypeError: The field is not a record.
        """
        if self.model is None:
            raise TypeError(f"{self.key} is no record")
        return self.model

    @property
    def asks_for_presence(self) -> bool:
        """Whether a yes/no is answered with 有/无 rather than 是/否."""
        return "有无" in self.label


_SPEC = "wuxiao"


def _declare(default: Any, label: str, kind: Kind, **about: Any) -> Any:
    metadata = {_SPEC: {"label": label, "kind": kind, **about}}
    if callable(default):
        return dataclasses.field(default_factory=default, metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


def text(label: str, *, required: bool = False, note: str = "", by_hand: bool = False) -> Any:
    """Declare a line of text."""
    return _declare(None, label, Kind.TEXT, required=required, note=note, by_hand=by_hand)


def long_text(label: str, *, required: bool = False, note: str = "") -> Any:
    """Declare text that may have several lines."""
    return _declare(None, label, Kind.LONG_TEXT, required=required, note=note)


def day(label: str, *, required: bool = False, note: str = "", by_hand: bool = False) -> Any:
    """Declare a date."""
    return _declare(None, label, Kind.DATE, required=required, note=note, by_hand=by_hand)


def yes_no(label: str, *, required: bool = False, note: str = "") -> Any:
    """Declare a yes/no."""
    return _declare(None, label, Kind.YES_NO, required=required, note=note)


def integer(label: str, *, required: bool = False, note: str = "") -> Any:
    """Declare a whole number."""
    return _declare(None, label, Kind.INTEGER, required=required, note=note)


def choice(
    label: str,
    choices: type[Choice],
    *,
    required: bool = False,
    note: str = "",
    own_options: bool = False,
) -> Any:
    """Declare one out of `choices`."""
    about = {"choices": choices, "required": required, "note": note, "own_options": own_options}
    return _declare(None, label, Kind.CHOICE, **about)


def choices(
    label: str,
    among: type[Choice],
    *,
    required: bool = False,
    note: str = "",
    own_options: bool = False,
) -> Any:
    """Declare several out of `among`."""
    about = {"choices": among, "required": required, "note": note, "own_options": own_options}
    return _declare((), label, Kind.CHOICES, **about)


def value_of(record: Any, field: Field) -> Any:
    """The value of a field of a record, the activity's own fields included."""
    return record.extra.get(field.key) if field.extra else getattr(record, field.key)


def texts(label: str, *, required: bool = False, note: str = "") -> Any:
    """Declare a list of lines of text."""
    return _declare((), label, Kind.TEXTS, required=required, note=note)


def file(label: str, *, required: bool = False, note: str = "") -> Any:
    """Declare one file of the dossier folder."""
    return _declare(None, label, Kind.FILE, required=required, note=note)


def files(label: str, *, required: bool = False, note: str = "") -> Any:
    """Declare a list of files of the dossier folder."""
    return _declare((), label, Kind.FILES, required=required, note=note)


def record(label: str, model: type, *, required: bool = False, note: str = "") -> Any:
    """Declare a nested record; never None, an empty one stands for "nothing given"."""
    return _declare(model, label, Kind.RECORD, model=model, required=required, note=note)


def records(label: str, model: type, *, required: bool = False, note: str = "") -> Any:
    """Declare a list of records."""
    return _declare((), label, Kind.RECORDS, model=model, required=required, note=note)


@cache
def fields_of(model: type) -> tuple[Field, ...]:
    """The declared fields of a model, in the order of the data dictionary."""
    found = []
    for attribute in dataclasses.fields(model):
        about = attribute.metadata.get(_SPEC)
        if about is None:
            continue
        enum: type[Choice] | None = about.get("choices")
        options = tuple(Option(key=member.value, label=member.label) for member in enum or ())
        found.append(Field(key=attribute.name, options=options, **about))
    return tuple(found)


def is_empty(value: object) -> bool:
    """Whether nothing was given: None, no items, or a record of which every field is empty."""
    if value is None or value == "" or value == ():
        return True
    if isinstance(value, Mapping):
        return all(is_empty(each) for each in value.values())
    if dataclasses.is_dataclass(value):
        return all(
            is_empty(getattr(value, each.name))
            for each in dataclasses.fields(value)
            if each.compare
        )
    return False
