"""Findings name the cell to write into, the same in every form of the result."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest
from openpyxl.cell.cell import Cell

from pipeline.check.annotate import TITLE
from pipeline.forms.writer import write_workbook
from pipeline.load import load
from pipeline.settings import Settings
from tests.conftest import ROOT, SAMPLE, Command, Desk

KINDS = ["city", "industry", "provincial_society", "other_society"]
SAMPLES = sorted(path.parent for path in (ROOT / "data" / "samples").glob("*/dossier.yaml"))
PLACE = re.compile(r'<span class="cell">(?:<a href="(?P<to>[^"]*)">)?(?P<said>[^<]*)')


def found_in(folder: Path, wuxiao: Command) -> list[dict[str, Any]]:
    outcome = wuxiao("check", "--no-files", folder, "--format", "json")
    findings: list[dict[str, Any]] = json.loads(outcome.out)["findings"]
    return findings


def label_of(book: openpyxl.Workbook, source: dict[str, str]) -> str:
    """The label of a cell, beside or above it."""
    sheet = book[source["sheet"]]
    cell = sheet[source["cell"]]
    is_table = sheet.title in {"项目", "其他完成人", "荣誉"}
    header = 4 if sheet.title == "项目" else 3
    label = sheet.cell(header, cell.column) if is_table else sheet.cell(cell.row, cell.column - 1)
    return re.sub(r"[*\s]", "", str(label.value))


@pytest.mark.parametrize("kind", KINDS)
def test_of_a_new_dossier_each_finding_names_an_empty_cell_and_its_label(
    kind: str, wuxiao: Command, tmp_path: Path
) -> None:
    wuxiao("new", tmp_path / "新", "--kind", kind)
    book = openpyxl.load_workbook(tmp_path / "新" / "dossier.xlsx")
    findings = found_in(tmp_path / "新", wuxiao)
    assert len(findings) >= 8
    whole = {"nominations": "编号", "filing": "社会组织全称"}
    for each in findings:
        asked = re.sub(r"^补填“(提名单位-)?|”$", "", each["remedy"])
        expected = whole.get(each["field"], asked)
        assert label_of(book, each["source"]) == expected, each
        if each["field"] != "nominations":
            assert book[each["source"]["sheet"]][each["source"]["cell"]].value is None


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda each: each.name)
def test_of_a_dossier_with_half_of_its_values_each_finding_names_the_right_column(
    sample: Path, wuxiao: Command, tmp_path: Path
) -> None:
    find = Settings().find_activity
    dossier = load(sample, find).dossier
    write_workbook(tmp_path / "dossier.xlsx", find(dossier.activity or ""), dossier=dossier)
    book = openpyxl.load_workbook(tmp_path / "dossier.xlsx")
    for title, first in {"提名单位": 6, "备案": 5, "项目": 5, "其他完成人": 4, "荣誉": 4}.items():
        for row in book[title].iter_rows(min_row=first, min_col=2):
            for cell in row[:1] if title in {"提名单位", "备案"} else row[1:]:
                if isinstance(cell, Cell) and (cell.row + cell.column) % 2:
                    cell.value = None
    book.save(tmp_path / "dossier.xlsx")
    missing = [each for each in found_in(tmp_path, wuxiao) if each["rule"] == "required"]
    assert len({each["field"] for each in missing}) > 20
    for each in missing:
        asked = each["remedy"].removeprefix("补填“").removesuffix("”")
        label = label_of(book, each["source"])
        assert asked.endswith(label), each
        assert each["source"]["file"] == "dossier.xlsx"
        if each["nomination"]:
            number = re.sub("[A-Z]", "", each["source"]["cell"])
            assert book[each["source"]["sheet"]][f"A{number}"].value == each["nomination"]


def test_text_page_and_copy_name_the_same_cells(wuxiao: Command, tmp_path: Path) -> None:
    folder = tmp_path / "新"
    wuxiao("new", folder, "--kind", "city")
    book = openpyxl.load_workbook(folder / "dossier.xlsx")
    book["项目"]["B6"] = "阀门"
    book.save(folder / "dossier.xlsx")
    sources = [each["source"] for each in found_in(folder, wuxiao)]
    said = [
        f"{each['sheet']}!{each['cell']}" if "cell" in each else each["file"] for each in sources
    ]
    assert set(said) >= {"项目!C6", "提名单位!B6", "附件/P02"}
    text = wuxiao("check", "--no-files", folder).out
    in_text = re.findall(r"^  (?:错误|提醒)　(.+?)　", text, re.MULTILINE)
    assert sorted(in_text) == sorted(said)  # what is for now comes first in it
    page, copy = tmp_path / "页" / "结果.html", tmp_path / "批注.xlsx"
    page.parent.mkdir()
    wuxiao("check", "--no-files", folder, "--format", "html", "-o", page, "--annotate", copy)
    places = list(PLACE.finditer(page.read_text(encoding="utf-8")))
    assert [each["said"] for each in places] == in_text
    rows = openpyxl.load_workbook(copy)[TITLE].iter_rows(min_row=5, min_col=6, max_col=6)
    links = [str(cell.hyperlink.location) for (cell,) in rows if cell.hyperlink]
    assert sorted(unquote(each["to"]) for each in places) == sorted(
        f"../批注.xlsx#{each}" for each in links
    )
    assert links[said.index("附件/P02")] == "'项目'!A6"


def test_without_a_copy_places_of_the_page_are_plain_text(wuxiao: Command, tmp_path: Path) -> None:
    wuxiao("new", tmp_path / "新", "--kind", "city")
    page = wuxiao("check", tmp_path / "新", "--format", "html").out
    assert "提名单位!B6" in page
    assert "<a " not in page


def test_in_yaml_it_is_a_line_which_leads_to_the_cell_of_the_copy(
    desk: Desk, wuxiao: Command, tmp_path: Path
) -> None:
    text = desk.source.read_text(encoding="utf-8")
    desk.source.write_text(re.sub(r"(\n    in_use_since:) .*", r"\1", text, count=1), "utf-8")
    (finding,) = found_in(desk.folder, wuxiao)
    lines = desk.source.read_text(encoding="utf-8").splitlines()
    assert lines[finding["source"]["line"] - 1] == "    in_use_since:"
    page, copy = tmp_path / "a.html", tmp_path / "b.xlsx"
    wuxiao("check", "--no-files", desk.folder, "--format", "html", "-o", page, "--annotate", copy)
    (place,) = PLACE.finditer(page.read_text(encoding="utf-8"))
    assert place["said"] == f"dossier.yaml 第{finding['source']['line']}行"
    name, _, cell = unquote(place["to"]).partition("#'项目'!")
    assert name == "b.xlsx"
    sheet = openpyxl.load_workbook(copy)["项目"]
    assert "应用实施时间" in str(sheet[f"{re.sub('[0-9]', '', cell)}4"].value)


def test_a_missing_photo_is_looked_for_in_the_folder_of_its_nomination(
    wuxiao: Command, tmp_path: Path
) -> None:
    folder = tmp_path / "材料"
    shutil.copytree(SAMPLE, folder)
    next(folder.rglob("P02/frontline_certificate.pdf")).unlink()
    (finding,) = found_in(folder, wuxiao)
    assert finding["source"] == {"file": "files/P02"}
