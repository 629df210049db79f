"""Papers are made: `build`, `blank`, `convert`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import scratch, store
from pipeline.errors import WuxiaoError
from pipeline.run.checking import find_papers, look_at_evidence
from pipeline.run.preparing import chosen_activity
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.convert import Converted
    from pipeline.dossier.models import Intake
    from pipeline.engine.workers import Workers
    from pipeline.make.built import Built, Progress

BLANK_FOLDER = "空白表"


def build(
    folder: Path, settings: Settings, progress: Progress, *, beside: Sequence[Path] = ()
) -> Built:
    """Make every paper of one dossier; it is checked against those `beside` it.

    Raises:
        WuxiaoError: The dossier, a template or the output folder cannot be used.
    """
    from pipeline.make.built import Built, output_folder
    from pipeline.make.current import input_digest, still_current
    from pipeline.papers.outputs import remember_dossier

    if done := still_current(folder, settings, beside):
        return done
    scratch.claim()
    from pipeline import check as stage
    from pipeline.check.memory import remembering
    from pipeline.load import load

    out = output_folder(folder, settings)
    with store.locked(out), _workers(settings) as pool:
        pool.wake()
        remember_dossier(out, folder)
        stamp = input_digest([folder, *beside], settings)
        intake = load(folder, settings.find_activity)
        intakes = [intake, *_readable(beside, settings)]
        look = remembering(intakes, partial(look_at_evidence, jobs=settings.jobs))
        everything = stage.check(
            intakes, settings.find_activity, look=look, find_papers=find_papers(settings)
        )
        review = stage.Review(dossiers=everything.dossiers[:1])
        if not intake.dossier.activity:
            return Built(out=out, review=review)

        from pipeline.make.plan import plan_build
        from pipeline.make.publish import publish
        from pipeline.make.transaction import Stage
        from pipeline.make.work import make_everything

        plan = plan_build(intake, review.findings, settings, out)
        staged = Stage(out)
        results = make_everything(plan, staged, pool, progress)
        return publish(plan, review, results, staged, stamp=stamp)


def blank(activity: str | None, settings: Settings, progress: Progress) -> Built:
    """Make the official blank forms, Word and PDF; by default of the activity that is open.

    Raises:
        WuxiaoError: There is no such activity, or the output folder cannot be used.
    """
    scratch.claim()
    out = settings.out / BLANK_FOLDER
    with store.locked(out), _workers(settings) as pool:
        pool.wake()
        from pipeline.make.plan import plan_blank_forms
        from pipeline.make.publish import publish
        from pipeline.make.transaction import Stage
        from pipeline.make.work import make_blank_forms

        plan = plan_blank_forms(chosen_activity(activity, settings), settings, out)
        stage = Stage(out)
        results = make_blank_forms(plan, stage, pool, progress)
        return publish(plan, None, results, stage, stamp="")


def convert(files: Sequence[Path], folder: Path | None = None) -> list[Converted]:
    """Convert Word files to PDF of the same names, into `folder` or beside each.

    Raises:
        WuxiaoError: No file can be converted here.
    """
    from pipeline.convert import convert as convert_files

    scratch.claim()
    return convert_files(files, folder)


def say_of_converted(results: Sequence[Converted]) -> Iterator[str]:
    """What is to be said of converted files, line by line."""
    from pipeline.convert import say_of

    return say_of(results)


def _workers(settings: Settings) -> Workers:
    """Those who make papers: of a cluster where one is named, or else of this machine."""
    from pipeline.make.tasks import get_ready

    if settings.cluster:
        from pipeline.engine.cluster import Cluster
        from pipeline.make.alike import alike

        return Cluster(settings.cluster, alike, settings.jobs, get_ready)
    from pipeline.engine.pool import Pool

    return Pool(settings.jobs, get_ready)


def _readable(folders: Sequence[Path], settings: Settings) -> Iterator[Intake]:
    """The dossiers that can be read; one that cannot is told of when its own turn comes."""
    from pipeline.load import load

    for folder in folders:
        with suppress(WuxiaoError):
            yield load(folder, settings.find_activity)
