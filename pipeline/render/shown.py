"""Values as they stand on paper: texts that know more than their words, records and rows of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from pathlib import PurePosixPath
from typing import Any

from pipeline.dossier.dates import say_day
from pipeline.dossier.schema import Option

TICKED, UNTICKED = "☑", "☐"


@dataclass(frozen=True, slots=True)
class Box:
    """One option of a choice with its tick box."""

    label: str
    ticked: bool

    @property
    def mark(self) -> str:
        """☑ or ☐."""
        return TICKED if self.ticked else UNTICKED


class ChoiceText(str):
    """Label of what was chosen; `boxes` has every option with its tick."""

    boxes: tuple[Box, ...]
    __slots__ = ("boxes",)

    @classmethod
    def of(cls, options: Sequence[Option], chosen: Iterable[str]) -> ChoiceText:
        """Show which of `options` (by key) are chosen."""
        keys = set(chosen)
        self = cls("、".join(option.label for option in options if option.key in keys))
        self.boxes = tuple(Box(option.label, option.key in keys) for option in options)
        return self


class DateText(str):
    """`2023年8月20日` (GB/T 9704: no leading zeros); its parts for forms that print them apart."""

    year: str
    month: str
    day: str
    __slots__ = ("day", "month", "year")

    @classmethod
    def of(cls, value: date | None) -> DateText:
        """Show a date, or nothing."""
        self = cls(say_day(value) if value else "")
        parts = (value.year, value.month, value.day) if value else ("", "", "")
        self.year, self.month, self.day = map(str, parts)
        return self


_PICTURES = frozenset(
    (
        *(".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".heic", ".heif"),
        *(".bmp", ".gif", ".tif", ".tiff", ".avif"),  # not printed, and the reason is told
    )
)


class PhotoText(str):
    """Path of a photo, or of another file, in the dossier folder, as stored; with its caption.

    Templates that print it get the picture; of a file that is none, the name.
    """

    caption: str
    __slots__ = ("caption",)

    @property
    def is_picture(self) -> bool:
        """Whether the file is a picture, by its name."""
        return PurePosixPath(self).suffix.lower() in _PICTURES

    @property
    def file_name(self) -> str:
        """The file's name without folders."""
        return PurePosixPath(self).name

    @classmethod
    def of(cls, path: str, caption: str) -> PhotoText:
        """A photo and what stands below it."""
        self = cls(path)
        self.caption = caption
        return self


class Rows(list[Any]):
    """A list of records or texts that templates loop over."""

    def __init__(self, items: Iterable[Any], blank: Any) -> None:
        super().__init__(items)
        self._blank = blank

    def __getitem__(self, key: Any) -> Any:
        """An item, or several; beyond the end, as in a form with more rows than people, the blank one."""
        try:
            return super().__getitem__(key)
        except IndexError:
            return self._blank

    def padded(self, rows: int) -> Rows:
        """The items, and blank ones up to `rows`: blank forms keep their lines."""
        return Rows([*self, *[self._blank] * (rows - len(self))], self._blank)

    def in_pairs(self) -> list[tuple[Any, Any]]:
        """The items two by two; the last one's partner may be blank."""
        return list(zip_longest(self[::2], self[1::2], fillvalue=self._blank))

    def __str__(self) -> str:
        return "、".join(map(str, self))


class Record:
    """The views of a record's fields, by key; false when nothing was given.

    Args:
        fields: The views.
        given: Whether anything was.
        note: Told the key of each field that a template asks for.
    """

    __slots__ = ("_fields", "_given", "_note")

    def __init__(
        self, fields: Mapping[str, Any], *, given: bool, note: Callable[[str], None] | None = None
    ) -> None:
        self._fields = dict(fields)
        self._given = given
        self._note = note

    def __getattr__(self, name: str) -> Any:
        try:
            found = self._fields[name]
        except KeyError:
            raise AttributeError(name) from None
        if self._note:
            self._note(name)
        return found

    def peek(self, name: str) -> Any:
        """The view of a field, without noting that it was asked for."""
        return self._fields[name]

    def __bool__(self) -> bool:
        return self._given

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def with_(self, **more: Any) -> Record:
        """The record with further or other fields."""
        return Record({**self._fields, **more}, given=self._given, note=self._note)
