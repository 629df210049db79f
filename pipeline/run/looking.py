"""What a page shows of a dossier, looked at once: the findings, the values they speak of, the year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import store
from pipeline.dossier.privacy import scrub
from pipeline.papers import naming
from pipeline.papers.returned import RECEIVED_FOLDER, RECEIVED_STATE
from pipeline.run import serving
from pipeline.run.checking import check, year_of
from pipeline.settings import Settings
from pipeline.store.stamps import state_stamp, tree_stamp

if TYPE_CHECKING:
    from pipeline.activity.model import Activity
    from pipeline.check import DossierReview, Gauge
    from pipeline.dossier.findings import Finding
    from pipeline.dossier.intake import Intake
    from pipeline.make.built import Progress
    from pipeline.status import Step, YearStatus
    from pipeline.upload.form import FormSection

_IN_NOMINATION = re.compile(r"nominations\[(\d{1,4})\]\.")

MOST_CHARACTERS = 160
"""How much of a value is shown beside a finding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A value that a finding speaks of.

    Attributes:
        label: What a clerk calls it.
        text: What it says; no personal data in full.
        nomination: Number of its nomination, from 0; None for a value of the dossier.
        path: Path below it.
        can_change: Whether it stands in a workbook, and is no file.
    """

    label: str
    text: str
    nomination: int | None
    path: str
    can_change: bool


Values = Mapping[tuple[str | None, str], Shown]
"""By what a finding names: id of the nomination, and field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The values by which a quota or share counts.

    Attributes:
        gauges: What is counted, in Chinese.
        rows: The heading of each nomination, and its values.
    """

    gauges: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Shown, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A dossier as it was looked at.

    Attributes:
        review: What was found.
        year: Where it stands in the year.
        values: The values that findings speak of.
        missing: Employers of whom nothing has come yet.
        counted: What quotas and shares are counted by.
        asked: The values that the steps of the year ask for by now.
        is_workbook: Whether the dossier is a workbook; else nothing is changed on the page.
    """

    review: DossierReview
    year: YearStatus
    values: Values
    missing: tuple[str, ...] = ()
    counted: tuple[Counted, ...] = ()
    asked: tuple[tuple[Step, tuple[Shown, ...]], ...] = ()
    is_workbook: bool = True


