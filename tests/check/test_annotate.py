"""`check --annotate`: a copy with the findings in it, from which nothing else is missing."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.check.annotate import TITLE
from pipeline.dossier.intake import Intake
from pipeline.forms import sheets
from pipeline.forms.writer import write_workbook
from pipeline.load import load
from pipeline.settings import Settings
from pipeline.tools.workbook.marking import Mark, mark_book
from tests.conftest import SAMPLE, Command, Desk
from tests.rules.build import change

RED, YELLOW = "FFFFC4C4", "FFFFE99A"


def read(folder: Path) -> Intake:
    return load(folder, Settings().find_activity)


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A workbook dossier of two nominations with faults of every sort of place."""
    folder = tmp_path / "材料"
    shutil.copytree(SAMPLE, folder)
    dossier = read(folder).dossier
    for path, value in {
        "unit.letter_date": None,
        "nominations[0].in_use_since": date(2023, 1, 1),
        "nominations[0].lead.job_title": "车间主任",
        "nominations[1].lead.mobile": None,
        "nominations[1].lead.id_number": None,
        "nominations[1].evidence.frontline_certificate": (),
    }.items():
        dossier = change(dossier, path, value)
    (folder / "dossier.yaml").unlink()
    next(folder.rglob("P02/frontline_certificate.pdf")).unlink()
    activity = Settings().find_activity(dossier.activity or "")
    write_workbook(folder / "dossier.xlsx", activity, dossier=dossier)
    return folder


@pytest.fixture
def copy(broken: Path, tmp_path: Path, wuxiao: Command) -> Path:
    """What is made of it."""
    outcome = wuxiao("check", "--no-files", broken, "--annotate", tmp_path / "批注.xlsx")
    assert outcome.code == 4, outcome.err
    return tmp_path / "批注.xlsx"


def coloured(sheet: Worksheet) -> dict[str, str]:
    """Cells in our colours, by conditions that always hold."""
    found = {}
    for each in sheet.conditional_formatting:
        for rule in each.rules:
            colour = str(rule.dxf.fill.bgColor.rgb) if rule.dxf and rule.dxf.fill else ""
            if colour in {RED, YELLOW}:
                assert (rule.type, rule.formula) == ("expression", ['"wuxiao"<>""'])
                found[str(each.sqref)] = colour
    return found


def cells_of(sheet: Worksheet) -> Iterator[Cell]:
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell, Cell):
                yield cell


def where(folder: Path, path: str) -> str:
    return str(read(folder).sources[path]).rpartition("!")[2]


# ---------------------------------------------------------------- what is in the copy


def test_cells_are_coloured_by_severity_and_empty_ones_too(broken: Path, copy: Path) -> None:
    book = openpyxl.load_workbook(copy)
    first, second = (where(broken, f"nominations[{n}].lead.job_title") for n in (0, 1))
    mobile = where(broken, "nominations[0].lead.mobile")
    certificate = where(broken, "nominations[0].evidence.frontline_certificate")
    row = re.sub("[A-Z]", "", second)
    assert coloured(book["项目"]) == {
        where(broken, "nominations[0].in_use_since"): RED,
        first: YELLOW,
        re.sub("[0-9]", "", mobile) + row: RED,
        re.sub("[0-9]", "", where(broken, "nominations[0].lead.id_number")) + row: RED,
        re.sub("[0-9]", "", certificate) + row: RED,
    }
    (cell,) = coloured(book["提名单位"])
    assert book["提名单位"][f"A{cell[1:]}"].value == "*提名函日期"
    for sheet in book.worksheets[1:]:
        ours = coloured(sheet)
        rules = [(str(e.sqref) in ours, r) for e in sheet.conditional_formatting for r in e.rules]
        order = [is_ours for is_ours, _ in sorted(rules, key=lambda each: each[1].priority)]
        assert order == sorted(order, reverse=True), "conditions of the clerk come after ours"


