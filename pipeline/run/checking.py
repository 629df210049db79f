"""A dossier is looked at: `check`, `status`."""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import scratch, store
from pipeline.errors import WuxiaoError
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.activity.model import Activity
    from pipeline.check import FindPapers, Review
    from pipeline.check.facts import LookAt
    from pipeline.dossier.findings import Finding
    from pipeline.dossier.intake import FileFacts, Intake
    from pipeline.make.buildplan import BuildPlan
    from pipeline.status import YearStatus


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
        look = looking(intakes, settings) if files else None
        return stage.check(
            intakes,
            settings.find_activity,
            look=look,
            find_papers=find_papers(settings),
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
    look = looking([intake], settings) if files else None
    review = stage.check(
        [intake],
        settings.find_activity,
        look=look,
        find_papers=find_papers(settings),
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
        year_of(load(folder, settings.find_activity), found.findings, settings, on)
        for folder, found in zip(folders, review.dossiers, strict=True)
    )


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


def show_status(found: Sequence[YearStatus], shape: str) -> str:
    """The year as `text` or `json`."""
    from pipeline import status as stage

    return stage.status_to_json(found) if shape == "json" else stage.status_to_text(found)


def looking(intakes: Sequence[Intake], settings: Settings) -> LookAt:
    """Looks at those evidence files of dossiers that are not remembered to be good."""
    from pipeline.check.memory import remembering

    return remembering(intakes, partial(look_at_evidence, jobs=settings.jobs))


def look_at_evidence(paths: Sequence[Path], *, jobs: int = 1) -> Mapping[Path, FileFacts]:
    """What is found out about evidence files, in up to `jobs` guarded processes."""
    from pipeline.check.evidence import inspect, lost
    from pipeline.dossier.intake import FileFacts
    from pipeline.engine.guarded import Lost, look_at

    return {
        path: lost(hung=found.hung, out_of_memory=found.out_of_memory)
        if isinstance(found, Lost)
        else found
        for path, found in look_at(paths, inspect, FileFacts, jobs=jobs).items()
    }


def find_papers(settings: Settings) -> FindPapers:
    """Gives the papers of a dossier, and the values that each of them shows."""
    from pipeline.make.plan import paper_work

    return paper_work(settings)


def year_of(
    intake: Intake, findings: Sequence[Finding], settings: Settings, on: date
) -> YearStatus:
    """Where a dossier that was checked stands in the year.

    Raises:
        InputError: It does not say which activity it is for.
    """
    from pipeline import status as stage
    from pipeline.collect.memory import recall
    from pipeline.collect.sending import awaited
    from pipeline.make.built import output_folder
    from pipeline.make.plan import plan_build
    from pipeline.make.standing import returns, standing

    plan = plan_build(intake, findings, settings, output_folder(intake.folder, settings))
    back = returns(plan.out, _filed(plan, settings))
    waiting = awaited(recall(intake.folder), plan.dossier.nominations)
    return stage.status(
        plan.name,
        plan.dossier,
        findings,
        standing(plan),
        plan.deadlines,
        on=on,
        returns=replace(back, awaited=waiting),
    )


def _filed(plan: BuildPlan, settings: Settings) -> frozenset[str]:
    """Which papers of a dossier the register keeps, by path of the PDF; none where it cannot be read."""
    from pipeline.archive import Register
    from pipeline.archive.models import Query, dossier_key
    from pipeline.papers.outputs import remembered_register

    register = remembered_register(plan.out) or settings.register
    own = dossier_key(plan.activity.id, plan.dossier.unit.name or "", plan.name)
    with suppress(WuxiaoError):
        kept = Register(register).find(Query(dossier=plan.name))
        return frozenset(each.paper.path for each in kept if each.paper.dossier_key == own)
    return frozenset()


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
    from pipeline.forms.writer import write_workbook
    from pipeline.load import WORKBOOK, load

    file = intake.folder / intake.file
    if file.suffix.casefold() == ".xlsx":
        return file.read_bytes(), intake
    with tempfile.TemporaryDirectory() as name:
        made = Path(name, WORKBOOK)
        write_workbook(made, activity, dossier=intake.dossier)
        return made.read_bytes(), load(made.parent, lambda _: activity)
