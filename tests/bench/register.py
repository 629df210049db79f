"""The register at size: how long `list` and `due` take with 100,000 papers, and how `verify` keeps up with the disk.

    .venv/bin/python tests/bench/register.py                 # both
    .venv/bin/python tests/bench/register.py --papers 5000   # a smaller register
    .venv/bin/python tests/bench/register.py --only verify

Aims (nothing asserts them): `list` and `due` under 0.1 s each; `verify` at 70 % of `sha256sum` on the same
files or more.  Times are those of the processor, as others may be at work on the machine; what is read twice
comes from memory, so that the disk is not measured but what the programs add to it.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from pipeline import run, store  # noqa: E402 - run as a script
from pipeline.archive import Register, at_work, chain, index  # noqa: E402
from pipeline.archive.events import Event, EventKind, Head  # noqa: E402
from pipeline.archive.models import Kept, Number, Period, Query, StoredVersion  # noqa: E402
from pipeline.archive.verifying import verify  # noqa: E402
from pipeline.settings import Settings  # noqa: E402
from tests.archive.papers import NOW, deposit, paper  # noqa: E402

_FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚"
_WORDS = [chr(0x4E00 + place) for place in range(0, 6000, 3)]
_A_DOSSIER = 100
_SCAN_BYTES = 400_000


def seconds_of(work: Callable[[], object], rounds: int = 5) -> float:
    """The least time of the processor that something takes."""
    times = []
    for _ in range(rounds):
        before = time.process_time()
        work()
        times.append(time.process_time() - before)
    return min(times)


# ---------------------------------------------------------------- many papers


def make_many(folder: Path, papers: int, characters: int) -> None:
    """A chain and an index of so many papers; no scans are stored."""
    chosen = random.Random(7)
    for number, event in enumerate(_events(chosen, papers), start=1):
        store.write_whole(chain.event_path(folder, number), chain.encode(event))
    store.make_folder(folder / "tree")

    def words(_: Kept) -> str:
        return "".join(chosen.choices(_WORDS, k=characters))

    index.make(folder / index.FILE, chain.read(folder, Head()), words)


def _events(chosen: random.Random, papers: int) -> Iterator[Event]:
    previous = ""
    for number in range(1, papers // _A_DOSSIER + 1):
        described = []
        for place in range(_A_DOSSIER):
            item = (number - 1) * _A_DOSSIER + place + 1
            name = chosen.choice(_FAMILY) + "".join(chosen.choices(_GIVEN, k=2))
            period = chosen.choice([Period.NONE, Period.TEN, Period.THIRTY])
            where = Number(fonds="Z109", year=2023, period=period, item=item)
            one = paper(f"{name}{item}", number=where, box=str(item // 50), project=name * 4)
            described.append(one.description)
        event = Event(
            number=number,
            previous=previous,
            kind=EventKind.ADDED,
            when=NOW.isoformat(),
            by="王干事",
            papers=tuple(each.key for each in described),
            added=tuple(described),
            stored=tuple(
                StoredVersion(object=f"paper:{each.key}", version=1, sha256="0" * 64)
                for each in described
            ),
        )
        previous = store.sha256(chain.encode(event))
        yield event


def measure_many(papers: int, characters: int) -> None:
    """Say how long the questions of a clerk take."""
    with tempfile.TemporaryDirectory() as top:
        folder = Path(top, "register")
        made = seconds_of(lambda: make_many(folder, papers, characters), rounds=1)
        size = (folder / index.FILE).stat().st_size / 1e6
        print(
            f"{papers} papers of {characters} characters: made in {made:.0f} s, index {size:.0f} MB"
        )
        settings = Settings(register=folder)
        some = Register(folder).find(Query(box="7"), limit=1)[0].paper.person
        questions: dict[str, Callable[[], object]] = {
            "list, the first 100": lambda: run.archive_list(settings, limit=100),
            "list --person": lambda: run.archive_list(settings, limit=100, person=some[:3]),
            "list --box": lambda: run.archive_list(settings, limit=100, box="7"),
            "list TEXT (two characters)": lambda: run.archive_list(settings, limit=100, text=some[:2]),
            "list --words (two characters)": lambda: run.archive_list(
                settings, limit=100, words=_WORDS[5] + _WORDS[9]
            ),
            "list --overdue": lambda: run.archive_list(settings, limit=100, overdue=True),
            "due, the first 100 of each": lambda: run.archive_due(
                settings, on=date(2034, 1, 1), limit=100
            ),
        }  # fmt: skip
        for name, ask in questions.items():
            print(f"  {name:32} {seconds_of(ask):.3f} s")
        for name in ("list", "due"):
            print(f"  wuxiao archive {name}, whole process {_command(folder, name):.2f} s")


def _command(folder: Path, name: str) -> float:
    before = os.times()
    subprocess.run(
        [sys.executable, "-m", "pipeline", "archive", name, "--register", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    after = os.times()
    return (
        after.children_user + after.children_system - before.children_user - before.children_system
    )


# ---------------------------------------------------------------- every byte


def measure_verify(papers: int) -> None:
    """Read the same files by `verify` and by `sha256sum`, in turns."""
    with tempfile.TemporaryDirectory() as top:
        folder = Path(top, "register")
        chosen = random.Random(7)
        with at_work(Register(folder), by="王干事", now=NOW) as desk:
            for number in range(papers // 50):
                scans = [
                    paper(f"{number}-{place}", chosen.randbytes(_SCAN_BYTES)) for place in range(50)
                ]
                desk.add(deposit(*scans))
        files = [path for path in (folder / "tree").rglob("*") if path.is_file()]
        size = sum(path.stat().st_size for path in files) / 1e6
        print(f"{papers} papers, {len(files)} files, {size:.0f} MB")
        ours, theirs = [], []
        for _ in range(5):
            ours.append(seconds_of(lambda: verify(Register(folder), lambda *_: None), rounds=1))
            theirs.append(_sha256sum(folder))
        print(f"  verify     {min(ours):.2f} s of the processor, {size / min(ours):.0f} MB/s")
        print(f"  sha256sum  {min(theirs):.2f} s of the processor, {size / min(theirs):.0f} MB/s")
        print(f"  verify reads {min(theirs) / min(ours):.0%} of what sha256sum does (aim: 70 %)")


def _sha256sum(folder: Path) -> float:
    before = os.times()
    subprocess.run(
        f"find {folder}/tree {folder}/events -type f -print0 | xargs -0 sha256sum >/dev/null",
        shell=True,
        check=True,
    )
    after = os.times()
    return (
        after.children_user + after.children_system - before.children_user - before.children_system
    )


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, default=100_000)
    parser.add_argument("--characters", type=int, default=600)
    parser.add_argument("--verified", type=int, default=300)
    parser.add_argument("--only", choices=["many", "verify"])
    asked = parser.parse_args()
    if asked.only != "verify":
        measure_many(asked.papers, asked.characters)
    if asked.only != "many":
        measure_verify(asked.verified)


if __name__ == "__main__":
    main()
