"""The contest: all papers of one dossier, by `wuxiao build` and by other ways, each in a fresh process."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.bench.figures import (
    COLD,
    EACH,
    EDITED,
    FIXED,
    OFFICE,
    ONCE,
    OURS,
    PAGES,
    UNCHANGED,
    Papers,
    Row,
    Run,
    shortfall,
)
from tests.bench.measuring import ENVIRONMENT, ROOT, WUXIAO, BenchError, measure, say

CONTESTANTS = str(Path(__file__).with_name("contestants.py"))
WAYS = {EACH: "office-each", ONCE: "office-once", PAGES: "pages", FIXED: "fixed"}
NAMES = (OURS, *WAYS, OFFICE)
KINDS = ("word", "pdf", "print")
PROGRAM = ("pipeline", "templates", "data/activities")
"""What must not change while it is measured."""

_INTRODUCTION = re.compile(r"^( +introduction: .*)。$", re.MULTILINE)


class Contest:
    """All contestants over one dossier; everything is written below `work`."""

    def __init__(self, work: Path, sample: str, names: Sequence[str]) -> None:
        self._work, self._names = work, names
        self._dossier = work / "dossiers" / sample
        self._profile = work / "profile"
        self._runs: dict[str, list[Run]] = {}
        self._papers: dict[str, Papers] = {}
        shutil.copytree(ROOT / "data" / "samples" / sample, self._dossier)

    def prepare(self) -> Papers:
        """Build once unmeasured: says which papers there are; warms the disk's cache."""
        say("preparing")
        measure(self._build("reference"))
        self._reference = self._work / "reference" / self._dossier.name
        self._manifest = self._reference / "manifest.json"
        if {EACH, ONCE, OFFICE} & set(self._names):
            measure([sys.executable, CONTESTANTS, "warm", "--profile", str(self._profile)])
        self._wanted = count(self._reference)
        return self._wanted

    def run(self, rounds: int) -> Mapping[str, Row]:
        """Measure every contestant `rounds` times, (a) once."""
        before = program_files()
        for number in range(rounds):
            names = [name for name in self._names if number == 0 or name != EACH]
            for name in reversed(names) if number % 2 else names:
                self._measure(name, number)
        if program_files() != before:
            raise BenchError("the program was changed while it was measured; run it again")
        return {key: Row(tuple(runs), self._papers[key]) for key, runs in self._runs.items()}

    def _measure(self, name: str, number: int) -> None:
        if name == OURS:
            self._ours(number)
        elif name == OFFICE:
            self._office(number)
        else:
            self._other(name, number)

    def _build(self, out: str) -> list[str]:
        return [WUXIAO, "build", str(self._dossier), "-o", str(self._work / out)]

    def _ours(self, number: int) -> None:
        out = self._work / OURS / self._dossier.name
        build = self._build(OURS)
        self._note(COLD, number, measure(build), out)
        before = written(out)
        self._note(UNCHANGED, number, measure(build), out)
        if written(out) != before:
            raise BenchError("rebuilt unchanged, but files were written; was the program changed?")
        with edited(self._dossier / "dossier.yaml"):
            self._note(EDITED, number, measure(build), out)
        anew = sum(before.get(path) != stamp for path, stamp in written(out).items())
        if not 0 < anew < len(before):
            raise BenchError(f"one edit, but {anew} of {len(before)} files were written")
        say(f"  {anew} of {len(before)} files made anew after the edit")
        shutil.rmtree(self._work / OURS)

    def _other(self, name: str, number: int) -> None:
        out = self._work / name
        command = [sys.executable, CONTESTANTS, WAYS[name], str(self._dossier), str(out)]
        options = ["--manifest", str(self._manifest), "--profile", str(self._profile)]
        self._note(name, number, measure([*command, *options]), out)
        shutil.rmtree(out)

    def _office(self, number: int) -> None:
        """LibreOffice alone: its process and nothing around it."""
        out = self._work / OFFICE
        for kind in KINDS:
            (out / kind).mkdir(parents=True)
        say_call = [sys.executable, CONTESTANTS, "office-call", str(self._reference), str(out)]
        call = json.loads(said_by([*say_call, "--profile", str(self._profile)]))
        self._note(OFFICE, number, measure(call["command"], environment=call["environment"]), out)
        shutil.rmtree(out)

    def _note(self, key: str, number: int, run: Run, out: Path) -> None:
        say(f"round {number + 1}, {key}: {run.seconds:.2f} s")
        papers = count(out)
        wanted = self._wanted.only("pdf") if key == OFFICE else self._wanted
        if lack := shortfall(papers, wanted):
            raise BenchError(f"{key} made less than ours: {lack}")
        self._runs.setdefault(key, []).append(run)
        self._papers[key] = papers


def count(out: Path) -> Papers:
    """The papers in an output folder; counted by another process, as ours has to stay small."""
    found = json.loads(said_by([sys.executable, CONTESTANTS, "count", str(out)]))
    files = {f"{kind}/{name}": pages for kind in KINDS for name, pages in found[kind].items()}
    return Papers(files=files, mb=sum((out / path).stat().st_size for path in files) / 1e6)


def said_by(command: Sequence[str]) -> str:
    """What a command that is not measured says."""
    said = subprocess.run(
        command, check=True, capture_output=True, cwd=ROOT, env=ENVIRONMENT, text=True
    )
    return said.stdout


def written(out: Path) -> dict[Path, int]:
    """When each paper was written."""
    files = (path for kind in KINDS for path in (out / kind).rglob("*") if path.is_file())
    return {path: path.stat().st_mtime_ns for path in files}


def program_files() -> dict[Path, int]:
    """When each file of the program was written."""
    return {
        path: path.stat().st_mtime_ns
        for folder in PROGRAM
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


class edited:  # noqa: N801 — reads as a verb
    """The first nomination's introduction ends with another mark inside this block."""

    def __init__(self, file: Path) -> None:
        self._file, self._text = file, file.read_text(encoding="utf-8")

    def __enter__(self) -> None:
        changed, times = _INTRODUCTION.subn(r"\1！", self._text, count=1)
        if not times:
            raise BenchError(f"no introduction to edit in {self._file.name}")
        self._file.write_text(changed, encoding="utf-8")

    def __exit__(self, *_: object) -> None:
        self._file.write_text(self._text, encoding="utf-8")
