"""What templates see: every value as the text that stands on paper.

One context serves both faces of every document.  Empty values are empty strings, so that a template
without data is the official blank form; a name that does not exist is an error.  Names are those of
the data dictionary: `{{ unit.name }}`, `{{ lead.id_number }}`, `{{ nomination.before.text }}`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from pipeline.activity.model import Activity
from pipeline.dossier import models
from pipeline.dossier.milestones import Milestone
from pipeline.dossier.schema import Field, Kind, Option, is_empty, value_of
from pipeline.papers.documents import UNIT, Column, Paper, Scope
from pipeline.papers.holding import NOMINATIONS
from pipeline.papers.signing import MarkRow, SigningBlock
from pipeline.render.figures import activity_figures, limit_figures
from pipeline.render.shown import ChoiceText, DateText, PhotoText, Record, Rows
from pipeline.render.wording import fill_wording

_YES_NO = (Option(key="yes", label="是"), Option(key="no", label="否"))
_OBJECTIONS = (Option(key="yes", label="有"), Option(key="no", label="无"))
_PHOTO_CAPTIONS = {"before": "实施前", "after": "实施后"}


_COMPUTED = {
    f"{NOMINATIONS}.lead.employer": ("lead.employer", "employer.name"),
    f"{NOMINATIONS}.lead.id_label": ("lead.document", "lead.other_text"),
    f"{NOMINATIONS}.post": ("lead.employer", "employer.name", "lead.job_title"),
    f"{NOMINATIONS}.field.text": ("field.level1", "field.level2", "field.level3"),
}
"""What forms compute of a nomination's values, and of which ones."""


