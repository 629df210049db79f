"""A single value is changed where it stands in the clerk's workbook, whoever else changes it meanwhile."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import Any

from pipeline import store
from pipeline.activity.model import Activity
from pipeline.activity.walk import leaves_of_dossier, leaves_of_nomination
from pipeline.collect import journal
from pipeline.collect.ledger import put_into
from pipeline.collect.spots import Spot, find_spot, full_path, value_in
from pipeline.collect.values import FILE_KINDS, same
from pipeline.collect.writing import replace_workbook
from pipeline.dossier.findings import Severity
from pipeline.dossier.intake import Intake
from pipeline.dossier.models import Dossier
from pipeline.dossier.schema import Kind, is_empty
from pipeline.errors import InputError, OutputError
from pipeline.forms.cells import as_cell
from pipeline.tools.workbook import read_book
from pipeline.tools.workbook.editing import Edits, edit_book
from pipeline.tools.workbook.opened import opened_by

_MOST_NAMED = 3
_NUMBER = re.compile(r"\[\d+\]")
_NONE = ("", None)

Leaves = Mapping[tuple[int | None, str], tuple[str, Any]]
"""Label and value of what is no file, by number of the nomination and path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What the stage is given.

    Attributes:
        load: Reads a dossier folder.
        read: Gives the value that a text for a full path stands for, and why it cannot be read.
        scratch: An empty folder of this run.
    """

    load: Callable[[Path], Intake]
    read: Callable[[str, str], Intake]
    scratch: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What somebody wants a value to be.

    Attributes:
        nomination: Number of the nomination, from 0; None for a value of the dossier.
        path: Path below it.
        text: What was typed.
        version: What stood there when it was typed (`Spot.version`).
        who: Who typed it.
        when: The moment.
        sure: Write, though a lock file says that the workbook is open.
    """

    nomination: int | None
    path: str
    text: str
    version: str
    who: str
    when: datetime
    sure: bool = False


class State(StrEnum):
    """What came of an edit."""

    SAVED = "saved"
    SAME = "same"
    OVERTAKEN = "overtaken"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended:
    """What came of an edit.

    Attributes:
        state: Saved; nothing to save; somebody changed the value meanwhile; the workbook is open.
        spot: The value as it is now.
        who, when: Who changed it meanwhile, and when; empty where it was done in Excel or WPS.  Who has
            the workbook open.
        said: What else the clerk should know, in Chinese.
        earlier: The workbook as it was before, where it was kept.
    """

    state: State
    spot: Spot
    who: str = ""
    when: str = ""
    said: tuple[str, ...] = ()
    earlier: Path | None = None


def amend(intake: Intake, activity: Activity, edit: Edit, means: Means) -> Amended:
    """Change one value in the workbook; the caller holds the dossier folder.

    Args:
        intake: The dossier as it is now.
        activity: Its activity.
        edit: What is wanted.
        means: What others do.

    Raises:
        UsageError: There is no such value.
        InputError: The text cannot be entered there, or the workbook not be changed.
        OutputError: It cannot be written; it is as it was then.
    """
    workbook = intake.folder / intake.file
    before = workbook.read_bytes()
    spot = find_spot(intake, read_book(workbook), activity, edit.nomination, edit.path)
    if spot.closed or spot.place is None:
        raise InputError(f"{spot.label}：{spot.closed}")
    if spot.text == edit.text:
        return Amended(state=State.SAME, spot=spot)
    if spot.version != edit.version:
        return _overtaken(intake, spot)
    user = opened_by(workbook)
    if user is not None and not edit.sure:
        return Amended(state=State.OPEN, spot=spot, who=user)
    value, said = _value_of(edit.text, spot, means)
    edits = Edits()
    typed = as_cell(spot.column, value) if not is_empty(value) else edit.text or None
    put_into(edits, spot.place, spot.column, typed)
    after = edit_book(before, edits)
    again = _proven(intake, after, activity, spot, value, means)
    earlier = replace_workbook(workbook, before, after, keep=_keep(intake.folder, before, edit))
    now = find_spot(again, read_book(workbook), activity, edit.nomination, edit.path)
    _record(intake.folder, edit, now, after)
    return Amended(state=State.SAVED, spot=now, said=said, earlier=earlier)


