"""The main path on one screen: load → check → render → convert → bundle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.built import Built, Progress, input_digest, output_folder
from pipeline.check import Review, check
from pipeline.errors import WuxiaoError
from pipeline.load import load
from pipeline.models import Dossier, Intake
from pipeline.settings import Settings
from pipeline.tools import store
from pipeline.tools.pool import Pool

if TYPE_CHECKING:
    from pipeline.job import Job

BLANK_FOLDER = "空白表"


def check_folders(folders: Sequence[Path], settings: Settings) -> Review:
    """Check dossiers, each by itself and against each other.

    Raises:
        WuxiaoError: A dossier cannot be read.
    """
    intakes = [load(folder, settings.find_activity) for folder in folders]
    return check(intakes, settings.find_activity)


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
        with Pool(settings.jobs, _load_job) as pool:
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


def _readable(folders: Sequence[Path], settings: Settings) -> Iterator[Intake]:
    """The dossiers that can be read; one that cannot is told of when its own turn comes."""
    for folder in folders:
        with suppress(WuxiaoError):
            yield load(folder, settings.find_activity)


def _load_job() -> type[Job]:
    """What makes papers takes long to load: not needed when nothing changed, early in a worker."""
    from pipeline.job import Job  # noqa: PLC0415

    return Job
