"""The final text of Word files: what tracked changes and comments leave behind."""

from __future__ import annotations

import io
from typing import Any

import pytest
from docx import Document
from lxml import etree

from pipeline.tools.pdf.measuring import measure_data
from pipeline.tools.word import has_changes
from pipeline.tools.word.differences import differences
from pipeline.tools.word.final import read_final
from pipeline.tools.word.package import parse_xml, read_parts
from pipeline.tools.word.styles import W, value
from tests.converted import to_pdf

NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BODY = "word/document.xml"


def run(text: str, tag: str = "t") -> str:
    return f"<w:r><w:{tag}>{text}</w:{tag}></w:r>"


def paragraph(*content: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(content)}</w:p>"


def row(text: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr><w:tc>{paragraph(run(text))}</w:tc></w:tr>"


def word(*blocks: str) -> bytes:
    document: Any = Document()
    body = document.element.body
    for block in blocks:
        body.insert(len(body) - 1, etree.fromstring(block.replace(">", f" {NS}>", 1)))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def final(*blocks: str) -> etree._Element:
    return parse_xml(read_final(word(*blocks), "x")[BODY])


def texts(root: etree._Element) -> list[str]:
    return ["".join(node.text or "" for node in each.iter(f"{W}t")) for each in root.iter(f"{W}p")]


EIGHTEEN = f'<w:del w:id="2" w:author="a">{run("十八", "delText")}</w:del>'
TWENTY = f'<w:ins w:id="1" w:author="a">{run("二十")}</w:ins>'
TRACKED = paragraph(run("提名项目共"), EIGHTEEN, TWENTY, run("个。"))
COMMENTED = paragraph(
    '<w:commentRangeStart w:id="0"/>', run("甲"), '<w:commentRangeEnd w:id="0"/>',
    '<w:r><w:commentReference w:id="0"/></w:r>',
)  # fmt: skip

GOING = paragraph(properties="<w:rPr><w:del/></w:rPr>")
"""An empty paragraph whose end is deleted."""


@pytest.mark.parametrize(
    ("block", "right"),
    [
        (TRACKED, ["提名项目共二十个。"]),
        (paragraph(f"<w:moveFrom>{run('甲')}</w:moveFrom>", run("乙")), ["乙"]),
        (paragraph(run("乙"), f"<w:moveTo>{run('甲')}</w:moveTo>"), ["乙甲"]),
        (paragraph(f"<w:ins><w:del>{run('甲', 'delText')}</w:del></w:ins>", run("乙")), ["乙"]),
        (f"<w:tbl>{row('甲', '<w:del/>')}{row('乙', '<w:ins/>')}</w:tbl>", ["乙"]),
        (COMMENTED, ["甲"]),
    ],
)
def test_only_what_stays_is_read(block: str, right: list[str]) -> None:
    assert texts(final(block)) == right


def test_a_table_whose_rows_are_all_deleted_goes() -> None:
    assert final(f"<w:tbl>{row('甲', '<w:del/>')}</w:tbl>").find(f".//{W}tbl") is None


def test_a_paragraph_whose_end_is_deleted_goes_on_in_the_next_in_the_format_of_that_one() -> None:
    first = paragraph(run("甲"), properties='<w:jc w:val="left"/><w:rPr><w:del/></w:rPr>')
    root = final(first, paragraph(run("乙"), properties='<w:jc w:val="both"/>'))
    assert texts(root) == ["甲乙"]
    assert value(next(root.iter(f"{W}p")), "pPr", "jc") == "both"


def test_an_empty_paragraph_whose_end_is_deleted_goes_before_a_table_too() -> None:
    root = final(GOING, f"<w:tbl>{row('乙')}</w:tbl>")
    assert texts(root) == ["乙"]


def test_words_stay_where_no_paragraph_follows_that_could_take_them() -> None:
    going = paragraph(run("甲"), properties="<w:rPr><w:del/></w:rPr>")
    assert texts(final(going, f"<w:tbl>{row('乙')}</w:tbl>")) == ["甲", "乙"]


def test_a_cell_whose_last_paragraph_goes_still_ends_with_one() -> None:
    inner = f"<w:tbl>{row('里')}</w:tbl>"
    root = final(f"<w:tbl><w:tr><w:tc>{inner}{GOING}</w:tc></w:tr></w:tbl>")
    cell = next(root.iter(f"{W}tc"))
    assert [each.tag for each in cell] == [f"{W}tbl", f"{W}p"]
    assert texts(root) == ["里", ""]


def test_the_new_format_stays_and_the_old_one_goes() -> None:
    old = '<w:jc w:val="both"/><w:pPrChange><w:pPr><w:jc w:val="left"/></w:pPr></w:pPrChange>'
    root = final(paragraph(run("甲"), properties=old))
    assert [each.get(f"{W}val") for each in root.iter(f"{W}jc")] == ["both"]


def test_comments_are_no_part_of_what_is_passed_on() -> None:
    document: Any = Document()
    marked = document.add_paragraph().add_run("甲")
    document.add_comment(marked, text="机密", author="某人")
    buffer = io.BytesIO()
    document.save(buffer)
    parts = read_final(buffer.getvalue(), "x")
    assert not [
        name for name, part in parts.items() if b"comments.xml" in part or "comment" in name
    ]
    assert "机密" not in "".join(part.decode("utf-8", "replace") for part in parts.values())


def test_a_file_without_changes_stays_as_it_is() -> None:
    data = word(paragraph(run("甲")))
    assert read_final(data, "x") == read_parts(data, "x")
    assert not has_changes(data, "x")
    assert has_changes(word(TRACKED), "x")


def test_what_a_hand_changed_with_changes_tracked_is_said_of_the_final_text() -> None:
    before = word(paragraph(run("提名项目共十八个。")))
    assert differences(before, word(TRACKED), name="x") == (
        "“提名项目共十八个。”改为“提名项目共二十个。”",
    )


@pytest.mark.office
def test_a_pdf_of_a_file_with_tracked_changes_shows_the_final_text_and_no_bars() -> None:
    pdf = to_pdf({"a.docx": word(TRACKED)})["a.docx"]
    paper = measure_data(pdf, "a")
    shown = "".join(glyph.character for page in paper.pages for glyph in page.glyphs)
    assert shown.strip() == "提名项目共二十个。"
    plain = to_pdf({"a.docx": word(paragraph(run("提名项目共二十个。")))})["a.docx"]
    assert [page.rules for page in paper.pages] == [
        page.rules for page in measure_data(plain, "a").pages
    ]
