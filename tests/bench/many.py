"""Many dossiers in one command: how well they keep the workers busy, and what the main process takes.

    python tests/bench/many.py [--dossiers N] [--nominations N] [--jobs N]

The dossiers are made of the sample of a city (`multiplied.py`) and built as drafts, as quotas are broken.  This process
is the main one, as `wuxiao build A B …` is.  Two figures tell how busy the workers were: CPU time of all children
by the clock, which holds on a machine that does nothing else; and the share of time in which fewer tasks than
workers were in work, which holds on any.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from pipeline import run  # noqa: E402 — run as a script, see above
from pipeline.engine import pool  # noqa: E402
from pipeline.errors import WuxiaoError  # noqa: E402
from pipeline.settings import Settings  # noqa: E402
from tests.bench import multiplied  # noqa: E402

SAMPLE = ROOT / "data" / "samples" / "city"
DOSSIERS, NOMINATIONS, JOBS = 50, 20, 2
AIM_BUSY, AIM_MB = 0.9, 400.0

Event = tuple[float, int]
"""When a task was begun (+1) or was done (-1)."""


def idle_share(events: Sequence[Event], workers: int) -> float:
    """In which share of the time from the first task to the last fewer were in work than there are workers."""
    if not events:
        return 0.0
    in_order = sorted(events)
    idle, count, since = 0.0, 0, in_order[0][0]
    for moment, change in in_order:
        if count < workers:
            idle += moment - since
        count, since = count + change, moment
    return idle / (in_order[-1][0] - in_order[0][0])


@contextmanager
def noting() -> Iterator[list[Event]]:
    """Note when workers begin and end tasks."""
    events: list[Event] = []
    real, lock = pool._Worker._answer, threading.Lock()

    def answer(worker: Any, order: Any) -> Any:
        with lock:
            events.append((time.perf_counter(), 1))
        try:
            return real(worker, order)
        finally:
            with lock:
                events.append((time.perf_counter(), -1))

    with patch.object(pool._Worker, "_answer", answer):
        yield events


def cpu_seconds(who: int) -> float:
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--dossiers", type=int, default=DOSSIERS)
    parser.add_argument("--nominations", type=int, default=NOMINATIONS)
    parser.add_argument("--jobs", type=int, default=JOBS)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folders = [Path(name, f"材料{number + 1:02d}") for number in range(args.dossiers)]
        for folder in folders:
            multiplied.make(SAMPLE, folder, args.nominations)
        settings = Settings(out=Path(name, "output"), jobs=args.jobs, draft=True)
        start = time.perf_counter()
        with noting() as events:
            for built in run.build_all(folders, settings, lambda *_: None):
                if isinstance(built, WuxiaoError):
                    raise built
        seconds = time.perf_counter() - start
    own, children = map(cpu_seconds, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    busy = 1 - idle_share(events, args.jobs)
    print(
        f"{args.dossiers} dossiers of {args.nominations}, {len(events) // 2} tasks: {seconds:.0f} s"
    )
    print(
        f"CPU: {own:.1f} s here, {children:.1f} s in children, {children / args.jobs / seconds:.0%} of the clock"
    )
    print(f"all {args.jobs} workers with a task: {busy:.1%} of the time (aim {AIM_BUSY:.0%})")
    print(f"largest size of the main process: {peak_mb:.0f} MB (aim {AIM_MB:.0f})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
