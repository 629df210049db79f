"""The copy for LibreOffice: no gaps beside digits, rare characters apart, marks that hang; no other change."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from docx import Document
from docx.document import Document as Word
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from pipeline.tools.word.office_copy import office_copy

GAP, JOIN = "\u200b", "\u2060"
W = nsdecls("w")
RARE = "\U000312ab"


def switch(holder: Any, name: str, *, off: bool = True) -> None:
    """Switch a property of a paragraph or a style on or off."""
    element = OxmlElement(f"w:{name}")
    if off:
        element.set(qn("w:val"), "0")
    holder.get_or_add_pPr().append(element)


def copied(document: Word) -> Word:
    buffer = io.BytesIO()
    document.save(buffer)
    return Document(io.BytesIO(office_copy(buffer.getvalue(), "函.docx")))


def line(text: str, *switches: str) -> str:
    """A line after it was copied, where the switches are off."""
    document = Document()
    paragraph = document.add_paragraph(text)
    for name in switches:
        switch(paragraph._p, name)
    return copied(document).paragraphs[0].text


def test_chinese_and_digits_have_no_gap_where_the_paragraph_wants_none() -> None:
    wanted = f"全市{GAP}41{JOIN}万名、20{GAP}家"
    assert line("全市41万名、20家", "autoSpaceDE", "autoSpaceDN") == wanted


def test_a_date_may_be_broken_before_its_month_only() -> None:
    wanted = f"于{GAP}2023{JOIN}年{GAP}7{JOIN}月{JOIN}20{JOIN}日"
    assert line("于2023年7月20日", "autoSpaceDE", "autoSpaceDN") == wanted


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("autoSpaceDE", f"甲{GAP}A{GAP}乙3丙"), ("autoSpaceDN", f"甲A乙{GAP}3{GAP}丙")],
)
def test_letters_and_digits_have_a_switch_each(name: str, wanted: str) -> None:
    assert line("甲A乙3丙", name) == wanted


def test_word_leaves_the_gap_by_default_and_marks_never_have_one() -> None:
    assert line("全市41万名") == "全市41万名"
    assert line("（3）“5”，41。", "autoSpaceDE", "autoSpaceDN") == "（3）“5”，41。"


def test_the_switch_comes_from_the_nearest_of_paragraph_style_and_its_base() -> None:
    document = Document()
    assert document.styles["List Bullet"].base_style.name == "Normal"
    switch(document.styles["Normal"].element, "autoSpaceDN")
    document.add_paragraph("甲3")
    document.add_paragraph("甲3", style="List Bullet")
    switch(document.add_paragraph("甲3")._p, "autoSpaceDN", off=False)
    assert [each.text for each in copied(document).paragraphs] == [f"甲{GAP}3", f"甲{GAP}3", "甲3"]


def test_a_gap_between_two_runs_is_closed_and_one_beside_a_tab_is_none() -> None:
    document = Document()
    paragraph = document.add_paragraph("甲")
    paragraph.add_run("3").bold = True
    paragraph.add_run("\t乙")
    switch(paragraph._p, "autoSpaceDN")
    assert copied(document).paragraphs[0].text == f"甲{GAP}3\t乙"


def test_an_address_may_be_broken_at_its_slashes_and_dots_but_not_near_its_ends() -> None:
    assert line("见https://a.cn/xyzw。3").split(GAP) == ["见https://", "a.", "cn/", "xyzw。3"]


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("jtny-union@example.com", ["jtny-\u2060union", "@example.com"]),
        ("zhl@js.gov.cn", ["zhl", "@js.gov.cn"]),
        ("bangongshi.lianxi@example.com", ["bangongshi.", "lianxi", "@example.com"]),
        ("@subdomain.example.com", ["@subdomain.", "example.com"]),  # the rest of one
        ("MODBUS_RTU_OVER_TCP_GATEWAY", ["MODBUS_", "RTU_", "OVER_", "TCP_", "GATEWAY"]),
    ],
)
def test_a_mail_address_and_a_long_word_are_broken_at_their_marks_only(
    address: str, parts: list[str]
) -> None:
    assert line(f"箱：{address}。").removeprefix("箱：").removesuffix("。").split(GAP) == parts


def test_a_part_as_long_as_a_line_may_be_broken_after_other_marks_too() -> None:
    long = "a" * 30 + "_" + "b" * 20 + "-" + "c" * 45
    first, *others, last = line(f"见https://{long}.cn/xyzw。").split(GAP)
    assert first == "见https://"
    assert others[:2] == ["a" * 30 + "_", "b" * 20 + "-"]
    assert set(others[2:-2]) == {"c"}  # what has no mark may be broken anywhere
    assert last == "xyzw。"


def runs(*texts: str) -> list[tuple[str, str | None, bool | None]]:
    """Text, Latin language and boldness of each run of the copy; the runs given are bold in turn."""
    document = Document()
    paragraph = document.add_paragraph()
    for number, text in enumerate(texts):
        paragraph.add_run(text).bold = number % 2 == 1
    found = []
    for run in copied(document).paragraphs[0].runs:
        language = run._element.find(f"{qn('w:rPr')}/{qn('w:lang')}")
        latin = None if language is None else language.get(qn("w:val"))
        found.append((run.text, latin, run.bold))
    return found


def test_each_rare_character_has_a_run_of_its_own_unlike_its_neighbour() -> None:
    assert runs("李垚", f"{RARE}{RARE}明") == [
        ("李", None, False),
        ("垚", "en-US", False),
        (RARE, "en-GB", True),
        (RARE, "en-US", True),
        ("明", None, True),
    ]


def test_a_rare_character_with_a_language_of_its_own_gets_the_one_that_sets_it_apart() -> None:
    document = Document()
    properties: Any = document.add_paragraph().add_run(RARE)._element.get_or_add_rPr()
    properties.append(parse_xml(f'<w:lang {W} w:val="ja-JP" w:eastAsia="ja-JP"/>'))
    (run,) = copied(document).paragraphs[0].runs
    (language,) = run._element.iter(qn("w:lang"))
    assert (language.get(qn("w:val")), language.get(qn("w:eastAsia"))) == ("en-US", "zh-CN")


def test_breaks_tabs_and_variants_stay_where_they_are() -> None:
    variant = "垚\U000e0100"
    assert runs(f"甲\t{variant}\n乙") == [
        ("甲\t", None, False),
        (variant, "en-US", False),
        ("\n乙", None, False),
    ]


def test_common_text_stays_in_one_run() -> None:
    assert runs("江苏省总工会A1") == [("江苏省总工会A1", None, False)]


def test_headers_are_copied_too() -> None:
    document = Document()
    document.sections[0].header.paragraphs[0].text = "李垚"
    header = copied(document).sections[0].header.paragraphs[0]
    assert [run.text for run in header.runs] == ["李", "垚"]


def test_marks_hang_where_libreoffice_is_told_the_opposite() -> None:
    document = Document()
    switch(document.add_paragraph("甲")._p, "overflowPunct")
    paragraph: Any = copied(document).paragraphs[0]._p
    assert paragraph.pPr.find(qn("w:overflowPunct")).get(qn("w:val")) == "1"


@pytest.mark.parametrize("data", [b"", b"\xd0\xcf\x11\xe0 old", b"{\\rtf1}"])
def test_what_is_no_docx_stays_as_it_is(data: bytes) -> None:
    assert office_copy(data, "函.doc") == data


def test_a_docx_with_broken_xml_is_left_to_libreoffice() -> None:
    buffer = io.BytesIO()
    Document().save(buffer)
    broken = io.BytesIO()
    with zipfile.ZipFile(buffer) as whole, zipfile.ZipFile(broken, "w") as archive:
        for name in whole.namelist():
            archive.writestr(name, whole.read(name)[: 500 if name == "word/document.xml" else None])
    assert office_copy(broken.getvalue(), "函.docx") == broken.getvalue()


def chosen(character: str, asked: str) -> str:
    return f"{asked}+" if character == RARE else ""


def test_a_rare_character_asks_for_the_font_that_is_chosen_for_it() -> None:
    document = Document()
    style: Any = document.styles["Normal"].element
    style.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "黑体")
    document.add_paragraph(f"李垚{RARE}")
    buffer = io.BytesIO()
    document.save(buffer)
    copy = Document(io.BytesIO(office_copy(buffer.getvalue(), "函.docx", chosen)))
    fonts = [run._element.find(f".//{qn('w:rFonts')}") for run in copy.paragraphs[0].runs]
    assert [None if each is None else each.get(qn("w:eastAsia")) for each in fonts] == [
        None,
        None,
        "黑体+",
    ]


def heights(*, rows_as_in_word: bool) -> list[int]:
    """Heights of rows in the copy: one with margins of the table's style, one of a cell's own, an exact one."""
    document = Document()
    style = document.styles["Table Grid"].element
    looks = style.find(qn("w:tblPr"))
    for each in looks.findall(qn("w:tblCellMar")):
        looks.remove(each)
    looks.append(
        parse_xml(f'<w:tblCellMar {W}><w:top w:w="57"/><w:bottom w:w="40"/></w:tblCellMar>')
    )
    table = document.add_table(3, 2, style="Table Grid")
    for row, rule in zip(table.rows, ("atLeast", "atLeast", "exact"), strict=True):
        row._tr.get_or_add_trPr().append(
            parse_xml(f'<w:trHeight {W} w:val="500" w:hRule="{rule}"/>')
        )
    own = parse_xml(f'<w:tcMar {W}><w:top w:w="100"/></w:tcMar>')
    table.rows[1].cells[1]._tc.get_or_add_tcPr().append(own)
    buffer = io.BytesIO()
    document.save(buffer)
    copy = office_copy(buffer.getvalue(), "函.docx", rows_as_in_word=rows_as_in_word)
    found = Document(io.BytesIO(copy)).element.body.iter(qn("w:trHeight"))
    return [int(each.get(qn("w:val"))) for each in found]


def test_rows_are_as_high_as_in_word_where_libreoffice_takes_margins_out_of_them() -> None:
    assert heights(rows_as_in_word=False) == [500 + 57 + 40, 500 + 100 + 40, 500 + 40]
    assert heights(rows_as_in_word=True) == [500, 500, 500]
