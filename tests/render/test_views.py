"""Templates see values as the text that stands on paper; what is not given is empty."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pipeline.activity.loading import load_activity
from pipeline.dossier.models import (
    Contributor,
    DocumentKind,
    Dossier,
    Employer,
    FieldOfWork,
    Lead,
    Nomination,
    Publicity,
    Sex,
    Stage,
    Team,
    TeamKind,
    Unit,
    UnitKind,
)
from pipeline.papers.documents import Scope
from pipeline.render.shown import DateText, Record, Rows
from pipeline.render.views import (
    Subject,
    ViewMaker,
    context,
    specimen,
)
from tests.render.cases import CASES, ROOT, activity, contexts

INVENTED = load_activity(ROOT / "tests" / "data" / "activities" / "invented-2024")


def view(nomination: Nomination | None) -> Any:
    return ViewMaker(activity()).nomination(nomination)


def unit_view(**values: Any) -> Any:
    return ViewMaker(activity()).record(Unit, Unit(**values), "unit")


# ---------------------------------------------------------------- values


@pytest.mark.parametrize(
    ("day", "text", "parts"),
    [
        (date(2023, 8, 20), "2023年8月20日", ("2023", "8", "20")),
        (date(2023, 12, 1), "2023年12月1日", ("2023", "12", "1")),
        (None, "", ("", "", "")),
    ],
)
def test_a_date_has_no_leading_zeros(day: date | None, text: str, parts: tuple[str, ...]) -> None:
    shown = DateText.of(day)
    assert shown == text
    assert (shown.year, shown.month, shown.day) == parts


def test_a_choice_is_its_label_and_has_a_box_for_every_option() -> None:
    shown = view(Nomination(lead=Lead(sex=Sex.FEMALE))).lead.sex
    assert shown == "女"
    assert [(box.mark, box.label) for box in shown.boxes] == [("☐", "男"), ("☑", "女")]
    assert [box.mark for box in view(None).lead.sex.boxes] == ["☐", "☐"]
    assert view(None).lead.sex == ""


def test_several_choices_stand_in_the_order_of_the_form() -> None:
    shown = view(Nomination(team=Team(kind=(TeamKind.OTHER, TeamKind.STUDIO_LED)))).team.kind
    assert shown == "工会主导建设的创新工作室、其他"
    assert [box.ticked for box in shown.boxes] == [True, False, False, False, False, True]


@pytest.mark.parametrize(
    ("value", "shown", "ticked"), [(True, "是", [1, 0]), (False, "否", [0, 1]), (None, "", [0, 0])]
)
def test_yes_and_no_and_nothing(value: bool | None, shown: str, ticked: list[int]) -> None:
    answer = view(Nomination(completed_in_province=value)).completed_in_province
    assert answer == shown
    assert [box.ticked for box in answer.boxes] == ticked


@pytest.mark.parametrize(("value", "shown"), [(True, "有"), (False, "无"), (None, "")])
def test_objections_are_there_or_not(value: bool | None, shown: str) -> None:
    assert unit_view(publicity=Publicity(objections=value)).publicity.objections == shown


def test_photos_have_captions_by_stage_and_number() -> None:
    shown = view(
        Nomination(before=Stage(photos=("a.jpg", "b.jpg")), after=Stage(photos=("c.jpg",)))
    )
    assert [(str(each), each.caption) for each in shown.before.photos] == [
        ("a.jpg", "实施前1"),
        ("b.jpg", "实施前2"),
    ]
    assert shown.after.photos[0].caption == "实施后1"


def test_lists_read_as_text_and_pad_and_pair() -> None:
    patents = view(Nomination(patent_numbers=("ZL1", "ZL2", "ZL3"))).patent_numbers
    assert str(patents) == "ZL1、ZL2、ZL3"
    assert patents.in_pairs() == [("ZL1", "ZL2"), ("ZL3", "")]
    assert list(patents.padded(5)) == ["ZL1", "ZL2", "ZL3", "", ""]
    assert list(patents.padded(3)) == list(patents.padded(2)) == list(patents)


def test_padded_rows_are_blank_records() -> None:
    contributors = view(Nomination(contributors=(Contributor(name="甲"),))).contributors
    rows = contributors.padded(3)
    assert [row.name for row in rows] == ["甲", "", ""]
    assert [bool(row) for row in rows] == [True, False, False]
    assert isinstance(rows, Rows)
    assert list(view(None).contributors) == []


def test_a_record_is_true_when_anything_was_given() -> None:
    assert not unit_view()
    assert unit_view(name="甲")
    assert unit_view(publicity=Publicity(objections=False))
    assert not unit_view().publicity


def test_a_name_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(AttributeError):
        _ = unit_view().nmae


# ---------------------------------------------------------------- what forms compute


@pytest.mark.parametrize(
    ("levels", "shown"),
    [
        (("一", "二", "三"), "一 / 二 / 三"),
        (("一", "二", None), "一 / 二"),
        ((None, None, None), ""),
    ],
)
def test_the_field_of_work_is_its_levels(levels: tuple[str | None, ...], shown: str) -> None:
    level1, level2, level3 = levels
    field = FieldOfWork(level1=level1, level2=level2, level3=level3)
    assert view(Nomination(field=field)).field.text == shown


def test_a_lead_without_an_employer_works_for_the_first_completing_one() -> None:
    employer = Employer(name="甲厂")
    assert view(Nomination(employer=employer)).lead.employer == "甲厂"
    elsewhere = Nomination(employer=employer, lead=Lead(employer="乙厂", job_title="钳工"))
    assert view(elsewhere).lead.employer == "乙厂"
    assert view(elsewhere).post == "乙厂 钳工"
    assert view(Nomination(lead=Lead(job_title="钳工"))).post == "钳工"


@pytest.mark.parametrize(
    ("lead", "label"),
    [
        (Lead(), "身份证号"),
        (Lead(document=DocumentKind.RESIDENT), "身份证号"),
        (Lead(document=DocumentKind.PERMANENT_RESIDENCE), "外国人永久居留身份证号"),
        (Lead(document=DocumentKind.RESIDENCE_PERMIT), "港澳台居民居住证号"),
        (Lead(document=DocumentKind.OTHER, other_text="护照"), "护照号"),
        (Lead(document=DocumentKind.OTHER), "证件号"),
    ],
)
def test_the_number_is_called_by_its_document(lead: Lead, label: str) -> None:
    assert view(Nomination(lead=lead)).lead.id_label == label


def test_an_activitys_own_fields_are_shown_by_label() -> None:
    nomination = Nomination(
        extra={"green_level": "deep", "is_newcomer": False, "energy_saved": 12, "green_note": None}
    )
    shown = ViewMaker(INVENTED).nomination(nomination)
    assert [(row.label, row.value) for row in shown.extra] == [
        ("绿色等级", "深绿"),
        ("是否首次提名", "否"),
        ("年节约标准煤（吨）", "12"),
        ("绿色说明", ""),
    ]
    assert list(view(nomination).extra) == []


# ---------------------------------------------------------------- contexts


def test_a_context_tells_count_first_title_and_scope() -> None:
    (letter,) = contexts("nomination_letter", "full")
    assert (letter["scope"], letter["count"], letter["blank"]) == ("dossier", "6", False)
    assert letter["first_title"] == CASES["full"].nominations[0].title
    (blank,) = contexts("nomination_letter", "empty")
    assert (blank["count"], blank["first_title"], blank["blank"]) == ("", "", True)


def test_an_employers_paper_names_its_employer_and_a_dossiers_none() -> None:
    dossier, employer = contexts("no_objection_certificate", "full")
    assert not dossier["employer"]
    assert employer["employer"].name == "江苏沙洲特种钢铁有限公司"
    assert employer["count"] == "3"
    assert not employer["lead"]
    (pledge,) = contexts("lead_pledge", "full")
    assert (pledge["lead"].name, pledge["employer"].name) == ("沈珣", "江苏沙洲特种钢铁有限公司")


def test_without_data_everything_is_empty_and_nothing_fails() -> None:
    for document in ("nomination_form", "filing_form", "signing_sheet"):
        (shown,) = contexts(document, "empty")
        for name in ("unit", "filing", "nomination", "lead", "employer"):
            assert not shown[name], name
        assert list(shown["nominations"]) == list(shown["signing"]) == []


def test_a_specimen_has_an_item_in_every_list_and_the_same_names() -> None:
    shown = specimen(activity())
    (real,) = contexts("nomination_form", "full")
    assert shown.keys() == real.keys()
    nomination = shown["nomination"]
    for rows in (
        shown["nominations"], shown["signing"], nomination.patent_numbers, nomination.contributors,
        nomination.lead.honours, nomination.team.award, nomination.before.photos,
        nomination.after.photos,
    ):  # fmt: skip
        assert len(rows) == 1
    assert set(shown["signing"][0].rows[0]) == set(real["signing"][0].rows[0])


def test_every_activity_gives_a_specimen() -> None:
    from pipeline.errors import InputError

    try:
        shown = specimen(INVENTED)
    except InputError as error:
        pytest.fail(str(error))
    assert shown["nomination"].green_level == ""
    assert not list(shown["wording"])


def test_values_are_shown_as_they_are() -> None:
    text = " {{ x }} <b>&  第一段\n第二段"
    unit = replace(Unit(kind=UnitKind.CITY), summary=text)
    shown = context(Subject(scope=Scope.DOSSIER, dossier=Dossier(unit=unit)), activity())
    assert shown["unit"].summary == text
    assert shown["unit"].kind == "设区市总工会"


def test_a_nomination_is_shown_once_wherever_it_is_named() -> None:
    one = Nomination(id="P01", lead=Lead(name="陆文淮"))
    subject = Subject(
        scope=Scope.NOMINATION, dossier=Dossier(), nomination=one, nominations=(one, Nomination())
    )
    shown = context(subject, activity())
    assert shown["nomination"] is shown["nominations"][0]
    assert shown["lead"].name == "陆文淮"
    assert shown["nominations"][1].lead.name == ""


@pytest.mark.parametrize("index", [2, 5, -3])
def test_rows_of_a_form_beyond_the_end_of_a_list_are_blank(index: int) -> None:
    blank = Record({"name": ""}, given=False)
    rows = Rows([Record({"name": name}, given=True) for name in "甲乙"], blank)
    assert rows[index].name == ""
    assert [rows[0].name, rows[1].name, rows[-1].name] == ["甲", "乙", "乙"]
    assert [each.name for each in rows] == ["甲", "乙"]
