"""Employers' part of the year: `kit`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import scratch, store
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.make.collecting import Kits


def kit(folder: Path, settings: Settings, *, employers: Sequence[str], blank: int) -> Kits:
    """Make employers' kits of a dossier: the Word form, a workbook, folders for files, a guide; each zipped, too.

    Args:
        folder: The dossier.
        settings: Where they go: `kit/` in the dossier's output folder.
        employers: Whose; all in the dossier where nobody is named.
        blank: How many for nobody in particular.

    Raises:
        WuxiaoError: The dossier cannot be read, or the kits not be written.
    """
    from pipeline.load import load
    from pipeline.make.built import output_folder
    from pipeline.make.collecting import KitMaker, blank_form, plan_kits, publish_kits

    scratch.claim()
    intake = load(folder, settings.find_activity)
    activity = settings.find_activity(intake.dossier.activity or "")
    kits = plan_kits(intake.dossier, employers, blank)
    out = output_folder(folder, settings)
    with store.locked(out):
        form, title = blank_form(intake, activity, settings, out)
        maker = KitMaker(intake, activity, form, title, settings)
        return publish_kits(out, maker, kits, everyone=not employers and not blank)
