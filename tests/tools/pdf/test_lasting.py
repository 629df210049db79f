"""Pages of other documents that are kept for decades carry nothing that means something there only."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
from pikepdf import Dictionary, Name

from pipeline.tools.pdf.lasting import STANDARD, LastingPage, made_to_last
from pipeline.tools.pdf.placing import PdfPages


def test_what_a_page_says_of_another_document_is_left_out(tmp_path: Path) -> None:
    source = tmp_path / "a.pdf"
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        page.obj.Resources = Dictionary(Pattern=Dictionary())
        page.obj.Tabs, page.obj.StructParents = Name.S, 0
        pdf.save(source)
    made = made_to_last([LastingPage(PdfPages(source))], title="旧件")
    with pikepdf.open(io.BytesIO(made.data)) as pdf:
        (page,) = pdf.pages
        assert "/Tabs" not in page
        assert "/StructParents" not in page
        assert "/Pattern" not in page.get("/Resources", Dictionary())
    assert made.standard == STANDARD, made.faults