class ViewMaker:
    """Turns the values of one activity's dossiers into views.

    Args:
        activity: The activity.
        asked_for: Takes the path of every value that a template asks for, without numbers:
            `unit.name`, `nominations.contributors.duty`; None where nobody wants to know.
    """

    def __init__(self, activity: Activity, asked_for: set[str] | None = None) -> None:
        self._activity = activity
        self._asked_for = asked_for
        self._nominations: dict[int, Record] = {}

    def record(self, model: type, value: object | None, path: str, caption: str = "") -> Record:
        """The view of a record at a path; None gives the blank one."""
        shown: dict[str, Any] = {}
        for field in self._activity.fields(model, path.removeprefix(NOMINATIONS).lstrip(".")):
            raw = None if value is None else value_of(value, field)
            label = _PHOTO_CAPTIONS.get(field.key, caption)
            shown[field.key] = self._show(field, raw, f"{path}.{field.key}", label)
        given = any(bool(each) for each in shown.values())
        return Record(shown, given=given, note=self._noted(path))

    def nomination(self, nomination: models.Nomination | None) -> Record:
        """The view of a nomination with what forms compute from it; the same each time."""
        if id(nomination) not in self._nominations:
            self._nominations[id(nomination)] = self._nomination(nomination)
        return self._nominations[id(nomination)]

    def _nomination(self, nomination: models.Nomination | None) -> Record:
        shown = self.record(models.Nomination, nomination, NOMINATIONS)
        lead, field = shown.peek("lead"), shown.peek("field")
        employer = lead.peek("employer") or shown.peek("employer").peek("name")
        extra = [
            Record(
                {"label": each.label, "value": shown.peek(each.key)},
                given=True,
                note=self._noted(f"{NOMINATIONS}.{each.key}", "value"),
            )
            for each in self._activity.nomination_fields
            if each.extra
        ]
        levels = [level for level in map(field.peek, ("level1", "level2", "level3")) if level]
        return shown.with_(
            lead=lead.with_(
                employer=employer, id_label=(nomination or models.Nomination()).lead.id_label
            ),
            field=field.with_(text=" / ".join(levels)),
            post=" ".join(part for part in (employer, lead.peek("job_title")) if part),
            extra=Rows(extra, Record({"label": "", "value": ""}, given=False)),
        )

    def _noted(self, path: str, itself: str = "") -> Callable[[str], None] | None:
        """Notes what is asked for of the record at a path; `itself` is the key of its own value."""
        asked_for = self._asked_for
        if asked_for is None:
            return None

        def note(key: str) -> None:
            whole = path if key == itself else f"{path}.{key}"
            of = _COMPUTED.get(whole)
            asked_for.update([f"{NOMINATIONS}.{each}" for each in of] if of else [whole])

        return note

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
        signing: What has to be signed, by recipient.
        blank: Whether the official blank form is asked for.
        letterhead: Whether a letter carries the unit's own head (信函格式).
        way: The way in which the print face is set, for the Word face to follow.
        columns: The document's columns, where it is one table of nominations.
    """

    scope: Scope
    dossier: models.Dossier
    nomination: models.Nomination | None = None
    nominations: tuple[models.Nomination, ...] = ()
    signing: tuple[SigningBlock, ...] = ()
    blank: bool = False
    letterhead: bool = False
    way: str = ""
    columns: tuple[Column, ...] = ()


def subject_of(
    paper: Paper, dossier: models.Dossier, signing: tuple[SigningBlock, ...] = ()
) -> Subject:
    """What a paper is made from; one for an employer sees only what this one has to sign."""
    if paper.scope is Scope.EMPLOYER:
        signing = tuple(block for block in signing if block.recipient == paper.recipient)
    members = tuple(dossier.nominations[index] for index in paper.members)
    return Subject(
        scope=paper.scope,
        dossier=dossier,
        nomination=members[0] if members and paper.scope is Scope.NOMINATION else None,
        nominations=members,
        signing=signing,
        blank=is_empty(dossier.unit) and not members,
    )


def _signing(blocks: Sequence[SigningBlock]) -> Rows:
    """`signing`: blocks with `recipient`, `of_unit` and `rows`; a row says who leaves which mark where."""
    blank = Record(dict.fromkeys(("number", *MarkRow.__dataclass_fields__), ""), given=False)
    shown = [
        Record(
            {
                "recipient": block.recipient,
                "of_unit": block.recipient == UNIT,
                "rows": Rows(
                    (_mark(number, row) for number, row in enumerate(block.rows, start=1)), blank
                ),
            },
            given=True,
        )
        for block in blocks
    ]
    empty = {"recipient": "", "of_unit": False, "rows": Rows((), blank)}
    return Rows(shown, Record(empty, given=False))


def _mark(number: int, row: MarkRow) -> Record:
    texts = {name: str(getattr(row, name)) for name in MarkRow.__dataclass_fields__}
    return Record({**texts, "milestone": row.milestone.label, "number": str(number)}, given=True)


def _column(column: Column) -> Record:
    return Record({name: getattr(column, name) for name in column.__struct_fields__}, given=True)


def value_at(record: Record, path: str) -> Any:
    """The view at a path below a record: `lead.name`."""
    return reduce(getattr, path.split("."), record)


def context(
    subject: Subject, activity: Activity, *, asked_for: set[str] | None = None
) -> dict[str, Any]:
    """Everything a template may name.

    `scope`, `activity`, `limits`, `wording`, `unit`, `filing`, `nominations`, `count`, `first_title`,
    `nomination`, `lead`, `employer`, `signing`, `columns`, `blank`, `letterhead`, `way`.

    Args:
        subject: What the copy is made for.
        activity: The activity.
        asked_for: Takes the paths of the values that the template asks for (`ViewMaker`).
    """
    make = ViewMaker(activity, asked_for)
    unit = make.record(models.Unit, subject.dossier.unit, "unit")
    filing = make.record(models.Filing, subject.dossier.filing, "filing")
    nominations = Rows(map(make.nomination, subject.nominations), make.nomination(None))
    first = subject.nominations[0] if subject.nominations else None
    employer_of = {Scope.NOMINATION: subject.nomination, Scope.EMPLOYER: first}.get(subject.scope)
    nomination = make.nomination(subject.nomination)
    values: dict[str, Any] = {
        "scope": subject.scope.value,
        "blank": subject.blank,
        "letterhead": subject.letterhead,
        "way": subject.way,
        "activity": activity_figures(activity),
        "limits": limit_figures(activity),
        "unit": unit,
        "filing": filing,
        "nominations": nominations,
        "count": str(len(nominations)) if nominations else "",
        "first_title": (first.title or "") if first else "",
        "nomination": nomination,
        "lead": nomination.peek("lead"),
        "employer": make.nomination(employer_of).peek("employer"),
        "signing": _signing(subject.signing),
        "columns": Rows(map(_column, subject.columns), _column(Column(label="", width_mm=0))),
    }
    values["wording"] = fill_wording(activity.wording, values)
    return values


_SPECIMEN_ROW = MarkRow(
    who="x", kind="x", document="x", subject="x", place="x", milestone=Milestone.NOMINATE,
    latest="x", copies=1, file="x",
)  # fmt: skip


def specimen(
    activity: Activity,
    scope: Scope = Scope.NOMINATION,
    *,
    columns: tuple[Column, ...] = (),
    asked_for: set[str] | None = None,
) -> dict[str, Any]:
    """A context in which every list has an item, for looking at templates; arguments as of `context`."""
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
        scope=scope,
        dossier=models.Dossier(nominations=(nomination,)),
        nomination=nomination,
        nominations=(nomination,),
        signing=(SigningBlock("x", (_SPECIMEN_ROW,)),),
        columns=columns,
    )
    return context(subject, activity, asked_for=asked_for)
