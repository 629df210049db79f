"""The fields of the employers' Word form, each with the nomination's value in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from pipeline.activity.model import Activity
from pipeline.dossier.dates import say_day
from pipeline.dossier.models import Nomination
from pipeline.dossier.schema import Field, Kind, is_empty, value_of
from pipeline.forms import employer_form as layout
from pipeline.forms.employer_form import Blank
from pipeline.forms.sheets import Column, plan_of
from pipeline.forms.styles import help_text
from pipeline.forms.values import at
from pipeline.tools.word.fields import DropDown, Piece, TextField, Tick

_LEAST_CONTRIBUTORS, _SPARE_CONTRIBUTORS = 6, 2

Line = list[Piece]


@dataclass(frozen=True)
class Fields:
    """Gives the field of a blank, with the nomination's value in it."""

    activity: Activity
    nomination: Nomination

    @cached_property
    def columns(self) -> dict[str, Column]:
        """Columns of the workbook by path: they know what is to be said of a field."""
        return {each.path: each for each in plan_of(self.activity.fields).projects.columns}

    def items(self, path: str) -> tuple[Any, ...]:
        """The records of a list."""
        found: tuple[Any, ...] = at(self.nomination, path)
        return found

    def room(self, path: str) -> int:
        """How many records of a list the form has room for."""
        given = len(self.items(path))
        limit = self.activity.limits.items.get(path)
        if limit is not None:
            return max(limit.max, given)
        return max(_LEAST_CONTRIBUTORS, given + _SPARE_CONTRIBUTORS)

    def is_given(self, blank: Blank) -> bool:
        """Whether the nomination has a value for it."""
        return not is_empty(at(self.nomination, blank.path))

    def lines(self, blank: Blank) -> list[Line]:
        """What goes into the place of a blank: a line, or one for each option to tick."""
        field = layout.field_of(self.activity, blank)
        if field.kind is Kind.CHOICES:
            return [list(each) for each in self.ticks(blank)]
        return [[self.piece(blank)]]

    def ticks(self, blank: Blank) -> Iterator[tuple[Piece, ...]]:
        """A box for each option, and its label."""
        field = layout.field_of(self.activity, blank)
        value = at(self.nomination, blank.path)
        chosen = {str(each) for each in (value if isinstance(value, tuple) else (value,))}
        for option in field.options:
            path = f"{blank.path}:{option.key}"
            yield (
                Tick(**_names(path), hint=option.label, ticked=option.key in chosen),
                f" {option.label}",
            )

    def piece(self, blank: Blank) -> Piece:
        """The field of a blank that is no list's."""
        field, value = layout.field_of(self.activity, blank), at(self.nomination, blank.path)
        column = self.columns.get(blank.path)
        limit = self.activity.limits.text.get(blank.path)
        hint = help_text(column, limit) if column else ""
        return self._made(field, value, blank.path, hint)

    def item_piece(self, blank: Blank, number: int) -> Piece:
        """The field of a blank of a list; `number` counts from 0."""
        field = layout.field_of(self.activity, blank)
        path = blank.path.replace("[]", f"[{number}]")
        return self._made(field, self._of_item(blank, number), path, "")

    def item_text(self, blank: Blank, number: int) -> str:
        """The value of a blank of a list as words."""
        field = layout.field_of(self.activity, blank)
        return _text(self.activity, field, self._of_item(blank, number))

    def _of_item(self, blank: Blank, number: int) -> Any:
        owner, _, key = blank.path.partition("[].")
        items = self.items(owner)
        if number >= len(items):
            return None
        return value_of(items[number], layout.field_of(self.activity, blank)) if key else None

    def _made(self, field: Field, value: Any, path: str, hint: str) -> Piece:
        text = _text(self.activity, field, value)
        offered = layout.drop_down_of(self.activity, field)
        if not offered:
            return TextField(**_names(path), hint=hint, text=text)
        entries = (layout.CHOOSE, *offered)
        if text and text not in entries:
            entries += (text,)
        chosen = entries.index(text) if text else 0
        return DropDown(**_names(path), hint=hint, entries=entries, chosen=chosen)


def _names(path: str) -> dict[str, Any]:
    return {"name": layout.field_name(path), "bookmark": layout.bookmark_name(path)}


def _text(activity: Activity, field: Field, value: Any) -> str:
    """A value as it is written into the form."""
    if is_empty(value):
        return ""
    if field.kind is Kind.YES_NO:
        return layout.drop_down_of(activity, field)[0 if value else 1]
    if isinstance(value, date):
        return say_day(value)
    labels = {each.key: each.label for each in field.options}
    several = value if isinstance(value, tuple) else (value,)
    return "、".join(labels.get(str(each), str(each)) for each in several)
