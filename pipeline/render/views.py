"""What templates see: every value as the text that stands on paper.

One context serves both faces of every document.  Empty values are empty strings, so that a template
without data is the official blank form; a name that does not exist is an error.  Names are those of
the data dictionary: `{{ unit.name }}`, `{{ lead.id_number }}`, `{{ nomination.before.text }}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.activity.model import Activity
from pipeline.dossier import models
from pipeline.dossier.schema import Field, Kind, Option, is_empty, value_of
from pipeline.papers.documents import Paper, Scope
from pipeline.render.figures import activity_figures, limit_figures
from pipeline.render.shown import ChoiceText, DateText, PhotoText, Record, Rows
from pipeline.render.wording import fill_wording

_YES_NO = (Option(key="yes", label="是"), Option(key="no", label="否"))
_OBJECTIONS = (Option(key="yes", label="有"), Option(key="no", label="无"))
_PHOTO_CAPTIONS = {"before": "实施前", "after": "实施后"}


class ViewMaker:
    """Turns the values of one activity's dossiers into views."""

    def __init__(self, activity: Activity) -> None:
        self._activity = activity

    def record(
        self, model: type, value: object | None, path: str = "", caption: str = ""
    ) -> Record:
        """The view of a record at a path; None gives the blank one."""
        shown: dict[str, Any] = {}
        for field in self._activity.fields(model, path):
            raw = None if value is None else value_of(value, field)
            here = f"{path}.{field.key}".lstrip(".")
            shown[field.key] = self._show(field, raw, here, _PHOTO_CAPTIONS.get(field.key, caption))
        given = any(bool(each) for each in shown.values())
        return Record(shown, given=given)

    def nomination(self, nomination: models.Nomination | None) -> Record:
        """The view of a nomination with what forms compute from it."""
        shown = self.record(models.Nomination, nomination, "")
        lead, employer = shown.lead, shown.employer
        lead = lead.with_(employer=lead.employer or employer.name)
        extra = [
            Record({"label": each.label, "value": getattr(shown, each.key)}, given=True)
            for each in self._activity.nomination_fields
            if each.extra
        ]
        field = shown.field
        levels = [level for level in (field.level1, field.level2, field.level3) if level]
        return shown.with_(
            lead=lead,
            field=field.with_(text=" / ".join(levels)),
            post=" ".join(part for part in (lead.employer, lead.job_title) if part),
            extra=Rows(extra, Record({"label": "", "value": ""}, given=False)),
        )

    def _show(self, field: Field, raw: Any, path: str, caption: str) -> Any:
        match field.kind:
            case Kind.RECORD:
                return self.record(field.record_model, raw, path, caption)
            case Kind.RECORDS:
                items = [self.record(field.record_model, each, path) for each in raw or ()]
                return Rows(items, self.record(field.record_model, None, path))
            case Kind.FILES:
                photos = (
                    PhotoText.of(path, f"{caption or field.label}{number}")
                    for number, path in enumerate(raw or (), start=1)
                )
                return Rows(photos, PhotoText.of("", ""))
            case Kind.TEXTS:
                return Rows(raw or (), "")
            case _:
                return self._show_scalar(field, raw)

    def _show_scalar(self, field: Field, raw: Any) -> str:
        match field.kind:
            case Kind.DATE:
                return DateText.of(raw)
            case Kind.YES_NO:
                options = _OBJECTIONS if field.key == "objections" else _YES_NO
                chosen = () if raw is None else ("yes" if raw else "no",)
                return ChoiceText.of(options, chosen)
            case Kind.CHOICE:
                return ChoiceText.of(field.options, () if raw is None else (str(raw),))
            case Kind.CHOICES:
                return ChoiceText.of(field.options, map(str, raw or ()))
            case _:
                return "" if raw is None else str(raw)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What one copy of a document is made for.

    Attributes:
        scope: Dossier, nomination or employer.
        dossier: The dossier; an empty one gives the blank form.
        nomination: The nomination, where `scope` is nomination.
        nominations: The nominations that the copy lists.
        signing: Rows of the signing sheet.
        blank: Whether the official blank form is asked for.
        letterhead: Whether a letter carries the unit's own head (信函格式).
    """

    scope: Scope
    dossier: models.Dossier
    nomination: models.Nomination | None = None
    nominations: tuple[models.Nomination, ...] = ()
    signing: tuple[Mapping[str, str], ...] = ()
    blank: bool = False
    letterhead: bool = False


def subject_of(
    paper: Paper, dossier: models.Dossier, signing: tuple[Mapping[str, str], ...] = ()
) -> Subject:
    """What a paper is made from."""
    members = tuple(dossier.nominations[index] for index in paper.members)
    return Subject(
        scope=paper.scope,
        dossier=dossier,
        nomination=members[0] if members and paper.scope is Scope.NOMINATION else None,
        nominations=members,
        signing=signing,
        blank=is_empty(dossier.unit) and not members,
    )


SIGNING_COLUMNS = ("number", "document", "subject", "signature", "seal", "copies", "file")
"""Columns of the signing sheet's rows, as templates name them."""


def context(subject: Subject, activity: Activity) -> dict[str, Any]:
    """Everything a template may name.

    `scope`, `activity`, `limits`, `wording`, `unit`, `filing`, `nominations`, `count`, `first_title`,
    `nomination`, `lead`, `employer`, `signing`, `blank`, `letterhead`.
    """
    make = ViewMaker(activity)
    unit = make.record(models.Unit, subject.dossier.unit, "unit")
    filing = make.record(models.Filing, subject.dossier.filing, "filing")
    nominations = Rows(map(make.nomination, subject.nominations), make.nomination(None))
    first = subject.nominations[0] if subject.nominations else None
    employer_of = {Scope.NOMINATION: subject.nomination, Scope.EMPLOYER: first}.get(subject.scope)
    nomination = make.nomination(subject.nomination)
    signing = [Record(row, given=True) for row in subject.signing]
    values: dict[str, Any] = {
        "scope": subject.scope.value,
        "blank": subject.blank,
        "letterhead": subject.letterhead,
        "activity": activity_figures(activity),
        "limits": limit_figures(activity),
        "unit": unit,
        "filing": filing,
        "nominations": nominations,
        "count": str(len(nominations)) if nominations else "",
        "first_title": (first.title or "") if first else "",
        "nomination": nomination,
        "lead": nomination.lead,
        "employer": make.nomination(employer_of).employer,
        "signing": Rows(signing, Record(dict.fromkeys(SIGNING_COLUMNS, ""), given=False)),
    }
    values["wording"] = fill_wording(activity.wording, values)
    return values


def specimen(activity: Activity) -> dict[str, Any]:
    """A context in which every list has an item, for checking templates."""
    photos = models.Stage(photos=("photo.jpg",))
    honour = models.Honour()
    nomination = models.Nomination(
        patent_numbers=("ZL",),
        lead=models.Lead(honours=(honour,)),
        team=models.Team(award=(honour,)),
        before=photos,
        after=photos,
        contributors=(models.Contributor(),),
    )
    subject = Subject(
        scope=Scope.NOMINATION,
        dossier=models.Dossier(nominations=(nomination,)),
        nomination=nomination,
        nominations=(nomination,),
        signing=(dict.fromkeys(SIGNING_COLUMNS, "x"),),
    )
    return context(subject, activity)
