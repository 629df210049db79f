"""Scans with known truth, examined as `receive` does: how often each answer is right.

    python tests/bench/scans.py OUT --log FILE --part undone --device flat200 --count 500 --held-out
    python tests/bench/scans.py --log FILE            # the tables; --write PAGE.md puts them between its markers
    python tests/bench/scans.py OUT --log FILE --among OTHER --count 3   # piles of two dossiers, through `receive`
    python tests/bench/scans.py OUT --speed 24        # pages a second and memory of one worker

OUT is an output folder of `wuxiao build`.  Every page tried is a line of FILE, so that a run can be
stopped and gone on with: what is in FILE is not tried again.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from pipeline.papers.outputs import find_output
from tests.bench.scanning import piles
from tests.bench.scanning.papers import book_of, sheets_of
from tests.bench.scanning.scanner import drawn_device, take
from tests.bench.scanning.tables import tables
from tests.bench.scanning.trials import PARTS, Record, Trials, seeds
from tests.bench.tables import with_block


def main() -> None:
    """Run trials, or show what came of them."""
    given = _arguments()
    if given.examine:
        _examine(given.out, given.stamped, given.examine)
    elif given.speed:
        _speed(given.out, given.stamped, given.speed)
    elif given.among:
        _pile(given)
    elif given.part:
        _try(given)
    if given.log and given.log.exists() and not (given.part or given.among):
        _show(tables(list(_records(given.log))), given.write, given.block)


def _show(shown: str, page: Path | None, block: str) -> None:
    if page is None:
        print(shown)
        return
    text = with_block(page.read_text(encoding="utf-8"), shown, block)
    page.write_text(text, encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("out", type=Path, nargs="?", help="output folder of one dossier")
    parser.add_argument("--stamped", type=Path, help="where pages without codes are stamped")
    parser.add_argument("--log", type=Path, help="records, one a line")
    parser.add_argument("--part", choices=sorted(PARTS))
    parser.add_argument("--device", default="flat200")
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--held-out", action="store_true", help="seeds that were never tuned with")
    parser.add_argument("--generator", default="marks", choices=["marks", "other_marks"])
    parser.add_argument("--among", type=Path, help="output folder of another dossier")
    parser.add_argument("--pages", type=int, default=40, help="pages of a pile, at least")
    parser.add_argument("--write", type=Path, metavar="PAGE.md", help="put the tables into a page")
    parser.add_argument("--block", default="scans", help="between which markers of the page")
    parser.add_argument("--speed", type=int, default=0, metavar="PAGES")
    parser.add_argument("--examine", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def _try(given: argparse.Namespace) -> None:
    trials = Trials(sheets_of(given.out, stamped=given.stamped), given.generator)
    known = set()
    if given.log.exists():
        known = {
            (each["part"], each["device"], each["seed"], each["pen"])
            for each in _records(given.log)
        }
    with given.log.open("a", encoding="utf-8") as log:
        for seed in seeds(given.count, held_out=given.held_out, start=given.start):
            if (given.part, given.device, seed, given.generator) not in known:
                record = trials.run(given.part, given.device, seed)
                log.write(json.dumps(record, ensure_ascii=False) + "\n")
                log.flush()


def _pile(given: argparse.Namespace) -> None:
    outputs = find_output(given.out), find_output(given.among)
    known = set()
    if given.log.exists():
        known = {each["seed"] for each in _records(given.log) if each["part"] == "pile"}
    with given.log.open("a", encoding="utf-8") as log:
        for seed in seeds(given.count, held_out=given.held_out, start=given.start):
            if seed not in known:
                record = piles.tried(outputs, seed, given.generator, given.pages)
                log.write(json.dumps(record, ensure_ascii=False) + "\n")
                log.flush()


def _records(log: Path) -> Iterator[Record]:
    for line in log.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def _speed(out: Path, stamped: Path | None, count: int) -> None:
    """Examine a PDF of so many different pages in a process of its own."""
    sheets = sheets_of(out, stamped=stamped)
    rng = np.random.default_rng(5)
    with tempfile.TemporaryDirectory() as folder:
        for number in range(count):
            taken = take(sheets[number].rgb, drawn_device(rng, "flat200"), rng)
            (Path(folder) / f"{number:04}.jpg").write_bytes(taken.data)
        command = [sys.executable, "-m", "tests.bench.scans", str(out), "--examine", folder]
        subprocess.run(command + (["--stamped", str(stamped)] if stamped else []), check=True)


def _examine(out: Path, stamped: Path | None, folder: Path) -> None:
    from pipeline.tools.scan.examine import examine
    from pipeline.tools.scan.pages import read_pages

    book = book_of(sheets_of(out, stamped=stamped))
    files = sorted(folder.iterdir())
    start, clock = time.process_time(), time.perf_counter()
    found = [examine(raw, book) for file in files for raw in read_pages(file)]
    work, wall = time.process_time() - start, time.perf_counter() - clock
    print(
        f"{len(found)} pages, {sum(each.page is not None for each in found)} identified:"
        f" {len(found) / work:.1f} a second of one core, {len(found) / wall:.1f} by the clock,"
        f" {_peak_mb():.0f} MB"
    )


def _peak_mb() -> float:
    """The most memory this process had (Linux): what its parent had counts in `getrusage`."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1000


if __name__ == "__main__":
    main()
