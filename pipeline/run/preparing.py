"""A dossier begins: `new`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pipeline.settings import Settings


def new(folder: Path, kind: str, activity: str | None, settings: Settings) -> None:
    """Start a dossier folder: workbook, folders for files, a short guide; by default of the activity that is open.

    Raises:
        WuxiaoError: There is no such activity, or the folder cannot be made.
    """
    from pipeline.dossier.models import UnitKind
    from pipeline.forms.new_dossier import start_dossier

    start_dossier(
        folder, settings.find_activity(chosen_activity(activity, settings)), UnitKind(kind)
    )


def chosen_activity(activity: str | None, settings: Settings) -> str:
    """The activity that was named, or the one that is open today."""
    today = datetime.now().astimezone().date()
    return settings.default_activity(today) if activity is None else activity
