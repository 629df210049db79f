"""The figures and names of an activity as papers print them: `activity.…` and `limits.…`.

`activity.` goes on with the names of `activity.toml`: `activity.employment.full_time_since`.  `limits.`
goes on with the path of a field: `limits.lead.contribution`.  A figure that the activity does not set
is an empty text.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pipeline.activity.model import Activity
from pipeline.activity.tables import Strict, Window
from pipeline.dossier import models
from pipeline.dossier.durations import say_duration
from pipeline.render.shown import DateText, Record

ROOTS = ("activity", "limits")
"""First steps of the names under which figures stand in templates and sentences."""

_NOT_SHOWN = frozenset({"clause", "digest", "limits", "taxonomy", "wording"})


class Limit(str):
    """The largest number for a field, `300`; limits of the fields in it by their keys."""

    @classmethod
    def of(cls, value: int | None, below: Mapping[str, Limit]) -> Limit:
        """A limit, or none, of a field that may hold others."""
        self = cls("" if value is None else str(value))
        self.__dict__.update(below)  # looked at before the methods of `str`: `title` is a field
        return self


def activity_figures(activity: Activity) -> Record:
    """`activity.…`: every name, number and date of `activity.toml` that stands alone under its key."""
    return _figures(activity)


def _figures(table: Strict) -> Record:
    values = {name: getattr(table, name) for name in table.__struct_fields__}
    shown = {
        name: _figure(value)
        for name, value in values.items()
        if name not in _NOT_SHOWN and not isinstance(value, tuple | Mapping)
    }
    return Record(shown, given=True)


def _figure(value: Any) -> Any:
    match value:
        case Window():
            return f"{DateText.of(value.first)}至{DateText.of(value.last)}"
        case Strict():
            return _figures(value)
        case date():
            return DateText.of(value)
        case None:
            return ""
        case _:
            return str(value)


def limit_figures(activity: Activity) -> Limit:
    """`limits.…`: the largest number of characters or items of every field.

    `limits.video` is the number of videos, `limits.video.seconds` and, in words, `limits.video.length`
    how long one may be.
    """
    limits = activity.limits
    largest = {path: limit.max for path, limit in {**limits.text, **limits.items}.items()}
    largest |= {"video": limits.video.max, "video.seconds": limits.video.max_seconds}
    below = {
        **_limits(activity, models.Dossier, largest),
        **_limits(activity, models.Nomination, largest),
    }
    below["video"].__dict__["length"] = say_duration(limits.video.max_seconds)
    return Limit.of(None, below)


def _limits(
    activity: Activity, model: type, largest: Mapping[str, int], prefix: str = ""
) -> dict[str, Limit]:
    found = {}
    for field in activity.fields(model, prefix.rstrip(".")):
        path = prefix + field.key
        enters = field.model not in {None, models.Nomination}
        below = _limits(activity, field.record_model, largest, f"{path}.") if enters else {}
        found[field.key] = Limit.of(largest.get(path), below)
    return found
