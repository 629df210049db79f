"""One round: take in what came, look at the pages that were not looked at yet, remember, say.

Engine and clock come from outside: `run` hands them in.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from pipeline import store
from pipeline.arriving import Arrived
from pipeline.errors import reason
from pipeline.papers.returned import Unmarked
from pipeline.receive.expected import Expected
from pipeline.receive.keeping import Keep, usual_suffix
from pipeline.receive.means import Means
from pipeline.receive.models import Look, ScanFile, SeenPage, State
from pipeline.receive.seeing import (
    Counted,
    PageTask,
    count,
    look_at_page,
    lost,
    printed_of,
    said_of_lost,
    tasks_of,
)

LARGEST_LOOK_BYTES = 8_000_000
"""What one page may bring back, pictures included."""

_PAGES_AT_A_TIME = 100
"""After so many pages it is remembered what was seen: a run that is stopped need not begin anew."""


@dataclass
class Round:
    """What a round did.

    Attributes:
        fresh: Names of files that were not known before.
        known: Names of files whose content had come before.
        problems: What is wrong with files of this round, in Chinese, a line each.
        looked_at: Number of pages that were looked at.
    """

    fresh: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    looked_at: int = 0


class Rounds:
    """Takes scans into one output folder."""

    def __init__(self, out: Path, expected: Expected, means: Means) -> None:
        self.keep = Keep(out)
        self._out, self._expected = out, expected
        self._look_over, self._progress = means.look_over, means.progress

    def take(
        self,
        arrived: Iterable[Arrived],
        *,
        unmarked: Unmarked | None = None,
        passes_over_broken: bool = False,
    ) -> tuple[State, Round]:
        """Take in files, look at what is new or was printed anew, and remember all of it.

        Args:
            arrived: The files.
            unmarked: Where pages come from that nobody signs; None for what was said before.
            passes_over_broken: Files that cannot be read are not remembered: they are still being written.

        Raises:
            InputError: What is remembered cannot be read.
            OutputError: The disk is full, or the folder cannot be written.
        """
        state = self.keep.read()
        if unmarked is not None:
            state = msgspec.structs.replace(state, unmarked=unmarked)
        said = Round()
        state = self._take_in(state, arrived, said, passes_over_broken=passes_over_broken)
        state = self._look(state, said)
        self.keep.write(state)
        return state, said

    # ------------------------------------------------------------ files

    def _take_in(
        self, state: State, arrived: Iterable[Arrived], said: Round, *, passes_over_broken: bool
    ) -> State:
        known = {each.sha256: each for each in state.files}
        fresh: dict[str, ScanFile] = {}
        for each in arrived:
            file = self._kept(each)
            if file.sha256 in known or file.sha256 in fresh:
                said.known.append(each.name)
                if file.sha256 in known and known[file.sha256].problem:
                    said.problems.append(known[file.sha256].problem)
            elif file.sha256:
                fresh[file.sha256] = file
            else:
                said.problems.append(file.problem)
        for file in self._counted(list(fresh.values())):
            if file.problem:
                said.problems.append(file.problem)
            if not (file.problem and passes_over_broken):
                known[file.sha256] = file
                said.fresh.append(file.name)
        return msgspec.structs.replace(state, files=tuple(known.values()))

    def _kept(self, arrived: Arrived) -> ScanFile:
        """A file that arrived, kept if it may be of use; its pages are not counted yet."""
        try:
            sha256 = store.sha256_file(arrived.path)
        except OSError as error:
            problem = arrived.problem or f"{arrived.name}：{reason(error)}。"
            return ScanFile(sha256="", name=arrived.name, problem=problem)
        if arrived.problem:
            return ScanFile(sha256=sha256, name=arrived.name, problem=arrived.problem)
        kept = self.keep.keep(arrived.path, sha256, usual_suffix(arrived.name))
        return ScanFile(sha256=sha256, name=arrived.name, kept=kept)

    def _counted(self, files: Sequence[ScanFile]) -> Iterator[ScanFile]:
        """The files with their pages counted; what turns out to be of no use is not kept."""
        hopeful = [each for each in files if each.kept]
        paths = [self.keep.scan(each.kept) for each in hopeful]
        answers = dict(self._look_over(paths, count, Counted, largest_bytes=LARGEST_LOOK_BYTES))
        counted = {
            each.sha256: self._with_pages(each, answers[place])
            for place, each in enumerate(hopeful)
        }
        for each in files:
            file = counted.get(each.sha256, each)
            if file.problem and each.kept:
                store.delete(self.keep.scan(each.kept))
            yield file

    def _with_pages(self, file: ScanFile, answer: Any) -> ScanFile:
        if not isinstance(answer, Counted):
            problem = said_of_lost(file.name, hung=answer.hung)
        else:
            # What is kept is called by its content; the clerk knows it by its name.
            problem = answer.problem.replace(self.keep.scan(file.kept).name, file.name)
        if problem:
            return msgspec.structs.replace(file, kept="", problem=problem)
        return msgspec.structs.replace(file, pages=answer.pages)

    # ------------------------------------------------------------ pages

    def _look(self, state: State, said: Round) -> State:
        """Look at the pages that were not looked at yet, or whose printed page is another one now."""
        seen = {(each.source, each.index): each for each in state.pages}
        everything = [
            task
            for file in state.files
            for task in tasks_of(self.keep.scan(file.kept), file.sha256, file.pages)
        ]
        tasks = [
            task for task in everything if not self._is_current(seen.get((task.sha256, task.index)))
        ]
        printed = printed_of(self._expected, self._out)
        look = functools.partial(look_at_page, printed)
        answers = self._look_over(tasks, look, Look, largest_bytes=LARGEST_LOOK_BYTES)
        names = {file.sha256: file.name for file in state.files}
        if tasks:
            self._progress("查看扫描件", 0, len(tasks))
        for place, answer in answers:
            found = self._as_look(tasks[place], answer, names[tasks[place].sha256])
            self.keep.put_pictures(found.seen, found.pictures)
            seen[found.seen.source, found.seen.index] = found.seen
            said.looked_at += 1
            if said.looked_at % _PAGES_AT_A_TIME == 0:
                self.keep.write(_with_pages(state, everything, seen))
            self._progress("查看扫描件", said.looked_at, len(tasks))
        return _with_pages(state, everything, seen)

    def _is_current(self, seen: SeenPage | None) -> bool:
        if seen is None:
            return False
        by_page = self._expected.page_digest(seen.code) if seen.code else ""
        return seen.against == (by_page or self._expected.digest)

    def _as_look(self, task: PageTask, answer: Any, name: str) -> Look:
        """What was seen on a page, or why nothing was; `name` is what the clerk calls the file."""
        if not isinstance(answer, Look):
            return lost(task, said_of_lost(name, hung=answer.hung))
        # What is kept is called by its content; reports name file and page beside the reason.
        reason = answer.seen.reason.replace(f"{task.path.name} 第{task.index}页：", "")
        # A process that a hostile file has taken over may speak of its own page only.
        own = msgspec.structs.replace(
            answer.seen,
            source=task.sha256,
            index=task.index,
            reason=reason.replace(task.path.name, name),
        )
        return Look(seen=own, pictures=answer.pictures)


def _with_pages(
    state: State, tasks: Sequence[PageTask], seen: Mapping[tuple[str, int], SeenPage]
) -> State:
    """The state with what was seen so far, in the order of the files."""
    found = (seen.get((task.sha256, task.index)) for task in tasks)
    return msgspec.structs.replace(state, pages=tuple(filter(None, found)))
