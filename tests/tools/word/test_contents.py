"""What a person sees in a Word file is what is read of it."""

from __future__ import annotations

import io
import zipfile

import pytest

from pipeline.errors import InputError
from pipeline.tools.word.contents import Cell, Contents, Line, Table, read_contents, take_pictures
from tests.collect.words import cell, merged, paragraph, picture, run, spanning, table, word


def read(*blocks: str) -> Contents:
    return read_contents(word(*blocks), "表.docx")


def texts(contents: Contents) -> list[str]:
    return [each.text for each in contents.blocks if isinstance(each, Line)]


def only_table(contents: Contents) -> Table:
    (found,) = [each for each in contents.blocks if isinstance(each, Table)]
    return found


def said(found: Cell) -> list[str]:
    return [each.text for each in found.blocks if isinstance(each, Line)]


def control(inside: str, *, tag: str = "", prompts: bool = False, more: str = "") -> str:
    name = f'<w:tag w:val="{tag}"/>' if tag else ""
    prompt = "<w:showingPlcHdr/>" if prompts else ""
    return f"<w:sdt><w:sdtPr>{name}{prompt}{more}</w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"


def checkbox(state: str) -> str:
    more = f'<w14:checkbox><w14:checked w14:val="{state}"/></w14:checkbox>'
    return control(run("☐"), tag="box", more=more)


