"""Employers' part of the year: `kit`, `collect`."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import scratch, store
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.collect import Collected, Wishes
    from pipeline.make.built import Progress
    from pipeline.make.collecting import Kits


def kit(
    folder: Path, settings: Settings, progress: Progress, *, employers: Sequence[str], blank: int
) -> Kits:
    """Make employers' kits of a dossier: the Word form, a workbook, folders for files, a guide; each zipped, too.

    Args:
        folder: The dossier.
        settings: Where they go: `kit/` in the dossier's output folder.
        progress: Told how far it is.
        employers: Whose; all in the dossier where nobody is named.
        blank: How many for nobody in particular.

    Raises:
        WuxiaoError: The dossier cannot be read, or the kits not be written.
    """
    from pipeline.collect.sending import note_sent
    from pipeline.load import load
    from pipeline.make.built import output_folder
    from pipeline.make.collecting import KitMaker, blank_form, plan_kits, publish_kits

    scratch.claim()
    intake = load(folder, settings.find_activity)
    activity = settings.find_activity(intake.activity_id)
    kits = plan_kits(intake.dossier, employers, blank)
    out = output_folder(folder, settings)
    with store.locked(out):
        form, title = blank_form(intake, activity, settings, out)
        maker = KitMaker(intake, activity, form, title, settings)
        everyone = not employers and not blank
        made = publish_kits(out, maker, kits, everyone=everyone, progress=progress)
    with store.locked(folder, "材料文件夹"):
        employers = [each.employer for each in made.kits if each.employer]
        sent = [each for kit in made.kits for each in kit.nominations]
        note_sent(intake, activity, sent, employers)
    return made


def collect(
    folder: Path,
    returned: Sequence[Path],
    settings: Settings,
    progress: Progress,
    decided: Wishes,
) -> Collected:
    """Take what employers sent back into a dossier: values, photos, certificates.

    Args:
        folder: The dossier.
        returned: Files, folders, zips.
        settings: Where activities are.
        progress: Told how far it is.
        decided: What the clerk has decided (`wishes`).

    Raises:
        WuxiaoError: The dossier or one of the paths cannot be used, or nothing can be written.
    """
    from pipeline.collect import Means
    from pipeline.collect import collect as stage
    from pipeline.load import load
    from pipeline.load.answers import read_answers
    from pipeline.load.files import role_of
    from pipeline.tools.office.program import convert_to_word

    scratch.claim()
    if not folder.is_dir():
        load(folder, settings.find_activity)
    with store.locked(folder, "材料文件夹"), tempfile.TemporaryDirectory() as name:
        intake = load(folder, settings.find_activity)
        activity = settings.find_activity(intake.activity_id)
        means = Means(
            read=partial(read_answers, activity=activity),
            load=partial(load, find_activity=settings.find_activity),
            as_word=partial(convert_to_word, folder=Path(name)),
            role_of=role_of,
            progress=progress,
        )
        return stage(intake, activity, returned, means, scratch=Path(name), wishes=decided)


def wishes(
    *,
    take: str | None = None,
    theirs: Sequence[str] = (),
    ours: Sequence[str] = (),
    leave: Sequence[str] = (),
    dry: bool = False,
) -> Wishes:
    """What the clerk has decided on what comes back.

    Args:
        take: `theirs` or `ours`, where both sides have changed a value; None: such values are listed.
        theirs: Places, `P01:项目名称`, at which the returned value counts whoever has changed it.
        ours: Places at which the dossier's counts.
        leave: Sources, as reports call them, of which nothing is taken.
        dry: Only tell what would become of everything; nothing is written.

    Raises:
        UsageError: A place is not written so, or is among both.
    """
    from pipeline.collect import wishes_of

    return wishes_of(take, theirs, ours, leave, dry=dry)
