"""What rules look at: units and their dossiers, names of nominations, what the reader could not read."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from pipeline.dossier.findings import Finding, Severity, Source
from pipeline.dossier.models import Dossier, UnitKind
from pipeline.rules import DossierCase
from tests.rules.build import case_of, changed, dossier, intake_of


def of_unit(name: str | None, *, first: int = 1, kind: UnitKind | None = UnitKind.CITY) -> Dossier:
    return changed(dossier(first=first), {"unit.name": name, "unit.kind": kind})


def test_dossiers_of_one_unit_are_one_unit_however_its_name_is_spaced() -> None:
    case = case_of(
        of_unit("云江市总工会"), of_unit("省工会", first=2), of_unit("云江市 总工会", first=3)
    )
    names = [[each.intake.name for each in unit.dossiers] for unit in case.units]
    assert names == [["卷1", "卷3"], ["卷2"]]
    assert [[each.name for each in unit.nominations] for unit in case.units] == [
        ["P01", "P03"], ["P02"],
    ]  # fmt: skip
    assert [each.name for each in case.nominations] == ["P01", "P02", "P03"]
    assert all(unit.activity is case.activity for unit in case.units)


@pytest.mark.parametrize("name", [None, "", " "])
def test_a_unit_without_a_name_is_nobody_elses(name: str | None) -> None:
    case = case_of(of_unit(name), of_unit(name, first=2))
    assert [len(unit.dossiers) for unit in case.units] == [1, 1]


def test_the_kinds_of_a_unit_are_those_that_its_dossiers_say() -> None:
    def kinds(*said: UnitKind | None) -> frozenset[UnitKind]:
        contents = [of_unit("甲会", first=place, kind=kind) for place, kind in enumerate(said, 1)]
        (unit,) = case_of(*contents).units
        return unit.kinds

    assert kinds(None) == frozenset()
    assert kinds(UnitKind.CITY, None) == {UnitKind.CITY}
    assert kinds(UnitKind.CITY, UnitKind.INDUSTRY) == {UnitKind.CITY, UnitKind.INDUSTRY}


def the_dossier(changes: dict[str, Any], *unread: Finding, **more: Any) -> DossierCase:
    intake = intake_of(changed(dossier(2), changes), findings=unread)
    (found,) = case_of(dataclasses.replace(intake, **more)).dossiers
    return found


def test_a_nomination_is_called_by_its_number_or_else_by_its_place() -> None:
    one, two = the_dossier({"nominations[1].id": None}).nominations
    assert (one.name, two.name) == ("P01", "第2项")
    assert (one.index, two.index) == (0, 1)
    assert the_dossier({}).places[1:] == the_dossier({}).nominations


def test_a_lead_works_where_the_lead_says_or_else_with_the_employer() -> None:
    changes = {"n.lead.employer": "分厂"}
    one, two = the_dossier(changes).nominations
    assert (one.workplace, two.workplace) == ("分厂", "第2养护公司")


def unread(field: str | None, nomination: str | None = None) -> Finding:
    return Finding(
        rule="value.type", severity=Severity.ERROR, message="认不出", remedy="改正",
        nomination=nomination, field=field,
    )  # fmt: skip


def test_what_could_not_be_read_is_known_by_full_paths_in_every_nomination_of_that_number() -> None:
    found = (unread("unit.name"), unread("lead.sex", "P01"), unread("title", "P9"), unread(None))
    assert the_dossier({}, *found).unreadable == {"unit.name", "nominations[0].lead.sex", "title"}
    twice = the_dossier({"nominations[1].id": "P01"}, *found)
    assert twice.unreadable >= {"nominations[0].lead.sex", "nominations[1].lead.sex"}
    unnumbered = the_dossier({"nominations[1].id": None}, unread("unit.name"))
    assert unnumbered.unreadable == {"unit.name"}, "what names no nomination is in none"


@pytest.mark.parametrize(
    ("field", "nomination", "hidden"),
    [
        # the value itself, what is below it, what is around it
        ("lead.honours[0].name", "P01", {"lead.honours[0].name", "lead.honours", "lead"}),
        ("lead.honours", "P01", {"lead.honours[0].name", "lead.honours", "lead"}),
        ("lead", "P01", {"lead.honours[0].name", "lead.honours", "lead", "lead.sex"}),
        ("lead.honours[1].name", "P01", {"lead.honours", "lead"}),
        # all nominations, one of them: what stands in another one is read
        ("nominations", None, set()),
        ("nominations[0]", None, set()),
        ("nominations[1].lead", None, set()),
    ],
)
def test_a_value_can_be_read_unless_it_or_what_holds_it_or_a_part_of_it_could_not(
    field: str, nomination: str | None, hidden: set[str]
) -> None:
    first = the_dossier({}, unread(field, nomination)).nominations[0]
    asked = {"lead.honours[0].name", "lead.honours", "lead", "lead.sex", "title"}
    assert {path for path in asked if not first.can_read(path)} == hidden


def test_values_outside_the_nominations_are_known_by_the_same_paths() -> None:
    case = the_dossier({}, unread("unit.publicity"), nothings={"unit.summary": "/"})
    assert not case.can_read("unit.publicity.start")
    assert not case.can_read("unit")
    assert case.can_read("unit.name")
    assert not the_dossier({}, unread("unit")).can_read("unit.publicity.start")
    assert case.written_for_nothing("unit.summary") == "/"
    assert case.written_for_nothing("unit.name") == ""
    assert case.full_path("unit.name") == "unit.name"


def test_a_place_is_the_cell_of_a_value_or_of_what_holds_it_or_the_file() -> None:
    sources = {"nominations[1]": Source("甲.xlsx", sheet="项目", cell="A8")}
    case = the_dossier({}, sources=sources)
    one, two = case.nominations
    assert case.source(None) == one.source("title") == one.source(None) == Source("dossier.xlsx")
    assert two.source("title") == two.source(None) == sources["nominations[1]"]
    assert two.written_for_nothing("title") == ""
