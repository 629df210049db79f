"""The fields of the online form with the text of each, in the order of 附件2 (七（三）2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pipeline.activity.model import Activity
from pipeline.activity.walk import Leaf, leaves_of_dossier, leaves_of_nomination
from pipeline.dossier import models
from pipeline.dossier.schema import Field, Kind, is_empty
from pipeline.rules.words import characters

_FILES = frozenset({Kind.FILE, Kind.FILES})

SECTIONS = {
    "一、项目概况": (
        "title", "category", "patent_numbers", "field.", "in_use_since", "completed_in_province",
        "introduction", "declarations.", "remark",
    ),
    "二、项目第一完成人及单位基本情况": (
        "lead.name", "lead.sex", "lead.previously_recognised", "lead.education", "lead.degree",
        "lead.skill_level", "lead.skill_certificate", "lead.title", "lead.title_level",
        "lead.title_certificate", "lead.employer", "lead.job_title", "lead.worker_kind",
        "lead.document", "lead.other_text", "lead.id_number", "lead.mobile", "lead.email",
        "lead.postcode", "lead.address", "lead.employed_in_province", "lead.full_time_since",
        "employer.name", "employer.uscc", "employer.registered_in_province", "employer.ownership",
        "employer.address", "employer.postcode", "employer.contact.", "employer.union.",
        "employer.publicity.",
    ),
    "三、项目介绍": ("before.", "after.", "video."),
    "四、作用发挥情况": (
        "lead.effectiveness", "lead.honours", "lead.contribution", "lead.alias",
        "lead.achievements", "contributors", "team.", "support", "plan",
    ),
    "七、提名": ("opinion.",),
}  # fmt: skip
"""Sections of the form, and the fields in each by how their paths begin; 五 and 六 are pledges, 八 files."""

_OUR_NUMBER, _EVIDENCE = "id", "evidence."
"""Not typed: the number is ours, files are uploaded."""

_FIRST = next(iter(SECTIONS))

UNIT_SECTION = "提名单位"


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of the online form.

    Attributes:
        label: What it is called.
        text: What is typed.
        count: Number of characters, white space not counted.
        most: How many there may be; None where the form sets no limit.
    """

    label: str
    text: str
    count: int
    most: int | None

    @property
    def is_too_long(self) -> bool:
        """Whether it is longer than the form takes."""
        return self.most is not None and self.count > self.most


@dataclass(frozen=True, slots=True)
class FormSection:
    """A section of the form."""

    title: str
    fields: tuple[FormField, ...]


def form_of_nomination(
    activity: Activity, nomination: models.Nomination
) -> tuple[FormSection, ...]:
    """What is typed in for a nomination."""
    lead = nomination.lead
    employer = lead.employer or nomination.employer.name  # as the printed form has it
    shown = replace(nomination, lead=replace(lead, employer=employer))
    leaves = [
        leaf
        for leaf in leaves_of_nomination(activity, shown)
        if leaf.field.kind not in _FILES
        and leaf.path != _OUR_NUMBER
        and not leaf.path.startswith(_EVIDENCE)
    ]
    extra = {each.key: each.section for each in activity.extra_field}
    found = []
    for title, starts in SECTIONS.items():
        own = sorted(
            (leaf for leaf in leaves if _section_of(leaf, extra) == title),
            key=lambda leaf: _place(leaf, starts),
        )
        found.append(FormSection(title, tuple(_field(activity, leaf) for leaf in own)))
    return tuple(found)


def form_of_unit(activity: Activity, dossier: models.Dossier) -> FormSection:
    """What is typed in for the unit, and for a society its filing."""
    must_file = dossier.unit.kind is not None and dossier.unit.kind.is_society
    leaves = [
        leaf
        for leaf in leaves_of_dossier(activity, dossier)
        if leaf.field.kind not in {*_FILES, Kind.RECORDS}
        and leaf.path != "activity"
        and (must_file or not leaf.path.startswith("filing."))
    ]
    return FormSection(UNIT_SECTION, tuple(_field(activity, leaf) for leaf in leaves))


def _section_of(leaf: Leaf, extra: Mapping[str, str]) -> str:
    """The section of a field; the activity's own fields say themselves in which they are printed."""
    if leaf.path in extra:
        return next((each for each in SECTIONS if each.startswith(f"{extra[leaf.path]}、")), _FIRST)
    fitting = [
        (len(start), title)
        for title, starts in SECTIONS.items()
        for start in starts
        if leaf.path.startswith(start)
    ]
    return max(fitting)[1] if fitting else _FIRST


def _place(leaf: Leaf, starts: tuple[str, ...]) -> int:
    fitting = [
        (len(start), -place) for place, start in enumerate(starts) if leaf.path.startswith(start)
    ]
    return -max(fitting)[1] if fitting else len(starts)


def _field(activity: Activity, leaf: Leaf) -> FormField:
    text = say_value(leaf.field, leaf.value)
    limit = activity.limits.text.get(leaf.path)
    return FormField(leaf.label, text, characters(text), limit.max if limit else None)


def say_value(field: Field, value: Any) -> str:
    """A value as it is typed into a form on the web."""
    if is_empty(value):
        return ""
    if field.kind is Kind.YES_NO:
        yes, no = ("有", "无") if field.asks_for_presence else ("是", "否")
        return yes if value else no
    return "\n".join(_said(field, value))


def _said(field: Field, value: Any) -> Iterator[str]:
    labels = {each.key: each.label for each in field.options}
    for each in value if isinstance(value, tuple) else (value,):
        if isinstance(each, date):
            yield each.isoformat()
        else:
            yield labels.get(str(each), str(each))
