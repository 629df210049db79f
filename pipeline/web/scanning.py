"""The folder that a scanner writes into is watched: beside other work, of which it waits for its turn."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from pipeline import run
from pipeline.errors import InputError
from pipeline.web.jobs import Job, State

_SECONDS_BETWEEN_SIGNS = 0.3

Begin = Callable[[list[Path]], Job | None]
"""Begins to take files in; None while the dossier's other work is under way."""


class Scanning:
    """A folder that is watched by a thread; what it gives is taken in as if somebody had dropped it."""

    def __init__(self, folder: Path, begin: Begin) -> None:
        """Nothing is looked at yet.

        Args:
            folder: Where the scanner writes.
            begin: Takes in what has come.
        """
        self._folder, self._begin = folder, begin
        self._ended = threading.Event()

    def follow(self, progress: Callable[[str, int, int], None]) -> int:
        """Watch until it is ended; gives how many files were taken in.

        Raises:
            InputError: What came could not be taken in.
        """
        waiting: list[Path] = []
        taken = 0
        progress(_WAITS, 0, 0)
        for files in run.finished_files(self._folder, self._ended.wait):
            waiting += [each for each in files if each not in waiting]
            if not waiting:
                continue
            job = self._begin(waiting)
            if job is None:
                progress(f"有{len(waiting)}个新扫描件，等别的做完", 0, 0)
                continue
            taken, waiting = taken + len(waiting), []
            self._see_through(job, progress)
        return taken

    def cancel(self) -> None:
        """End it; what is being taken in is taken in."""
        self._ended.set()

    def _see_through(self, job: Job, progress: Callable[[str, int, int], None]) -> None:
        while job.is_running and not self._ended.wait(_SECONDS_BETWEEN_SIGNS):
            progress(job.what, job.done, max(job.total, 1))
        if job.state is State.FAILED:
            why = "".join(job.said[:1]).rstrip("。")
            raise InputError("扫描件没有收成，不再守着", why=why, remedy="处理以后再点“守着”")
        progress(_WAITS, 0, 0)


_WAITS = "等扫描件"
