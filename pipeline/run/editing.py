"""Single values of a dossier changed on the page, where they stand in the workbook; YAML becomes one first."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import scratch, store
from pipeline.activity.model import Activity
from pipeline.collect.amending import Amended, Edit, Means, State
from pipeline.collect.amending import amend as stage
from pipeline.collect.spots import WORKBOOK, Spot, find_spot
from pipeline.collect.turning import Turned, turn
from pipeline.dossier.intake import Intake
from pipeline.load import load
from pipeline.load.answers import read_typed
from pipeline.settings import Settings
from pipeline.tools.workbook import read_book

if TYPE_CHECKING:
    from pipeline.make.built import Progress

__all__ = ["Amended", "Edit", "Spot", "State", "Turned", "amend", "spot", "to_workbook"]

_PATIENCE_SECONDS = 10.0
"""How long another edit, or a round of collecting, is waited for."""


def spot(folder: Path, settings: Settings, nomination: int | None, path: str) -> Spot:
    """A value as it stands in the workbook now, with what may be typed for it.

    Args:
        folder: The dossier.
        settings: Where activities are.
        nomination: Number of the nomination, from 0; None for a value of the dossier.
        path: Path below it.

    Raises:
        UsageError: There is no such value.
        InputError: The dossier cannot be read.
    """
    intake, activity = _read(folder, settings)
    is_workbook = intake.file.casefold().endswith(WORKBOOK)
    grids = read_book(folder / intake.file) if is_workbook else ()
    return find_spot(intake, grids, activity, nomination, path)


def amend(folder: Path, settings: Settings, edit: Edit) -> Amended:
    """Change one value in the workbook.

    Args:
        folder: The dossier.
        settings: Where activities are.
        edit: What is wanted.

    Raises:
        UsageError: There is no such value.
        InputError: The text cannot be entered there, or the dossier not be read.
        OutputError: The workbook cannot be written; it is as it was then.
    """
    scratch.claim()
    held = store.locked(folder, "材料文件夹", patience_seconds=_PATIENCE_SECONDS)
    with held, tempfile.TemporaryDirectory() as name:
        intake, activity = _read(folder, settings)
        means = Means(
            load=partial(load, find_activity=settings.find_activity),
            read=partial(read_typed, activity=activity),
            scratch=Path(name),
        )
        return stage(intake, activity, edit, means)


def _read(folder: Path, settings: Settings) -> tuple[Intake, Activity]:
    intake = load(folder, settings.find_activity)
    return intake, settings.find_activity(intake.activity_id)


def to_workbook(folder: Path, settings: Settings, progress: Progress) -> Turned:
    """Make a workbook of a dossier that was written as YAML; that file stays beside it under another name.

    Args:
        folder: The dossier.
        settings: Where activities are.
        progress: Told that it is under way.

    Raises:
        UsageError: It is a workbook.
        InputError: The dossier cannot be read, or not all of it.
        OutputError: The workbook does not say the same, or cannot be written; all is as it was then.
    """
    scratch.claim()
    progress("转为工作簿", 0, 1)
    held = store.locked(folder, "材料文件夹", patience_seconds=_PATIENCE_SECONDS)
    with held, tempfile.TemporaryDirectory() as name:
        intake, activity = _read(folder, settings)
        return turn(
            intake, activity, partial(load, find_activity=settings.find_activity), Path(name)
        )
