"""Papers are made: `build`, `blank`, `convert`."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline import scratch, store
from pipeline.errors import WuxiaoError
from pipeline.run.checking import find_papers, looking
from pipeline.run.preparing import chosen_activity
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.check import DossierReview
    from pipeline.convert import Converted
    from pipeline.dossier.intake import Intake
    from pipeline.engine.abreast import Turns
    from pipeline.engine.workers import Workers
    from pipeline.make.built import Built, Progress
    from pipeline.make.current import Inputs

Result = TypeVar("Result")

BLANK_FOLDER = "空白表"

_AT_A_TIME = 2
"""How many dossiers are under way at least: one is made, the next gets its tasks ready."""

_WORKERS_PER_DOSSIER = 8
"""For how many workers one more is: so many does a dossier of twenty nominations keep busy."""


def build(
    folder: Path, settings: Settings, progress: Progress, *, beside: Sequence[Path] = ()
) -> Built:
    """Make every paper of one dossier; it is checked against those `beside` it.

    Raises:
        WuxiaoError: The dossier, a template or the output folder cannot be used.
    """
    [built] = build_all([folder], settings, progress, beside=beside)
    if isinstance(built, WuxiaoError):
        raise built
    return built


def build_all(
    folders: Sequence[Path],
    settings: Settings,
    progress: Progress,
    *,
    beside: Sequence[Path] = (),
) -> Iterator[Built | WuxiaoError]:
    """Make every paper of dossiers, which are checked against each other and those `beside` them.

    What comes of each is given in their order, also that one cannot be used: it stops no other.  They share
    workers, so that the next one is under way while the last papers of one are still being made.

    Raises:
        WuxiaoError: The cluster that is named cannot be used.
    """
    from pipeline.make.current import Inputs, still_current

    inputs = Inputs([*folders, *beside], settings)
    known = {each: _tried(still_current, each, settings, inputs) for each in folders}
    waiting = [folder for folder, done in known.items() if done is None]
    if not waiting:
        yield from filter(None, known.values())
        return
    with closing(_made([*folders, *beside], waiting, settings, inputs, progress)) as fresh:
        for done in known.values():
            yield done or next(fresh)
        deque(fresh, maxlen=0)  # let the workers go


def _made(
    folders: Sequence[Path],
    waiting: Sequence[Path],
    settings: Settings,
    inputs: Inputs,
    progress: Progress,
) -> Generator[Built | WuxiaoError, None, None]:
    """Read and check all dossiers, and make the papers of those that wait, in their order."""
    from pipeline.engine.abreast import Turns, abreast

    scratch.claim()
    turns, front = Turns(), _Front(waiting, progress)
    with _workers(settings, turns) as pool:
        pool.wake()
        stamps = {each: _tried(inputs.digest, each) for each in waiting}
        read = _checked(folders, settings)

        def make(folder: Path) -> Built | WuxiaoError:
            try:
                given = read.pop(folder), stamps[folder]
                built = _tried(_make, folder, *given, settings, pool, front.progress_of(folder))
                if isinstance(built, WuxiaoError):
                    return built
                return replace(built, overtaken=inputs.is_overtaken(folder))
            finally:
                front.passes(folder)

        at_a_time = _AT_A_TIME + pool.size // _WORKERS_PER_DOSSIER
        yield from abreast(make, waiting, turns, at_a_time=at_a_time)


def _checked(
    folders: Sequence[Path], settings: Settings
) -> dict[Path, tuple[Intake, DossierReview] | WuxiaoError]:
    """The dossiers, read and checked against each other; or why one cannot be read, or none be checked."""
    from pipeline import check as stage
    from pipeline.load import load

    read = {each: _tried(load, each, settings.find_activity) for each in folders}
    intakes = {each: got for each, got in read.items() if not isinstance(got, WuxiaoError)}
    errors = {each: got for each, got in read.items() if isinstance(got, WuxiaoError)}
    look = looking([*intakes.values()], settings)
    check = partial(stage.check, look=look, find_papers=find_papers(settings))
    checked = _tried(check, intakes.values(), settings.find_activity)
    if isinstance(checked, WuxiaoError):
        return {**dict.fromkeys(intakes, checked), **errors}
    reviews = zip(intakes.values(), checked.dossiers, strict=True)
    return {**dict(zip(intakes, reviews, strict=True)), **errors}


def _make(
    folder: Path,
    read: tuple[Intake, DossierReview] | WuxiaoError,
    stamp: str | WuxiaoError,
    settings: Settings,
    pool: Workers,
    progress: Progress,
) -> Built:
    """Make the papers of one dossier.

    Raises:
        WuxiaoError: It could not be read, or a template or the output folder cannot be used.
    """
    from pipeline.check import Review
    from pipeline.make.built import output_folder
    from pipeline.make.plan import plan_build
    from pipeline.make.publish import publish
    from pipeline.make.transaction import Stage
    from pipeline.make.work import make_everything
    from pipeline.papers.outputs import remember_dossier

    out = output_folder(folder, settings)
    with store.locked(out):
        remember_dossier(out, folder)
        intake, found = _given(read)
        review = Review(dossiers=(found,))
        plan = plan_build(intake, review.findings, settings, out)
        staged = Stage(out)
        results = make_everything(plan, staged, pool, progress)
        return publish(plan, review, results, staged, stamp=_given(stamp))


class _Front:
    """The dossier that is told of while several are under way: the first that is not made yet."""

    def __init__(self, folders: Sequence[Path], progress: Progress) -> None:
        self._left, self._progress = list(folders), progress
        self._are_several = len(folders) > 1

    def progress_of(self, folder: Path) -> Progress:
        """Tells what is being done for a dossier, when it is the one."""

        def tell(what: str, done: int, total: int) -> None:
            if self._left and self._left[0] == folder:
                named = f"{folder.name}：{what}" if self._are_several else what
                self._progress(named, done, total)

        return tell

    def passes(self, folder: Path) -> None:
        """A dossier is made, or cannot be."""
        self._left.remove(folder)


def _tried(work: Callable[..., Result], *arguments: Any) -> Result | WuxiaoError:
    try:
        return work(*arguments)
    except WuxiaoError as error:
        return error


def _given(value: Result | WuxiaoError) -> Result:
    if isinstance(value, WuxiaoError):
        raise value
    return value


def blank(activity: str | None, settings: Settings, progress: Progress) -> Built:
    """Make the official blank forms, Word and PDF; by default of the activity that is open.

    Raises:
        WuxiaoError: There is no such activity, or the output folder cannot be used.
    """
    from pipeline.engine.abreast import Turns

    scratch.claim()
    out = settings.out / BLANK_FOLDER
    with store.locked(out), _workers(settings, Turns()) as pool:
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


def _workers(settings: Settings, turns: Turns) -> Workers:
    """Those who make papers: of a cluster where one is named, or else of this machine."""
    from pipeline.make.tasks import get_ready

    if settings.cluster:
        from pipeline.engine.cluster import Cluster
        from pipeline.make.alike import alike

        return Cluster(settings.cluster, alike, settings.jobs, get_ready, away=turns.away)
    from pipeline.engine.pool import Pool

    return Pool(settings.jobs, get_ready, away=turns.away)
