"""What the workbook says once for several projects: rows of employers, and what is the same for all."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipeline.dossier.intake import Intake
from pipeline.dossier.models import Dossier, Employer, Nomination
from pipeline.forms.writer import workbook_bytes
from tests.conftest import ROOT
from tests.load.cases import activity, read, read_rows

EMPLOYERS: list[list[Any]] = [
    ["单位名称", "统一社会信用代码", "通讯地址", "单位公示-公示起始日期"],
    ["甲阀门厂", "91329900MA3CD4C79B", "甲路1号", "2023-7-3"],
    ["乙纺织厂", None, "乙路2号", None],
]
HEAD: list[Any] = [
    "编号", "项目名称", "第一完成单位-单位名称", "第一完成单位-统一社会信用代码",
    "第一完成单位-通讯地址",
]  # fmt: skip


def from_rows(folder: Path, *rows: list[Any], shared: list[list[Any]] | None = None) -> Intake:
    others = {"第一完成单位": EMPLOYERS, **({"统一内容": shared} if shared else {})}
    return read_rows(folder, [HEAD, *rows], others=others)


def test_all_projects_of_an_employer_have_what_its_row_says(tmp_path: Path) -> None:
    found = from_rows(
        tmp_path, ["P01", "甲", "甲阀门厂"], ["P02", "乙", " 甲 阀门厂"], ["P03", "丙", "乙纺织厂"]
    )
    employers = [each.employer for each in found.dossier.nominations]
    assert [each.address for each in employers] == ["甲路1号", "甲路1号", "乙路2号"]
    assert [each.uscc for each in employers] == ["91329900MA3CD4C79B"] * 2 + [None]
    assert str(employers[1].publicity.start) == "2023-07-03"
    source = found.sources["nominations[1].employer.address"]
    assert (source.sheet, source.cell) == ("第一完成单位", "C2")
    assert found.findings == ()


def test_a_code_joins_as_well_as_a_name_and_goes_first(tmp_path: Path) -> None:
    found = from_rows(
        tmp_path,
        ["P01", "甲", None, "91329900ma3cd4c79b"],
        ["P02", "乙", "乙纺织厂"],
    )
    assert found.dossier.nominations[0].employer.name == "甲阀门厂"
    assert found.findings == ()


def test_what_a_project_says_otherwise_is_named_and_stays(tmp_path: Path) -> None:
    found = from_rows(
        tmp_path, ["P01", "甲", "甲阀门厂", None, "别处3号"], ["P02", "乙", "乙纺织厂"]
    )
    (finding,) = found.findings
    assert "这里与“项目”表填的不一样（那里在E2）" in finding.message
    assert found.dossier.nominations[0].employer.address == "别处3号"


def test_a_word_for_nothing_is_no_other_answer(tmp_path: Path) -> None:
    found = from_rows(tmp_path, ["P01", "甲", "甲阀门厂", "/", "—"], ["P02", "乙", "乙纺织厂"])
    assert found.dossier.nominations[0].employer.address == "甲路1号"
    assert found.findings == ()


def test_a_row_that_no_project_uses_and_one_that_stands_twice_are_named(tmp_path: Path) -> None:
    found = read_rows(
        tmp_path,
        [HEAD, ["P01", "甲", "甲阀门厂"]],
        others={"第一完成单位": [*EMPLOYERS, ["甲阀门厂", None, "第三处", None]]},
    )
    said = [each.message for each in found.findings]
    assert any("与第2行是同一个单位" in each for each in said)
    assert any("没有项目用到这一行的单位" in each for each in said)
    assert found.dossier.nominations[0].employer.address == "甲路1号"


def test_a_value_that_is_missing_belongs_into_the_employers_row(tmp_path: Path) -> None:
    found = from_rows(tmp_path, ["P01", "甲", "甲阀门厂"], ["P02", "乙", "乙纺织厂"])
    home = next(found.places("nominations[1].employer.uscc"))
    assert (home.sheet, home.cell) == ("第一完成单位", "B3")


SHARED: list[list[Any]] = [
    ["栏目", "填写内容"],
    ["负面情形-涉密", "否"],
    ["提名意见-经办人-姓名", "周六"],
    ["提名意见-通讯地址", "人民路1号"],
]


def test_what_is_the_same_for_all_counts_where_a_project_says_nothing(tmp_path: Path) -> None:
    rows = [[*HEAD, "提名意见-通讯地址"], ["P01", "甲"], ["P02", "乙", None, None, None, "别处"], ["P03"]]  # fmt: skip
    found = read_rows(tmp_path, rows, others={"统一内容": SHARED})
    first, second = found.dossier.nominations
    assert (first.opinion.address, second.opinion.address) == ("人民路1号", "别处")
    assert (first.opinion.handler.name, second.declarations.classified) == ("周六", False)
    assert found.sources["nominations[0].opinion.address"].sheet == "统一内容"
    assert found.findings == ()


# ---------------------------------------------------------------- written


@pytest.mark.parametrize("sample", ["city", "industry", "provincial_society", "other_society"])
def test_a_written_workbook_says_it_once_and_is_read_back_equal(
    sample: str, tmp_path: Path
) -> None:
    folder = tmp_path / sample
    shutil.copytree(ROOT / "data" / "samples" / sample, folder)
    dossier = read(folder).dossier
    (folder / "dossier.yaml").unlink()
    (folder / "dossier.xlsx").write_bytes(workbook_bytes(activity(), dossier=dossier))
    assert read(folder).dossier == dossier
    sheet = openpyxl.load_workbook(folder / "dossier.xlsx")["第一完成单位"]
    names = [row[0].value for row in sheet.iter_rows(min_row=5) if row[0].value]
    assert names == list(dict.fromkeys(each.employer.name for each in dossier.nominations))


def test_two_employers_of_one_name_are_not_mixed_up(tmp_path: Path) -> None:
    employers = (
        Employer(name="甲厂", uscc="91329900MA3CD4C79B", address="甲路"),
        Employer(name="甲 厂", uscc=None, address="乙路"),
        Employer(name="丙厂", address="丙路"),
        Employer(name="丙厂", address="丙路", postcode="210000"),
    )
    dossier = Dossier(
        activity=activity().id,
        nominations=tuple(
            Nomination(id=f"P{number:02}", title=f"项目{number}", employer=each)
            for number, each in enumerate(employers)
        ),
    )
    (tmp_path / "dossier.xlsx").write_bytes(workbook_bytes(activity(), dossier=dossier))
    found = read(tmp_path)
    assert found.dossier == dossier
    assert found.findings == ()


@pytest.mark.office
def test_pages_show_what_stands_elsewhere_and_libreoffice_works_it_out(tmp_path: Path) -> None:
    folder = tmp_path / "city"
    folder.mkdir()
    dossier = read(ROOT / "data" / "samples" / "city").dossier
    (tmp_path / "book.xlsx").write_bytes(workbook_bytes(activity(), dossier=dossier))
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
         "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder), str(tmp_path / "book.xlsx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    sheet = openpyxl.load_workbook(folder / "book.xlsx", data_only=True)["项目P01"]
    shown = {str(row[0].value).lstrip("*"): row[1].value for row in sheet.iter_rows(min_row=4)}
    first = dossier.nominations[0]
    assert shown["项目名称"] == first.title
    assert shown["第一完成单位-工会-联系人-联系电话"] == first.employer.union.contact.phone
    assert shown["提名意见-经办人-姓名"] == first.opinion.handler.name
    assert shown["备注"] in {"", None}
    assert str(shown["第一完成单位-单位公示-公示起始日期"])[:10] == "2023-07-03"
    again = read(folder)
    assert [each for each in again.findings if each.rule != "evidence.readable"] == []
    assert again.dossier.nominations[0].lead == first.lead
