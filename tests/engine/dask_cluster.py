"""A real Dask cluster on this computer: a scheduler, and worker processes of one thread each."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from pipeline.tools.cluster import Connection
from tests.alive import Run, is_running, wait_until
from tests.conftest import ROOT

_QUIET = ["--no-dashboard"]


class DaskCluster:
    """The processes, and where the scheduler listens."""

    def __init__(self, folder: Path) -> None:
        self._run, self._folder = Run(), folder
        self._file = folder / "scheduler.json"
        self._processes: list[subprocess.Popen[bytes]] = []
        self.workers: list[int] = []
        self.scheduler = self._start(
            "scheduler",
            "--port",
            "0",
            "--host",
            "127.0.0.1",
            "--no-jupyter",
            "--scheduler-file",
            self._file,
        )
        wait_until(self._is_listening)
        self.address: str = self._listening()

    def _listening(self) -> str:
        content: str = json.loads(self._file.read_text(encoding="utf-8"))["address"]
        return content

    def _is_listening(self) -> bool:
        with suppress(OSError, ValueError):
            return bool(self._listening())
        return False

    def hire(self, count: int) -> None:
        """Have so many workers; those that were killed are replaced."""
        self.workers = [each for each in self.workers if is_running(each)]
        while len(self.workers) < count:
            name = f"w{len(list(self._folder.iterdir()))}"
            place = self._folder / name
            place.mkdir()
            options = ("--nthreads", "1", "--no-nanny", "--local-directory", place)
            self.workers.append(self._start("worker", self.address, *options))
        connection = Connection(self.address)
        wait_until(lambda: len(connection.threads()) == count)
        connection.close()

    def kill(self, worker: int) -> None:
        """End a worker at once, as a power cut does."""
        os.kill(worker, signal.SIGKILL)
        wait_until(lambda: not is_running(worker))

    def end(self) -> None:
        self._run.end()
        for process in self._processes:
            process.wait()
        self._run.wait_until_none_is_left()

    def _start(self, kind: str, *arguments: str | Path) -> int:
        log = (self._folder.parent / f"{self._folder.name}-{kind}.log").open("ab")
        command = [
            sys.executable,
            "-m",
            f"distributed.cli.dask_{kind}",
            *map(str, arguments),
            *_QUIET,
        ]
        environment = {**self._run.environment, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
        with log:
            self._processes.append(
                subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=self._folder)
            )
        return self._processes[-1].pid
