"""What a PDF is compared with: each paragraph of a Word file, once, as it is seen."""

from __future__ import annotations

from pipeline.tools.word.written import written_paragraphs
from tests.collect.words import paragraph, run, word


def texts(*blocks: str) -> list[str]:
    return [each.text for each in written_paragraphs(word(*blocks), "函.docx") if each.text]


def test_a_text_box_that_is_stored_for_old_programs_too_is_written_once() -> None:
    held = f"<w:txbxContent>{paragraph('框里的字')}</w:txbxContent>"
    box = (
        f"<w:r><mc:AlternateContent><mc:Choice><wps:txbx>{held}</wps:txbx></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{held}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert texts(paragraph(run("正文") + box)) == ["正文", "框里的字"]


def test_text_that_stands_in_no_run_is_not_taken_for_hidden() -> None:
    (found,) = written_paragraphs(word("<w:p><w:t>散落的字</w:t></w:p>"), "函.docx")
    assert (found.text, found.hidden) == ("散落的字", "")