def _overtaken(intake: Intake, spot: Spot) -> Amended:
    """Somebody was earlier: through the program, or in Excel or WPS."""
    found = next(
        (each for each in journal.entries(intake.folder) if each.version == spot.version), None
    )
    who, when = (found.who, found.when) if found else ("", "")
    return Amended(state=State.OVERTAKEN, spot=spot, who=who, when=when)


def _record(folder: Path, edit: Edit, spot: Spot, book: bytes) -> None:
    when = edit.when.isoformat(timespec="seconds")
    entry = journal.Entry(when=when, who=edit.who, version=spot.version, book=store.sha256(book))
    journal.record(folder, entry)


def _keep(folder: Path, before: bytes, edit: Edit) -> str:
    """What an earlier workbook is called that is kept: one a person and day, and after each change elsewhere."""
    last = next(journal.entries(folder), None)
    goes_on = (
        last is not None
        and last.book == store.sha256(before)
        and last.who == edit.who
        and last.when[:10] == edit.when.isoformat()[:10]
    )
    return "" if goes_on else store.BEFORE_EDITS


# ---------------------------------------------------------------- what was typed


def _value_of(text: str, spot: Spot, means: Means) -> tuple[Any, tuple[str, ...]]:
    """The value that a text stands for, and what the clerk should know of it."""
    if not text:
        return None, ()
    nomination = None if spot.nomination is None else 0
    path = _NUMBER.sub("[0]", spot.path)  # what comes before it in a list is not told of here
    read = means.read(full_path(nomination, path), text)
    for each in read.findings:
        if each.severity is Severity.ERROR:
            raise InputError(each.message, remedy=each.remedy)
    said = tuple(f"{each.message}；请{each.remedy}。" for each in read.findings)
    return value_in(read.dossier, nomination, path), said


# ---------------------------------------------------------------- proof


def _proven(
    intake: Intake,
    after: bytes,
    activity: Activity,
    spot: Spot,
    value: Any,
    means: Means,
) -> Intake:
    """The new workbook as it is read: it says what was wanted, and of all else what the earlier one did.

    Raises:
        InputError: Other values hang on this one.
        OutputError: It does not say what was wanted.
    """
    folder = means.scratch / "proof"
    store.write_whole(folder / intake.file, after)
    again = means.load(folder)
    old, new = _leaves(activity, intake.dossier), _leaves(activity, again.dossier)
    own = _own(spot)
    others = [
        key
        for key in (*old, *(key for key in new if key not in old))
        if key not in own and not same(key[1], old.get(key, _NONE)[1], new.get(key, _NONE)[1])
    ]
    if others:
        raise InputError(
            "没有写入",
            where=spot.label,
            why=f"改了它，别的内容也会跟着变：{_named(others, old, new, intake)}",
            remedy="打开工作簿改，各处一起改好",
        )
    if any(not same(spot.path, new.get(key, _NONE)[1], value) for key in own):
        raise OutputError(
            "新的工作簿没有通过核对，没有写入",
            where=spot.label,
            why="写进去的与读出来的不一样",
            remedy="在工作簿里改；这是程序的错误，请告诉开发者",
        )
    return again


def _own(spot: Spot) -> frozenset[tuple[int | None, str]]:
    return frozenset((each, spot.path) for each in (spot.owners or (None,)))


def _leaves(activity: Activity, dossier: Dossier) -> Leaves:
    of_dossier = (
        (None, each)
        for each in leaves_of_dossier(activity, dossier)
        if each.field.kind is not Kind.RECORDS
    )
    of_nominations = (
        (index, each)
        for index, nomination in enumerate(dossier.nominations)
        for each in leaves_of_nomination(activity, nomination)
    )
    return {
        (index, each.path): (each.label, each.value)
        for index, each in chain(of_dossier, of_nominations)
        if each.field.kind not in FILE_KINDS and not is_empty(each.value)
    }


def _named(keys: Sequence[tuple[int | None, str]], old: Leaves, new: Leaves, intake: Intake) -> str:
    """Some of the values by their labels."""
    ids = [each.id or f"第{index + 1}项" for index, each in enumerate(intake.dossier.nominations)]
    names = [
        f"{ids[key[0]] if key[0] is not None and key[0] < len(ids) else ''}“{(old.get(key) or new[key])[0]}”"
        for key in keys[:_MOST_NAMED]
    ]
    return "、".join(names) + (f"等{len(keys)}处" if len(keys) > _MOST_NAMED else "")
