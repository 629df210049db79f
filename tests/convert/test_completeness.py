"""A text that LibreOffice cuts off, hides or leaves out is told with its place and the true reason."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from docx import Document
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from pipeline.convert import completeness
from pipeline.convert.completeness import bare
from pipeline.convert.proof import proofread
from pipeline.errors import MissingGlyphError, OutputError
from pipeline.tools.pdf.tagged import Block, Sight, TaggedText
from tests.converted import to_pdf

LONG = "电梯制动试验须把上百块砝码搬进轿厢，全靠人背；本项目研制免砝码检测装置。" * 4
VALUE = "甲市总工会"


def saved(document: Any) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def table(*texts: str, height: Any = None, rule: Any = None) -> Any:
    """A document with one table of a column; a row for each text."""
    document = Document()
    rows = document.add_table(len(texts), 1)
    for row, text in zip(rows.rows, texts, strict=True):
        row.height, row.height_rule = height, rule
        row.cells[0].text = text
    return document


@cache
def converted(word: bytes) -> bytes:
    return to_pdf({"函": word})["函"]


def refusal(document: Any, template: Any = None) -> str:
    word = saved(document)
    with pytest.raises(OutputError) as caught:
        proofread(
            word, converted(word), name="函.docx", template=saved(template) if template else None
        )
    assert not isinstance(caught.value, MissingGlyphError)
    return str(caught.value)


def accepted(document: Any, template: Any = None) -> bool:
    word = saved(document)
    return bool(
        proofread(
            word, converted(word), name="函.docx", template=saved(template) if template else None
        ).fonts
    )


# ---------------------------------------------------------------- by LibreOffice


@pytest.mark.office
def test_a_row_of_fixed_height_that_is_too_low_is_named() -> None:
    """H2Orestart#77: what does not fit is gone, without a word."""
    fixed = table("甲", LONG, height=Mm(10), rule=WD_ROW_HEIGHT_RULE.EXACTLY)
    said = refusal(fixed)
    assert "函.docx：第1个表格第2行第1格的“电梯制动试验" in said
    assert "行高是固定的" in said
    assert accepted(table("甲", LONG, height=Mm(10), rule=WD_ROW_HEIGHT_RULE.AT_LEAST))
    assert accepted(table("甲", "乙", height=Mm(10), rule=WD_ROW_HEIGHT_RULE.EXACTLY))


@pytest.mark.office
def test_that_the_same_words_stand_elsewhere_is_no_excuse() -> None:
    document = table("甲", LONG, height=Mm(10), rule=WD_ROW_HEIGHT_RULE.EXACTLY)
    document.add_paragraph(LONG)
    assert "第1个表格第2行第1格的“电梯" in refusal(document)


@pytest.mark.office
def test_a_line_that_is_cut_through_is_not_whole() -> None:
    half = table(VALUE, height=Pt(8), rule=WD_ROW_HEIGHT_RULE.EXACTLY)
    assert f"第1个表格第1行第1格的“{VALUE}”没有印全" in refusal(half)


def _looks(change: Callable[[Any], None], text: str) -> Any:
    document = Document()
    document.add_paragraph("提名单位")
    change(document.add_paragraph().add_run(text))
    return document


def _white(run: Any) -> None:
    run.font.color.rgb = RGBColor(255, 255, 255)


def _tiny(run: Any) -> None:
    run.font.size = Pt(1)


def _hidden(run: Any) -> None:
    run.font.hidden = True


@pytest.mark.office
@pytest.mark.parametrize(
    ("change", "why"),
    [(_white, "字是白色的、极小"), (_tiny, "字是白色的、极小"), (_hidden, "隐藏文字")],
)
def test_a_value_that_nobody_sees_is_named(change: Callable[[Any], None], why: str) -> None:
    said = refusal(_looks(change, VALUE), template=_looks(change, "{{ unit.name }}"))
    assert f"第2段的“{VALUE}”没有印全" in said
    assert why in said
    own = _looks(change, "内部使用")
    assert accepted(own, template=own), "what a template itself hides is its own business"
    assert accepted(own), "and so is what a hand hides in a file"


