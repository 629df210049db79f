"""Stage `collect`: what employers send back in; values, photos and doubts for the dossier out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline import store
from pipeline.activity.model import Activity
from pipeline.collect.choosing import by_path, must_be_met, wishes_of
from pipeline.collect.gathering import Item, Problem, gather
from pipeline.collect.ledger import Ledger
from pipeline.collect.means import Means
from pipeline.collect.memory import Memory, recall
from pipeline.collect.merging import Merger
from pipeline.collect.missing import missing_in, missing_of
from pipeline.collect.models import Change, Entry, State, Take, Wishes
from pipeline.collect.placing import place
from pipeline.collect.reading import Reader
from pipeline.collect.saying import collected_to_json, collected_to_text
from pipeline.collect.sending import held_files
from pipeline.collect.values import Fields
from pipeline.collect.writing import NOTHING, must_be_closed, must_say, write
from pipeline.dossier.answers import Unread
from pipeline.dossier.findings import Severity
from pipeline.dossier.intake import Intake
from pipeline.errors import ExitCode, InputError, UsageError
from pipeline.forms.writer import free_ids
from pipeline.tools.workbook import read_book

__all__ = [
    "Change",
    "Collected",
    "Entry",
    "Means",
    "State",
    "Take",
    "Wishes",
    "collect",
    "missing_of",
    "wishes_of",
]

_WORKBOOK = ".xlsx"


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What a round of collecting came to.

    Attributes:
        dossier: Name of the dossier.
        entries: What each nomination that came back came to.
        problems: Files that were of no use.
        missing: Employers of whom nothing has come yet.
        earlier: The workbook as it was before; None where it did not change.
        files: How many photos and other files were put into the dossier folder.
        state: The digest of the workbook that all this is about.
        is_dry: Whether nothing was written.
    """

    dossier: str
    entries: tuple[Entry, ...] = ()
    problems: tuple[Problem, ...] = ()
    missing: tuple[str, ...] = ()
    earlier: Path | None = None
    files: int = 0
    state: str = ""
    is_dry: bool = False

    @property
    def is_doubtful(self) -> bool:
        """Whether a person has to look at something."""
        return bool(self.problems or self.asked or any(each.unread for each in self.entries))

    @property
    def asked(self) -> int:
        """How many values the clerk has to decide on."""
        return sum(len(each.in_state(State.ASKED)) for each in self.entries)

    @property
    def exit_code(self) -> ExitCode:
        """Findings where something is doubtful; input where nothing at all could be read."""
        if self.problems and not self.entries:
            return ExitCode.INPUT
        return ExitCode.FINDINGS if self.is_doubtful else ExitCode.OK

    def json(self) -> str:
        """As JSON (DESIGN §6)."""
        return collected_to_json(self.dossier, self.entries, self.problems, self.missing)

    def text(self) -> str:
        """As a clerk reads it."""
        return collected_to_text(self.entries, self.problems, self.missing)


def collect(
    intake: Intake,
    activity: Activity,
    paths: Sequence[Path],
    means: Means,
    *,
    scratch: Path,
    wishes: Wishes,
) -> Collected:
    """Take what came back into a dossier, and write it.

    Args:
        intake: The dossier.
        activity: Its activity.
        paths: Files, folders and zips that came back.
        means: What others do.
        scratch: An empty folder of this run.
        wishes: What the clerk has decided.

    Raises:
        UsageError: The dossier is no workbook, or a decision is about nothing that is there.
        InputError: The workbook is not the one that was decided on any more, or is open.
        WuxiaoError: One of the paths is not there, or the dossier cannot be written.
    """
    if not intake.file.casefold().endswith(_WORKBOOK):
        raise UsageError(
            "材料不是工作簿，不能收集进去", where=intake.file,
            remedy="执行 wuxiao serve 打开网页，在“收集”页点“转为工作簿”（内容不变），再收集",
        )  # fmt: skip
    if not wishes.is_dry:
        must_be_closed(intake.folder / intake.file)
    state = _state_of(intake, wishes)
    found = list(gather(paths, scratch, means.role_of))
    items = [each for each in found if isinstance(each, Item)]
    problems = [each for each in found if isinstance(each, Problem)]
    read, more = Reader(activity, means, scratch).read(items)
    returned = [each for each in read if each.source not in wishes.leave]
    desk = _Desk(intake, activity, means, scratch, is_dry=wishes.is_dry)
    merger = desk.merger(wishes)
    merger.wishes = {each.nomination.id for each in returned}
    entries = [merger.accept(each) for each in returned]
    must_be_met(merger.chosen, merger.met, Fields(activity))
    return replace(desk.write(merger, entries, (*problems, *more)), state=state)


