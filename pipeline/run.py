"""The main path on one screen: load → check → render → convert → bundle."""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import store
from pipeline.activity.model import Activity
from pipeline.built import Built, Progress, input_digest, output_folder
from pipeline.check import Review, annotate, check, must_be_a_copy, was_edited
from pipeline.dossier.models import Dossier, Intake
from pipeline.engine.pool import Pool
from pipeline.errors import WuxiaoError
from pipeline.load import WORKBOOK, load, write_workbook
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.job import Job

BLANK_FOLDER = "空白表"


def check_folders(folders: Sequence[Path], settings: Settings, *, files: bool = True) -> Review:
    """Check dossiers, each by itself and against each other; `files`: open photos and the like.

    Raises:
        WuxiaoError: A dossier cannot be read.
    """
    with _nothing_collected():
        intakes = [load(folder, settings.find_activity) for folder in folders]
        return check(intakes, settings.find_activity, files=files)


def annotate_folder(
    folder: Path, target: Path, settings: Settings, *, files: bool = True
) -> tuple[Review, Path | None]:
    """Check one dossier and write a copy of its workbook with the findings in it.

    Returns:
        What was found, and the new name of an earlier copy that somebody has edited since.

    Raises:
        UsageError: The copy would take the place of the clerk's own workbook.
        WuxiaoError: The dossier cannot be read, or the copy not be written.
    """
    intake = load(folder, settings.find_activity)
    must_be_a_copy(target, intake)
    review = check([intake], settings.find_activity, files=files)
    activity = settings.find_activity(review.dossiers[0].activity)
    book, cells = _as_workbook(intake, activity)
    copy = annotate(review.dossiers[0], book, cells, activity)
    aside = store.set_aside(target) if was_edited(target) else None
    store.write_whole(target, copy)
    return review, aside


def build(
    folder: Path, settings: Settings, progress: Progress, *, beside: Sequence[Path] = ()
) -> Built:
    """Make every paper of one dossier; it is checked against those `beside` it.

    Raises:
        WuxiaoError: The dossier, a template or the output folder cannot be used.
    """
    out = output_folder(folder, settings)
    with store.locked(out):
        stamp = input_digest([folder, *beside], settings)
        with Pool(settings.jobs, partial(_warm_up, settings)) as pool:
            intake = load(folder, settings.find_activity)
            everything = check([intake, *_readable(beside, settings)], settings.find_activity)
            review = Review(dossiers=everything.dossiers[:1])
            if review.errors and not settings.draft:
                return Built(out=out, review=review)
            job = _load_job()(intake, settings, out=out, pool=pool, progress=progress)
            papers = job.plan()
            made, packets = job.render(papers)
            made = job.convert(made)
            packets = job.bundle(made, packets)
            return job.finish(review, made, packets, stamp)


def blank(activity: str, settings: Settings, progress: Progress) -> Built:
    """Make the official blank forms, Word and PDF.

    Raises:
        WuxiaoError: There is no such activity, or the output folder cannot be used.
    """
    out = settings.out / BLANK_FOLDER
    with store.locked(out), Pool(settings.jobs, _load_job) as pool:
        empty = Intake(folder=out, name=out.name, file="", dossier=Dossier(activity=activity))
        job = _load_job()(empty, settings, out=out, pool=pool, progress=progress)
        made = job.render_blank()
        return job.finish(None, made, [], stamp="")


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Keep Python from looking for cycles in what is read: there are none, and it takes a tenth."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _as_workbook(intake: Intake, activity: Activity) -> tuple[bytes, Intake]:
    """The workbook of a dossier, made from its values where there is none; and how it is read."""
    file = intake.folder / intake.file
    if file.suffix.casefold() == ".xlsx":
        return file.read_bytes(), intake
    with tempfile.TemporaryDirectory() as name:
        made = Path(name, WORKBOOK)
        write_workbook(made, activity, dossier=intake.dossier)
        return made.read_bytes(), load(made.parent, lambda _: activity)


def _readable(folders: Sequence[Path], settings: Settings) -> Iterator[Intake]:
    """The dossiers that can be read; one that cannot is told of when its own turn comes."""
    for folder in folders:
        with suppress(WuxiaoError):
            yield load(folder, settings.find_activity)


def _warm_up(settings: Settings) -> None:
    """In a worker, while the dossier is read and checked here."""
    from pipeline.job import warm_up  # noqa: PLC0415

    warm_up(settings)


def _load_job() -> type[Job]:
    """What makes papers takes long to load: not needed when nothing changed, early in a worker."""
    from pipeline.job import Job  # noqa: PLC0415

    return Job
