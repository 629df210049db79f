"""What is measured beside the contest: many nominations, the forms alone, where the time goes."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.bench.contest import count, said_by
from tests.bench.figures import FEW, MANY, OURS, TYPST, FormsRun, Row, Run
from tests.bench.measuring import WUXIAO, BenchError, measure, measure_said, say
from tests.bench.steps import REST

_HERE = Path(__file__).parent
MULTIPLIED, LIMITS, STEPS = (
    str(_HERE / name) for name in ("multiplied.py", "limits.py", "steps.py")
)


def drafts(work: Path, sample: Path) -> Mapping[int, Row]:
    """Few and many nominations in one dossier, built as drafts: the few before the many and after."""
    runs: dict[int, list[Run]] = {FEW: [], MANY: []}
    papers = {}
    for nominations in runs:
        folder = work / "drafts" / str(nominations)
        said_by([sys.executable, MULTIPLIED, str(sample), str(folder), str(nominations)])
    for nominations in (FEW, MANY, FEW):
        folder, out = work / "drafts" / str(nominations), work / "drafts" / "out"
        run = measure([WUXIAO, "build", str(folder), "--draft", "-o", str(out)])
        say(f"draft of {nominations} nominations: {run.seconds:.2f} s")
        runs[nominations].append(run)
        papers[nominations] = count(out / folder.name)
        if papers[nominations].count("pdf") < 4 * nominations:
            raise BenchError(
                f"{papers[nominations].count('pdf')} PDFs for {nominations} nominations"
            )
        shutil.rmtree(out)
    return {key: Row(tuple(each), papers[key]) for key, each in runs.items()}


def forms(work: Path, sample: Path, rounds: int) -> Mapping[str, list[FormsRun]]:
    """The nomination forms alone, by Typst and by our own functions in turn."""
    found: dict[str, list[FormsRun]] = {OURS: [], TYPST: []}
    for number in range(rounds):
        for name in reversed(found) if number % 2 else found:
            out = work / "forms"
            process, said = measure_said([sys.executable, LIMITS, name, str(sample), str(out)])
            inner = json.loads(said)
            run = FormsRun(
                pages=inner["pages"],
                seconds=inner["seconds"],
                cpu_seconds=inner["cpu_seconds"],
                peak_mb=process.peak_mb,
            )
            say(f"round {number + 1}, forms by {name}: {run.pages} pages in {run.seconds:.2f} s")
            found[name].append(run)
            shutil.rmtree(out)
    return found


def steps(work: Path, sample: Path) -> Mapping[str, float]:
    """CPU seconds by step of a cold build in one process.

    Raises:
        BenchError: The watch saw little of it: the build is not where it looks.
    """
    say("where the time goes")
    out = work / "steps"
    _, said = measure_said([sys.executable, STEPS, str(sample), str(out)])
    shutil.rmtree(out)
    found: dict[str, float] = json.loads(said)
    if found[REST] > sum(found.values()) / 10:
        raise BenchError(f"{found[REST]:.1f} CPU s of a build belong to no step")
    return found
