"""What somebody filled in on a form, before it is read as values: words, and where they stand.

`collect` finds them in Word files; `load` reads them as it reads the cells of a workbook.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Answer:
    """What was filled in for one field.

    Attributes:
        text: The words, as they stand.
        place: Where, as a clerk counts: `第2个表格第4行第2格`.
    """

    text: str
    place: str


@dataclass(frozen=True, slots=True)
class Unread:
    """Something that could not be read.

    Attributes:
        where: Where it stands; a field's label, or a place in a file.
        why: What is the matter, in Chinese.
    """

    where: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """One filled form.

    Attributes:
        source: Name of the file.
        values: By path below the nomination: `lead.name`, `contributors[0].name`.
        asked: Paths that the form asks for, filled in or not, without numbers.
        pictures: Pictures in the form by the field they go to: names of parts of the file.
        unread: What is there and was not understood.
    """

    source: str
    values: Mapping[str, Answer] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()
    pictures: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unread: tuple[Unread, ...] = ()