def legacy(data: str, shown: str = "") -> str:
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{data}</w:ffData></w:fldChar></w:r>'
        "<w:r><w:instrText> FORM </w:instrText></w:r>"
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(shown)}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def without(data: bytes, part: str) -> bytes:
    """A Word file without one of its parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("markup", "seen"),
    [
        (run("张三"), "张三"),
        (run("甲\n乙"), "甲\n乙"),
        (run("第二") + run("个词"), "第二个词"),
        (run("有效") + run("作废", "<w:strike/>"), "有效"),
        (run("有效") + run("作废", "<w:dstrike/>"), "有效"),
        (run("有效") + run("看不见", "<w:vanish/>"), "有效"),
        (run("没有划掉", '<w:strike w:val="0"/>'), "没有划掉"),
        (f'<w:ins w:id="1" w:author="甲">{run("加上")}</w:ins>', "加上"),
        (
            run("共") + '<w:del w:id="2" w:author="甲"><w:r><w:delText>十八</w:delText></w:r></w:del>' + run("二十"),
            "共二十",
        ),
        (control(run("单击此处输入文字。"), prompts=True), ""),
        (control(run("李四"), tag="lead.name"), "李四"),
        (checkbox("1"), "☑"),
        (checkbox("0"), "☐"),
        ('<w:r><w:sym w:font="Wingdings 2" w:char="F052"/></w:r>' + run("是"), "☑是"),
        ('<w:r><w:sym w:font="Wingdings 2" w:char="00A3"/></w:r>' + run("否"), "☐否"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', "☑"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>', "☐"),
        ('<w:r><w:sym w:font="Symbol" w:char="F06D"/></w:r>' + run("m"), "μm"),
        (legacy('<w:name w:val="a"/><w:checkBox><w:checked/></w:checkBox>'), "☑"),
        (legacy('<w:name w:val="a"/><w:checkBox><w:default w:val="0"/></w:checkBox>'), "☐"),
        (
            legacy('<w:ddList><w:result w:val="1"/><w:listEntry w:val="男"/><w:listEntry w:val="女"/></w:ddList>'),
            "女",
        ),
        (legacy('<w:name w:val="wx"/><w:textInput/>', "写上的字"), "写上的字"),
        ("<w:r><w:t>一</w:t><w:noBreakHyphen/><w:t>二</w:t></w:r>", "一-二"),
        (f'<w:hyperlink w:anchor="a">{run("见附件")}</w:hyperlink>', "见附件"),
        (control(f'<w:hyperlink w:anchor="a">{run("见附件")}</w:hyperlink>', tag="a"), "见附件"),
        (f'<w:smartTag w:element="place">{run("邕江")}</w:smartTag>', "邕江"),
        (run("节水") + "<m:oMath><m:r><m:t>x+1</m:t></m:r></m:oMath>" + run("吨"), "节水x+1吨"),
        (
            f"<w:r><w:ruby><w:rt>{run('yōng')}</w:rt><w:rubyBase>{run('邕')}</w:rubyBase></w:ruby></w:r>",
            "邕",
        ),
        (control(run("☐"), more='<w14:checkbox><w14:checked w14:val="1"/></w14:checkbox>'), "☑"),
        ("<w:sdt><w:sdtPr/></w:sdt>" + run("后面"), "后面"),
        ('<w:r><w:sym w:font="Wingdings" w:char="勾"/></w:r>', "\ufffc"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F04A"/></w:r>', "\ufffc"),
        ('<w:r><w:sym w:font="宋体" w:char="25A1"/></w:r>', "□"),
        ('<w:r><w:sym w:font="宋体" w:char="F0FE"/></w:r>', "\ufffc"),
        (legacy("").replace("<w:ffData></w:ffData>", "") + run("第1页"), "第1页"),
    ],
)  # fmt: skip
def test_a_paragraph_is_read_as_it_is_seen(markup: str, seen: str) -> None:
    assert texts(read(paragraph(markup))) == [seen]


def test_a_text_box_is_read_after_the_paragraph_it_is_anchored_in() -> None:
    inside = paragraph("框里的字")
    box = (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent>{inside}"
        f"</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>"
        f"<w:txbxContent>{inside}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    contents = read(paragraph(run("正文") + box))
    assert texts(contents) == ["正文", "框里的字"]
    assert isinstance(contents.blocks[1], Line)
    assert contents.blocks[1].place == "第1段的文本框"


def test_a_text_box_in_a_text_box_is_read_once() -> None:
    inner = f"<w:r><w:pict><v:textbox><w:txbxContent>{paragraph('里框')}</w:txbxContent></v:textbox></w:pict></w:r>"
    held = f"{paragraph('外框')}<w:p>{inner}</w:p>"
    outer = (
        f"<w:r><w:pict><v:textbox><w:txbxContent>{held}</w:txbxContent></v:textbox></w:pict></w:r>"
    )
    assert texts(read(paragraph(run("正文") + outer))) == ["正文", "外框", "", "里框"]


def test_cells_know_their_columns_and_what_they_go_on_with() -> None:
    contents = read(table([[merged("左"), spanning(2, "右")], [merged(None), "甲", "乙"]]))
    first, second = only_table(contents).rows
    assert [(each.column, each.span, each.goes_on) for each in first] == [
        (0, 1, False),
        (1, 2, False),
    ]
    assert [(each.column, each.goes_on) for each in second] == [(0, True), (1, False), (2, False)]
    assert second[2].place == "第1个表格第2行第3格"


def test_controls_around_cells_and_rows_hide_none_of_them() -> None:
    row = f"<w:tr>{cell('一')}{control(cell('二'), tag='b')}</w:tr>"
    contents = read(f"<w:tbl><w:tblPr/>{control(row, tag='a')}</w:tbl>")
    (found,) = only_table(contents).rows
    assert [said(each) for each in found] == [["一"], ["二"]]
    assert {each.name: each.text for each in contents.named} == {"a": "一\n二", "b": "二"}


def test_tables_in_cells_stand_in_their_cells() -> None:
    (row,) = only_table(read(table([["<w:p/>" + table([["里面"]])]]))).rows
    assert isinstance(row[0].blocks[1], Table)


def test_pictures_are_named_by_their_parts_and_taken_whole() -> None:
    data = word(paragraph(picture("p1")), pictures={"p1": b"\xff\xd8\xffphoto"})
    (line,) = read_contents(data, "表.docx").blocks
    assert isinstance(line, Line)
    assert line.pictures == ("word/media/p1.jpeg",)
    assert take_pictures(data, [*line.pictures, "word/gone"], "表.docx") == {
        "word/media/p1.jpeg": b"\xff\xd8\xffphoto"
    }


def test_a_picture_in_a_named_field_is_the_fields_too() -> None:
    data = word(
        paragraph(control(picture("p1"), tag="photo")), pictures={"p1": b"\xff\xd8\xffphoto"}
    )
    (named,) = read_contents(data, "表.docx").named
    assert (named.name, named.pictures) == ("photo", ("word/media/p1.jpeg",))


def test_a_picture_that_is_not_in_the_file_is_left_out() -> None:
    (line,) = read(paragraph(run("照片") + picture("gone"))).blocks
    assert isinstance(line, Line)
    assert (line.text, line.pictures) == ("照片", ())


def test_a_file_that_refers_to_nothing_is_read() -> None:
    data = without(word(paragraph("只有文字")), "word/_rels/document.xml.rels")
    assert texts(read_contents(data, "表.docx")) == ["只有文字"]


def test_named_fields_hold_what_stands_in_them() -> None:
    marked = (
        '<w:bookmarkStart w:id="7" w:name="wxb_a"/>' + run("书签里")
        + '<w:bookmarkEnd w:id="7"/>' + run("之外")
    )  # fmt: skip
    doubled = control(run("一"), tag="x") + control(run("二"), tag="x")
    contents = read(
        paragraph(marked),
        paragraph(legacy('<w:name w:val="wx_b"/><w:textInput/>', "域里")),
        paragraph(doubled),
        paragraph('<w:bookmarkStart w:id="8" w:name="_GoBack"/><w:bookmarkEnd w:id="8"/>'),
    )
    assert [(each.name, each.text) for each in contents.named] == [
        ("wxb_a", "书签里"), ("wx_b", "域里"), ("x", "一"), ("x", "二"),
    ]  # fmt: skip


def test_a_field_over_several_paragraphs_keeps_its_lines() -> None:
    contents = read(control(paragraph("第一行") + paragraph("第二行"), tag="t"))
    assert [each.text for each in contents.named] == ["第一行\n第二行"]


def test_a_bookmark_around_paragraphs_holds_them() -> None:
    contents = read(
        f'<w:p/><w:bookmarkStart w:id="7" w:name="wxb_a"/>{paragraph("第一行")}',
        f'{paragraph("第二行")}<w:bookmarkEnd w:id="7"/>',
        paragraph("之外"),
    )
    assert [(each.name, each.text) for each in contents.named] == [("wxb_a", "第一行\n第二行")]


def test_paragraphs_in_custom_markup_are_read() -> None:
    marked = f'<w:customXml w:element="a">{paragraph("里面")}</w:customXml>'
    assert texts(read(f"<w:p/>{marked}", paragraph("后面"))) == ["", "里面", "后面"]


def test_a_prompt_in_a_control_around_paragraphs_is_nothing_filled_in() -> None:
    contents = read(control(paragraph("单击此处输入文字。"), tag="t", prompts=True))
    assert texts(contents) == [""]
    assert [each.text for each in contents.named] == [""]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04broken", word("甲")[:400]])
def test_a_damaged_file_is_told_with_its_name(data: bytes) -> None:
    with pytest.raises(InputError, match="这份Word文件读不出来"):
        read_contents(data, "表.docx")


def test_pictures_of_a_damaged_file_are_told_with_its_name() -> None:
    with pytest.raises(InputError, match="这份Word文件读不出来") as told:
        take_pictures(b"PK\x03\x04broken", ["word/media/p1.jpeg"], "表.docx")
    assert told.value.where == "表.docx"


def test_tables_within_tables_without_end_are_refused() -> None:
    inside = "底"
    for _ in range(40):
        inside = "<w:p/>" + table([[inside]])
    with pytest.raises(InputError, match="读不出来"):
        read(table([[inside]]))
