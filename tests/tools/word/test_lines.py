"""A value of several lines in a paragraph of a Word template."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from pipeline.tools.word.styles import W
from tests.tools.word.test_template import fill, template

JUSTIFIED = '<w:pPr><w:ind w:firstLine="420"/><w:jc w:val="both"/></w:pPr>'
NUMBERED = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
BOLD = "<w:rPr><w:b/></w:rPr>"


def paragraphs(folder: Path, text: str, properties: str = JUSTIFIED) -> list[Any]:
    body = f"<w:p>{properties}<w:r>{BOLD}<w:t>一、{{{{ x }}}}。</w:t></w:r></w:p>"
    made = fill(template(folder, body), x=text)
    return list(Document(io.BytesIO(made)).paragraphs)


def test_its_lines_are_paragraphs_of_the_same_format(tmp_path: Path) -> None:
    found = paragraphs(tmp_path, "甲\n乙\r\n丙")
    assert [each.text for each in found] == ["一、甲", "乙", "丙。"]
    for each in found:
        assert each._element.pPr.find(f"{W}ind").get(f"{W}firstLine") == "420"
        assert each._element.pPr.find(f"{W}jc").get(f"{W}val") == "both"
        assert all(run.bold for run in each.runs)
        assert each._element.find(f".//{W}br") is None


@pytest.mark.parametrize(
    ("text", "right"), [("甲\n\n乙", ["一、甲", "乙。"]), ("甲", ["一、甲。"])]
)
def test_empty_lines_go(text: str, right: list[str], tmp_path: Path) -> None:
    assert [each.text for each in paragraphs(tmp_path, text)] == right


def test_a_paragraph_without_a_format_of_its_own_is_parted_too(tmp_path: Path) -> None:
    assert [each.text for each in paragraphs(tmp_path, "甲\n乙", "")] == ["一、甲", "乙。"]


def test_a_numbered_paragraph_keeps_its_lines_for_one_number(tmp_path: Path) -> None:
    assert [each.text for each in paragraphs(tmp_path, "甲\n乙", NUMBERED)] == ["一、甲\n乙。"]


def test_a_section_ends_with_the_last_line_and_a_page_starts_with_the_first(tmp_path: Path) -> None:
    both = '<w:pPr><w:pageBreakBefore/><w:sectPr><w:type w:val="nextPage"/></w:sectPr></w:pPr>'
    first, last = paragraphs(tmp_path, "甲\n乙", both)
    has = [
        [each._element.find(f".//{W}{name}") is not None for name in ("pageBreakBefore", "sectPr")]
        for each in (first, last)
    ]
    assert has == [[True, False], [False, True]]
