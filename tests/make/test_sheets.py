"""The workbook of a paper is a file of the build like its Word file and its PDF."""

from __future__ import annotations

import io

from openpyxl import load_workbook

from pipeline.papers.manifest import FileKind
from tests.conftest import Command, Desk, made_entries

SHEET = "word/汇总表.xlsx"


def build(desk: Desk, wuxiao: Command) -> str:
    outcome = wuxiao("build", desk.folder, "-o", desk.output, "--only", "summary_table")
    assert outcome.code == 0, outcome.err
    return outcome.err


def shown(desk: Desk) -> list[object]:
    sheet = load_workbook(io.BytesIO(desk.files()[SHEET])).worksheets[0]
    return [cell.value for row in sheet.iter_rows() for cell in row]


def test_the_manifest_names_it_and_what_is_unchanged_is_left(desk: Desk, wuxiao: Command) -> None:
    build(desk, wuxiao)
    assert made_entries(desk, FileKind.SHEET) == [SHEET]
    entry = desk.manifest().by_path()[SHEET]
    assert (entry.document, entry.title, entry.pages) == ("summary_table", "汇总表", None)
    assert {"尉迟晨", "晁砺寒", "P01"} <= set(shown(desk))
    before = (desk.out / SHEET).stat().st_mtime_ns
    desk.edit("postcode: ", "postcode:  ")
    build(desk, wuxiao)
    assert (desk.out / SHEET).stat().st_mtime_ns == before


def test_an_edit_makes_it_anew_and_one_that_it_does_not_show_leaves_it(
    desk: Desk, wuxiao: Command
) -> None:
    build(desk, wuxiao)
    before = desk.files()
    desk.edit("尉迟晨", "尉迟晓")
    build(desk, wuxiao)
    assert "尉迟晓" in shown(desk)
    changed = desk.files()[SHEET]
    assert changed != before[SHEET]
    desk.edit("尉迟晓", "尉迟晨")
    build(desk, wuxiao)
    assert desk.files()[SHEET] == before[SHEET]


def test_one_that_a_hand_has_changed_is_set_aside(desk: Desk, wuxiao: Command) -> None:
    build(desk, wuxiao)
    (desk.out / SHEET).write_bytes(b"by hand")
    build(desk, wuxiao)
    assert desk.files()["word/汇总表.手工修改1.xlsx"] == b"by hand"
    assert "尉迟晨" in shown(desk)
