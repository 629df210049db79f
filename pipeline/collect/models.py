"""What came back and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from pipeline.dossier.answers import Unread
from pipeline.dossier.labels import Labelled
from pipeline.dossier.models import Nomination


@dataclass(frozen=True, slots=True)
class Material:
    """A photo, certificate or other file that came back.

    Attributes:
        name: What it is called there, for messages.
        path: Where its bytes are.
        digest: Their SHA-256.
    """

    name: str
    path: Path
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """One nomination that came back.

    Attributes:
        source: The file it stands in, as the clerk knows it.
        nomination: Its values, but for files.
        files: Files by the field they go to.
        unread: What of it could not be read.
        is_form: Whether it is a Word form; else a workbook's or a dossier's.
        kit_for: The employer that the file's kit was made for; "" where it is of no kit.
    """

    source: str
    nomination: Nomination
    files: Mapping[str, tuple[Material, ...]] = field(default_factory=dict)
    unread: tuple[Unread, ...] = ()
    is_form: bool = False
    kit_for: str = ""


class Take(StrEnum):
    """Whose value counts where clerk and employer say different things."""

    THEIRS = "theirs"
    OURS = "ours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a person has decided before anything is written.

    Attributes:
        take: Whose values count where both sides have changed them; None: the clerk is asked.
        chosen: By id of the nomination and field (path, or label): `theirs`, `ours`, or the digest of the one
            returned value that is taken.
        leave: Sources of which nothing is taken.
        state: The digest of the workbook that was decided on; empty where that is not known.
        is_dry: Whether it is only told what would become of everything.
    """

    take: Take | None = None
    chosen: Mapping[tuple[str, str], str] = field(default_factory=dict)
    leave: frozenset[str] = frozenset()
    state: str = ""
    is_dry: bool = False


class State(Labelled):
    """What became of a value that differs."""

    NEW = "new", "新填"
    TAKEN = "taken", "更改"
    KEPT = "kept", "保留"
    ASKED = "asked", "待定"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A field whose value came back other than it was.

    Attributes:
        field: Path below the nomination.
        label: What a clerk calls it.
        old, new: Both values, in words, however long.
        state: What became of it.
        why: Why it is asked about, in Chinese.
        digest: By which the returned value can be chosen.
    """

    field: str
    label: str
    old: str
    new: str
    state: State
    why: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What one returned nomination came to.

    Attributes:
        source: The file.
        nomination: Id of the nomination that it belongs to; None where that cannot be told.
        employer: Name of the employer.
        title: Title of the project.
        is_new: Whether the dossier did not have the nomination.
        changes: Fields that differ.
        unread: What could not be read or taken.
        kit_for: The employer that the kit was made for, where that is another name and is not known
            yet to be the same employer; else "".
    """

    source: str
    nomination: str | None
    employer: str
    title: str = ""
    is_new: bool = False
    changes: tuple[Change, ...] = ()
    unread: tuple[Unread, ...] = ()
    kit_for: str = ""

    @property
    def said_of_kit(self) -> str:
        """That the employer calls itself otherwise than its kit did; "" where there is nothing to say."""
        if not self.kit_for:
            return ""
        return f"收集包是发给“{self.kit_for}”的，交回的单位名称是“{self.employer}”"

    def in_state(self, *states: State) -> tuple[Change, ...]:
        """The changes in some states."""
        return tuple(each for each in self.changes if each.state in states)


@dataclass(frozen=True, slots=True)
class Write:
    """A value for the workbook: of a field, or a whole list.

    Attributes:
        nomination: Number of the nomination, from 0; new ones follow those that are there.
        path: Path below it.
        value: The value, as the model has it.
    """

    nomination: int
    path: str
    value: Any


@dataclass(frozen=True, slots=True)
class Placing:
    """Files for a field of a nomination; `replaces` says that earlier ones go aside."""

    nomination: int
    path: str
    materials: tuple[Material, ...]
    replaces: bool = False
