"""What `wuxiao` does, each path on one screen, in the order of the README.

The two doors, command line and page, call this module and nothing else.  A path imports what it
needs when it is taken: `--help`, and a build of what has not changed, load next to nothing.
"""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import scratch, store
from pipeline.dossier.encodings import readable
from pipeline.dossier.privacy import scrub
from pipeline.errors import InputError, UsageError, WuxiaoError
from pipeline.papers import naming
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.activity.model import Activity
    from pipeline.check import FindPapers, Review
    from pipeline.convert import Converted
    from pipeline.doctor import Examination
    from pipeline.dossier.findings import Finding
    from pipeline.dossier.models import FileFacts, Intake
    from pipeline.make.built import Built, Progress
    from pipeline.papers.outputs import Output
    from pipeline.papers.returned import Unmarked
    from pipeline.receive import Desk, Means, Received
    from pipeline.status import YearStatus
    from pipeline.upload import Kit
    from pipeline.verify import Report

BLANK_FOLDER = "空白表"


def new(folder: Path, kind: str, activity: str | None, settings: Settings) -> None:
    """Start a dossier folder: workbook, folders for files, a short guide; by default of the activity that is open.

    Raises:
        WuxiaoError: There is no such activity, or the folder cannot be made.
    """
    from pipeline.dossier.models import UnitKind
    from pipeline.forms.new_dossier import start_dossier

    start_dossier(folder, settings.find_activity(_named(activity, settings)), UnitKind(kind))


def check(
    folders: Sequence[Path],
    settings: Settings,
    *,
    files: bool = True,
    employer: bool | None = False,
) -> Review:
    """Check dossiers, each by itself and against each other.

    Args:
        folders: The dossiers.
        settings: Where activities and templates are.
        files: Open photos and the like.
        employer: They are employers' own, without a unit; None: those that evidently are.

    Raises:
        WuxiaoError: A dossier cannot be read.
    """
    from pipeline import check as stage
    from pipeline.load import load

    with _nothing_collected():
        intakes = [load(folder, settings.find_activity) for folder in folders]
        look = look_at_evidence if files else None
        return stage.check(
            intakes,
            settings.find_activity,
            look=look,
            find_papers=_find_papers(settings),
            employer=employer,
        )


def annotate(
    folder: Path,
    target: Path,
    settings: Settings,
    *,
    files: bool = True,
    employer: bool | None = False,
) -> tuple[Review, Path | None]:
    """Check one dossier and write a copy of its workbook with the findings in it; options as in `check`.

    Returns:
        What was found, with the copy, and the new name of an earlier one that somebody has edited.

    Raises:
        UsageError: The copy would take the place of the clerk's own workbook.
        WuxiaoError: The dossier cannot be read, or the copy not be written.
    """
    from pipeline import check as stage
    from pipeline.check import annotate as copying
    from pipeline.load import load

    scratch.claim()
    intake = load(folder, settings.find_activity)
    copying.must_be_a_copy(target, intake)
    look = look_at_evidence if files else None
    review = stage.check(
        [intake],
        settings.find_activity,
        look=look,
        find_papers=_find_papers(settings),
        employer=employer,
    )
    (found,) = review.dossiers
    activity = settings.find_activity(found.activity)
    book, cells = _as_workbook(intake, activity)
    places = copying.cells_of(found, cells)
    copy = copying.annotate(found, book, places)
    aside = store.set_aside(target) if copying.was_edited(target) else None
    store.write_whole(target, copy)
    links = {finding: copying.as_link(cell) for finding, cell in places.items()}
    found = replace(found, copy=stage.AnnotatedCopy(file=target, cells=links))
    return stage.Review(dossiers=(found,)), aside


