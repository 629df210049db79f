"""Rules never raise for bad data: any dossier, however absurd, ends in findings."""

from __future__ import annotations

import dataclasses
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipeline.activity.loading import load_activity
from pipeline.check import check, review_to_html, review_to_json, review_to_text
from pipeline.dossier.intake import Intake
from pipeline.dossier.models import Dossier, Nomination, Unit, UnitKind
from pipeline.dossier.schema import Field, Kind, fields_of
from tests.rules.build import INVENTED_FOLDER, activity, id_of

WORDS = st.sampled_from(
    [
        "", " ", "?", "无", "高级工程师", "高级工（三级）", "总经理", "ZL 2021 1 1485226.1", "13800000401",
        id_of(), id_of()[:17], "91329999MAQ7K31P97", "25", "P01", "能源与节能", "新能源", "a@b.cn",
        "\x00", "\ud800", "\ue000", "字" * 501, "²", "٣" * 18, "①" * 18, "nominations[0].id",
    ]
)  # fmt: skip
TEXTS = st.one_of(WORDS, st.text(max_size=20))
FILES = st.sampled_from(["a.jpg", "../a.jpg", "/etc/passwd", "\x00", "", "a/b.pdf", "x" * 300])


def _value(field: Field) -> st.SearchStrategy[Any]:
    options = st.sampled_from(list(field.choices)) if field.choices else TEXTS
    return {
        Kind.TEXT: st.none() | TEXTS,
        Kind.LONG_TEXT: st.none() | TEXTS,
        Kind.DATE: st.none() | st.dates(),
        Kind.YES_NO: st.none() | st.booleans(),
        Kind.INTEGER: st.none() | st.integers(),
        Kind.CHOICE: st.none() | options,
        Kind.CHOICES: st.lists(options, max_size=2).map(tuple),
        Kind.TEXTS: st.lists(TEXTS, max_size=2).map(tuple),
        Kind.FILE: st.none() | FILES,
        Kind.FILES: st.lists(FILES, max_size=3).map(tuple),
    }[field.kind]


def _record(model: type) -> st.SearchStrategy[Any]:
    """A record in which a few values are absurd, and all others missing."""

    @st.composite
    def draw_record(draw: Any) -> Any:
        record = model()
        fields = fields_of(model)
        some = draw(st.sets(st.integers(0, len(fields) - 1), max_size=4))
        changes = {fields[index].key: draw(_any(fields[index])) for index in sorted(some)}
        return dataclasses.replace(record, **changes)

    strategy: st.SearchStrategy[Any] = draw_record()
    return strategy


def _any(field: Field) -> st.SearchStrategy[Any]:
    if field.kind is Kind.RECORD and field.model:
        return _record(field.model)
    if field.kind is Kind.RECORDS and field.model:
        return st.lists(_record(field.model), max_size=3).map(tuple)
    return _value(field)


@st.composite
def dossiers(draw: Any) -> Dossier:
    content: Dossier = draw(_record(Dossier))
    nominations = draw(st.lists(_record(Nomination), max_size=3))
    extra = {"green_level": draw(TEXTS), "is_newcomer": draw(st.booleans())}
    return dataclasses.replace(
        content,
        activity=draw(st.sampled_from(["jiangsu-wuxiao-2023", "invented-2024"])),
        nominations=tuple(dataclasses.replace(each, extra=extra) for each in nominations),
    )


UNREADABLE_LEVEL = Dossier(
    activity="invented-2024", unit=Unit(kind=UnitKind.CITY),
    nominations=(Nomination(extra={"green_level": "\x1f", "is_newcomer": False}),),
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(dossiers(), min_size=1, max_size=3))
@example([UNREADABLE_LEVEL])
def test_any_dossiers_end_in_a_review(contents: list[Dossier]) -> None:
    activities = {
        "jiangsu-wuxiao-2023": activity(),
        "invented-2024": load_activity(INVENTED_FOLDER),
    }
    intakes = [
        Intake(folder=Path("/nowhere"), name=f"卷{index}", file="dossier.yaml", dossier=content)
        for index, content in enumerate(contents)
    ]
    review = check(intakes, activities.__getitem__)
    assert len(review.dossiers) == len(contents)
    for said in (review_to_text(review), review_to_html(review), review_to_json(review)):
        assert said.encode("utf-8")
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", said)
    assert json.loads(review_to_json(review))["dossiers"] == [each.name for each in intakes]


@settings(max_examples=100, deadline=None)
@given(st.dates(), st.dates())
def test_any_span_of_days_can_be_counted(first: date, last: date) -> None:
    from pipeline.tools.calendar import working_days

    counted = working_days(first, last)
    assert all(first <= day <= last for day in (*counted.days, *counted.unknown))
