"""The benchmark: every paper of a dossier by `wuxiao build` and by other ways, side by side.

    python tests/bench/bench.py [--rounds N] [--quick] [--only NAME...] [--many | --no-many]
                                [--markdown] [--write docs/developing.md]

Contestants (`ours a b c d office`) are fresh processes that make the same papers of the same dossier;
wall time, the CPU time of all their processes and the memory of the largest one are measured.  The
order is reversed every other round, so that noise and heat do not fall on one.  A contestant that
makes fewer papers than ours stops the benchmark with exit code 1; an aim that is not reached is said,
and is no failure.

Beside them: `forms`, the nomination forms alone by Typst and by our own functions; `many`, a dossier of
200 nominations; `steps`, where the time of a cold build goes.

Linux only, see `measuring.py`.  On a machine that does nothing else; some 15 minutes with two cores.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench import contest, parts
from tests.bench.figures import Found, Papers
from tests.bench.measuring import ROOT, BenchError, adopt_orphans, say
from tests.bench.tables import markdown_table, plain_table, report, with_block

SAMPLE, QUICK_SAMPLE = "city", "other_society"
SAMPLES = ROOT / "data" / "samples"
ROUNDS = 3
FORMS, MANY, STEPS = "forms", "many", "steps"
NAMES = (*contest.NAMES, FORMS, MANY, STEPS)


def found_by(work: Path, args: argparse.Namespace) -> tuple[Papers, Found]:
    """Measure all that is asked for: the papers of the dossier, and what was found.

    Raises:
        BenchError: A contestant failed, or did not do its work.
    """
    folder = SAMPLES / args.sample
    contestants = [name for name in contest.NAMES if name in args.names]
    rivals = contest.Contest(work, args.sample, contestants)
    wanted = rivals.prepare()
    rows = rivals.run(args.rounds)
    return wanted, Found(
        rows=rows,
        forms=parts.forms(work, folder, args.rounds) if FORMS in args.names else {},
        steps=parts.steps(work, folder) if STEPS in args.names else {},
        drafts=parts.drafts(work, SAMPLES / SAMPLE) if MANY in args.names else {},
    )


# ------------------------------------------------------------------------------ what is said


def machine() -> str:
    """The machine and the programs, in one line."""
    memory_gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    libraries = ", ".join(
        f"{name} {version(name)}" for name in ("weasyprint", "docxtpl", "pypdf", "typst")
    )
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
        "that is set up already. LibreOffice alone converts the Word files that ours made, in one call, "
        "and does nothing else."
    )


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, help=f"default {ROUNDS}, with --quick 1")
    parser.add_argument("--quick", action="store_true",
                        help=f"the small dossier {QUICK_SAMPLE}, without many nominations")  # fmt: skip
    parser.add_argument("--only", nargs="+", choices=NAMES, metavar="NAME",
                        help="some of all that is measured: " + " ".join(NAMES))  # fmt: skip
    parser.add_argument("--many", action=argparse.BooleanOptionalAction,
                        help="200 nominations in one dossier; takes minutes")  # fmt: skip
    parser.add_argument(
        "--markdown", action="store_true", help="print the block for docs/developing.md"
    )
    parser.add_argument("--write", type=Path, metavar="PAGE.md",
                        help="write the block between the markers <!-- bench --> <!-- /bench -->")  # fmt: skip
    args = parser.parse_args()
    args.sample = QUICK_SAMPLE if args.quick else SAMPLE
    args.names = chosen(args.only, quick=args.quick, many=args.many)
    args.rounds = args.rounds or (1 if args.quick else ROUNDS)
    if args.rounds < 1:
        parser.error("--rounds: at least 1")
    if args.write:
        try:
            with_block(args.write.read_text(encoding="utf-8"), "")
        except (OSError, ValueError) as error:
            parser.error(f"{args.write}: {error}")
    return args


def chosen(only: list[str] | None, *, quick: bool, many: bool | None) -> frozenset[str]:
    """What is measured: all, or what is named; `many` nominations are left out where it is to be quick."""
    names = set(only or NAMES)
    if many is None:
        many = MANY in names and not (quick and only is None)
    return frozenset(names | {MANY} if many else names - {MANY})


def main() -> int:
    args = arguments()
    say(f"load of the machine before the start: {os.getloadavg()[0]:.1f}")
    try:
        adopt_orphans()
        with tempfile.TemporaryDirectory(prefix="wuxiao-bench-") as work:
            wanted, found = found_by(Path(work), args)
    except BenchError as error:
        say(f"✗ {error}")
        return 1
    text = introduction(args.sample, wanted, args.rounds)
    block = f"{text}\n\n{report(found, markdown_table)}"
    print(block if args.markdown else f"{text}\n\n{report(found, plain_table)}")
    if args.write:
        page = args.write.read_text(encoding="utf-8")
        args.write.write_text(with_block(page, block), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