def test_comments_say_what_is_wrong_what_to_do_and_why(broken: Path, copy: Path) -> None:
    cell = openpyxl.load_workbook(copy)["项目"][where(broken, "nominations[0].in_use_since")]
    assert cell.comment is not None
    assert "【错误】应用实施时间2023年1月1日晚于2022年12月31日。" in cell.comment.text
    assert "处理：请核对应用实施时间" in cell.comment.text
    assert "依据：二（一）4" in cell.comment.text


def test_the_first_sheet_lists_all_and_leads_there_and_back(broken: Path, copy: Path) -> None:
    book = openpyxl.load_workbook(copy)
    listing = book.worksheets[0]
    assert (listing.title, book.active) == (TITLE, listing)
    assert listing.freeze_panes == "A5"
    assert listing.print_title_rows == "$4:$4"
    assert listing.page_setup.orientation == "landscape"
    rows = list(listing.iter_rows(min_row=5, values_only=True))
    assert [(row[1], row[2]) for row in rows] == [
        ("错误", "整份材料"), ("错误", "P01"), ("提醒", "P01"),
        ("错误", "P02"), ("错误", "P02"), ("错误", "P02"),
    ]  # fmt: skip
    assert listing.auto_filter.ref == f"A4:J{4 + len(rows)}"
    for number in range(5, 5 + len(rows)):
        cell = listing[f"F{number}"]
        assert cell.hyperlink is not None
        sheet, _, place = str(cell.hyperlink.location).partition("!")
        assert f"{sheet}!{place}" == "'{}'!{}".format(*str(cell.value).split("!"))
        start = book[sheet.strip("'")][f"A{re.sub('[A-Z]', '', place)}"]
        assert start.hyperlink is not None
        assert str(start.hyperlink.location).startswith(f"'{TITLE}'!F")


def test_our_reader_passes_the_list_over_and_reads_the_same(broken: Path, copy: Path) -> None:
    assert sheets.RESULTS == TITLE
    before = read(broken)
    shutil.copy(copy, broken / "dossier.xlsx")
    after = read(broken)
    assert after == before


def test_the_clerks_workbook_is_not_touched_and_the_copy_is_the_same_each_time(
    broken: Path, tmp_path: Path, wuxiao: Command
) -> None:
    before = (broken / "dossier.xlsx").read_bytes()
    names = [tmp_path / "一.xlsx", tmp_path / "二.xlsx"]
    for name in names:
        wuxiao("check", "--no-files", broken, "--annotate", name)
    assert names[0].read_bytes() == names[1].read_bytes()
    assert (broken / "dossier.xlsx").read_bytes() == before


def test_a_clean_dossier_gives_a_list_that_says_so(
    desk: Desk, tmp_path: Path, wuxiao: Command
) -> None:
    outcome = wuxiao("check", desk.folder, "--annotate", tmp_path / "批注.xlsx")
    assert outcome.code == 0
    book = openpyxl.load_workbook(tmp_path / "批注.xlsx")
    assert "没有发现问题" in str(book.worksheets[0]["A2"].value)
    assert book.worksheets[0].auto_filter.ref is None
    assert not any(coloured(sheet) for sheet in book.worksheets)


def test_a_yaml_dossier_is_written_as_a_workbook_first(
    desk: Desk, tmp_path: Path, wuxiao: Command
) -> None:
    desk.edit("in_use_since: 2022-07-20", "in_use_since: 2023-07-20")
    desk.edit("organization_code: MJR5D29K0", "organization_code: MJR5D29K1")
    assert wuxiao("check", desk.folder, "--annotate", tmp_path / "批注.xlsx").code == 4
    book = openpyxl.load_workbook(tmp_path / "批注.xlsx")
    (cell,) = coloured(book["项目"])
    assert book["项目"][cell].value.date() == date(2023, 7, 20)
    (cell,) = coloured(book["备案"])
    assert book["备案"][cell].value == "MJR5D29K1"
    assert desk.source.is_file()