def _state_of(intake: Intake, wishes: Wishes) -> str:
    """The digest of the workbook, which must be the one that was decided on."""
    state = store.sha256_file(intake.folder / intake.file)
    if wishes.state and wishes.state != state:
        raise InputError(
            "材料在核对以后又改过，没有收进去", where=intake.file, remedy="再核对一次，重新决定"
        )
    return state


@dataclass(slots=True)
class _Desk:
    """The dossier, and what is needed to write into it."""

    intake: Intake
    activity: Activity
    means: Means
    scratch: Path
    is_dry: bool = False

    def merger(self, wishes: Wishes) -> Merger:
        """A merger that knows the dossier."""
        ledger = self._ledger()
        nominations = list(self.intake.dossier.nominations)
        ids = [each.id for each in nominations]
        prepared = [each for each in ledger.free_ids() if each not in ids]
        return Merger(
            self.activity,
            nominations,
            recall(self.intake.folder),
            held=self._held,
            unreadable=frozenset(self._unreadable()),
            take=wishes.take,
            chosen=by_path(wishes.chosen, Fields(self.activity)),
            free_ids=[*prepared, *free_ids([*ids, *prepared], 200)],
        )

    def write(
        self, merger: Merger, entries: Sequence[Entry], problems: Sequence[Problem]
    ) -> Collected:
        """Write what was taken, and say what it came to."""
        ledger = self._ledger()
        ledger.write(merger.writes, merger.nominations)
        places = place(merger.placings, merger.nominations, self.intake, ledger.edits)
        unplaced = {(index, path): why for index, path, why in ledger.unplaced}

        def proof(data: bytes) -> None:
            folder = self.scratch / "proof"
            store.write_whole(folder / self.intake.file, data)
            again = self.means.load(folder).dossier.nominations
            must_say(again, merger.nominations, Fields(self.activity), frozenset(unplaced))

        known = self._known(merger, unplaced)
        written = NOTHING if self.is_dry else write(self.intake, ledger.edits, places, known, proof)
        return Collected(
            dossier=self.intake.name,
            entries=tuple(self._with_unplaced(entries, merger, unplaced)),
            problems=tuple(problems),
            missing=missing_in(merger.nominations, merger.memory, merger.returned),
            earlier=written.earlier,
            files=written.files,
            is_dry=self.is_dry,
        )

    def _ledger(self) -> Ledger:
        return Ledger(
            self.intake, read_book(self.intake.folder / self.intake.file), Fields(self.activity)
        )

    def _held(self, index: int, path: str) -> tuple[str, ...]:
        """Digests of the files that a nomination has in a field."""
        if index >= len(self.intake.dossier.nominations):
            return ()
        return held_files(self.intake, self.intake.dossier.nominations[index], path)

    def _unreadable(self) -> Iterable[tuple[int, str]]:
        """Cells that hold what cannot be read: they are not empty."""
        ids = {each.id: index for index, each in enumerate(self.intake.dossier.nominations)}
        for finding in self.intake.findings:
            if finding.severity is Severity.ERROR and finding.nomination in ids and finding.field:
                yield ids[finding.nomination], finding.field

    def _known(self, merger: Merger, unplaced: dict[tuple[int, str], str]) -> Memory:
        """What came, but for what the workbook has no place for: it is new the next time too."""
        for index, path in unplaced:
            merger.memory.values.get(merger.nominations[index].id or "", {}).pop(path, None)
        return merger.memory

    def _with_unplaced(
        self, entries: Sequence[Entry], merger: Merger, unplaced: dict[tuple[int, str], str]
    ) -> Iterable[Entry]:
        fields = Fields(self.activity)
        names = {each.id: index for index, each in enumerate(merger.nominations)}
        for entry in entries:
            index = names.get(entry.nomination) if entry.nomination else None
            lost = [path for at, path in unplaced if at == index]
            told = [Unread(fields.label(path), unplaced[index or 0, path]) for path in lost]
            changes = tuple(each for each in entry.changes if each.field not in lost)
            yield replace(entry, changes=changes, unread=(*entry.unread, *told))
