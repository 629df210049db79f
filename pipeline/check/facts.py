"""What the rules cannot know by themselves: working days, and what the evidence files are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.activity import walk
from pipeline.activity.model import Activity
from pipeline.dossier.intake import FileFacts, Intake
from pipeline.dossier.models import Dossier, Publicity
from pipeline.rules import DossierCase, Workdays
from pipeline.rules.case import Span
from pipeline.tools.calendar import working_days

LookAt = Callable[[Sequence[Path]], Mapping[Path, FileFacts]]
"""Looks at files somewhere safe (`evidence.inspect`)."""

_OUTSIDE = FileFacts(problem="不在材料文件夹内，不能使用")


def gather(intakes: Sequence[Intake], activity: Activity, look: LookAt | None) -> list[DossierCase]:
    """Each dossier with the facts its rules need; the files of all are looked at together."""
    named = [_file_paths(intake, activity) if look else None for intake in intakes]
    everything = [path for paths in named if paths for path in paths.values() if path]
    facts = look(everything) if look else {}
    return [
        DossierCase(
            activity=activity,
            intake=intake,
            files=None
            if paths is None
            else {name: facts[path] if path else _OUTSIDE for name, path in paths.items()},
            workdays=_workdays(intake.dossier),
        )
        for intake, paths in zip(intakes, named, strict=True)
    ]


def _file_paths(intake: Intake, activity: Activity) -> dict[str, Path | None]:
    """Every file the dossier names, and where it is; None where that is outside its folder."""
    leaves = [*walk.leaves_of_dossier(activity, intake.dossier)]
    for nomination in intake.dossier.nominations:
        leaves += walk.leaves_of_nomination(activity, nomination)
    root = intake.folder.resolve()
    names = dict.fromkeys(name for _, _, name in walk.files_of(tuple(leaves)))
    return {
        name: intake.files.path_of(name) if name in intake.pictures else _inside(root, name)
        for name in names
    }


def _inside(root: Path, name: str) -> Path | None:
    try:
        path = (root / name).resolve()
    except (OSError, ValueError, RuntimeError):
        return None
    return path if path.is_relative_to(root) else None


def _workdays(dossier: Dossier) -> Mapping[Span, Workdays]:
    found: dict[Span, Workdays] = {}
    for publicity in _publicities(dossier):
        start, end = publicity.start, publicity.end
        if start and end and start <= end and (start, end) not in found:
            counted = working_days(start, end)
            found[start, end] = Workdays(days=counted.days, unknown=counted.unknown)
    return found


def _publicities(dossier: Dossier) -> Iterator[Publicity]:
    yield dossier.unit.publicity
    for nomination in dossier.nominations:
        yield nomination.employer.publicity