def test_the_empty_workbook_of_a_new_dossier_is_annotated_in_moments(
    tmp_path: Path, wuxiao: Command
) -> None:
    wuxiao("new", tmp_path / "新", "--kind", "provincial_society")
    outcome = wuxiao("check", tmp_path / "新", "--annotate", tmp_path / "批注.xlsx")
    assert outcome.code == 4
    book = openpyxl.load_workbook(tmp_path / "批注.xlsx")
    assert set(coloured(book["备案"])) == {"B6"}
    assert {cell[0] for cell in coloured(book["提名单位"])} == {"B"}
    assert "项目!A5" in [row[5] for row in book.worksheets[0].iter_rows(values_only=True)]


# ---------------------------------------------------------------- what must not be lost

CLERKS = b"""<extLst xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" \
xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">\
<ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><x14:dataValidations count="1">\
<x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>Sheet9!$A$1:$A$3</xm:f>\
</x14:formula1><xm:sqref>C3:C9</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"""


def changed(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return stream.getvalue()


def test_drop_downs_formats_formulas_and_widths_stay(broken: Path, copy: Path) -> None:
    before = openpyxl.load_workbook(broken / "dossier.xlsx")
    after = openpyxl.load_workbook(copy)
    assert after.sheetnames == [TITLE, *before.sheetnames]
    for title in before.sheetnames:
        old, new = before[title], after[title]
        assert rules(old) == rules(new)
        assert old.merged_cells.ranges == new.merged_cells.ranges
        assert old.freeze_panes == new.freeze_panes
        assert old.print_title_rows == new.print_title_rows
        assert old.sheet_state == new.sheet_state
        assert widths(old) == widths(new)
        for cell in cells_of(old):
            other = new[cell.coordinate]
            assert cell.value == other.value
            for look in ("font", "fill", "border", "alignment", "number_format", "protection"):
                assert repr(getattr(cell, look)) == repr(getattr(other, look))
            if cell.comment:
                assert other.comment is not None
                assert other.comment.text.startswith(cell.comment.text)


def rules(sheet: Worksheet) -> list[object]:
    validations = [
        (str(each.sqref), each.type, each.formula1, each.formula2, each.showErrorMessage)
        for each in sheet.data_validations.dataValidation
    ]
    formats = [
        (str(each.sqref), [rule.formula for rule in each.rules])
        for each in sheet.conditional_formatting
        if str(each.sqref) not in coloured(sheet)
    ]
    return [*validations, *formats]


def widths(sheet: Worksheet) -> dict[str, float]:
    return {letter: each.width for letter, each in sheet.column_dimensions.items()}


def test_what_we_do_not_understand_is_kept_to_the_byte(broken: Path, tmp_path: Path) -> None:
    original = changed(
        (broken / "dossier.xlsx").read_bytes(),
        lambda name, data: (
            data.replace(b"</worksheet>", CLERKS + b"</worksheet>")
            if "sheet2.xml" in name and "rels" not in name
            else data
        ),
    )
    with zipfile.ZipFile(stream := io.BytesIO(original), "a") as archive:
        archive.writestr("xl/media/image1.png", b"\x89PNG picture")
    data = annotated(broken, stream.getvalue(), tmp_path)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert archive.read("xl/media/image1.png") == b"\x89PNG picture"
        sheet = archive.read("xl/worksheets/sheet2.xml")
        assert b"<xm:sqref>C3:C9</xm:sqref>" in sheet
        assert sheet.index(b"<legacyDrawing") < sheet.index(b"<extLst")
        for name in archive.namelist():
            if name.endswith((".xml", ".rels", ".vml")):
                etree.fromstring(archive.read(name))


def annotated(folder: Path, data: bytes, tmp_path: Path) -> bytes:
    from tests.conftest import run_wuxiao

    (folder / "dossier.xlsx").write_bytes(data)
    outcome = run_wuxiao("check", "--no-files", folder, "--annotate", tmp_path / "它.xlsx")
    assert outcome.code == 4, outcome.err
    assert (folder / "dossier.xlsx").read_bytes() == data
    return (tmp_path / "它.xlsx").read_bytes()


def edited(folder: Path, edit: Callable[[openpyxl.Workbook], object]) -> bytes:
    book = openpyxl.load_workbook(folder / "dossier.xlsx")
    edit(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_comment_that_was_there_stays_above_ours(broken: Path, tmp_path: Path) -> None:
    place = where(broken, "nominations[0].in_use_since")

    def edit(book: openpyxl.Workbook) -> None:
        book["项目"][place].comment = Comment("问过老张", "王一")

    data = annotated(broken, edited(broken, edit), tmp_path)
    comment = openpyxl.load_workbook(io.BytesIO(data))["项目"][place].comment
    assert comment is not None
    assert comment.text.startswith("问过老张\n")
    assert "【错误】应用实施时间" in comment.text
    assert comment.author == "王一"


def test_names_of_single_sheets_move_with_their_sheets(broken: Path, tmp_path: Path) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book["荣誉"].defined_names.add(DefinedName("我的范围", attr_text="荣誉!$A$1"))
        book.active = 2
        book["其他完成人"].sheet_view.tabSelected = True

    data = annotated(broken, edited(broken, edit), tmp_path)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert "我的范围" in book["荣誉"].defined_names
    assert book.active is book.worksheets[0]
    assert [sheet.title for sheet in book.worksheets if sheet.sheet_view.tabSelected] == [TITLE]


def test_a_link_on_a_cell_stays(broken: Path, tmp_path: Path) -> None:
    row = re.sub("[A-Z]", "", where(broken, "nominations[0].in_use_since"))

    def edit(book: openpyxl.Workbook) -> None:
        book["项目"][f"A{row}"].hyperlink = "https://example.com/"

    data = annotated(broken, edited(broken, edit), tmp_path)
    link = openpyxl.load_workbook(io.BytesIO(data))["项目"][f"A{row}"].hyperlink
    assert link is not None
    assert link.target == "https://example.com/"


def test_a_merged_value_is_coloured_at_its_top_left(broken: Path, tmp_path: Path) -> None:
    place = where(broken, "nominations[0].in_use_since")
    below = re.sub(r"\d+", lambda found: str(int(found[0]) + 1), place)

    def edit(book: openpyxl.Workbook) -> None:
        book["项目"].merge_cells(f"{place}:{below}")

    book = openpyxl.load_workbook(io.BytesIO(annotated(broken, edited(broken, edit), tmp_path)))
    assert coloured(book["项目"])[place] == RED


def test_a_chain_of_calculation_is_dropped_for_it_counts_the_sheets(
    broken: Path, tmp_path: Path
) -> None:
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"

    def add(name: str, data: bytes) -> bytes:
        if name == "[Content_Types].xml":
            part = b'<Override PartName="/xl/calcChain.xml" ContentType="' + kind + b'"/></Types>'
            return data.replace(b"</Types>", part)
        if name == "xl/_rels/workbook.xml.rels":
            base = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"
            entry = b'<Relationship Type="' + base + b'" Target="calcChain.xml" Id="rId99"/>'
            return data.replace(b"</Relationships>", entry + b"</Relationships>")
        return data

    original = changed((broken / "dossier.xlsx").read_bytes(), add)
    with zipfile.ZipFile(stream := io.BytesIO(original), "a") as archive:
        archive.writestr("xl/calcChain.xml", '<calcChain><c r="A1" i="1"/></calcChain>')
    data = annotated(broken, stream.getvalue(), tmp_path)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert "xl/calcChain.xml" not in archive.namelist()
        assert b"calcChain" not in archive.read("[Content_Types].xml")
        assert b"calcChain" not in archive.read("xl/_rels/workbook.xml.rels")


# ---------------------------------------------------------------- the copy as the next dossier


def test_a_mended_copy_loses_the_old_marks(broken: Path, copy: Path, tmp_path: Path) -> None:
    place = where(broken, "nominations[0].in_use_since")
    plain = openpyxl.load_workbook(broken / "dossier.xlsx")["项目"][place]
    shutil.copy(copy, broken / "dossier.xlsx")

    def mend(book: openpyxl.Workbook) -> None:
        book["项目"][place].value = date(2022, 1, 1)

    book = openpyxl.load_workbook(io.BytesIO(annotated(broken, edited(broken, mend), tmp_path)))
    cell = book["项目"][place]
    assert book.sheetnames.count(TITLE) == 1
    assert len([name for name in book.sheetnames if name.startswith(TITLE)]) == 1
    assert cell.comment is None
    assert place not in coloured(book["项目"])
    assert repr(cell.fill) == repr(plain.fill)
    assert len(coloured(book["项目"])) == 4


def test_marking_a_copy_again_gives_the_same_marks(
    broken: Path, copy: Path, tmp_path: Path
) -> None:
    data = annotated(broken, copy.read_bytes(), tmp_path)
    once, twice = openpyxl.load_workbook(copy), openpyxl.load_workbook(io.BytesIO(data))
    assert once.sheetnames == twice.sheetnames
    for title in once.sheetnames:
        assert coloured(once[title]) == coloured(twice[title])
        for cell in cells_of(once[title]):
            other = twice[title][cell.coordinate]
            assert (cell.comment and cell.comment.text) == (other.comment and other.comment.text)
            assert repr(cell.fill) == repr(other.fill)
            assert (cell.hyperlink and cell.hyperlink.location) == (
                other.hyperlink and other.hyperlink.location
            )


def test_a_sheet_of_the_clerk_that_is_called_like_ours_stays(broken: Path, tmp_path: Path) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book.create_sheet(TITLE)["A1"] = "领导意见"

    book = openpyxl.load_workbook(io.BytesIO(annotated(broken, edited(broken, edit), tmp_path)))
    assert book.sheetnames[0] == f"{TITLE}2"
    assert book[TITLE]["A1"].value == "领导意见"
    assert any(
        "检查结果2" in str(cell.hyperlink.location)
        for cell in cells_of(book["项目"])
        if cell.hyperlink
    )


def test_a_copy_that_was_edited_is_set_aside_not_overwritten(
    broken: Path, copy: Path, wuxiao: Command
) -> None:
    book = openpyxl.load_workbook(copy)
    book.save(copy)
    saved = copy.read_bytes()
    outcome = wuxiao("check", "--no-files", broken, "--annotate", copy)
    aside = copy.with_name("批注.手工修改1.xlsx")
    assert aside.read_bytes() == saved
    assert aside.name in outcome.err
    assert wuxiao("check", "--no-files", broken, "--annotate", copy).code == 4
    assert len(list(copy.parent.glob("批注*.xlsx"))) == 2


# ---------------------------------------------------------------- what is refused


def test_the_dossiers_own_workbook_is_refused(
    broken: Path, tmp_path: Path, wuxiao: Command
) -> None:
    own = broken / "dossier.xlsx"
    before = own.read_bytes()
    other = tmp_path / "link.xlsx"
    other.hardlink_to(own)
    for name in (own, broken / "x" / ".." / "dossier.xlsx", other):
        outcome = wuxiao("check", broken, "--annotate", name)
        assert outcome.code == 2
        assert "这是材料自己的工作簿" in outcome.err
    assert own.read_bytes() == before


def test_a_copy_that_would_be_taken_for_the_dossier_is_refused(
    desk: Desk, broken: Path, wuxiao: Command
) -> None:
    outcome = wuxiao("check", desk.folder, "--annotate", desk.folder / "dossier.xlsx")
    assert outcome.code == 2
    (broken / "dossier.xlsx").rename(broken / "甲市.xlsx")
    assert wuxiao("check", broken, "--annotate", broken / "批注.xlsx").code == 2
    assert sorted(path.name for path in broken.glob("*.xlsx")) == ["甲市.xlsx"]


def test_several_dossiers_are_refused(desk: Desk, broken: Path, wuxiao: Command) -> None:
    outcome = wuxiao("check", desk.folder, broken, "--annotate", broken.parent / "批注.xlsx")
    assert outcome.code == 2
    assert "一次只能用于一个材料文件夹" in outcome.err
    assert not (broken.parent / "批注.xlsx").exists()


def test_another_ending_is_refused(desk: Desk, tmp_path: Path, wuxiao: Command) -> None:
    assert wuxiao("check", desk.folder, "--annotate", tmp_path / "批注.xls").code == 2
    assert not (tmp_path / "批注.xls").exists()


def test_a_damaged_part_that_the_reader_never_opens_ends_with_3(
    broken: Path, tmp_path: Path, wuxiao: Command
) -> None:
    data = changed(
        (broken / "dossier.xlsx").read_bytes(),
        lambda name, content: (
            b"<comments" if "comment" in name and name.endswith("xml") else content
        ),
    )
    (broken / "dossier.xlsx").write_bytes(data)
    outcome = wuxiao("check", "--no-files", broken, "--annotate", tmp_path / "批注.xlsx")
    assert outcome.code == 3
    assert "不能加批注" in outcome.err
    assert not (tmp_path / "批注.xlsx").exists()


def test_a_full_disk_leaves_no_copy(
    broken: Path, tmp_path: Path, wuxiao: Command, broken_disk: Callable[[int], None]
) -> None:
    broken_disk(3000)
    outcome = wuxiao("check", "--no-files", broken, "--annotate", tmp_path / "批注.xlsx")
    assert outcome.code == 8
    assert [path.name for path in tmp_path.glob("*.*")] == []


# ---------------------------------------------------------------- other programs


@pytest.mark.office
def test_libreoffice_opens_and_saves_it_and_we_read_the_same(
    broken: Path, copy: Path, tmp_path: Path
) -> None:
    out = tmp_path / "again"
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
         "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), str(copy)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    before = read(broken).dossier
    shutil.copy(out / copy.name, broken / "dossier.xlsx")
    assert read(broken).dossier == before
    again = openpyxl.load_workbook(out / copy.name)
    assert coloured(again["项目"]) == coloured(openpyxl.load_workbook(copy)["项目"])
    data = annotated(broken, (out / copy.name).read_bytes(), tmp_path)
    twice = openpyxl.load_workbook(io.BytesIO(data))
    texts = [cell.comment.text for cell in cells_of(twice["项目"]) if cell.comment]
    assert not any(text.count("检查结果 ──") > 1 for text in texts)


def test_a_strict_workbook_stays_strict(copy: Path) -> None:
    pairs = {
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main":
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships":
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    }  # fmt: skip

    def strict(name: str, data: bytes) -> bytes:
        for old, new in pairs.items():
            data = data.replace(old, new)
        return data

    from pipeline.tools.workbook import Cell as Written
    from pipeline.tools.workbook import Look, Sheet

    mark = Mark(sheet="项目", cell="C5", colour="FFC4C4", comment="错", back="F5")
    listing = Sheet(title="表", cells={(1, 1): Written(value="甲", look=Look())})
    data = mark_book(changed(copy.read_bytes(), strict), [mark], lambda _: listing, title="表")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/") and name.endswith((".xml", ".rels")):
                assert not any(old in archive.read(name) for old in pairs), name


def test_files_that_nobody_listed_are_told_of_at_the_id(tmp_path: Path, wuxiao: Command) -> None:
    wuxiao("new", tmp_path / "新", "--kind", "city")
    book = openpyxl.load_workbook(tmp_path / "新" / "dossier.xlsx")
    book["项目"]["B5"] = "阀门"
    book.save(tmp_path / "新" / "dossier.xlsx")
    wuxiao("check", tmp_path / "新", "--annotate", tmp_path / "批注.xlsx")
    listing = openpyxl.load_workbook(tmp_path / "批注.xlsx").worksheets[0]
    places = {row[9]: row[5] for row in listing.iter_rows(min_row=5, values_only=True)}
    assert places["evidence.frontline_certificate"] == "项目!A5"
