"""Single values of a dossier changed on the page, where they stand in the workbook."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

from pipeline import scratch, store
from pipeline.activity.model import Activity
from pipeline.collect.amending import Amended, Edit, Means, State
from pipeline.collect.amending import amend as stage
from pipeline.collect.spots import WORKBOOK, Spot, find_spot
from pipeline.dossier.intake import Intake
from pipeline.load import load
from pipeline.load.answers import read_typed
from pipeline.settings import Settings
from pipeline.tools.workbook import read_book

__all__ = ["Amended", "Edit", "Spot", "State", "amend", "spot"]

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
    return intake, settings.find_activity(intake.dossier.activity or "")
