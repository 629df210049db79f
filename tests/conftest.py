"""A desk to work at: a dossier of two nominations, the command line, and what a build made of it."""

from __future__ import annotations

import gc
import io
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest
from filelock import FileLock
from hypothesis import settings

from pipeline import cli
from pipeline.activity.loading import load_activity
from pipeline.papers.documents import load_documents
from pipeline.papers.manifest import FileKind, Manifest, read_manifest
from tests.alive import Run

settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")  # new examples are for desks: a failure there says so at once

# A test process holds a million objects, which Python would look through every few seconds: an eighth of its time.
gc.set_threshold(100_000, 20, 20)

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "data" / "samples" / "other_society"
"""Two nominations of a society, 尉迟晨 (P01) and 晁砺寒 (P02)."""

NAME = "苏岸市匠心中心"
"""What the dossier folder is called on the desk."""


@dataclass(frozen=True)
class Outcome:
    """How a command ended: exit code, results, messages."""

    code: int
    out: str
    err: str


class Stream(io.TextIOWrapper):
    """Where the program speaks to: a pipe of an unsuitable encoding."""


class Command(Protocol):
    """`wuxiao` with these arguments."""

    def __call__(self, *arguments: str | Path) -> Outcome: ...


@dataclass(frozen=True)
class Desk:
    """A dossier folder, and the folder that output goes to."""

    folder: Path
    output: Path

    @property
    def out(self) -> Path:
        """Output of the dossier."""
        return self.output / self.folder.name

    @property
    def source(self) -> Path:
        """The YAML file."""
        return self.folder / "dossier.yaml"

    def edit(self, old: str, new: str) -> None:
        """Change the first place where `old` stands in the dossier."""
        text = self.source.read_text(encoding="utf-8")
        assert old in text
        self.source.write_text(text.replace(old, new, 1), encoding="utf-8")

    def manifest(self) -> Manifest:
        """The manifest of the last build."""
        manifest = read_manifest(self.out / "manifest.json")
        assert manifest is not None
        return manifest

    def files(self) -> dict[str, bytes]:
        """Every visible file of the output, by its path below it."""
        return {
            path.relative_to(self.out).as_posix(): path.read_bytes()
            for path in sorted(self.out.rglob("*"))
            if path.is_file() and ".wuxiao" not in path.parts
        }

    def papers(self) -> set[str]:
        """Names of the papers that are in `pdf/`."""
        return {path.stem for path in (self.out / "pdf").glob("*.pdf")}


def changed(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> set[str]:
    """Word files and PDFs whose bytes differ, or that are on one side only."""
    return {
        path
        for path in before.keys() | after.keys()
        if path.startswith(("word/", "pdf/", "print/")) and before.get(path) != after.get(path)
    }


def made_entries(desk: Desk, kind: FileKind) -> list[str]:
    """Paths of the manifest's files of a kind."""
    return [entry.path for entry in desk.manifest().files if entry.kind is kind]


def run_wuxiao(*arguments: str | Path) -> Outcome:
    """Run the real command line in this process, as a process that has just started."""
    _forget()
    streams = [Stream(io.BytesIO(), encoding="ascii") for _ in range(2)]
    argv, sys.argv = sys.argv, ["wuxiao", *map(str, arguments)]
    try:
        with redirect_stdout(streams[0]), redirect_stderr(streams[1]):
            cli.main()
    except SystemExit as end:
        code = end.code
    finally:
        sys.argv = argv
    assert isinstance(code, int)
    texts = []
    for stream in streams:
        stream.flush()
        raw = stream.buffer
        assert isinstance(raw, io.BytesIO)
        texts.append(raw.getvalue().decode("utf-8"))
    return Outcome(code, *texts)


def _forget() -> None:
    """What a process remembers of its one run."""
    from pipeline.make import pages, unchanged

    load_activity.cache_clear()
    load_documents.cache_clear()
    pages._prepared.cache_clear()
    unchanged.photo_digest.cache_clear()


@pytest.fixture
def everyone() -> Iterator[Run]:
    """Processes that are all gone when the test is over, whether it passed or not."""
    run = Run()
    yield run
    run.end()


@pytest.fixture
def wuxiao(monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command line, without worker processes."""
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    monkeypatch.delenv("WUXIAO_ACTIVITIES", raising=False)
    return run_wuxiao


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A dossier that nothing has been made of yet."""
    folder = tmp_path / NAME
    shutil.copytree(SAMPLE, folder)
    return Desk(folder, tmp_path / "output")


@pytest.fixture(scope="session")
def model_build(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The output of one build of the sample, made once for all test processes."""
    top = tmp_path_factory.getbasetemp()
    shared = (top if worker_id == "master" else top.parent) / "model"
    with FileLock(f"{shared}.lock"):
        if not (shared / NAME / "manifest.json").is_file():
            shutil.rmtree(shared, ignore_errors=True)
            folder = shared / "dossier" / NAME
            shutil.copytree(SAMPLE, folder)
            outcome = run_wuxiao("build", folder, "-o", shared, "--jobs", "1")
            assert outcome.code == 0, outcome.err
    return shared / NAME


@pytest.fixture
def built(desk: Desk, model_build: Path) -> Desk:
    """A dossier that has been built: an output folder of one's own to work on."""
    shutil.copytree(model_build, desk.out)
    return desk


@pytest.fixture(scope="session")
def model(model_build: Path) -> Desk:
    """The output of one build, to look at and leave as it is."""
    return Desk(model_build.parent / "dossier" / NAME, model_build.parent)


@pytest.fixture
def broken_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], None]]:
    """Call it with a number of bytes: so many can still be written, then the disk is full."""
    left = [sys.maxsize]
    real_open = Path.open

    class Full(io.FileIO):
        def write(self, data: object) -> int:
            content = bytes(data)  # type: ignore[call-overload]
            room = min(len(content), left[0])
            left[0] -= room
            written = super().write(content[:room])
            if room < len(content):
                raise OSError(28, "No space left on device")
            return written

    def fake_open(path: Path, mode: str = "r", *arguments: object, **named: object) -> object:
        if mode == "wb" and path.suffix == ".tmp":  # ours; fonts go to the system's own disk
            return Full(path, "w")
        return real_open(path, mode, *arguments, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", fake_open)
    yield lambda size: left.__setitem__(0, size)
    left[0] = sys.maxsize
