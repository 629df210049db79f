"""The workbook adapter: cells, formats, caps."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.tools.workbook import Caps, Cell, Grid, Look, Sheet, column_name, read_book
from pipeline.tools.workbook.cells import (
    decode,
    encode,
    is_date_format,
    parse_cell,
    parse_range,
)
from pipeline.tools.workbook.writing import save_book

PLAIN = Look()


def saved(folder: Path, sheet: Sheet) -> Path:
    path = folder / "book.xlsx"
    path.write_bytes(save_book([sheet], title="试"))
    return path


def test_what_is_written_is_read(tmp_path: Path) -> None:
    dated = Look(number_format="yyyy-mm-dd")
    path = saved(
        tmp_path,
        Sheet(
            title="表",
            cells={
                (1, 1): Cell(value="文字\n第二行", look=PLAIN),
                (2, 3): Cell(value=12, look=PLAIN),
                (3, 2): Cell(value=date(2023, 8, 20), look=dated),
                (4, 1): Cell(value="=1+1", look=PLAIN, formula=True),
                (5, 1): Cell(value=None, look=PLAIN),
            },
            merged=["A1:B1"],
            hidden=False,
        ),
    )
    (grid,) = read_book(path)
    assert grid.cells[1, 1].value == "文字\n第二行"
    assert grid.cells[2, 3].value == 12
    assert grid.cells[3, 2].value == datetime(2023, 8, 20)  # noqa: DTZ001
    assert (grid.cells[4, 1].formula, grid.cells[4, 1].value) == (True, None)
    assert (5, 1) not in grid.cells
    assert grid.range_of(1, 2) == (1, 1, 1, 2)


def test_only_the_sheets_wanted_are_read(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    cells = {(1, 1): Cell(value="x", look=PLAIN)}
    path.write_bytes(
        save_book([Sheet(title=title, cells=cells) for title in ("甲", "乙")], title="试")
    )
    assert [grid.title for grid in read_book(path, wanted=lambda title: title == "乙")] == ["乙"]


@pytest.mark.parametrize("caps", [Caps(rows=1), Caps(columns=1), Caps(file_bytes=10), Caps(parts=2),
                                  Caps(total_bytes=100), Caps(part_bytes=100),
                                  Caps(content_bytes=100)])  # fmt: skip
def test_each_cap_refuses_what_is_larger(tmp_path: Path, caps: Caps) -> None:
    path = saved(tmp_path, Sheet(title="表", cells={(2, 2): Cell(value="x", look=PLAIN)}))
    assert read_book(path)
    with pytest.raises(InputError, match="太大"):
        read_book(path, caps=caps)


def stored(folder: Path, cells: str, **parts: tuple[bytes, bytes]) -> Grid:
    """The sheet that holds these cells as they are stored; in other parts one piece is replaced."""
    path = saved(folder, Sheet(title="表", cells={(1, 1): Cell(value="字", look=PLAIN)}))
    row = f"<sheetData><row>{cells}</row></sheetData>".encode()

    def change(name: str, data: bytes) -> bytes:
        if name.endswith("sheet1.xml"):
            return re.sub(rb"<sheetData>.*</sheetData>", row, data)
        old, new = parts.get(Path(name).stem, (b"", b""))
        return data.replace(old, new) if old else data

    (grid,) = read_book(rewritten(path, change))
    return grid


def rewritten(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """The workbook, with each part changed."""
    made = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            target.writestr(name, change(name, source.read(name)))
    return made


@pytest.mark.parametrize(
    ("cell", "value", "error"),
    [
        ("<c><v>12</v><extLst/></c>", 12, ""),
        ('<c t="s"><v>99</v></c>', None, "#VALUE!"),
        ("<c><v>很多</v></c>", None, "#VALUE!"),
        ("<c><v>1e999</v></c>", None, "#VALUE!"),
        ('<c t="d"><v>2023-02-30</v></c>', None, "#VALUE!"),
        ('<c t="d"><v>2023-02-03</v></c>', datetime(2023, 2, 3), ""),  # noqa: DTZ001
        ('<c t="e"><v>#N/A</v></c>', None, "#N/A"),
    ],
)
def test_a_cell_that_cannot_be_read_is_an_error_in_its_place(
    cell: str, value: object, error: str, tmp_path: Path
) -> None:
    grid = stored(tmp_path, f"<c><v/></c>{cell}")
    assert list(grid.cells) == [(1, 2)]
    assert (grid.cells[1, 2].value, grid.cells[1, 2].error) == (value, error)


def test_a_day_after_the_last_one_of_the_calendar_stays_a_number(tmp_path: Path) -> None:
    """Counted from 1904 the largest day lies in the year 10003; it cost the whole workbook."""
    dated = Look(number_format="yyyy-mm-dd")
    cells = {(1, 1): Cell(value=2_958_465, look=dated), (2, 1): Cell(value=1, look=dated)}
    path = saved(tmp_path, Sheet(title="表", cells=cells))
    by_1904 = rewritten(
        path, lambda _, data: re.sub(rb"<workbookPr\b", b'<workbookPr date1904="1"', data)
    )
    (grid,), (usual,) = read_book(by_1904), read_book(path)
    assert grid.cells[1, 1].value == 2_958_465
    assert grid.day(2_958_465) is None
    assert grid.cells[2, 1].value == datetime(1904, 1, 2)  # noqa: DTZ001
    assert usual.cells[1, 1].value == datetime(9999, 12, 31)  # noqa: DTZ001


def test_a_workbook_without_properties_and_styles_is_read(tmp_path: Path) -> None:
    no_styles = b"relationships/styles", b"relationships/other"
    grid = stored(
        tmp_path,
        '<c s="1"><v>45158</v></c>',
        **{"workbook.xml": no_styles, "workbook": (b"<workbookPr", b"<other")},
    )
    assert grid.cells[1, 1].value == 45158
    assert grid.day(45158) == date(2023, 8, 20)


def test_links_that_lead_out_of_a_workbook_are_not_followed(tmp_path: Path) -> None:
    out = b'<Relationship Id="out" Type="x/worksheet" Target="file:///C:/a.xml" TargetMode="External"/>'
    end = b"</Relationships>"
    grid = stored(tmp_path, "<c><v>1</v></c>", **{"workbook.xml": (end, out + end)})
    assert grid.cells[1, 1].value == 1


def test_an_archive_that_leads_to_no_workbook_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path, Sheet(title="表", cells={}))
    lost = rewritten(path, lambda _, data: data.replace(b'/officeDocument"', b'/other"'))
    with pytest.raises(InputError, match="不是完好的Excel工作簿"):
        read_book(lost)


def test_merged_ranges_that_do_not_fit_on_a_sheet_side_by_side_are_refused(tmp_path: Path) -> None:
    sheet = Sheet(
        title="表", cells={(1, 1): Cell(value="x", look=PLAIN)}, merged=["A1:B2", "C1:D2", "E1:F2"]
    )
    path = saved(tmp_path, sheet)
    (grid,) = read_book(path, caps=Caps(rows=2, columns=3))
    assert grid.range_of(2, 6) == (1, 5, 2, 6)
    with pytest.raises(InputError, match="不是完好的Excel工作簿"):
        read_book(path, caps=Caps(rows=2, columns=2))


def test_nothing_in_a_written_workbook_tells_the_time(tmp_path: Path) -> None:
    path = saved(
        tmp_path, Sheet(title="表", cells={(1, 1): Cell(value="x", look=PLAIN, note="注")})
    )
    with zipfile.ZipFile(path) as archive:
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml")
    assert b"dcterms:created" not in core
    assert b"dcterms:modified" not in core


@pytest.mark.parametrize(
    ("code", "is_date"),
    [
        ("yyyy/m/d", True), ("yyyy年m月d日", True), ('yyyy"年"m"月"d"日"', True), ("h:mm", True),
        ("[$-804]yyyy/m/d;@", True), ("[h]:mm", True), ("@", False), ("", False), ("0.00", False),
        ('0"月"', False), ("#,##0", False), ("[Red]0", False), ("0_ ", False), ('"d"0', False),
    ],
)  # fmt: skip
def test_date_formats_are_told_from_others(code: str, is_date: bool) -> None:
    assert is_date_format(code) is is_date


@given(st.text())
def test_escapes_come_back(text: str) -> None:
    assert decode(encode(text)) == text


def test_halves_of_characters_do_not_survive() -> None:
    assert decode("_xD83D__xDE00_") == "😀"
    assert decode("a_xD83D_b").encode("utf-8")


@given(st.integers(1, 16_384), st.integers(1, 1_048_576))
def test_references_come_back(column: int, row: int) -> None:
    assert parse_cell(f"{column_name(column)}{row}") == (row, column)


@pytest.mark.parametrize("reference", ["XFE1", "A1048577", "甲1", "1A", ""])
def test_a_reference_beyond_a_sheet_is_none(reference: str) -> None:
    with pytest.raises(ValueError, match=f"^{reference}$"):
        parse_cell(reference)


def test_ranges_are_read() -> None:
    assert parse_range("$B$2:D7") == (2, 2, 7, 4)
    assert parse_range("C3") == (3, 3, 3, 3)


def test_whole_columns_and_rows_are_ranges() -> None:
    """One merged range of whole columns made a workbook unreadable (PhpSpreadsheet#2501)."""
    assert parse_range("B:$D") == (1, 2, 1_048_576, 4)
    assert parse_range("2:$7") == (2, 1, 7, 16_384)
    with pytest.raises(ValueError, match="0"):
        parse_range("0:7")


def test_styles_we_do_not_know_do_no_harm(tmp_path: Path) -> None:
    path = saved(tmp_path, Sheet(title="表", cells={(1, 1): Cell(value=45158, look=PLAIN)}))
    broken = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = content.replace(b' s="1"', b' s="999"')
            target.writestr(name, content)
    (grid,) = read_book(broken)
    assert grid.cells[1, 1].value == 45158
    assert grid.day(45158) == date(2023, 8, 20)