@pytest.mark.office
def test_what_is_shown_in_another_order_or_with_more_around_it_is_there() -> None:
    document = Document()
    section = document.sections[0]
    section.header.paragraphs[0].text = "页眉的文字"
    section.even_page_header.paragraphs[0].text = "双页的页眉"
    document.add_paragraph("第一项", style="List Number")
    document.add_paragraph("☑小发明　☐小创造　空白_____，http://example.com/a-b 𰻝")
    styled = document.add_paragraph("面积10 m")
    styled.add_run("2").font.superscript = True
    styled.add_run("，着重").style = "Emphasis"
    styled.add_run("的。")
    cells = document.add_table(2, 2)
    cells.cell(0, 0).merge(cells.cell(1, 0)).text = "合并"
    cells.cell(0, 1).text = "第一句。" * 700
    cells.cell(1, 1).text = "末"
    field: Any = document.add_paragraph("共").add_run()
    for kind in ("begin", "separate", "end"):
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        field._element.append(mark)
        if kind == "begin":
            code = OxmlElement("w:instrText")
            code.text = "NUMPAGES"
            field._element.append(code)
    document.paragraphs[-1].add_run("页")
    assert accepted(document, template=Document())


# ---------------------------------------------------------------- which is which


def check(
    monkeypatch: pytest.MonkeyPatch, document: Any, *blocks: Block, others: str = ""
) -> frozenset[str]:
    shown = TaggedText(blocks, (others,))
    monkeypatch.setattr(completeness, "read_tagged", lambda pdf, name: shown)
    return completeness.must_be_whole(
        saved(document), b"", name="函.docx", template=saved(Document()), absent=frozenset("𰻝")
    )


def lines(*texts: str) -> Any:
    document = Document()
    for text in texts:
        document.add_paragraph(text)
    return document


def seen(*texts: str) -> list[Block]:
    return [Block(text, Sight.WHOLE) for text in texts]


def test_each_block_proves_one_paragraph(monkeypatch: pytest.MonkeyPatch) -> None:
    check(monkeypatch, lines("甲", "乙", "甲"), *seen("甲", "乙", "甲"))
    with pytest.raises(OutputError, match="第3段的“甲”没有印全；被版面裁掉"):
        check(monkeypatch, lines("甲", "乙", "甲"), *seen("甲", "乙"))


def test_every_place_that_lost_something_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(OutputError, match="第1段的“甲”没有印全（还有2处：第2段、第3段）"):
        check(monkeypatch, lines("甲", "乙", "丙", "丁"), *seen("丁"))


@pytest.mark.parametrize(
    ("sight", "why"), [(Sight.OFF, "印到了纸的外面"), (Sight.FAINT, "白色"), (Sight.CUT, "裁掉")]
)
def test_what_is_in_the_file_and_not_to_be_seen_is_told(
    sight: Sight, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(OutputError, match=why):
        check(monkeypatch, lines("甲"), Block("甲", sight))


def test_a_missing_glyph_is_left_to_those_who_name_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert check(monkeypatch, lines("甲𰻝乙", "丙"), *seen("甲乙", "丙")) == {"𰻝"}


def test_a_glyph_that_is_missing_is_no_fault_of_a_fixed_row_or_a_colour(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fixed = table("甲𰻝乙", height=Mm(10), rule=WD_ROW_HEIGHT_RULE.EXACTLY)
    assert check(monkeypatch, fixed, *seen("甲乙")) == {"𰻝"}
    assert check(monkeypatch, lines("𰻝"), Block("𰻝", Sight.FAINT)) == {"𰻝"}


def test_a_repeated_row_may_stand_outside_of_the_structure(monkeypatch: pytest.MonkeyPatch) -> None:
    check(monkeypatch, lines("序号", "甲"), *seen("甲"), others="— 1 — 序号")


def test_what_is_read_from_the_right_is_there_in_any_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in an example of docxtemplater: a name in letters that run the other way."""
    check(monkeypatch, lines("姓名 ئالىم 甲"), *seen("姓名مىلائ甲"))
    with pytest.raises(OutputError, match="没有印全"):
        check(monkeypatch, lines("姓名 ئالىم 甲"), *seen("姓名مىلا甲"))


def test_an_untagged_pdf_proves_nothing_and_refuses_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert check(monkeypatch, lines("甲")) == {"𰻝"}


def test_a_text_box_out_of_order_and_a_paragraph_in_two_blocks_are_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    check(monkeypatch, lines("框", "甲乙", "丙丁"), *seen("甲乙", "丙", "丁", "框"))


def test_what_a_pdf_may_show_otherwise_is_no_difference() -> None:
    assert bare("Full-Width Ａ１ 甲\u200b乙\u00ad丙") == bare("fullwidtha1甲乙丙")
    assert bare("甲，乙") != bare("甲乙")
