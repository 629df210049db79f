"""The workbook and the YAML form of a dossier are one dossier."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import msgspec
import pytest

from pipeline.activity.asking import ExtraField, ExtraOption
from pipeline.dossier import models
from pipeline.dossier.schema import Kind, fields_of
from pipeline.errors import InputError
from pipeline.forms.sheets import plan_of
from pipeline.forms.writer import write_workbook
from pipeline.load import load
from tests.load.cases import ROOT, YAML, activity, find_activity, read, read_yaml

SAMPLES = sorted((ROOT / "data" / "samples").glob("*/dossier.yaml"))


def test_a_written_workbook_reads_as_the_yaml_it_came_from(tmp_path: Path) -> None:
    first = read_yaml(tmp_path / "yaml", YAML)
    assert first.findings == ()
    second_folder = tmp_path / "book"
    second_folder.mkdir()
    write_workbook(second_folder / "dossier.xlsx", activity(), dossier=first.dossier)
    second = read(second_folder)
    assert second.findings == ()
    assert second.dossier == first.dossier
    assert second.sources.keys() == first.sources.keys()


def test_every_value_of_the_small_dossier_is_read(tmp_path: Path) -> None:
    dossier = read_yaml(tmp_path, YAML).dossier
    one = dossier.nominations[0]
    assert dossier.unit.summary == "第一段，推进创新。\n第二段，=不是公式。"
    assert dossier.unit.publicity.objections is False
    assert one.employer.publicity.objections is True
    assert one.lead.name == "努尔兰·叶尔肯"
    assert one.lead.full_time_since == date(2020, 1, 1)
    assert one.lead.title_level is models.TitleLevel.NONE
    assert one.team.kind == (
        models.TeamKind.STUDIO_LED,
        models.TeamKind.JOINED,
        models.TeamKind.OTHER,
    )
    assert [each.name for each in one.contributors] == ["钱四", "孙五"]
    assert one.team.award == (models.Honour(year="2020", name="先进班组", issuer="甲市总工会"),)
    assert one.video.seconds == 146


def test_every_value_has_its_source(tmp_path: Path) -> None:
    intake = read_yaml(tmp_path, YAML)
    lines = YAML.splitlines()
    for path, text in {
        "unit.postcode": "  postcode: '012345'",
        "nominations[0].lead.honours[1].name": "{year: 2022, name: 乙市工匠",
        "nominations[1].lead.name": "    lead: {name: 吴七}",
    }.items():
        line = intake.sources[path].line
        assert line is not None
        assert text in lines[line - 1]
    assert str(intake.sources["unit.name"]) == "dossier.yaml 第3行"


def test_sources_of_a_workbook_name_sheet_and_cell(tmp_path: Path) -> None:
    dossier = read_yaml(tmp_path / "yaml", YAML).dossier
    book = tmp_path / "book"
    book.mkdir()
    write_workbook(book / "dossier.xlsx", activity(), dossier=dossier)
    sources = read(book).sources
    assert str(sources["nominations[0].category"]) == "项目!C5"
    assert str(sources["nominations[1].title"]) == "项目!B6"
    assert str(sources["nominations[0].lead.honours[1].name"]) == "荣誉!D5"
    assert str(sources["unit.name"]) == "提名单位!B6"


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda each: each.parent.name)
def test_the_samples_read_the_same_from_both_forms(sample: Path, tmp_path: Path) -> None:
    first = read(sample.parent)
    copy = tmp_path / sample.parent.name
    shutil.copytree(sample.parent, copy, ignore=shutil.ignore_patterns("dossier.*"))
    write_workbook(copy / "dossier.xlsx", activity(), dossier=first.dossier)
    assert read(copy).dossier == first.dossier


def test_fields_that_an_activity_adds_are_read_from_both_forms(tmp_path: Path) -> None:
    extra = (
        ExtraField(key="savings", label="年节约金额", kind=Kind.INTEGER, after="title"),
        ExtraField(key="green", label="是否节能", kind=Kind.YES_NO),
        ExtraField(
            key="scope",
            label="推广范围",
            kind=Kind.CHOICES,
            after="lead",
            options=(ExtraOption(key="city", label="全市"), ExtraOption(key="shop", label="车间")),
        ),
    )
    mine = msgspec.structs.replace(activity(), extra_field=extra)
    folder = tmp_path / "yaml"
    folder.mkdir()
    (folder / "dossier.yaml").write_text(
        "activity: any\nnominations:\n"
        "  - {id: P01, title: 甲, savings: 12, green: 否, scope: [车间, city]}\n"
        "  - {id: P02, title: 乙}\n",
        encoding="utf-8",
    )
    first = load(folder, lambda _: mine)
    assert first.dossier.nominations[0].extra == {
        "savings": 12,
        "green": False,
        "scope": ("city", "shop"),
    }
    assert "nominations[0].green" in first.sources
    (tmp_path / "book").mkdir()
    write_workbook(tmp_path / "book" / "dossier.xlsx", mine, dossier=first.dossier)
    second = load(tmp_path / "book", lambda _: mine)
    assert second.dossier == first.dossier
    paths = [each.path for each in plan_of(mine.fields).projects.columns]
    assert paths[1:3] == ["title", "savings"]


def test_every_field_of_the_dictionary_has_its_place_in_the_workbook() -> None:
    plan = plan_of(activity().fields)
    planned = {each.path for each in plan.projects.columns}
    planned |= {f"contributors.{each.path}" for each in plan.contributors.columns}
    for honours in ("lead.honours", "team.award"):
        planned |= {f"{honours}.{each.path}" for each in plan.honours.columns}
    assert planned == set(leaves(models.Nomination))
    assert {each.path for each in plan.unit.columns} == {
        "activity",
        *(f"unit.{path}" for path in leaves(models.Unit)),
    }
    assert {each.path for each in plan.filing.columns} == {
        f"filing.{path}" for path in leaves(models.Filing)
    }


def leaves(model: type, path: str = "") -> list[str]:
    found = []
    for each in fields_of(model):
        here = f"{path}{each.key}"
        found += leaves(each.model, f"{here}.") if each.model else [here]
    return found


def test_labels_of_a_sheet_are_all_different() -> None:
    for plan in plan_of(activity().fields).sheets():
        labels = [each.label for each in plan.columns]
        assert len(labels) == len(set(labels)), plan.title


def test_an_unknown_activity_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="elsewhere-2030"):
        read_yaml(tmp_path, "activity: elsewhere-2030\n")


def test_the_intake_knows_its_folder_and_file(tmp_path: Path) -> None:
    folder = tmp_path / "某市"
    intake = read_yaml(folder, YAML)
    assert (intake.name, intake.file, intake.folder) == ("某市", "dossier.yaml", folder)
    assert load(folder, find_activity) == intake
