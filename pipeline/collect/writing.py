"""Write what was collected: files, then the workbook anew with the earlier one beside it, then what came.

Whatever stops it, nothing is lost: files come first and are known again by their content, the workbook
is there whole before and after, and what came is noted last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline import store
from pipeline.collect.memory import Memory, remember
from pipeline.collect.placing import Places
from pipeline.collect.values import Fields, same
from pipeline.dossier.intake import Intake
from pipeline.dossier.models import Nomination
from pipeline.errors import InputError, OutputError
from pipeline.forms.values import at
from pipeline.tools.workbook.editing import Edits, edit_book
from pipeline.tools.workbook.opened import lock_of, opened_by


@dataclass(frozen=True, slots=True)
class Written:
    """What was written.

    Attributes:
        earlier: The workbook as it was before; None where it did not change.
        files: How many photos and other files were put into the dossier folder.
    """

    earlier: Path | None
    files: int


NOTHING = Written(None, 0)


def write(
    intake: Intake, edits: Edits, places: Places, memory: Memory, proof: Callable[[bytes], None]
) -> Written:
    """Write everything into the dossier folder.

    Args:
        intake: The dossier as it was read.
        edits: What goes into the workbook.
        places: Files, and where they go.
        memory: What came.
        proof: Raises where the new workbook does not say what it should.

    Raises:
        InputError: The workbook is damaged, or has changed meanwhile.
        OutputError: A file cannot be written; the workbook is as it was then.
    """
    workbook = intake.folder / intake.file
    before = workbook.read_bytes()
    after = edit_book(before, edits) if edits.values else before
    if edits.values:
        proof(after)
    for name, aside in places.aside:
        store.move(intake.folder / name, intake.folder / aside)
    for source, target in places.copies:
        store.copy_whole(source, intake.folder / target)
    earlier = replace_workbook(workbook, before, after) if edits.values else None
    remember(intake.folder, memory)
    return Written(earlier, len(places.copies))


def must_be_closed(workbook: Path) -> None:
    """Refuse to write into a workbook that a program has open: whoever saves it there would undo what was written.

    Raises:
        InputError: It is open.
    """
    file = lock_of(workbook)
    if file is None:
        return
    user = opened_by(workbook)
    raise InputError(
        "工作簿正开着，没有写入", where=workbook.name,
        why=f"{user or '有人'}正用Excel、WPS或LibreOffice打开它，那边一保存，写进去的就没有了",
        remedy=f"保存并关闭它，再做一次；确实没有人打开的，删去旁边的“{file.name}”",
    )  # fmt: skip


def replace_workbook(
    workbook: Path, before: bytes, after: bytes, *, keep: str = store.EARLIER
) -> Path | None:
    """Put a new workbook in the place of the clerk's, and the earlier one beside it.

    Args:
        workbook: The clerk's.
        before: What it was made from.
        after: The new one.
        keep: What stands in the name of the earlier one; empty: it is not kept.

    Returns:
        The earlier one.

    Raises:
        InputError: It has changed meanwhile.
        OutputError: It cannot be written, and is as it was.
    """
    if workbook.read_bytes() != before:
        raise InputError(
            "工作簿刚才被改过，没有写入", where=workbook.name, remedy="保存并关闭它，再做一次"
        )
    earlier = store.free_name(workbook, keep) if keep else None
    if earlier:
        store.copy_whole(workbook, earlier)
    try:
        store.write_whole(workbook, after, lasting=True)
    except OutputError:
        if earlier:
            store.delete(earlier)
        raise
    return earlier


def must_say(
    found: Sequence[Nomination],
    wanted: Sequence[Nomination],
    fields: Fields,
    unplaced: Collection[tuple[int, str]],
) -> None:
    """Compare what the new workbook says with what it should say.

    Args:
        found: Its nominations.
        wanted: What they should be.
        fields: The fields of the activity.
        unplaced: What the workbook has no place for, by number and path.

    Raises:
        OutputError: They differ.
    """
    count = Counter(each.id for each in wanted)
    by_id = {each.id: each for each in found}
    for index, each in enumerate(wanted):
        if count[each.id] > 1:
            continue  # told by `check`
        other = by_id.get(each.id)
        wrong = (
            path
            for path in fields.compared()
            if (index, path) not in unplaced
            and not same(path, at(each, path), at(other or Nomination(), path))
        )
        if path := next(wrong, None):
            raise OutputError(
                "新的工作簿没有通过核对，没有写入",
                where=f"{each.id} {fields.label(path)}",
                why="写进去的与读出来的不一样",
                remedy="这是程序的错误，请把工作簿和交来的材料发给开发者",
            )
