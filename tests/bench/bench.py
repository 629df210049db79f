"""The benchmark: every paper of a dossier by `wuxiao build` and by three other ways.

    python tests/bench/bench.py [--rounds N] [--quick] [--only ours|a|b|c]... [--markdown]
                                [--write docs/developing.md]

Each contestant is a fresh process that makes the same papers of the same dossier; its wall time, the
CPU time of all its processes and the memory of the largest one are measured.  The order is reversed
every other round, so that noise and heat do not fall on one.  A contestant that makes fewer papers
than ours stops the benchmark with exit code 1; an aim that is not reached is said, and is no failure.

Linux only: orphans are adopted so that their time counts too (`PR_SET_CHILD_SUBREAPER`).
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import platform
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.figures import (  # noqa: E402 — run as a script, the folder above is not on the path
    COLD,
    EACH,
    EDITED,
    ONCE,
    PAGES,
    UNCHANGED,
    Papers,
    Row,
    Run,
    aim_cells,
    cells,
    markdown_table,
    plain_table,
    shortfall,
    with_block,
)

SAMPLE, QUICK_SAMPLE = "city", "other_society"
WUXIAO = str(Path(sys.executable).with_name("wuxiao"))
CONTESTANTS = str(Path(__file__).with_name("contestants.py"))
WAYS = {EACH: "office-each", ONCE: "office-once", PAGES: "pages"}
OURS = "ours"
NAMES = (OURS, *WAYS)
ROUNDS = 3
KINDS = ("word", "pdf", "print")
PROGRAM = ("pipeline", "templates", "data/activities")
"""What must not change while it is measured."""

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
"""Measured is the program of the tree that this file stands in, wherever `wuxiao` is installed from."""

_INTRODUCTION = re.compile(r"^( +introduction: .*)。$", re.MULTILINE)
_PR_SET_CHILD_SUBREAPER = 36
_ORPHAN_SECONDS = 10.0


class BenchError(Exception):
    """A contestant failed, or did not do its work."""


# ------------------------------------------------------------------------------ one measurement


def adopt_orphans() -> None:
    """Make this process the parent of grandchildren whose own parent is gone."""
    if ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise BenchError("this system does not let orphans be adopted; needs Linux 3.4 or later")


def measure(command: Sequence[str]) -> Run:
    """Run a command to its end.

    The kernel's figures for a child that has been waited for hold those of its own children: times
    as sums, memory as that of the largest.

    Raises:
        BenchError: It ended with an error.
    """
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        _, status, own = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        usages = [own, *_orphans()]
        if process.returncode != 0:
            said.seek(0)
            tail = said.read().decode(errors="replace").strip()[-1500:]
            raise BenchError(f"exit code {process.returncode}: {' '.join(command)}\n{tail}")
    return Run(
        seconds=seconds,
        cpu_seconds=sum(usage.ru_utime + usage.ru_stime for usage in usages),
        peak_mb=max(usage.ru_maxrss for usage in usages) * 1024 / 1e6,
    )


def _orphans() -> Iterator[resource.struct_rusage]:
    """Wait for processes that the child left behind."""
    patience = time.perf_counter() + _ORPHAN_SECONDS
    while time.perf_counter() < patience:
        try:
            pid, _, usage = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid:
            yield usage
        else:
            time.sleep(0.01)
    raise BenchError(f"processes still running {_ORPHAN_SECONDS:.0f} s after their parent ended")


# ------------------------------------------------------------------------------ the contest


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
        if {EACH, ONCE} & set(self._names):
            measure([sys.executable, CONTESTANTS, "warm", "--profile", str(self._profile)])
        self._wanted = count(self._reference)
        return self._wanted

    def run(self, rounds: int) -> Mapping[str, Row]:
        """Measure every contestant `rounds` times, (a) once."""
        before = program_files()
        for number in range(rounds):
            names = [name for name in self._names if number == 0 or name != EACH]
            for name in reversed(names) if number % 2 else names:
                self._ours(number) if name == OURS else self._other(name, number)
        if program_files() != before:
            raise BenchError("the program was changed while it was measured; run it again")
        return {key: Row(tuple(runs), self._papers[key]) for key, runs in self._runs.items()}

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

    def _note(self, key: str, number: int, run: Run, out: Path) -> None:
        say(f"round {number + 1}, {key}: {run.seconds:.2f} s")
        papers = count(out)
        if lack := shortfall(papers, self._wanted):
            raise BenchError(f"{key} made less than ours: {lack}")
        self._runs.setdefault(key, []).append(run)
        self._papers[key] = papers


def count(out: Path) -> Papers:
    """The papers in an output folder; counted by another process, as ours has to stay small."""
    command = [sys.executable, CONTESTANTS, "count", str(out)]
    said = subprocess.run(command, check=True, capture_output=True, cwd=ROOT, env=ENVIRONMENT)
    found = json.loads(said.stdout)
    files = {f"{kind}/{name}": pages for kind in KINDS for name, pages in found[kind].items()}
    return Papers(files=files, mb=sum((out / path).stat().st_size for path in files) / 1e6)


def written(out: Path) -> dict[Path, int]:
    """When each paper was written."""
    return {path: path.stat().st_mtime_ns for kind in KINDS for path in (out / kind).iterdir()}


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


# ------------------------------------------------------------------------------ what is said


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def machine() -> str:
    """The machine and the programs, in one line."""
    memory_gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    libraries = ", ".join(f"{name} {version(name)}" for name in ("weasyprint", "docxtpl", "pypdf"))
    return (
        f"{os.cpu_count()} cores ({_processor()}), {memory_gb:.0f} GB, {_system()}; "
        f"Python {platform.python_version()}, {libraries}, {_office()}"
    )


def _processor() -> str:
    info = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    found = re.search(r"^model name\s*:\s*(.+)$", info, re.MULTILINE)
    return " ".join(found[1].split()) if found else platform.machine()


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return platform.platform()


def _office() -> str:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        return "no LibreOffice"
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"LibreOffice \d+(\.\d+)+", said.stdout)
    return found[0] if found else "LibreOffice"


def introduction(sample: str, wanted: Papers, rounds: int) -> str:
    """What was measured, how, when and where."""
    once = "; (a), which takes minutes, once" if rounds > 1 else ""
    return (
        f"Measured on {datetime.now().astimezone():%Y-%m-%d} on {machine()}.\n\n"
        f"`data/samples/{sample}`: {wanted.count('word')} Word files, {wanted.count('pdf')} PDFs of "
        f"{wanted.pages('pdf')} pages, {wanted.count('print')} packets. Rounds: {rounds}, the order "
        f"reversed every other one{once}. CPU is that of all processes, the peak that of the largest "
        "one. Ours also checks the data, makes photos fit for print, and writes manifest, thumbnails "
        "and report; the others start from the same plan of papers and LibreOffice from a profile "
        "that is set up already."
    )


def report(text: str, rows: Mapping[str, Row], table: Callable[..., str]) -> str:
    return "\n\n".join([text, table(cells(rows)), table(aim_cells(rows))])


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, help=f"default {ROUNDS}, with --quick 1")
    parser.add_argument("--quick", action="store_true", help=f"the small dossier {QUICK_SAMPLE}")
    parser.add_argument("--only", nargs="+", choices=NAMES, default=NAMES, metavar="NAME",
                        help="some contestants: " + " ".join(NAMES))  # fmt: skip
    parser.add_argument(
        "--markdown", action="store_true", help="print the block for docs/developing.md"
    )
    parser.add_argument("--write", type=Path, metavar="PAGE.md",
                        help="write the block between the markers <!-- bench --> <!-- /bench -->")  # fmt: skip
    args = parser.parse_args()
    args.rounds = args.rounds or (1 if args.quick else ROUNDS)
    if args.rounds < 1:
        parser.error("--rounds: at least 1")
    if args.write:
        try:
            with_block(args.write.read_text(encoding="utf-8"), "")
        except (OSError, ValueError) as error:
            parser.error(f"{args.write}: {error}")
    return args


def main() -> int:
    args = arguments()
    sample = QUICK_SAMPLE if args.quick else SAMPLE
    say(f"load of the machine before the start: {os.getloadavg()[0]:.1f}")
    try:
        adopt_orphans()
        with tempfile.TemporaryDirectory(prefix="wuxiao-bench-") as work:
            names = [name for name in NAMES if name in args.only]
            contest = Contest(Path(work), sample, names)
            wanted = contest.prepare()
            rows = contest.run(args.rounds)
    except BenchError as error:
        say(f"✗ {error}")
        return 1
    text = introduction(sample, wanted, args.rounds)
    block = report(text, rows, markdown_table)
    print(block if args.markdown else report(text, rows, plain_table))
    if args.write:
        readme = args.write.read_text(encoding="utf-8")
        args.write.write_text(with_block(readme, block), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
