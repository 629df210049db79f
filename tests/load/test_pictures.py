"""Pictures in the cells of a workbook are a row's photos, or are named by their cell."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker

from pipeline.dossier.findings import Severity
from pipeline.dossier.intake import Intake
from tests.load.cases import UNIT_ROWS, read, read_rows
from tests.load.pictured import (
    PROJECTS,
    add_excel_pictures,
    add_wps_pictures,
    change_part,
    dispimg,
    float_between,
    float_in,
    float_over,
    mark_values,
    png,
)

HEADER = ["编号", "项目名称", "项目简介", "项目实施前-照片", "项目实施后-照片", "附件-形象照"]
FIRST = ["P01", "甲", "简介一", None, None, None]
SECOND = ["P02", "乙", "简介二", None, None, None]

DRAWING = "xl/drawings/drawing1.xml"


def projects(folder: Path, edit: Callable[[Any], object], *rows: list[Any]) -> Intake:
    table = [HEADER, *(rows or (FIRST, SECOND))]
    return read_rows(folder, table, edit=lambda book: edit(book["项目"]))


def photos(intake: Intake, number: int = 0, side: str = "before") -> list[bytes]:
    """The photos of a nomination, as bytes of the files that are used for them."""
    names = getattr(intake.dossier.nominations[number], side).photos
    return [intake.files.path_of(name).read_bytes() for name in names]


def told(intake: Intake) -> list[tuple[str, str]]:
    return [(str(each.source), each.message) for each in intake.findings]


def test_a_picture_over_a_column_of_photos_is_a_photo_of_that_row(tmp_path: Path) -> None:
    def place(sheet: Any) -> None:
        float_in(sheet, 3, 4, png(1))
        float_in(sheet, 2, 5, png(2))
        float_in(sheet, 2, 5, png(3))
        float_in(sheet, 2, 6, png(4))

    intake = projects(tmp_path, place)
    assert told(intake) == []
    assert photos(intake) == []
    assert photos(intake, side="after") == [png(2), png(3)]
    assert photos(intake, 1) == [png(1)]
    (portrait,) = intake.dossier.nominations[0].evidence.portraits
    assert intake.files.path_of(portrait).read_bytes() == png(4)
    assert str(intake.sources["nominations[1].before.photos[0]"]) == "项目!D3"


def test_pictures_of_wps_in_cells_are_photos(tmp_path: Path) -> None:
    def place(sheet: Any) -> None:
        sheet["D2"], sheet["D3"] = dispimg("ID_A"), dispimg("ID_B")
        sheet["E3"] = dispimg("ID_A")

    projects(tmp_path, place)
    add_wps_pictures(tmp_path / "dossier.xlsx", {"ID_A": png(1), "ID_B": png(2)})
    intake = read(tmp_path)
    assert (photos(intake), photos(intake, 1)) == ([png(1)], [png(2)])
    assert photos(intake, 1, "after") == [png(1)]
    assert told(intake) == []


@pytest.mark.parametrize(
    "formula",
    [
        '=DISPIMG("ID_A",1)',
        '=@_xlfn.DISPIMG("ID_A",1)',
        '=dispimg( "ID_A" , 1)',
        '=_xlfn._xlws.DISPIMG("ID_A",1)',
    ],
)
def test_the_formula_of_wps_is_known_however_programs_save_it(tmp_path: Path, formula: str) -> None:
    projects(tmp_path, lambda sheet: sheet.__setitem__("D2", formula))
    add_wps_pictures(tmp_path / "dossier.xlsx", {"ID_A": png(1)})
    assert photos(read(tmp_path)) == [png(1)]


def test_pictures_of_excel_365_in_cells_are_photos(tmp_path: Path) -> None:
    projects(tmp_path, lambda sheet: sheet.append(["P03", "丙", "简介三", "x", "x"]))
    file = tmp_path / "dossier.xlsx"
    mark_values(file, {"D4": 2, "E4": 1})
    add_excel_pictures(file, [png(1), png(2)])
    intake = read(tmp_path)
    assert (photos(intake, 2), photos(intake, 2, "after")) == ([png(2)], [png(1)])
    assert told(intake) == []


def test_an_error_of_a_formula_is_no_picture(tmp_path: Path) -> None:
    projects(tmp_path, lambda _: None, ["P01", "甲", "x", None, None])
    file = tmp_path / "dossier.xlsx"
    mark_values(file, {"C2": 2})
    add_excel_pictures(file, [png(1)])
    assert told(read(tmp_path)) == [("项目!C2", "单元格显示错误值 #VALUE!")]


@pytest.mark.parametrize("number", [0, 2, 99])
def test_a_picture_that_only_its_mark_is_left_of_is_an_error_at_its_cell(
    tmp_path: Path, number: int
) -> None:
    """Copies that other programs save keep `vm` and lose the parts it leads to (PhpSpreadsheet#4034)."""
    projects(tmp_path, lambda _: None, ["P01", "甲", "简介", "x", None])
    mark_values(tmp_path / "dossier.xlsx", {"D2": number})
    (finding,) = read(tmp_path).findings
    assert (finding.severity, str(finding.source)) == (Severity.ERROR, "项目!D2")
    assert finding.message == "这一格里的图片在工作簿里找不到，不能采用"
    assert "实施前-1" in finding.remedy


def test_a_name_that_the_workbook_does_not_have_is_an_error_at_its_cell(tmp_path: Path) -> None:
    projects(tmp_path, lambda sheet: sheet.__setitem__("D2", dispimg("ID_B")))
    add_wps_pictures(tmp_path / "dossier.xlsx", {"ID_A": png()})
    assert told(read(tmp_path)) == [("项目!D2", "这一格里的图片在工作簿里找不到，不能采用")]


def test_a_picture_in_a_column_of_text_is_an_error_at_its_cell(tmp_path: Path) -> None:
    projects(tmp_path, lambda sheet: sheet.__setitem__("C2", dispimg("ID_A")))
    add_wps_pictures(tmp_path / "dossier.xlsx", {"ID_A": png()})
    (finding,) = read(tmp_path).findings
    assert (finding.severity, str(finding.source)) == (Severity.ERROR, "项目!C2")
    assert "图片" in finding.message


def test_pictures_over_anything_else_are_named_by_place(tmp_path: Path) -> None:
    def place(sheet: Any) -> None:
        float_in(sheet, 2, 3, png(1))
        float_in(sheet, 2, 3, png(2))
        float_in(sheet, 1, 4, png(3))
        float_in(sheet, 9, 4, png(4))

    intake = projects(tmp_path, place)
    assert intake.dossier.nominations[0].introduction == "简介一"
    assert sorted(told(intake)) == [
        ("项目!C2", "有2张图片浮在这一格上，没有读取"),
        ("项目!D1", "有图片浮在这一格上，没有读取"),
        ("项目!D9", "有图片浮在这一格上，没有读取"),
    ]
    assert all(each.severity is Severity.WARNING for each in intake.findings)


def test_pictures_on_a_sheet_that_is_not_read_are_named(tmp_path: Path) -> None:
    def add(book: Any) -> None:
        float_over(book.create_sheet("照片"), "B2", png())

    intake = read_rows(tmp_path, [HEADER, FIRST], edit=add)
    assert [message for _, message in told(intake)] == ["工作表“照片”没有读取"]


# ---------------------------------------------------------------- files and pictures


def test_of_files_in_the_folder_and_pictures_in_a_cell_the_files_count(tmp_path: Path) -> None:
    (tmp_path / "附件" / "P01").mkdir(parents=True)
    (tmp_path / "附件" / "P01" / "实施前-1.png").write_bytes(png(9))
    intake = projects(tmp_path, lambda sheet: float_in(sheet, 2, 4, png(1)))
    assert photos(intake) == [png(9)]
    assert told(intake) == [
        ("项目!D2", "这一格里的图片没有采用，以“附件/P01/实施前-1.png”等1个文件为准")
    ]


def test_of_a_name_and_a_picture_in_one_cell_the_file_counts(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png(9))
    row = ["P01", "甲", "简介", "a.png"]
    intake = projects(tmp_path, lambda sheet: float_in(sheet, 2, 4, png(1)), row)
    assert photos(intake) == [png(9)]
    assert told(intake) == [("项目!D2", "这一格里的图片没有采用，以格里所写的文件名为准")]


def test_a_stroke_below_a_picture_is_no_name_of_a_file(tmp_path: Path) -> None:
    row = ["P01", "甲", "简介", "/"]
    intake = projects(tmp_path, lambda sheet: float_in(sheet, 2, 4, png(1)), row)
    assert (photos(intake), told(intake)) == ([png(1)], [])


def test_a_broken_picture_does_not_matter_where_files_count(tmp_path: Path) -> None:
    (tmp_path / "附件" / "P01").mkdir(parents=True)
    (tmp_path / "附件" / "P01" / "实施前-1.png").write_bytes(png(9))
    intake = projects(tmp_path, lambda sheet: sheet.__setitem__("D2", dispimg("ID_X")))
    assert [each.severity for each in intake.findings] == [Severity.WARNING]


# ---------------------------------------------------------------- which cell it lies on


def test_a_corner_that_is_dragged_a_little_over_the_edge_does_not_change_the_row(
    tmp_path: Path,
) -> None:
    """Pictures dragged by hand start some pixels above their row; it is seen in the one below."""

    def place(sheet: Any) -> None:
        sheet.row_dimensions[2].height = sheet.row_dimensions[3].height = 60  # 762 000 EMU
        offsets = {"row_from": 700_000, "row_to": 650_000, "col_from": 10_000, "col_to": 400_000}
        float_between(sheet, (2, 4), (3, 4), png(1), **offsets)

    intake = projects(tmp_path, place)
    assert (photos(intake), photos(intake, 1)) == ([], [png(1)])
    assert told(intake) == []


def test_a_picture_over_rows_of_several_projects_is_told(tmp_path: Path) -> None:
    intake = projects(tmp_path, lambda sheet: float_over(sheet, "D2", png(1)))
    assert photos(intake) == [png(1)]
    ((place, message),) = told(intake)
    assert place == "项目!D2"
    assert message.startswith("这一格上的图片盖到了第")
    assert message.endswith("算作第2行的照片")


def test_a_large_picture_over_rows_that_are_only_prepared_belongs_to_its_corner(
    tmp_path: Path,
) -> None:
    rows: list[list[Any]] = [FIRST, *([f"P{number:02d}"] for number in range(2, 9))]
    intake = projects(tmp_path, lambda sheet: float_over(sheet, "D2", png(1)), *rows)
    assert (photos(intake), told(intake)) == ([png(1)], [])


def test_a_picture_in_a_hidden_row_stays_in_that_row(tmp_path: Path) -> None:
    def place(sheet: Any) -> None:
        sheet.row_dimensions[2].hidden = True
        float_between(sheet, (2, 4), (2, 5), png(1))

    assert photos(projects(tmp_path, place)) == [png(1)]


def test_a_picture_over_a_merged_range_counts_for_its_rows(tmp_path: Path) -> None:
    """One picture embedded in a merged range (genoffice#693)."""

    def place(sheet: Any) -> None:
        sheet["D2"] = dispimg("ID_A")
        sheet.merge_cells("D2:D3")

    projects(tmp_path, place)
    add_wps_pictures(tmp_path / "dossier.xlsx", {"ID_A": png(1)})
    intake = read(tmp_path)
    assert (photos(intake), photos(intake, 1)) == ([png(1)], [png(1)])
    ((place_, message),) = told(intake)
    assert (place_, message[:5]) == ("项目!D2", "D2:D3")


def test_pictures_over_any_cell_of_a_merged_range_count_for_it(tmp_path: Path) -> None:
    """Corners in a range, but not in its first cell (MinerU#5388)."""

    def place(sheet: Any) -> None:
        sheet.merge_cells("D2:D4")
        for row, shade in ((2, 1), (3, 2), (4, 3)):
            float_in(sheet, row, 4, png(shade))

    intake = projects(tmp_path, place)
    assert photos(intake) == photos(intake, 1) == [png(1), png(2), png(3)]
    assert [where for where, _ in told(intake)] == ["项目!D2"]


def test_an_offset_beyond_the_cell_ends_at_its_edge(tmp_path: Path) -> None:
    """Programs write offsets larger than the row is high; Excel stops at its edge (excelize#1560)."""

    def place(sheet: Any) -> None:
        sheet.row_dimensions[2].height = 20
        offsets = {"row_from": 9_000_000, "row_to": 9_000_000}
        float_between(sheet, (2, 4), (2, 5), png(1), **offsets)

    assert photos(projects(tmp_path, place)) == [png(1)]


def test_pictures_in_a_group_are_named_and_not_taken(tmp_path: Path) -> None:
    """Grouped pictures lie below `grpSp` and share one anchor (PhpSpreadsheet#4704)."""

    def place(sheet: Any) -> None:
        for number in (1, 2):
            float_in(sheet, 2, 4, png(number))

    projects(tmp_path, place)

    def group(text: bytes) -> bytes:
        first, second = text.split(b"<xdr:pic>" if b"<xdr:pic>" in text else b"<pic>")[1:3]
        tag = b"xdr:" if b"<xdr:pic>" in text else b""
        pics = [
            b"<%spic>" % tag + each.partition(b"</%spic>" % tag)[0] + b"</%spic>" % tag
            for each in (first, second)
        ]
        start, _, rest = text.partition(pics[0])
        _, _, tail = rest.partition(b"</%soneCellAnchor>" % tag)
        end = b"</%soneCellAnchor>" % tag + tail[tail.rindex(b"</") :]
        return start + b"<%sgrpSp>" % tag + pics[0] + pics[1] + b"</%sgrpSp>" % tag + end

    change_part(tmp_path / "dossier.xlsx", DRAWING, group)
    intake = read(tmp_path)
    assert photos(intake) == []
    assert told(intake) == [("项目!D2", "这一格里的图片和别的图片组合在一起，不能采用")] * 2


@pytest.mark.parametrize(
    ("within", "said"),
    [
        ('<a:srcRect l="10000"/>', "裁剪过"),
        ('<a:srcRect l="0"/>', ""),
        ("<a:stretch><a:fillRect/></a:stretch>", ""),
        ('<a:xfrm rot="5400000"/>', "转动过"),
        ('<a:xfrm rot="0" flipH="1"/>', "转动过"),
    ],
)
def test_a_picture_that_is_shown_otherwise_than_it_is_is_told(
    tmp_path: Path, within: str, said: str
) -> None:
    """The package keeps the whole picture, and what was cut off may not be meant for paper (PHPExcel#921)."""
    projects(tmp_path, lambda sheet: sheet.__setitem__("D2", dispimg("ID_A")))
    add_wps_pictures(tmp_path / "dossier.xlsx", {"ID_A": png(1)}, within=within)
    intake = read(tmp_path)
    assert photos(intake) == [png(1)]
    assert [said in message for _, message in told(intake)] == ([True] if said else [])


# ---------------------------------------------------------------- how they are kept


def test_a_picture_keeps_its_name_when_rows_move_and_has_another_when_it_changes(
    tmp_path: Path,
) -> None:
    def names(folder: str, shade: int, *rows: list[Any]) -> tuple[str, ...]:
        at = 1 + len(rows)
        intake = projects(
            tmp_path / folder, lambda sheet: float_in(sheet, at, 4, png(shade)), *rows
        )
        return intake.dossier.nominations[-1].before.photos

    assert names("a", 1, FIRST) == names("b", 1, SECOND, FIRST)
    assert names("a", 2, FIRST) != names("b", 1, SECOND, FIRST)


def test_nothing_is_written_beside_the_clerks_files(tmp_path: Path) -> None:
    projects(tmp_path, lambda sheet: float_in(sheet, 2, 4, png(1)))
    assert [each.name for each in tmp_path.iterdir()] == ["dossier.xlsx"]


def test_a_damaged_picture_costs_that_picture_and_nothing_else(tmp_path: Path) -> None:
    data = png(1)
    projects(tmp_path, lambda sheet: float_in(sheet, 2, 4, data))
    file = tmp_path / "dossier.xlsx"
    change_part(file, PROJECTS, lambda text: text)  # stored, so that its bytes can be found
    whole = file.read_bytes()
    place = whole.index(data) + 60
    file.write_bytes(whole[:place] + b"\0\0\0\0" + whole[place + 4 :])
    intake = read(tmp_path)
    assert told(intake) == [("项目!D2", "这一格里的图片已损坏，不能采用")]
    assert intake.dossier.nominations[0].title == "甲"


def test_a_picture_may_show_the_publicity_of_the_unit(tmp_path: Path) -> None:
    unit = [*UNIT_ROWS, ["本级公示-公示材料", None]]
    intake = read_rows(
        tmp_path,
        [HEADER, FIRST],
        unit=unit,
        edit=lambda book: float_in(book["提名单位"], 3, 2, png(1)),
    )
    (name,) = intake.dossier.unit.publicity.files
    assert intake.files.path_of(name).read_bytes() == png(1)


def test_a_picture_of_the_unit_that_is_lost_belongs_into_the_folder_of_the_unit(
    tmp_path: Path,
) -> None:
    unit = [*UNIT_ROWS, ["本级公示-公示材料", dispimg("ID_A")]]
    (finding,) = read_rows(tmp_path, [HEADER, FIRST], unit=unit).findings
    assert (finding.severity, str(finding.source)) == (Severity.ERROR, "提名单位!B3")
    assert "“附件/本级公示”" in finding.remedy


def test_an_anchor_beyond_the_sheet_is_told(tmp_path: Path) -> None:
    def place(sheet: Any) -> None:
        float_in(sheet, 2, 4, png(1))
        sheet._images[0].anchor._from = AnchorMarker(row=2_000_000, col=90_000)

    assert len(projects(tmp_path, place).findings) == 1


@pytest.mark.parametrize("number", [b"nan", b"inf", b"-5", b"", b"x", b"1e300"])
def test_an_anchor_that_says_nonsense_costs_no_workbook(tmp_path: Path, number: bytes) -> None:
    projects(tmp_path, lambda sheet: float_between(sheet, (2, 4), (3, 5), png(1)))

    def spoil(text: bytes) -> bytes:
        return re.sub(rb">[0-9]+<(?=/(?:xdr:)?(?:row|col|rowOff|colOff)>)", b">%s<" % number, text)

    change_part(tmp_path / "dossier.xlsx", DRAWING, spoil)
    intake = read(tmp_path)
    assert [each.title for each in intake.dossier.nominations] == ["甲", "乙"]
    assert len(intake.findings) == 1
