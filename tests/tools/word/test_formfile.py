"""A form for employers as it is made of whatever Word file a template gave: what is open, what is protected."""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from lxml import etree

from pipeline.tools.word.formfile import FormFile, lines_below
from pipeline.tools.word.package import read_parts
from pipeline.tools.word.styles import W
from tests.tools.word.test_template import NS, paragraph

TABLE = "<w:tbl><w:tblPr/><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"


def form(*blocks: str, section: str | None = "", settings: str = "") -> FormFile:
    """A form of these blocks.

    Args:
        blocks: XML.
        section: What stands in the properties of its section; None for a file without them.
        settings: What stands in its settings besides.
    """
    document: Any = Document()
    body = document.element.body
    for each in list(body):
        body.remove(each)
    ends = [] if section is None else [f"<w:sectPr>{section}</w:sectPr>"]
    for block in (*blocks, *ends):
        body.append(
            etree.fromstring(block.replace(">", f" {NS}>", 1) if block[-2:] != "/>" else block)
        )
    if settings:
        document.settings.element.append(etree.fromstring(settings.replace("/>", f" {NS}/>")))
    stream = io.BytesIO()
    document.save(stream)
    return FormFile(stream.getvalue(), "表.docx")


def opened(file: FormFile) -> list[str]:
    """The blocks of a form whose first table is left open, in their order, with what each section is."""
    table = next(file.body.iter(f"{W}tbl"))
    file.open_for_editing(table)
    file.protect()
    found = []
    for each in file.body:
        section = each if each.tag == f"{W}sectPr" else each.find(f"{W}pPr/{W}sectPr")
        is_open = section is not None and section.find(f"{W}formProt") is not None
        ends = "" if section is None else " ends open" if is_open else " ends closed"
        found.append(etree.QName(each).localname + ends)
    return found


def test_an_open_table_has_a_section_of_its_own() -> None:
    assert opened(form(paragraph("前"), TABLE, paragraph("后"))) == [
        "p ends closed", "tbl", "p ends open", "p", "sectPr ends closed",
    ]  # fmt: skip


def test_an_open_table_at_the_top_gets_a_paragraph_that_ends_the_section_before_it() -> None:
    wanted = ["p ends closed", "tbl", "p ends open", "sectPr ends closed"]
    assert opened(form(TABLE)) == wanted
    ended = "<w:p><w:pPr><w:sectPr/></w:pPr></w:p>"
    assert opened(form(ended, TABLE)) == ["p ends closed", *wanted]


def test_sections_that_a_template_has_opened_itself_are_closed_but_for_the_table() -> None:
    file = form(
        paragraph("前"), TABLE, section='<w:type w:val="nextPage"/><w:cols/><w:formProt w:val="0"/>'
    )
    assert opened(file)[:3] == ["p ends closed", "tbl", "p ends open"]
    first, second = file.body.findall(f"{W}p/{W}pPr/{W}sectPr")
    for section in (first, second):
        assert [each.get(f"{W}val") for each in section.findall(f"{W}type")] == ["continuous"]
    assert [etree.QName(each).localname for each in second] == ["type", "cols", "formProt"]


def test_a_file_without_properties_of_its_section_is_protected_and_added_to() -> None:
    file = form(TABLE, section=None)
    file.append(etree.fromstring(paragraph("尾").replace(">", f" {NS}>", 1)))
    assert opened(file) == ["p ends closed", "tbl", "p ends open", "p"]


def test_a_protection_that_a_template_has_gives_way_to_ours() -> None:
    file = form(TABLE, settings='<w:documentProtection w:edit="readOnly" w:enforcement="1"/>')
    file.protect()
    settings = etree.fromstring(read_parts(file.pack(), "表.docx")["word/settings.xml"])
    (protection,) = settings.iter(f"{W}documentProtection")
    assert protection.get(f"{W}edit") == "forms"


def test_empty_lines_go_on_to_the_next_words_or_to_the_end() -> None:
    file = form(
        paragraph("标题"),
        "<w:p></w:p>",
        "<w:p></w:p>",
        paragraph("正文"),
        "<w:p></w:p>",
        section=None,
    )
    first, *_, fourth, last = file.body
    assert len(lines_below(first)) == 2
    assert lines_below(fourth) == [last]
