"""What a page shows of a dossier, looked at once: the findings, the values they speak of, the year."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import store
from pipeline.papers import naming
from pipeline.papers.returned import RECEIVED_FOLDER, RECEIVED_STATE
from pipeline.run.checking import check, year_of
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.activity.model import Activity
    from pipeline.activity.walk import Leaf
    from pipeline.check import DossierReview
    from pipeline.dossier.findings import Finding
    from pipeline.dossier.models import Intake
    from pipeline.make.built import Progress
    from pipeline.status import YearStatus
    from pipeline.upload.form import FormSection

MOST_CHARACTERS = 160
"""How much of a value is shown beside a finding."""

Places = Mapping[tuple[str | None, str], tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A dossier as it was looked at.

    Attributes:
        review: What was found.
        year: Where it stands in the year; None where it does not say for which activity it is.
        values: The label and the text of the values that findings speak of, by nomination and field; no
            personal data in full.
    """

    review: DossierReview
    year: YearStatus | None
    values: Places


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
    from pipeline.load import load

    progress("检查材料", 0, 2)
    (review,) = check([folder], settings).dossiers
    progress("核对进度", 1, 2)
    intake = load(folder, settings.find_activity)
    year, values = None, dict[tuple[str | None, str], tuple[str, str]]()
    if intake.dossier.activity:
        year = year_of(intake, review.findings, settings, on)
        activity = settings.find_activity(intake.dossier.activity)
        values = dict(_values(intake, activity, review.findings))
    return Looked(review=review, year=year, values=values)


def stamp(folder: Path, settings: Settings, on: date) -> str:
    """Another one when what `look` says may be another: files, papers, scans or the day have changed.

    Names, sizes and times decide: it is asked for each page that is shown.
    """
    out = settings.out / naming.dossier_name(folder)
    kept = (
        out / naming.MANIFEST,
        out / RECEIVED_FOLDER / RECEIVED_STATE,
        store.handed_path(out),
    )
    seen = [on.isoformat(), *_stamps(folder), *(_stamp(path) for path in kept)]
    return store.sha256("\n".join(seen).encode("utf-8", "surrogateescape"))


def portal_forms(
    folder: Path, settings: Settings
) -> tuple[tuple[str, tuple[FormSection, ...]], ...]:
    """What is typed into the portal: a title and its sections for each nomination, then for the unit.

    It holds personal data in full: the portal asks for them.

    Raises:
        WuxiaoError: The dossier cannot be read, or does not say for which activity it is.
    """
    from pipeline.load import load
    from pipeline.upload.form import UNIT_SECTION, form_of_nomination, form_of_unit

    dossier = load(folder, settings.find_activity).dossier
    activity = settings.find_activity(dossier.activity or "")
    return (
        *(
            (f"{each.id or ''}　{each.title or ''}".strip("　"), form_of_nomination(activity, each))
            for each in dossier.nominations
        ),
        (UNIT_SECTION, (form_of_unit(activity, dossier),)),
    )


def _values(
    intake: Intake, activity: Activity, findings: Sequence[Finding]
) -> Iterator[tuple[tuple[str | None, str], tuple[str, str]]]:
    from pipeline.activity.walk import leaves_of_dossier, leaves_of_nomination
    from pipeline.dossier.privacy import scrub_value
    from pipeline.upload.form import say_value

    asked = {(each.nomination, each.field) for each in findings if each.field}
    owners: list[tuple[str | None, Iterator[Leaf]]] = [
        (None, leaves_of_dossier(activity, intake.dossier)),
        *(
            (each.id, leaves_of_nomination(activity, each))
            for each in intake.dossier.nominations
            if each.id
        ),
    ]
    for nomination, leaves in owners:
        for leaf in leaves:
            if (nomination, leaf.path) in asked:
                said = say_value(leaf.field, leaf.value).replace("\n", "；")
                text = scrub_value(leaf.field.key, said)
                short = text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}……"
                yield (nomination, leaf.path), (leaf.label, short)


def _stamps(folder: Path) -> Iterator[str]:
    """Those of all files of a dossier; no link is followed."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith((".", "~$")):
                yield _stamp(Path(place, name))


def _stamp(path: Path) -> str:
    with suppress(OSError):
        state = path.stat()
        return f"{path} {state.st_size} {state.st_mtime_ns}"
    return f"{path} –"
