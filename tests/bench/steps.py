"""Where the time of a cold build goes: one build in one process, watched while it runs.

    python tests/bench/steps.py FOLDER OUT

Every few milliseconds of CPU time the innermost frame that belongs to a step gets what has passed
since the last look; nothing is wrapped or slowed down.  (A profiler that counts calls would make code
of many small functions look dearer than it is.)  The CPU seconds of each step are printed as JSON.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import resource
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any
from unittest.mock import patch

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from pipeline.engine.abreast import Turns  # noqa: E402

INTERVAL_SECONDS = 0.004
"""The kernel's clock has no finer one."""

START = "start Python, load the program"
EVIDENCE = "open evidence, in a guarded process"
REST = "everything else"

STEPS = {
    "see what changed": ("make/unchanged.py",),
    "read the dossier": ("load/",),
    "check it": ("check/", "rules/"),
    "plan, check templates": ("make/plan.py", "make/buildplan.py", "render/sources.py"),
    "fill in pages (HTML)": ("make/pages.py",),
    "make photos fit for print": ("tools/pictures/",),
    "make Word files": ("render/word.py", "tools/word/"),
    "lay out": ("tools/weasyprint/layout.py",),
    "draw": ("tools/weasyprint/drawing.py", "make/drawings.py"),
    "write papers": ("make/papers.py",),
    "put packets together": ("make/packets.py",),
    "draw thumbnails": ("tools/pdf/thumbnails.py",),
    "put in place, report, manifest": ("make/publish.py", "make/transaction.py", "bundle/"),
}
"""The files and folders of `pipeline/` that a step is known by, in the order of a build."""

ORDER = (START, EVIDENCE, *STEPS, REST)

_PIPELINE = f"{ROOT / 'pipeline'}/"
_IMPORTS = "<frozen importlib"


@cache
def step_of_file(file: str) -> str | None:
    """The step that a file of code belongs to; None says that its callers know."""
    inside = file.removeprefix(_PIPELINE)
    if inside == file:
        return START if file.startswith(_IMPORTS) else None
    return next((step for step, known in STEPS.items() if inside.startswith(known)), None)


def step_of(frame: FrameType | None) -> str:
    """The step that a frame is at work for: that of the innermost frame that has one."""
    while frame is not None:
        code = frame.f_code  # a module itself is run by whoever imports it
        if code.co_name != "<module>" and (step := step_of_file(code.co_filename)):
            return step
        frame = frame.f_back
    return REST


class Watch:
    """Gives the CPU time of this process to steps, while the block runs."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._last = 0.0

    def __enter__(self) -> Watch:
        self._note(START)
        signal.signal(signal.SIGPROF, lambda _, frame: self._note(step_of(frame)))
        signal.setitimer(signal.ITIMER_PROF, INTERVAL_SECONDS, INTERVAL_SECONDS)
        return self

    def __exit__(self, *_: object) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)
        self._note(REST)

    def _note(self, step: str) -> None:
        now = time.process_time()
        self.seconds[step] += now - self._last
        self._last = now


def build(folder: Path, out: Path) -> None:
    """What `wuxiao build --jobs 1` does, in the thread that is watched.

    Raises:
        SystemExit: It came to nothing.
    """
    from pipeline.cli import main as wuxiao

    sys.argv[1:] = ["build", str(folder), "-o", str(out), "--jobs", "1"]
    try:
        with patch("pipeline.engine.abreast.abreast", in_turn):
            wuxiao()
    except SystemExit as end:
        if end.code:
            raise


def in_turn(
    work: Callable[[Any], Any], items: Sequence[Any], turns: Turns, **_: object
) -> Iterator[Any]:
    """What `engine.abreast` gives, without its threads: signals reach the main one alone."""
    for item in items:
        with turns.taken():
            result = work(item)
        yield result


def main() -> None:
    parser = argparse.ArgumentParser(description="A build, watched, for bench.py.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    with Watch() as watch, contextlib.redirect_stdout(sys.stderr):
        build(args.folder, args.out)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    watch.seconds[EVIDENCE] += children.ru_utime + children.ru_stime
    print(json.dumps({step: watch.seconds[step] for step in ORDER}))


if __name__ == "__main__":
    main()
