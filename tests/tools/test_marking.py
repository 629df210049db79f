"""Marks in a workbook of a clerk's: everything else in it stays, and marks go without a trace."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from lxml import etree
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from PIL import Image as Picture

from pipeline.errors import InputError
from pipeline.tools.workbook import Cell, Look, Sheet
from pipeline.tools.workbook.marking import Mark, is_our_copy, mark_book

TITLE = "检查结果"
SHEET = "xl/worksheets/sheet1.xml"
BUTTON = b"""<v:shape xmlns:v="urn:schemas-microsoft-com:vml" \
xmlns:x="urn:schemas-microsoft-com:office:excel" id="_x0000_s2049" style="width:48pt"><v:textbox>\
<div>\xe7\xa1\xae\xe5\xae\x9a<br></div></v:textbox><x:ClientData ObjectType="Button">\
<x:Anchor>7,0,0,0,8,0,1,0</x:Anchor></x:ClientData></v:shape>"""
DROP_DOWNS = b"""<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" \
xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" \
uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><x14:dataValidations count="1"><x14:dataValidation \
type="list"><x14:formula1><xm:f>Sheet9!$A$1:$A$3</xm:f></x14:formula1><xm:sqref>B3:B9</xm:sqref>\
</x14:dataValidation></x14:dataValidations></ext><ext \
xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" \
xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" \
uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}"><x14:conditionalFormattings><x14:conditionalFormatting>\
<x14:cfRule type="expression" priority="2" id="{00000000-0000-0000-0000-000000000001}">\
<xm:f>Sheet9!$A$1=1</xm:f></x14:cfRule><xm:sqref>B3:B9</xm:sqref></x14:conditionalFormatting>\
</x14:conditionalFormattings></ext></extLst>"""