def look(folder: Path, settings: Settings, on: date, progress: Progress) -> Looked:
    """Check a dossier, and say where it stands in the year.

    Args:
        folder: The dossier.
        settings: Where its papers are.
        on: The day for which it is told.
        progress: Told how far it is.

    Raises:
        WuxiaoError: The dossier cannot be read.
    """
    from pipeline.collect import missing_of
    from pipeline.load import load

    progress("检查材料", 0, 2)
    (review,) = check([folder], settings).dossiers
    progress("检查进度", 1, 2)
    intake = load(folder, settings.find_activity)
    activity = settings.find_activity(intake.activity_id)
    year = year_of(intake, review.findings, settings, on)
    return Looked(
        review=review,
        year=year,
        values=dict(_values(intake, activity, review.findings)),
        counted=tuple(_counted(intake, activity, review.quotas.gauges)),
        asked=tuple(_asked(intake, activity, year)),
        missing=missing_of(intake),
        is_workbook=intake.file.casefold().endswith(".xlsx"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What shows only when dossiers are checked together.

    Attributes:
        name: The dossier.
        findings: What is found in it beside the others, and not by itself.
        note: With which others its quotas are counted; empty where with none.
    """

    name: str
    findings: tuple[Finding, ...] = ()
    note: str = ""


def compare(
    folders: Sequence[Path], settings: Settings, progress: Progress
) -> tuple[Compared, ...]:
    """Check dossiers against each other; files are not opened, as each dossier's own look does that.

    Args:
        folders: The dossiers.
        settings: Where activities are.
        progress: Told how far it is.

    Raises:
        WuxiaoError: One of them cannot be read.
    """
    alone = []
    for done, folder in enumerate(folders):
        progress("逐份检查", done, len(folders) + 1)
        (found,) = check([folder], settings, files=False).dossiers
        alone.append(found)
    progress("互相核对", len(folders), len(folders) + 1)
    together = check(folders, settings, files=False).dossiers
    return tuple(
        Compared(
            name=both.name,
            findings=tuple(_beyond(both.findings, single.findings)),
            note=both.quotas.note,
        )
        for both, single in zip(together, alone, strict=True)
    )


def _beyond(findings: Sequence[Finding], known: Sequence[Finding]) -> Iterator[Finding]:
    """Findings that are not known; which papers they hold back does not count."""
    seen = {replace(each, holds_back=()) for each in known}
    return (each for each in findings if replace(each, holds_back=()) not in seen)


def stamp(folder: Path, settings: Settings, on: date) -> str:
    """Another one when what `look` says may be another: files, papers, scans or the day have changed.

    Names, sizes and times decide: it is asked for each page that is shown.
    """
    out = settings.out / naming.dossier_name(folder)
    kept = (
        store.collected_path(folder),
        out / naming.MANIFEST,
        out / RECEIVED_FOLDER / RECEIVED_STATE,
        store.handed_path(out),
    )
    seen = [on.isoformat(), tree_stamp(folder), *map(state_stamp, kept)]
    return store.sha256("\n".join(seen).encode("utf-8", "surrogateescape"))


def portal(folder: Path, settings: Settings, progress: Progress) -> str:
    """`portal_forms` as a part of a page.

    Args:
        folder: The dossier.
        settings: Say where activities are.
        progress: Told how far it is.

    Raises:
        WuxiaoError: As there.
    """
    progress("准备填报对照表", 0, 1)
    return serving.page("forms.html", forms=portal_forms(folder, settings))


def portal_forms(
    folder: Path, settings: Settings
) -> tuple[tuple[str, tuple[FormSection, ...]], ...]:
    """What is typed into the portal: a title and its sections for each nomination, then for the unit.

    It holds personal data in full: the portal asks for them.

    Raises:
        WuxiaoError: The dossier cannot be read.
    """
    from pipeline.load import load
    from pipeline.upload.form import UNIT_SECTION, form_of_nomination, form_of_unit

    intake = load(folder, settings.find_activity)
    activity, dossier = settings.find_activity(intake.activity_id), intake.dossier
    return (
        *(
            (f"{each.id or ''}　{each.title or ''}".strip("　"), form_of_nomination(activity, each))
            for each in dossier.nominations
        ),
        (UNIT_SECTION, (form_of_unit(activity, dossier),)),
    )


def _values(
    intake: Intake, activity: Activity, findings: Sequence[Finding]
) -> Iterator[tuple[tuple[str | None, str], Shown]]:
    ids = [each.id for each in intake.dossier.nominations]
    for nomination, field in {(each.nomination, each.field) for each in findings if each.field}:
        shown = _shown(intake, activity, *_address(ids, nomination, field))
        if shown:
            yield (nomination, field), shown


def _shown(intake: Intake, activity: Activity, nomination: int | None, path: str) -> Shown | None:
    """A value as it is shown; None where a path leads to no single one."""
    from pipeline.collect.spots import can_stand, column_of, value_in
    from pipeline.dossier.privacy import scrub_value
    from pipeline.upload.form import say_value

    found = column_of(activity, nomination, path)
    if found is None:
        return None
    path, label, column = found
    said = say_value(column.field, value_in(intake.dossier, nomination, path)).replace("\n", "；")
    text = scrub_value(column.field.key, said)
    return Shown(
        label=label,
        text=text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}……",
        nomination=nomination,
        path=path,
        can_change=can_stand(intake, column),
    )


def _asked(
    intake: Intake, activity: Activity, year: YearStatus
) -> Iterator[tuple[Step, tuple[Shown, ...]]]:
    """What the steps ask for; where one asks for a section, each value in it."""
    from pipeline.collect.spots import single_paths

    for step in year.next:
        wanted = (
            (ask.nomination, path) for ask in step.asks for path in single_paths(activity, ask.path)
        )
        found = (_shown(intake, activity, *each) for each in wanted)
        if values := tuple(filter(None, found)):
            yield step, values


def _counted(intake: Intake, activity: Activity, gauges: Sequence[Gauge]) -> Iterator[Counted]:
    """Gauges that count by the same fields are told together."""
    by_paths: dict[tuple[str, ...], list[str]] = {}
    for each in gauges:
        if each.counts_by:
            by_paths.setdefault(each.counts_by, []).append(each.label)
    for paths, labels in by_paths.items():
        rows = (
            (
                " ".join(filter(None, (each.id, scrub(each.title or "")))),
                tuple(filter(None, (_shown(intake, activity, index, path) for path in paths))),
            )
            for index, each in enumerate(intake.dossier.nominations)
        )
        yield Counted(gauges=tuple(labels), rows=tuple(rows))


def _address(
    ids: Sequence[str | None], nomination: str | None, field: str
) -> tuple[int | None, str]:
    """The number of a nomination, and the path below it, of what a finding names."""
    if nomination in ids and nomination is not None:
        return ids.index(nomination), field
    inside = _IN_NOMINATION.match(field)
    return (int(inside[1]), field[inside.end() :]) if inside else (None, field)
