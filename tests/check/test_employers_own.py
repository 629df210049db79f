"""An employer's own dossier is checked without the unit, and says so; a unit never loses its checks unawares."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from pipeline.activity.loading import load_activity
from pipeline.check import (
    DossierReview,
    Review,
    check,
    review_to_html,
    review_to_json,
    review_to_text,
)
from pipeline.check.employers_own import without_unit
from pipeline.dossier.findings import Finding, Severity
from pipeline.dossier.intake import Intake
from pipeline.dossier.models import Dossier, Filing, Unit, UnitKind, WorkerKind
from tests.check.test_check import find
from tests.conftest import Command, Desk
from tests.rules.build import INVENTED_FOLDER, change, changed, dossier, intake_of

UNCHECKED = "提名单位的名额、比例、公示等没有检查"


def own(count: int = 1, changes: dict[str, Any] | None = None) -> Dossier:
    """Nominations of one employer by a technician: below the share of workers; no unit."""
    content = dataclasses.replace(dossier(count), unit=Unit(), filing=Filing())
    for index in range(count):
        content = change(
            content, f"nominations[{index}].employer", dossier().nominations[0].employer
        )
    return changed(content, {"n.lead.worker_kind": WorkerKind.TECHNICIAN, **(changes or {})})


def review_of(content: Dossier | Intake, employer: bool | None = None) -> DossierReview:
    intake = content if isinstance(content, Intake) else intake_of(content)
    (found,) = check([intake], find, employer=employer).dossiers
    return found


def rules(found: DossierReview) -> set[str]:
    return {each.rule for each in found.findings}


@pytest.mark.parametrize("employer", [True, None])
@pytest.mark.parametrize("count", [1, 2])
def test_an_employer_s_own_dossier_is_checked_without_the_unit(
    count: int, employer: bool | None
) -> None:
    found = review_of(own(count), employer)
    assert found.findings == ()
    assert UNCHECKED in found.unchecked
    assert found.quotas.gauges == ()


def test_its_nominations_are_checked_as_ever() -> None:
    changes = {
        "n.lead.job_title": "总经理",
        "n.title": None,
        "n.employer.publicity.objections": True,
    }
    found = review_of(own(changes=changes))
    assert rules(found) == {"lead.frontline", "required", "publicity.objection"}
    assert {each.nomination for each in found.findings} == {"P01"}


@pytest.mark.parametrize(
    "changes",
    [
        {"unit.name": "云江市总工会"},
        {"unit.kind": UnitKind.CITY},
        {"unit.summary": "情况"},
        {"filing.number": "1"},
        {"nominations[1].employer.name": "第2养护公司"},
        {"nominations[1].employer.name": None},
        {"nominations": ()},
    ],
)
def test_anything_of_a_unit_brings_its_checks_back(changes: dict[str, Any]) -> None:
    found = review_of(changed(own(2), changes))
    assert found.unchecked == ""
    assert any((each.field or "").startswith("unit") for each in found.findings)


def test_a_project_without_an_employer_is_not_an_employer_s_own() -> None:
    assert review_of(own(changes={"n.employer.name": None})).unchecked == ""


@pytest.mark.parametrize(
    ("rule", "nomination", "field", "kept"),
    [
        ("ratio.green", None, "nominations", False),
        ("quota.newcomers", "P01", "is_newcomer", False),
        ("required", None, "unit.name", False),
        ("required", "P01", "unit", True),
        ("required", None, "nominations", True),
    ],
)
def test_quotas_of_the_activity_s_own_are_left_out_and_fields_of_its_own_are_not(
    rule: str, nomination: str | None, field: str, kept: bool
) -> None:
    finding = Finding(
        rule=rule,
        severity=Severity.ERROR,
        message="x",
        remedy="x",
        nomination=nomination,
        field=field,
    )
    assert without_unit([finding], load_activity(INVENTED_FOLDER)) == ([finding] if kept else [])


def test_a_value_of_the_unit_that_cannot_be_read_brings_its_checks_back() -> None:
    unread = Finding(
        rule="value.type",
        severity=Severity.ERROR,
        message="认不出",
        remedy="改正",
        field="unit.kind",
    )
    found = review_of(intake_of(own(), findings=(unread,)))
    assert found.unchecked == ""
    assert "ratio.frontline_workers" in rules(found)


def test_unless_asked_no_other_caller_leaves_anything_out() -> None:
    (found,) = check([intake_of(own())], find).dossiers
    assert found.unchecked == ""
    assert {"required", "ratio.frontline_workers"} <= rules(found)


def test_where_asked_what_stands_in_the_unit_is_not_held_to_its_duties() -> None:
    content = changed(
        own(), {"unit.kind": UnitKind.PROVINCIAL_SOCIETY, "unit.name": "云江市\x0c总工会"}
    )
    found = review_of(content, employer=True)
    assert rules(found) == {"text.characters"}


def test_where_asked_for_several_employers_the_result_says_how_many() -> None:
    content = changed(own(2), {"nominations[1].employer.name": "第2养护公司"})
    assert "这里有2个第一完成单位" in review_of(content, employer=True).unchecked


def test_two_dossiers_of_an_employer_are_not_two_units() -> None:
    second = changed(
        own(), {"n.title": "另一装置", "n.lead.id_number": None, "n.lead.name": "虞文"}
    )
    found = check([intake_of(own(), "甲"), intake_of(second, "乙")], find, employer=True)
    assert "employer.one_unit" not in {each.rule for each in found.findings}


def test_every_shape_of_the_result_says_what_was_left_out() -> None:
    review = Review(dossiers=(review_of(own()),))
    assert review_to_text(review).count("没有检查") >= 3
    assert UNCHECKED in review_to_html(review)
    assert UNCHECKED in json.loads(review_to_json(review))["unchecked"]["city"]


def test_check_takes_the_employer_s_word_for_it(
    desk: Desk, wuxiao: Command, tmp_path: Path
) -> None:
    whole = wuxiao("check", desk.folder, "--no-files")
    assert "没有检查。" not in whole.out
    mine = wuxiao("check", desk.folder, "--no-files", "--employer", "--format", "json")
    assert mine.code == 0
    assert UNCHECKED in mine.out
    assert UNCHECKED in mine.err
    copy = tmp_path / "批注.xlsx"
    assert wuxiao("check", desk.folder, "--employer", "--annotate", copy).code == 0
    assert UNCHECKED in str(load_workbook(copy).worksheets[0]["A2"].value)