def changed(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return stream.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def clerks() -> bytes:
    """A workbook with a picture, a chart, comments, a button, and drop-downs of both sorts."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "项目"
    sheet.merge_cells("A1:F1")
    sheet.freeze_panes = "B3"
    for row in range(2, 9):
        sheet.cell(row, 1, f"P{row}")
        sheet.cell(row, 2, row).number_format = '0"项"'
    sheet["B4"].fill = PatternFill("solid", start_color="DDEEFF")
    sheet["B4"].comment = Comment("问过老张", "王一", width=333)
    sheet["A8"].comment = Comment("还没有盖章", "王一")
    drop_down = DataValidation(type="list", formula1='"甲,乙"')
    drop_down.add("C3:C9")
    sheet.add_data_validation(drop_down)
    red = PatternFill(bgColor="00FF00")
    sheet.conditional_formatting.add("B3:B9", FormulaRule(["B3>0"], fill=red))  # type: ignore[no-untyped-call]
    picture = io.BytesIO()
    Picture.new("RGB", (8, 8), (200, 30, 30)).save(picture, "PNG")
    sheet.add_image(Image(picture), "H2")
    chart = BarChart()
    chart.add_data(Reference(range_string="项目!$B$3:$B$8"))
    sheet.add_chart(chart, "H8")
    stream = io.BytesIO()
    book.save(stream)
    return changed(stream.getvalue(), _add_what_openpyxl_knows_nothing_of)


def _add_what_openpyxl_knows_nothing_of(name: str, data: bytes) -> bytes:
    if name == SHEET:
        return data.replace(b"</worksheet>", DROP_DOWNS + b"</worksheet>")
    return data.replace(b"</xml>", BUTTON + b"</xml>") if name.endswith(".vml") else data


def listing(title: str) -> Sheet:
    cell = Cell(value="项目!B4", look=Look(), leads_to="'项目'!B4")
    return Sheet(title=title, cells={(5, 6): cell})


def marked(data: bytes, *cells: str) -> bytes:
    marks = [
        Mark(sheet="项目", cell=cell, colour="FFC4C4", comment=f"{cell}错", back="F5")
        for cell in cells
    ]
    return mark_book(data, marks, listing, title=TITLE)


def sheet_of(data: bytes) -> etree._Element:
    return etree.fromstring(parts_of(data)[SHEET])


def boxes_of(data: bytes) -> list[tuple[bytes, bytes]]:
    """Row and column, from 0, of each box of a comment."""
    (vml,) = (each for name, each in parts_of(data).items() if name.endswith(".vml"))
    shape = (
        rb'type="#_x0000_t202"(?:(?!shape>).)*?'
        rb"<(?:\w+:)?Row>(\d+)</(?:\w+:)?Row>\s*<(?:\w+:)?Column>(\d+)<"
    )
    return re.findall(shape, vml, re.DOTALL)


def test_only_the_parts_that_hold_marks_change(clerks: bytes) -> None:
    before, after = parts_of(clerks), parts_of(marked(clerks, "B4", "B5"))
    lists = {name for name in before if name.endswith(".rels") or "Types" in name}
    own = {"xl/workbook.xml", "xl/styles.xml", SHEET, "xl/comments/comment1.xml"}
    vml = {name for name in before if name.endswith(".vml")}
    assert {name for name in before if before[name] != after.get(name)} <= own | vml | lists
    assert {name for name in after if name not in before} == {"xl/worksheets/wuxiaoList1.xml"}
    assert any("/media/" in name for name in after)
    assert any("/charts/" in name for name in after)


def test_no_cell_of_the_sheet_changes_and_what_stood_in_it_keeps_its_order(clerks: bytes) -> None:
    before, after = sheet_of(clerks), sheet_of(marked(clerks, "B4", "B5", "J20", "C1"))

    def said(root: etree._Element, name: str) -> list[bytes]:
        return [
            etree.tostring(each, method="c14n", exclusive=True)
            for each in root.iterfind(f"{{*}}{name}")
        ]

    for name in ("sheetData", "mergeCells", "dataValidations", "drawing", "legacyDrawing", "cols"):
        assert said(before, name) == said(after, name), name
    names = [etree.QName(each).localname for each in after]
    order = ["sheetData", "mergeCells", "conditionalFormatting", "dataValidations", "hyperlinks",
             "pageMargins", "drawing", "legacyDrawing", "extLst"]  # fmt: skip
    assert [name for name in dict.fromkeys(names) if name in order] == order
    assert b"<xm:sqref>B3:B9</xm:sqref>" in etree.tostring(after)


def test_our_colour_comes_before_every_condition_of_the_clerk(clerks: bytes) -> None:
    rules = list(sheet_of(marked(clerks, "B4", "B5", "C1")).iter("{*}cfRule"))
    places = {each.getparent().get("sqref"): int(each.get("priority", "0")) for each in rules}  # type: ignore[union-attr]
    assert places == {"B4": 1, "B5": 2, "A1": 3, "B3:B9": 4, None: 5}


def test_each_comment_has_one_box_and_the_clerks_keep_theirs(clerks: bytes) -> None:
    data = marked(clerks, "B4", "B5")
    assert sorted(boxes_of(data)) == [(b"3", b"1"), (b"4", b"1"), (b"7", b"0")]
    (vml,) = (each for name, each in parts_of(data).items() if name.endswith(".vml"))
    assert BUTTON in vml
    assert b"width:333px" in vml
    numbers = re.findall(rb'"_x0000_s(\d+)"', vml)
    assert len(numbers) == len(set(numbers)) == 4
    comments = {
        each.get("ref"): "".join(each.itertext())
        for each in etree.fromstring(parts_of(data)["xl/comments/comment1.xml"]).iter("{*}comment")
    }
    assert comments == {
        "B4": "问过老张\n──── 检查结果 ────\nB4错",
        "A8": "还没有盖章",
        "B5": "──── 检查结果 ────\nB5错",
    }


def test_marks_go_without_a_trace(clerks: bytes) -> None:
    once = marked(clerks, "B4", "B5", "C1")
    again = marked(once)
    assert boxes_of(again) == boxes_of(clerks)
    before, after = sheet_of(clerks), sheet_of(again)
    for rule in [*before.iter("{*}cfRule"), *after.iter("{*}cfRule")]:
        rule.attrib.pop("priority")
    for view in before.iterfind("{*}sheetViews/{*}sheetView"):
        view.attrib.pop("tabSelected", None)
    assert etree.tostring(after, method="c14n") == etree.tostring(before, method="c14n")
    assert b"B4\xe9\x94\x99" not in b"".join(parts_of(again).values())
    fresh, marked_twice = parts_of(marked(clerks, "B4")), parts_of(marked(once, "B4"))
    assert fresh.keys() == marked_twice.keys()
    assert fresh["xl/workbook.xml"] == marked_twice["xl/workbook.xml"]


@pytest.mark.parametrize(
    ("old", "new"),
    [(' tooltip="回到检查结果"', ""), ("'检查结果'!F", "'改了名'!F")],
    ids=["LibreOffice", "Excel"],
)
def test_ways_back_go_when_another_program_kept_half_of_them(
    clerks: bytes, old: str, new: str
) -> None:
    copy = marked(clerks, "B4")
    saved = changed(copy, lambda _, part: part.replace(old.encode(), new.encode()))
    assert parts_of(saved)[SHEET] != parts_of(copy)[SHEET]
    assert sheet_of(marked(saved)).find("{*}hyperlinks") is None


def test_a_copy_is_known_as_ours_until_another_program_saves_it(clerks: bytes) -> None:
    copy = marked(clerks, "B4")
    assert is_our_copy(copy)
    assert not is_our_copy(clerks)
    assert not is_our_copy(b"no archive")
    renamed = io.BytesIO()
    openpyxl.Workbook().save(renamed)
    assert not is_our_copy(renamed.getvalue())


def test_a_hidden_sheet_with_marks_is_shown(clerks: bytes) -> None:
    hidden = changed(clerks, lambda name, data: data.replace(b'state="visible"', b'state="hidden"'))
    assert b'state="hidden"' in parts_of(hidden)["xl/workbook.xml"]
    assert b'state="hidden"' not in parts_of(marked(hidden, "B4"))["xl/workbook.xml"]
    assert b'state="hidden"' in parts_of(marked(hidden))["xl/workbook.xml"]


@pytest.mark.parametrize("part", ["xl/styles.xml", "xl/comments/comment1.xml", SHEET])
def test_a_damaged_part_is_refused_in_words(clerks: bytes, part: str) -> None:
    damaged = changed(clerks, lambda name, data: data[:-9] if name == part else data)
    with pytest.raises(InputError, match="不能加批注"):
        marked(damaged, "B4")


@pytest.mark.parametrize(("part", "old"), [("comment1.xml", b"commentList"), (".vml", b"</xml>")])
def test_comments_without_their_list_or_their_boxes_are_refused_in_words(
    clerks: bytes, part: str, old: bytes
) -> None:
    damaged = changed(
        clerks, lambda name, data: data.replace(old, b"other") if name.endswith(part) else data
    )
    with pytest.raises(InputError, match="不能加批注"):
        marked(damaged, "B5")


def test_marks_go_where_another_program_has_lost_the_boxes_of_comments(clerks: bytes) -> None:
    copy = changed(
        marked(clerks, "B5"),
        lambda name, data: re.sub(rb"<legacyDrawing [^>]*/>", b"", data) if name == SHEET else data,
    )
    again = parts_of(marked(copy))["xl/comments/comment1.xml"].decode()
    assert "B5错" not in again
    assert "问过老张" in again


def test_links_conditions_and_names_of_the_clerk_stay(clerks: bytes) -> None:
    rule = b'<cfRule type="expression"><formula>TRUE</formula></cfRule>'
    condition = b'<conditionalFormatting sqref="C1">%s</conditionalFormatting>' % rule
    link = b'<hyperlinks><hyperlink ref="B7" location="A1" tooltip="\xe5\x9b\x9e"/></hyperlinks>'
    named = b'<definedName name="_xlnm.Print_Area" localSheetId="0">$A$1:$B$8</definedName>'
    names = b"<definedNames>%s</definedNames>" % named

    def add(name: str, data: bytes) -> bytes:
        if name != SHEET:
            return data.replace(b"<definedNames/>", names)
        first = b"<conditionalFormatting"
        data = data.replace(first, condition + first, 1)
        return data.replace(b"<pageMargins", link + b"<pageMargins")

    def last(name: str, data: bytes) -> bytes:
        if name != "xl/workbook.xml":
            return data
        first, second = re.findall(rb"<sheet [^>]*/>", data)
        return data.replace(first + second, second + first).replace(
            b'localSheetId="1"', b'localSheetId="0"'
        )

    copy = marked(changed(clerks, add), "B4")
    again = marked(changed(copy, last))
    sheet = sheet_of(again)
    assert [each.get("ref") for each in sheet.iterfind("{*}hyperlinks/{*}hyperlink")] == ["B7"]
    assert "TRUE" in [
        each.text for each in sheet.iterfind("{*}conditionalFormatting/{*}cfRule/{*}formula")
    ]
    assert parts_of(again)["xl/workbook.xml"].count(b'localSheetId="1"') == 1


def test_what_unpacks_to_too_much_is_refused(clerks: bytes) -> None:
    stream = io.BytesIO(clerks)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        for number in range(5):
            archive.writestr(f"xl/media/{number}.bin", bytes(60_000_000))
    with pytest.raises(InputError, match="展开后的内容过多"):
        marked(stream.getvalue(), "B4")


def test_names_of_parts_count_in_any_case(clerks: bytes) -> None:
    """As for the reader (xlrd#228): relations name parts in another case, or with backslashes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as new:
        for name, data in parts_of(clerks).items():
            new.writestr(name.title().replace("Worksheets/Sheet", "Worksheets\\Sheet"), data)
    other = {
        name.replace("\\", "/").casefold(): data
        for name, data in parts_of(marked(stream.getvalue(), "B4", "B6")).items()
    }
    usual = {name.casefold(): data for name, data in parts_of(marked(clerks, "B4", "B6")).items()}
    assert other == usual
    assert "xl/worksheets/wuxiaolist1.xml" in usual
