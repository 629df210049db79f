"""What evidence files were found to be, remembered by their content: opening hundreds takes seconds.

A dossier remembers its own, so that `check`, `status`, `build` and the page do not look twice.  A file whose size,
times and place on the disk are those of last time is not read; else its content tells whether it is known.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

import msgspec
from msgspec import Struct

from pipeline import store
from pipeline.check.facts import LookAt
from pipeline.check.judge import judge
from pipeline.dossier.intake import FileFacts, Intake
from pipeline.errors import OutputError

_RACY_NS = 2_000_000_000
"""Who writes a file again within this time may leave its times as they are (FAT counts in two seconds)."""

State: TypeAlias = tuple[int, int, int, int]
"""Size, time of the content, time of the entry (of its making on Windows), number on the disk."""


class _Seen(Struct, frozen=True, array_like=True):
    """The state of a file that was read, and what its content is known by."""

    state: State
    stamp: str


class _Memory(Struct, frozen=True):
    """What a dossier remembers.

    Attributes:
        judge: Who found it out; another one would find other things.
        files: Files that were read, by digest of their paths: names hold those of people.
        facts: What was found, by stamp of the content.
    """

    judge: str = ""
    files: dict[str, _Seen] = {}
    facts: dict[str, FileFacts] = {}


def remembering(intakes: Sequence[Intake], look: LookAt) -> LookAt:
    """Look at files as `look` does, but for those that were found good before.

    Files with something wrong are looked at each time: what was missing then may be there now.

    Args:
        intakes: The dossiers whose files they are; each remembers what it was asked for last.
        look: Looks at files.
    """

    def look_or_remember(paths: Sequence[Path]) -> Mapping[Path, FileFacts]:
        desks = [_Desk(intake) for intake in intakes]
        known: dict[Path, FileFacts] = {}
        for desk in desks:
            known |= desk.recall(paths)
        unknown = [path for path in paths if path not in known]
        found = {**known, **(look(unknown) if unknown else {})}
        for desk in desks:
            desk.remember(found)
        return found

    return look_or_remember


class _Desk:
    """The memory of one dossier, and the files of it that are asked for."""

    def __init__(self, intake: Intake) -> None:
        self._file = store.evidence_path(intake.folder)
        self._root = intake.folder.resolve()
        self._pictures = {each.path for each in intake.pictures.values()}
        self._before = _read(self._file)
        self._now: dict[Path, _Seen] = {}

    def recall(self, paths: Sequence[Path]) -> dict[Path, FileFacts]:
        """What is known of those files that are this dossier's."""
        known = {}
        for path in paths:
            if path.is_relative_to(self._root) or path in self._pictures:
                with suppress(OSError):
                    seen = self._now[path] = self._seen(path)
                    if facts := self._before.facts.get(seen.stamp):
                        known[path] = facts
        return known

    def remember(self, found: Mapping[Path, FileFacts]) -> None:
        """Keep what is good, of files that have not changed while they were looked at."""
        held = {path: seen for path, seen in self._now.items() if _is_good(found[path], path, seen)}
        now = time.time_ns()
        memory = _Memory(
            judge(),
            {_key(path): seen for path, seen in held.items() if _is_settled(seen.state, now)},
            {seen.stamp: found[path] for path, seen in sorted(held.items())},
        )
        if memory != self._before:
            with suppress(OutputError):  # the next run looks again
                store.write_whole(self._file, msgspec.json.encode(memory, order="deterministic"))

    def _seen(self, path: Path) -> _Seen:
        state = _state(path)
        before = self._before.files.get(_key(path))
        if before and before.state == state:
            return before
        return _Seen(state, store.content_stamp(path))


def _state(path: Path) -> State:
    """What changes when a file is written, or another takes its place.

    Raises:
        OSError: It is not there.
    """
    found = path.stat()
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def _is_settled(state: State, now_ns: int) -> bool:
    """Whether a file was last written so long ago that a further time would be another one."""
    return max(state[1], state[2]) < now_ns - _RACY_NS


def _is_good(facts: FileFacts, path: Path, seen: _Seen) -> bool:
    if facts.problem or facts.unknown:
        return False
    try:
        return facts.digest == seen.stamp or _state(path) == seen.state
    except OSError:
        return False


def _key(path: Path) -> str:
    return store.sha256(str(path).encode("utf-8", "surrogatepass"))[:16]


def _read(file: Path) -> _Memory:
    try:
        memory = msgspec.json.decode(file.read_bytes(), type=_Memory)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return _Memory()
    return memory if memory.judge == judge() else _Memory()
