"""How long `wuxiao check --no-files` takes over 50 dossiers with 1,000 nominations.

    python tests/bench/check_many.py [--dossiers N] [--rounds N] [--keep FOLDER]

The dossiers are workbooks made from the sample of a city: people, titles, patents and employers
renamed so that nothing is found.  The program runs in a process of its own; its wall time, the CPU
time of all its processes and the memory of the largest one are measured, as `measuring.py` does.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from pipeline.dossier.models import Dossier, Nomination  # noqa: E402
from pipeline.forms.writer import write_workbook  # noqa: E402 — run as a script, see above
from pipeline.load import load  # noqa: E402
from pipeline.rules.check_digits import id_check_character  # noqa: E402
from pipeline.settings import Settings  # noqa: E402
from tests.bench.measuring import WUXIAO, adopt_orphans, measure, say  # noqa: E402

SAMPLE = ROOT / "data" / "samples" / "city"
DOSSIERS, ROUNDS = 50, 3
AIM_SECONDS, AIM_MB = 5.0, 400.0


def make(folder: Path, dossiers: int) -> list[Path]:
    """Write the dossiers; give their folders."""
    settings = Settings()
    intake = load(SAMPLE, settings.find_activity)
    activity = settings.find_activity(intake.dossier.activity or "")
    names = [path.relative_to(SAMPLE) for path in SAMPLE.rglob("*") if path.is_file()]
    made = []
    for number in range(dossiers):
        home = folder / f"材料{number + 1:02d}"
        for name in names:
            path = home / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if name.suffix != ".yaml":
                path.write_bytes(b"x")
        write_workbook(home / "dossier.xlsx", activity, dossier=renamed(intake.dossier, number))
        made.append(home)
    return made


def renamed(dossier: Dossier, number: int) -> Dossier:
    """A dossier of other people, projects and employers."""
    unit = dataclasses.replace(dossier.unit, name=f"{dossier.unit.name}（{number + 1}）")
    nominations = tuple(_other(each, number) for each in dossier.nominations)
    return dataclasses.replace(dossier, unit=unit, nominations=nominations)


def _other(nomination: Nomination, number: int) -> Nomination:
    first17 = (nomination.lead.id_number or "")[:17]
    serial = (int(first17[14:]) + 2 * number) % 1000  # even steps: the sex stays
    first17 = f"{first17[:14]}{serial:03d}"
    return dataclasses.replace(
        nomination,
        title=f"{nomination.title}（{number + 1}号）",
        patent_numbers=(),
        lead=dataclasses.replace(nomination.lead, id_number=first17 + id_check_character(first17)),
        employer=dataclasses.replace(
            nomination.employer, name=f"{nomination.employer.name}（{number + 1}）", uscc=None
        ),
    )


def figures(folders: list[Path], rounds: int) -> Iterator[tuple[float, float, float]]:
    """Wall seconds, CPU seconds and peak megabytes of each round."""
    command = [WUXIAO, "check", "--no-files", *map(str, folders)]
    for _ in range(rounds):
        run = measure(command)
        yield run.seconds, run.cpu_seconds, run.peak_mb


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--dossiers", type=int, default=DOSSIERS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--keep", type=Path, help="make the dossiers here and leave them")
    args = parser.parse_args()
    adopt_orphans()
    with tempfile.TemporaryDirectory() as name:
        say(f"making {args.dossiers} dossiers")
        folders = make(args.keep or Path(name), args.dossiers)
        rows = list(figures(folders, args.rounds))
    for seconds, cpu_seconds, peak_mb in rows:
        print(f"{seconds:.2f} s wall, {cpu_seconds:.2f} s CPU, {peak_mb:.0f} MB")
    least, peak = min(row[0] for row in rows), max(row[2] for row in rows)
    reached = least < AIM_SECONDS and peak < AIM_MB
    print(
        f"aim: under {AIM_SECONDS:.0f} s and {AIM_MB:.0f} MB: {'reached' if reached else 'MISSED'}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