def status(folders: Sequence[Path], settings: Settings, *, on: date) -> tuple[YearStatus, ...]:
    """Where each dossier stands in the year: what is done, what is next, and until when.

    Args:
        folders: The dossiers; they are checked against each other.
        settings: Where their papers are.
        on: The day for which it is told.

    Raises:
        WuxiaoError: A dossier cannot be read, or does not say which activity it is for.
    """
    from pipeline.load import load

    review = check(folders, settings)
    return tuple(
        _year(load(folder, settings.find_activity), found.findings, settings, on)
        for folder, found in zip(folders, review.dossiers, strict=True)
    )


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
    from pipeline.engine.pool import Pool
    from pipeline.load import load
    from pipeline.make.tasks import get_ready

    out = output_folder(folder, settings)
    with store.locked(out), Pool(settings.jobs, get_ready) as pool:
        pool.wake()
        remember_dossier(out, folder)
        stamp = input_digest([folder, *beside], settings)
        intake = load(folder, settings.find_activity)
        intakes = [intake, *_readable(beside, settings)]
        look = remembering(store.evidence_path(out), look_at_evidence)
        everything = stage.check(
            intakes, settings.find_activity, look=look, find_papers=_find_papers(settings)
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
    from pipeline.engine.pool import Pool
    from pipeline.make.tasks import get_ready

    scratch.claim()
    out = settings.out / BLANK_FOLDER
    with store.locked(out), Pool(settings.jobs, get_ready) as pool:
        pool.wake()
        from pipeline.make.plan import plan_blank_forms
        from pipeline.make.publish import publish
        from pipeline.make.transaction import Stage
        from pipeline.make.work import make_blank_forms

        plan = plan_blank_forms(_named(activity, settings), settings, out)
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


def receive(out: Path, scans: Sequence[Path], settings: Settings, progress: Progress) -> Received:
    """Take scans back in: what each page is, what was signed and sealed on it, what is still missing.

    Args:
        out: The output folder of a dossier.
        scans: Files, folders, zips; none to say again what has come back, as for papers built anew.
        settings: What the run was told.
        progress: Told how far it is.

    Raises:
        WuxiaoError: The output folder or one of the paths cannot be used.
    """
    from pipeline.papers.outputs import find_output
    from pipeline.receive import gather

    scratch.claim()
    output = find_output(out)
    with store.locked(output.folder), tempfile.TemporaryDirectory() as unpacked:
        desk, means = _desk(output, out, settings, progress)
        return desk.take(gather(scans, Path(unpacked)), means, unmarked=_unmarked(settings))


def watch(
    out: Path,
    folder: Path,
    settings: Settings,
    progress: Progress,
    *,
    pause: Callable[[], None] | None = None,
) -> Iterator[Received]:
    """Take scans in as a scanner writes them into a folder, until Ctrl+C; what each round came to.

    Args:
        out: The output folder of a dossier.
        folder: Where the scanner writes; a share that is away for a while is waited for.
        settings: What the run was told.
        progress: Told how far it is.
        pause: Waits between two looks.

    Raises:
        WuxiaoError: The output folder cannot be used, or another run works on it for long.
    """
    from pipeline.papers.outputs import find_output
    from pipeline.receive import SECONDS_BETWEEN_LOOKS, Watcher, gather

    scratch.claim()
    wait = pause or (lambda: time.sleep(SECONDS_BETWEEN_LOOKS))
    watcher = Watcher(folder)
    yield receive(out, [], settings, progress)
    while True:
        try:
            wait()
        except KeyboardInterrupt:
            return
        if files := watcher.look():
            output = find_output(out)
            with store.locked(output.folder), tempfile.TemporaryDirectory() as unpacked:
                desk, means = _desk(output, out, settings, progress)
                arrived = gather(files, Path(unpacked))
                yield desk.take(arrived, means, passes_over_broken=True)


def accept(
    out: Path, place: str, settings: Settings, *, by: str, why: str, undo: bool = False
) -> Received:
    """Record that a person has looked at a doubtful place and takes it for good; or take that back.

    Args:
        out: The output folder of a dossier.
        place: Its id, as the report says it.
        settings: What the run was told.
        by: Who has looked.
        why: Why it is good.
        undo: Take an earlier decision back.

    Raises:
        UsageError: There is nothing to decide of that name.
        WuxiaoError: The output folder cannot be used.
    """
    from pipeline.papers.outputs import find_output
    from pipeline.receive import Decision

    output = find_output(out)
    when = datetime.now().astimezone().isoformat(timespec="minutes")
    with store.locked(output.folder):
        desk, _ = _desk(output, out, settings, lambda *_: None)
        return desk.decide(Decision(id=place, by=by, why=why, when=when, undone=undo))


def _unmarked(settings: Settings) -> Unmarked | None:
    from pipeline.papers.returned import Unmarked

    return Unmarked(settings.unmarked) if settings.unmarked else None


def _desk(
    output: Output, address: Path, settings: Settings, progress: Progress
) -> tuple[Desk, Means]:
    from pipeline.engine.guarded import look_over
    from pipeline.receive import Desk, Means

    desk = Desk(output, readable(str(address)), settings.templates)
    return desk, Means(partial(look_over, jobs=settings.jobs), progress)


def upload(
    out: Path,
    settings: Settings,
    progress: Progress,
    *,
    folder: Path | None = None,
    done: bool = False,
) -> Kit:
    """Make the upload kit: for each complete nomination the portal's slots, the unit's own, 填报对照表.

    Values and certificates come from the dossier, which is loaded here anew: what is typed into the
    portal has to be what the dossier says today, and a paper that was signed before it changed must not
    be uploaded with it.  So `build` need not keep a second copy of personal data.

    Args:
        out: The output folder of the dossier.
        settings: What the run was told.
        progress: Told how far it is.
        folder: The dossier; None for the one that the output was made from.
        done: The kit was handed in; the day is remembered, for `status`.

    Raises:
        UsageError: It is said to be handed in, and is not complete.
        WuxiaoError: The output folder or the dossier cannot be used.
    """
    from pipeline.load import load
    from pipeline.make.kits import (
        dossier_of,
        make_kit_files,
        materials,
        publish_kit,
        remember_kit,
    )
    from pipeline.papers.outputs import find_output
    from pipeline.upload import assemble

    scratch.claim()
    output = find_output(out)
    with store.locked(output.folder):
        intake = load(dossier_of(output, folder), settings.find_activity)
        (found,) = check([intake.folder], settings).dossiers
        kit = assemble(
            materials(output, intake, found.findings, settings),
            partial(make_kit_files, settings, progress),
            settings.templates,
        )
        publish_kit(kit)
        remember_kit(output, kit, done=done)
    return kit


def examine(settings: Settings) -> Examination:
    """What this computer has, what is missing, how to get it."""
    from pipeline.doctor import examine as examine_computer

    scratch.claim()
    return examine_computer(settings)


def verify(paper: Path) -> Report:
    """Measure a letter's PDF against each figure of official paper.

    Raises:
        InputError: The file cannot be read.
    """
    from pipeline.verify.finished import verify_paper

    return verify_paper(paper)


def show_review(
    review: Review, shape: str, *, color: bool = False, folder: Path | None = None
) -> str:
    """A review as `text`, `json` or `html`.

    Args:
        review: What was found.
        shape: Which of them.
        color: With ANSI colours, for a terminal.
        folder: Where a page will lie: it leads to the annotated copy from there.
    """
    from pipeline import check as stage

    match shape:
        case "json":
            return stage.review_to_json(review)
        case "html":
            return stage.review_to_html(review, folder=folder)
        case _:
            return stage.review_to_text(review, color=color)


def fit_to_show(message: str) -> str:
    """A message without personal data, line by line."""
    return "\n".join(map(scrub, message.splitlines()))


def fit_to_print(text: object) -> str:
    """A path or a text as a terminal can show it: names of another encoding as they were meant."""
    return readable(str(text))


def show_status(found: Sequence[YearStatus], shape: str) -> str:
    """The year as `text` or `json`."""
    from pipeline import status as stage

    return stage.status_to_json(found) if shape == "json" else stage.status_to_text(found)


def save(text: str, file: Path) -> None:
    """Write a result to a file; an older one of that name is replaced.

    Raises:
        UsageError: Something else of that name is there: a folder, a device, a link.
        OutputError: It cannot be written.
    """
    if file.is_symlink() or (file.exists() and not file.is_file()):
        raise UsageError(
            "这里已有的不是普通文件，不能覆盖", where=str(file), remedy="用 -o 另指定一个文件名"
        )
    store.write_whole(file, text.encode())


def distinct(folders: Sequence[Path]) -> list[Path]:
    """The folders as given.

    Raises:
        UsageError: Two of them would share an output folder.
    """
    names = [naming.dossier_name(folder).casefold() for folder in folders]
    if len(set(names)) < len(names):
        raise UsageError("有两个材料文件夹同名", remedy="改名后再一起运行，或分别运行")
    return list(folders)


def look_at_evidence(paths: Sequence[Path]) -> Mapping[Path, FileFacts]:
    """What is found out about evidence files, in a guarded process."""
    from pipeline.check.evidence import inspect, lost
    from pipeline.dossier.models import FileFacts
    from pipeline.engine.guarded import Lost, look_at

    return {
        path: lost(hung=found.hung, out_of_memory=found.out_of_memory)
        if isinstance(found, Lost)
        else found
        for path, found in look_at(paths, inspect, FileFacts).items()
    }


def _year(intake: Intake, findings: Sequence[Finding], settings: Settings, on: date) -> YearStatus:
    from pipeline import status as stage
    from pipeline.make.built import output_folder
    from pipeline.make.plan import plan_build
    from pipeline.make.standing import returns, standing

    if not intake.dossier.activity:
        raise InputError(
            "没有填写“活动”", where=intake.name, remedy="填写“活动”，例如 jiangsu-wuxiao-2023"
        )
    plan = plan_build(intake, findings, settings, output_folder(intake.folder, settings))
    return stage.status(
        plan.name,
        plan.dossier,
        findings,
        standing(plan),
        plan.deadlines,
        on=on,
        returns=returns(plan.out),
    )


def _find_papers(settings: Settings) -> FindPapers:
    """Gives the papers of a dossier, and the values that each of them shows."""
    from pipeline.make.plan import paper_work

    return lambda intake, activity: paper_work(intake, activity, settings)


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


def _named(activity: str | None, settings: Settings) -> str:
    today = datetime.now().astimezone().date()
    return settings.default_activity(today) if activity is None else activity


def _as_workbook(intake: Intake, activity: Activity) -> tuple[bytes, Intake]:
    """The workbook of a dossier, made from its values where there is none; and how it is read."""
    from pipeline.forms.writer import write_workbook
    from pipeline.load import WORKBOOK, load

    file = intake.folder / intake.file
    if file.suffix.casefold() == ".xlsx":
        return file.read_bytes(), intake
    with tempfile.TemporaryDirectory() as name:
        made = Path(name, WORKBOOK)
        write_workbook(made, activity, dossier=intake.dossier)
        return made.read_bytes(), load(made.parent, lambda _: activity)


def _readable(folders: Sequence[Path], settings: Settings) -> Iterator[Intake]:
    """The dossiers that can be read; one that cannot is told of when its own turn comes."""
    from pipeline.load import load

    for folder in folders:
        with suppress(WuxiaoError):
            yield load(folder, settings.find_activity)
