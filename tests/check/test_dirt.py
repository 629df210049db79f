"""Real dirt through the whole `wuxiao check`: findings or one clear error, and no value changed."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from pipeline.dossier.intake import Intake
from pipeline.dossier.models import Dossier
from pipeline.forms.writer import write_workbook
from pipeline.load import load
from pipeline.settings import Settings
from tests.conftest import SAMPLE, Command
from tests.rules.build import change

TITLE, NAME = "nominations[0].title", "nominations[0].lead.name"
SINCE, PHONE = "nominations[0].in_use_since", "nominations[0].employer.postcode"
IDENTITY = "nominations[0].lead.id_number"


@dataclass(frozen=True)
class Desk:
    """A clean dossier in the form of a workbook."""

    folder: Path
    intake: Intake

    @property
    def book(self) -> Path:
        return self.folder / "dossier.xlsx"

    def put(self, path: str, value: object, *, number_format: str = "") -> None:
        """Type a value into the cell of a field."""
        self.edit(lambda book: self._type(book, path, value, number_format))

    def _type(self, book: openpyxl.Workbook, path: str, value: object, look: str) -> None:
        source = self.intake.sources[path]
        cell = book[str(source.sheet)][str(source.cell)]
        cell.value = value
        if look:
            cell.number_format = look

    def edit(self, edit: Callable[[openpyxl.Workbook], object]) -> None:
        book = openpyxl.load_workbook(self.book)
        edit(book)
        book.save(self.book)


@pytest.fixture
def clean(tmp_path: Path) -> Desk:
    folder = tmp_path / "材料"
    shutil.copytree(SAMPLE, folder)
    find = Settings().find_activity
    dossier = load(folder, find).dossier
    (folder / "dossier.yaml").unlink()
    write_workbook(folder / "dossier.xlsx", find(dossier.activity or ""), dossier=dossier)
    return Desk(folder, load(folder, find))


# ---------------------------------------------------------------- dirt that is a value


def formula(desk: Desk) -> None:
    desk.put(TITLE, '="甲"&"乙"')


def serial(desk: Desk) -> None:
    desk.put(SINCE, 44_762, number_format="General")  # 2022-07-20


def calendar_1904(desk: Desk) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book.epoch = CALENDAR_MAC_1904  # what openpyxl writes as dates moves along

    desk.edit(edit)


def text_date(desk: Desk) -> None:
    desk.put(SINCE, "2022年7月20日", number_format="@")


def numeric_text(desk: Desk) -> None:
    desk.put(PHONE, int(desk.intake.dossier.nominations[0].employer.postcode or 0))


def rounded_identity(desk: Desk) -> None:
    desk.put(IDENTITY, 329999199303067910)


def pasted_html(desk: Desk) -> None:
    desk.put(TITLE, "<script>alert(1)</script><b>装置</b>&nbsp;")


def private_use(desk: Desk) -> None:
    desk.put(NAME, "王\ue863")


def question_mark(desk: Desk) -> None:
    desk.put(NAME, "尉迟?")


def control_character(desk: Desk) -> None:
    desk.put(TITLE, "装置_x0007_")


def hidden(desk: Desk) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book["项目"].sheet_state = "hidden"
        book["项目"].row_dimensions[5].hidden = True

    desk.edit(edit)


def headers_merged(desk: Desk) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        sheet = book["项目"]
        (band,) = [each for each in sheet.merged_cells.ranges if "A3" in each]
        sheet.unmerge_cells(str(band))
        sheet["A3"].value = "编号"
        sheet["B3"].value = "项目概况"
        sheet.merge_cells("A3:A4")
        sheet.merge_cells(str(band).replace("A", "B"))

    desk.edit(edit)


def stray_sheet(desk: Desk) -> None:
    desk.edit(lambda book: book.create_sheet("Sheet1").append(["底稿"]))


def error_value(desk: Desk) -> None:
    desk.put(TITLE, "#REF!")


def million_rows(desk: Desk) -> None:
    part = "xl/worksheets/sheet2.xml"
    with zipfile.ZipFile(desk.book) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    rows = "".join(f'<row r="{row}" ht="20"/>' for row in range(2000, 1_000_000)).encode()
    parts[part] = parts[part].replace(b"</sheetData>", rows + b"</sheetData>")
    with zipfile.ZipFile(desk.book, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


Found = set[tuple[str, str | None]]
"""Rule and field of the findings that are expected."""

NOTHING: Found = set()


@pytest.mark.parametrize(
    ("dirt", "code", "wanted"),
    [
        (serial, 0, NOTHING),
        (calendar_1904, 0, NOTHING),
        (text_date, 0, NOTHING),
        (numeric_text, 0, NOTHING),
        (hidden, 0, {("value.type", None)}),
        (headers_merged, 0, NOTHING),
        (million_rows, 0, NOTHING),
        (stray_sheet, 0, {("value.type", None)}),
        (question_mark, 0, {("name.characters", "lead.name")}),
        (formula, 4, {("value.type", "title")}),
        (error_value, 4, {("value.type", "title")}),
        (rounded_identity, 4, {("value.type", "lead.id_number")}),
        (private_use, 4, {("text.characters", "lead.name"), ("name.characters", "lead.name")}),
        (control_character, 4, {("text.characters", "title")}),
        (pasted_html, 0, NOTHING),
    ],
)
def test_dirt_ends_in_its_findings_in_every_form(
    clean: Desk, tmp_path: Path, wuxiao: Command,
    dirt: Callable[[Desk], None], code: int, wanted: Found,
) -> None:  # fmt: skip
    dirt(clean)
    before = clean.book.read_bytes()
    for shape in ("text", "html"):
        outcome = wuxiao("check", "--no-files", clean.folder, "--format", shape)
        assert outcome.code == code, outcome.err
        assert "Traceback" not in outcome.out + outcome.err
        assert "<script>alert(1)" not in outcome.out
    outcome = wuxiao("check", "--no-files", clean.folder, "--format", "json")
    findings = json.loads(outcome.out)["findings"]
    assert {(each["rule"], each["field"]) for each in findings} == wanted
    assert all(each["remedy"] and each["source"] for each in findings)
    outcome = wuxiao("check", "--no-files", clean.folder, "--annotate", tmp_path / "批注.xlsx")
    assert outcome.code == code, outcome.err
    assert clean.book.read_bytes() == before
    shutil.copy(tmp_path / "批注.xlsx", clean.book)
    again = json.loads(wuxiao("check", "--no-files", clean.folder, "--format", "json").out)[
        "findings"
    ]
    # A sheet with marks is shown, so that they can be seen.
    assert again == [each for each in findings if "表是隐藏的" not in each["message"]]


@pytest.mark.parametrize(
    ("dirt", "path", "value"),
    [
        (serial, SINCE, date(2022, 7, 20)),
        (text_date, SINCE, date(2022, 7, 20)),
        (calendar_1904, SINCE, date(2022, 7, 20)),
        (pasted_html, TITLE, "<script>alert(1)</script><b>装置</b>&nbsp;"),
        (private_use, NAME, "王\ue863"),
        (question_mark, NAME, "尉迟?"),
        (hidden, NAME, "尉迟晨"),
        (headers_merged, NAME, "尉迟晨"),
        (million_rows, NAME, "尉迟晨"),
        (formula, TITLE, None),
        (error_value, TITLE, None),
        (rounded_identity, IDENTITY, None),
    ],
)
def test_no_value_is_changed_but_those_that_are_lost_are_left_out(
    clean: Desk, dirt: Callable[[Desk], None], path: str, value: object
) -> None:
    dirt(clean)
    expected: Dossier = change(clean.intake.dossier, path, value)
    assert load(clean.folder, Settings().find_activity).dossier == expected


# ---------------------------------------------------------------- dirt that is no workbook


def truncated(desk: Desk) -> None:
    desk.book.write_bytes(desk.book.read_bytes()[:-4000])


def empty(desk: Desk) -> None:
    desk.book.write_bytes(b"")


def old_format(desk: Desk) -> None:
    desk.book.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600))


def no_sheets_of_ours(desk: Desk) -> None:
    openpyxl.Workbook().save(desk.book)


def unknown_activity(desk: Desk) -> None:
    desk.put("activity", "jiangsu-wuxiao-1999")


def far_value(desk: Desk) -> None:
    desk.edit(lambda book: book["项目"].__setitem__("A900000", "甲"))


def two_dossiers(desk: Desk) -> None:
    (desk.folder / "dossier.yaml").write_text("activity: x\n", encoding="utf-8")


@pytest.mark.parametrize(
    "dirt",
    [truncated, empty, old_format, no_sheets_of_ours, unknown_activity, far_value, two_dossiers],
)
def test_what_cannot_be_read_ends_with_3_in_one_line_with_a_remedy(
    clean: Desk, tmp_path: Path, wuxiao: Command, dirt: Callable[[Desk], None]
) -> None:
    dirt(clean)
    before = clean.book.read_bytes()
    for options in ([], ["--format", "json"], ["--annotate", tmp_path / "批注.xlsx"]):
        outcome = wuxiao("check", "--no-files", clean.folder, *options)
        assert outcome.code == 3
        assert outcome.out == ""
        assert re.fullmatch(r"✗ .+；请.+。\n", outcome.err)
    assert clean.book.read_bytes() == before
    assert not (tmp_path / "批注.xlsx").exists()
