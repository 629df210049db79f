"""The values of a dossier by path, read through the schema.

Paths are those of the data dictionary; items of a list are counted from 0: `contributors[0].name`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.activity.model import Activity
from pipeline.dossier import models
from pipeline.dossier.schema import Field, Kind, fields_of, is_empty, value_of

_TEXTUAL = frozenset({Kind.TEXT, Kind.LONG_TEXT})


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value that is not a record.

    Attributes:
        path: Path below the nomination, or below the dossier.
        label: What a clerk sees: `第一完成人-姓名`.
        field: Its field.
        value: None or empty where nothing was given.
        owner: The model that declares the field.
        needed: Whether all records around it are needed, or given.
    """

    path: str
    label: str
    field: Field
    value: Any
    owner: type
    needed: bool


def leaves_of_nomination(activity: Activity, nomination: models.Nomination) -> Iterator[Leaf]:
    """Every value of a nomination, the activity's own fields included."""
    return _leaves(activity, nomination, "", "", needed=True)


def leaves_of_dossier(activity: Activity, dossier: models.Dossier) -> Iterator[Leaf]:
    """Every value of a dossier outside its nominations, and the list of nominations itself."""
    return _leaves(activity, dossier, "", "", needed=True, into_nominations=False)


def _leaves(
    activity: Activity,
    record: Any,
    prefix: str,
    label: str,
    *,
    needed: bool,
    into_nominations: bool = True,
) -> Iterator[Leaf]:
    owner = type(record)
    for field in activity.fields(owner, prefix.rstrip(".")):
        value = value_of(record, field)
        path, name = prefix + field.key, label + field.label
        if field.kind is Kind.RECORD:
            inside = needed and (field.required or not is_empty(value))
            yield from _leaves(activity, value, f"{path}.", f"{name}-", needed=inside)
        elif field.kind is Kind.RECORDS and into_nominations:
            for index, item in enumerate(value):
                place = f"{name}第{index + 1}项-"
                yield from _leaves(
                    activity, item, f"{path}[{index}].", place, needed=not is_empty(item)
                )
            if field.required and not value:
                yield Leaf(path, name, field, value, owner, needed)
        else:
            yield Leaf(path, name, field, value, owner, needed)


@dataclass(frozen=True, slots=True)
class Text:
    """One line or passage of text that was given."""

    path: str
    label: str
    text: str
    field: Field
    owner: type


def texts_of(leaves: tuple[Leaf, ...]) -> Iterator[Text]:
    """The texts among the leaves, each item of a list apart."""
    for leaf in leaves:
        if not leaf.value:
            continue
        if leaf.field.kind in _TEXTUAL and isinstance(leaf.value, str):
            yield Text(leaf.path, leaf.label, leaf.value, leaf.field, leaf.owner)
        elif leaf.field.kind is Kind.TEXTS:
            for index, item in enumerate(leaf.value):
                yield Text(f"{leaf.path}[{index}]", leaf.label, item, leaf.field, leaf.owner)


def files_of(leaves: tuple[Leaf, ...]) -> Iterator[tuple[str, str, str]]:
    """The files among the leaves: path of the field, its label, path of the file."""
    for leaf in leaves:
        if leaf.field.kind is Kind.FILE and leaf.value:
            yield leaf.path, leaf.label, leaf.value
        elif leaf.field.kind is Kind.FILES:
            for index, name in enumerate(leaf.value):
                yield f"{leaf.path}[{index}]", leaf.label, name


def find_field(activity: Activity, root: type, path: str) -> tuple[Field, str] | None:
    """The field at a path without indexes, and its full label; None where there is none."""
    model: type | None = root
    labels = []
    found: Field | None = None
    place = ""
    for step in path.split("."):
        if model is None:
            return None
        found = next((each for each in activity.fields(model, place) if each.key == step), None)
        if found is None:
            return None
        labels.append(found.label)
        model, place = found.model, f"{place}.{step}".lstrip(".")
    return (found, "-".join(labels)) if found else None


def root_of(path: str) -> type:
    """Whether a path of the activity's data starts at the dossier or at a nomination."""
    first = path.partition(".")[0]
    dossier_keys = {field.key for field in fields_of(models.Dossier)}
    return models.Dossier if first in dossier_keys else models.Nomination


def values_at(record: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Each value at a path without indexes, with its path; lists of records are entered."""
    step, _, rest = path.partition(".")
    extra = getattr(record, "extra", {})
    value = extra[step] if step in extra else getattr(record, step, None)
    if not rest:
        yield step, value
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            for below, found in values_at(item, rest):
                yield f"{step}[{index}].{below}", found
    elif value is not None:
        for below, found in values_at(value, rest):
            yield f"{step}.{below}", found
