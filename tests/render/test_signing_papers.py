"""The signing sheet and the note to an employer: who signs what, and whom it goes back to."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from pypdf import PdfReader

from pipeline.papers.documents import UNIT, Scope
from pipeline.papers.signing import SigningBlock
from pipeline.render.html import render_html
from pipeline.render.views import Subject, context
from tests.render.cases import CASES, MARKS, SIGNING, TEMPLATES, activity, contexts
from tests.render.test_pages import make, page_texts, rendered

EMPLOYER = SIGNING[1].recipient
UNIT_NAME, CONTACT = CASES["full"].unit.name or "", CASES["full"].unit.contact.name or ""


def page(document: str, values: dict[str, Any]) -> str:
    html = render_html(document, values, templates=[TEMPLATES])
    return re.sub(r"\s", "", re.sub(r"<[^>]*>", "", html[html.index("<body") :]))


# ------------------------------------------------------------------------------ signing sheet


def test_the_signing_sheet_has_a_page_a_recipient_and_its_name_on_every_page() -> None:
    (sheet,) = rendered("signing_sheet", "full")
    own, *employers = sheet.texts
    assert f"签盖单位：{UNIT}" in own
    assert len(employers) > 1
    for text in employers:
        assert f"签盖单位：{EMPLOYER}序号由谁签盖文书位置对象份数最晚完成" in text


def test_an_employer_is_told_whom_the_papers_go_back_to_and_the_unit_is_not() -> None:
    (sheet,) = rendered("signing_sheet", "full")
    back = "签盖齐全后，请将纸质材料送回"
    assert back not in sheet.texts[0]
    last = sheet.texts[-1]
    assert f"{back}{UNIT_NAME}" in last
    assert (CASES["full"].unit.phone or "?") in last
    assert sheet.text.count(back) == 1


def test_the_signing_sheet_is_bookmarked_by_recipient_once_each() -> None:
    import io

    (sheet,) = rendered("signing_sheet", "full")
    [title, recipients] = PdfReader(io.BytesIO(sheet.pdf)).outline
    assert title.title == "签字盖章清单"  # type: ignore[union-attr]
    assert [each.title for each in recipients] == [UNIT, EMPLOYER]  # type: ignore[union-attr]


def test_what_a_recipient_does_for_itself_is_said_in_short() -> None:
    mark = replace(MARKS[2], subject=EMPLOYER, place="单位（盖章）：")
    subject = Subject(
        scope=Scope.EMPLOYER,
        dossier=CASES["full"],
        nominations=CASES["full"].nominations[:1],
        signing=(SigningBlock(EMPLOYER, (mark,)),),
    )
    (text,) = page_texts(make("cover_note", context(subject, activity())).pdf)
    assert "单位（盖章）本单位1" in text


# ------------------------------------------------------------------------------ cover note


def test_the_note_tells_an_employer_what_to_sign_and_whom_to_send_it_back_to() -> None:
    (note,) = rendered("cover_note", "full")
    text = note.text
    assert text.index(f"{EMPLOYER}：贵单位有3个项目") < text.index(
        "第一完成人　沈珣".replace("　", "")
    )
    assert f"送回{UNIT_NAME}" in text
    for wanted in (
        "（单位公章）",
        "8月31日",
        CONTACT,
        "黑色或蓝黑色墨水笔",
        "不得改动文字",
        "人事",
    ):
        assert wanted in text
    assert UNIT not in text
    assert re.search(rf"{UNIT_NAME}年月日—\d+—$", note.texts[-1])


def test_the_note_for_one_project_fits_a_page() -> None:
    subject = Subject(
        scope=Scope.EMPLOYER,
        dossier=CASES["full"],
        nominations=CASES["full"].nominations[:1],
        signing=(SigningBlock(EMPLOYER, MARKS[:4] + MARKS[2:4]),),
    )
    note = make("cover_note", context(subject, activity()))
    assert note.laid_out.page_count == 1


@pytest.mark.parametrize(("document", "rows"), [("signing_sheet", 12), ("cover_note", 6)])
def test_the_blank_sheet_has_rows_to_write_in(document: str, rows: int) -> None:
    (values,) = contexts(document, "empty")
    text = page(document, values)
    assert text.count("☐") == rows
    assert "送回_____" in text
