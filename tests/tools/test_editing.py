"""Values go into a clerk's workbook and nothing else in it changes."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from pipeline.errors import InputError
from pipeline.tools.workbook import read_book
from pipeline.tools.workbook.editing import Edits, Place, edit_book


def book(*, uses_1904: bool = False) -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    if uses_1904:
        made.epoch = CALENDAR_MAC_1904
    sheet = made.active
    assert sheet is not None
    sheet.title = "项目"
    for row in (
        ["编号", "名称", "日期", "字数"],
        ["P01", "旧", None, "=LEN(B2)"],
        ["P02", None, None, None],
    ):
        sheet.append(row)
    sheet["B2"].font = Font(bold=True)
    sheet["C2"].number_format = "yyyy-mm-dd"
    sheet.conditional_formatting.add("B2:B9", FormulaRule(["FALSE"]))  # type: ignore[no-untyped-call]
    made.create_sheet("我的表").append(["自己记的"])
    return made


def as_bytes(made: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def edited(data: bytes, **values: str | int | date | None) -> bytes:
    edits = Edits({Place("项目", cell): value for cell, value in values.items()})
    return edit_book(data, edits)


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def test_values_stand_where_they_were_put_and_cells_keep_their_looks() -> None:
    found = opened(edited(as_bytes(book()), B2="新", B3="甲\n乙", F7="远", A2=7))
    sheet = found["项目"]
    assert [sheet["B2"].value, sheet["B3"].value, sheet["F7"].value, sheet["A2"].value] == [
        "新", "甲\n乙", "远", 7,
    ]  # fmt: skip
    assert sheet["B2"].font.b
    assert sheet["B3"].font.b, "a cell without a format takes that above"
    assert sheet["D2"].value == "=LEN(B2)"
    assert found["我的表"]["A1"].value == "自己记的"
    assert len(list(sheet.conditional_formatting)) == 1


def test_rows_and_cells_stay_in_their_order() -> None:
    data = edited(as_bytes(book()), A9="九", C3="三", A5="五", B9="后", AA2="列")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        text = archive.read("xl/worksheets/sheet1.xml").decode()
    places = [text.index(f'r="{each}"') for each in ("B2", "AA2", "A3", "C3", "A5", "A9", "B9")]
    assert places == sorted(places)


@pytest.mark.parametrize("uses_1904", [False, True])
def test_a_day_is_a_day_in_a_cell_that_shows_days_and_words_elsewhere(uses_1904: bool) -> None:
    day = date(2023, 8, 20)
    sheet = opened(edited(as_bytes(book(uses_1904=uses_1904)), C2=day, B2=day))["项目"]
    assert sheet["C2"].value.date() == day
    assert sheet["B2"].value == "2023-08-20"


def test_what_looks_like_a_formula_stays_text() -> None:
    sheet = opened(edited(as_bytes(book()), B2="=1+1"))["项目"]
    assert (sheet["B2"].data_type, sheet["B2"].value) == ("s", "=1+1")


def test_a_formula_that_is_written_over_is_gone_and_the_others_are_calculated_anew() -> None:
    found = opened(edited(as_bytes(book()), D2="五"))
    assert found["项目"]["D2"].value == "五"
    assert found.calculation.fullCalcOnLoad


def test_nothing_empties_a_cell() -> None:
    assert opened(edited(as_bytes(book()), B2=None))["项目"]["B2"].value is None


def test_rows_grow_and_never_shrink() -> None:
    made = book()
    made["项目"].row_dimensions[3].height = 90
    edits = Edits({Place("项目", "B2"): "长"}, {("项目", 2): 60, ("项目", 3): 20})
    sheet = opened(edit_book(as_bytes(made), edits))["项目"]
    assert (sheet.row_dimensions[2].height, sheet.row_dimensions[3].height) == (60, 90)


def test_merged_cells_are_written_where_they_show() -> None:
    made = book()
    made["项目"].merge_cells("B2:B3")
    assert opened(edited(as_bytes(made), B3="合"))["项目"]["B2"].value == "合"


def test_our_own_reader_reads_what_was_written(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(edited(as_bytes(book()), B3="甲 _x0041_", C2=date(2023, 1, 2)))
    grid = next(each for each in read_book(file) if each.title == "项目")
    assert grid.cells[3, 2].value == "甲 _x0041_"
    assert str(grid.cells[2, 3].value) == "2023-01-02 00:00:00"


def test_a_text_longer_than_a_cell_can_hold_is_refused_with_its_place() -> None:
    with pytest.raises(InputError, match="项目!B2"):
        edited(as_bytes(book()), B2="长" * 32_768)


def test_a_damaged_part_is_told() -> None:
    source = io.BytesIO(as_bytes(book()))
    target = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"<broken" if name.endswith("sheet1.xml") else old.read(name))
    with pytest.raises(InputError, match="不能写入"):
        edited(target.getvalue(), B2="新")


def test_a_cell_that_is_not_there_yet_stands_before_those_to_its_right() -> None:
    made = book()
    made["项目"]["E2"] = "右"
    data = edited(as_bytes(made), F2="更右", B4="乙", A4="甲")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        text = archive.read("xl/worksheets/sheet1.xml").decode()
    places = [text.index(f'r="{each}"') for each in ("D2", "E2", "F2", "A4", "B4")]
    assert places == sorted(places)
    sheet = opened(data)["项目"]
    assert [sheet["A4"].value, sheet["B4"].value, sheet["E2"].value] == ["甲", "乙", "右"]


def test_the_order_in_which_formulas_were_calculated_goes() -> None:
    """A chain that names a cell without a formula makes Excel offer a repair."""
    chain = "xl/calcChain.xml"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"
    relation = f'<Relationship Id="chain" Type="{kind}" Target="calcChain.xml"/></Relationships>'
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(as_bytes(book()))) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/_rels/workbook.xml.rels":
                data = data.replace(b"</Relationships>", relation.encode())
            new.writestr(name, data)
        new.writestr(chain, '<calcChain xmlns="x"><c r="D2" i="1"/></calcChain>')
    with zipfile.ZipFile(io.BytesIO(edited(stream.getvalue(), D2="五"))) as archive:
        assert chain not in archive.namelist()
        assert b"calcChain" not in archive.read("xl/_rels/workbook.xml.rels")
