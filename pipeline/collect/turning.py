"""A dossier that was written as YAML becomes a workbook that says the same; the YAML file is kept beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline import store
from pipeline.activity.model import Activity
from pipeline.activity.walk import Leaf, leaves_of_dossier, leaves_of_nomination
from pipeline.collect.values import FILE_KINDS, put
from pipeline.dossier.findings import Finding, Severity
from pipeline.dossier.intake import Intake
from pipeline.dossier.models import Dossier
from pipeline.dossier.schema import Kind
from pipeline.errors import InputError, OutputError, UsageError
from pipeline.forms.writer import workbook_bytes

_WORKBOOK = "dossier.xlsx"
_MARK = "转为工作簿前"
"""What stands in the name of the YAML file that is kept, before its number."""


@dataclass(frozen=True, slots=True)
class Turned:
    """What became of a dossier.

    Attributes:
        workbook: The new workbook.
        earlier: The file as it was, under its new name.
    """

    workbook: Path
    earlier: Path


def turn(
    intake: Intake, activity: Activity, load: Callable[[Path], Intake], scratch: Path
) -> Turned:
    """Put a workbook in the place of the YAML file; the caller holds the dossier folder.

    Args:
        intake: The dossier as it is now.
        activity: Its activity.
        load: Reads a dossier folder.
        scratch: An empty folder of this run.

    Raises:
        UsageError: It is a workbook.
        InputError: Not all of it can be read, or fits into a workbook.
        OutputError: The workbook does not say the same, or cannot be written; all is as it was then.
    """
    source = intake.folder / intake.file
    if source.suffix.casefold() == ".xlsx":
        raise UsageError("材料已经是工作簿", where=intake.file, remedy="直接在网页上改")
    unread = _unread(intake)
    if unread:
        raise InputError(
            "没有转",
            where=str(unread.source or intake.file),
            why=unread.message,
            remedy=unread.remedy,
        )
    before = source.read_bytes()
    book = workbook_bytes(activity, dossier=_as_written(intake, activity))
    _prove(intake, activity, book, load, scratch)
    return _replace(source, before, book)


def _unread(intake: Intake) -> Finding | None:
    """The first thing that cannot be read; its value is missing from the dossier."""
    return next((each for each in intake.findings if each.severity is Severity.ERROR), None)


def _as_written(intake: Intake, activity: Activity) -> Dossier:
    """The dossier without the files that nobody named: those that lie in its folders are found again."""

    def is_found(prefix: str, leaf: Leaf) -> bool:
        place = intake.sources.get(f"{prefix}{leaf.path}")
        return leaf.field.kind in FILE_KINDS and place is not None and place.file != intake.file

    dossier = intake.dossier
    nominations = []
    for index, nomination in enumerate(dossier.nominations):
        left = nomination
        for leaf in leaves_of_nomination(activity, nomination):
            if is_found(f"nominations[{index}].", leaf):
                left = put(left, leaf.path, _nothing(leaf))
        nominations.append(left)
    for leaf in leaves_of_dossier(activity, dossier):
        if is_found("", leaf):
            dossier = put(dossier, leaf.path, _nothing(leaf))
    return replace(dossier, nominations=tuple(nominations))


def _nothing(leaf: Leaf) -> tuple[str, ...] | None:
    return () if leaf.field.kind is Kind.FILES else None


def _prove(
    intake: Intake,
    activity: Activity,
    book: bytes,
    load: Callable[[Path], Intake],
    scratch: Path,
) -> None:
    """Beside files of the same names, the workbook is read as the dossier was.

    Raises:
        OutputError: It is not.
    """
    proof = scratch / intake.folder.name
    store.write_whole(proof / _WORKBOOK, book)
    for name in _files(intake.dossier, activity):
        store.write_whole(proof / name, b"")
    again = load(proof)
    if again.dossier != intake.dossier or _unread(again):
        raise OutputError(
            "新的工作簿没有通过核对，没有转",
            where=intake.file,
            why="写进去的与读出来的不一样",
            remedy="在原来的文件里改；这是程序的错误，请告诉开发者",
        )


def _files(dossier: Dossier, activity: Activity) -> Iterator[str]:
    """The files that a dossier names."""
    leaves = [*leaves_of_dossier(activity, dossier)]
    for nomination in dossier.nominations:
        leaves += leaves_of_nomination(activity, nomination)
    for leaf in leaves:
        if leaf.field.kind is Kind.FILES:
            yield from leaf.value
        elif leaf.field.kind is Kind.FILE and leaf.value:
            yield leaf.value


def _replace(source: Path, before: bytes, book: bytes) -> Turned:
    """First the workbook, then the other name: whatever stops it, nothing is lost.

    Raises:
        InputError: The file has changed meanwhile.
        OutputError: Something cannot be written; all is as it was then.
    """
    if source.read_bytes() != before:
        raise InputError("文件刚才被改过，没有转", where=source.name, remedy="再做一次")
    workbook, earlier = source.with_name(_WORKBOOK), store.free_name(source, _MARK)
    store.write_whole(workbook, book, lasting=True)
    try:
        store.move(source, earlier)
    except OutputError:
        store.delete(workbook)
        raise
    return Turned(workbook, earlier)
