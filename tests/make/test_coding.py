"""Codes on finished pages and the zones in the manifest: of a whole build, read back by a decoder."""

from __future__ import annotations

import io
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from pipeline.make.coding import overlays
from pipeline.make.plan import plan_blank_forms
from pipeline.papers.codes import PageCode, parse_code
from pipeline.papers.documents import load_documents
from pipeline.papers.manifest import FileEntry, FileKind
from pipeline.settings import Settings
from pipeline.tools.pdf.overlaying import overlaid
from tests.conftest import ROOT, Command, Desk
from tests.make.test_packets import PACKET, plan_in

FORM = "pdf/P01-尉迟晨-提名书.pdf"
CERTIFICATE = "pdf/P01-尉迟晨-一线职工证明.pdf"


def seen(pdf: bytes) -> list[list[str]]:
    """The texts of the symbols on each page."""
    document = pypdfium2.PdfDocument(pdf)
    images = [page.render(scale=150 / 72).to_pil() for page in document]
    document.close()
    return [[found.text for found in zxingcpp.read_barcodes(image)] for image in images]


def codes(desk: Desk) -> dict[str, tuple[str, ...]]:
    return {each.path: each.codes for each in desk.manifest().files if each.codes}


def parsed(texts: tuple[str, ...]) -> list[PageCode]:
    found = [parse_code(text) for text in texts]
    assert None not in found
    return [each for each in found if each]


def papers(desk: Desk) -> Mapping[str, FileEntry]:
    return {each.path: each for each in desk.manifest().files if each.kind is FileKind.PDF}


# ---------------------------------------------------------------- what a build makes


def test_every_page_of_a_paper_with_codes_has_its_own_and_no_other_paper_has_any(
    model: Desk,
) -> None:
    documents = {each.id: each for each in load_documents(ROOT / "templates")}
    every = [code for paper in papers(model).values() for code in paper.codes]
    assert len(set(every)) == len(every)
    for paper in papers(model).values():
        has_codes = documents[paper.document or ""].page_codes
        assert bool(paper.paper_id) == has_codes
        found = parsed(paper.codes)
        assert len(found) == (paper.pages if has_codes else 0)
        assert [each.page for each in found] == list(range(1, len(found) + 1))
        assert {each.pages for each in found} <= {paper.pages}
        assert {each.paper for each in found} <= {paper.paper_id}


def test_both_symbols_of_every_page_are_read_back(model: Desk) -> None:
    for path in (FORM, CERTIFICATE, "pdf/提名函.pdf"):
        paper = papers(model)[path]
        assert seen((model.out / path).read_bytes()) == [[code] * 2 for code in paper.codes]


def test_packets_carry_the_codes_of_their_papers_and_empty_backs_none(model: Desk) -> None:
    of_papers = papers(model)
    packets = [each for each in model.manifest().files if each.parts]
    with_backs = min(
        (each for each in packets if (each.pages or 0) > sum(part.pages for part in each.parts)),
        key=lambda each: each.pages or 0,
    )
    pledges = next(each for each in packets if each.path == "print/全部承诺书.pdf")
    for packet in (with_backs, pledges):
        wanted: list[list[str]] = [[] for _ in range(packet.pages or 0)]
        for part in packet.parts:
            of_part = of_papers[part.path].codes[part.of_page - 1 :][: part.pages]
            for place, code in enumerate(of_part, start=part.first_page - 1):
                wanted[place] = [code] * 2
        assert seen((model.out / packet.path).read_bytes()) == wanted


def test_every_mark_of_a_paper_has_its_zone(model: Desk) -> None:
    documents = {each.id: each for each in load_documents(ROOT / "templates")}
    for paper in papers(model).values():
        marks = documents[paper.document or ""].marks
        found = {(zone.kind, zone.role) for zone in paper.zones}
        assert found <= {(mark.kind, mark.role) for mark in marks}
        assert bool(found) == bool(marks)
    form = papers(model)[FORM]
    assert [(zone.kind, zone.role) for zone in form.zones] == [
        ("signature", "lead"), ("signature", "employer_head"), ("seal", "employer"),
    ]  # fmt: skip
    assert form.zones[0].page + 1 == form.zones[1].page == form.zones[2].page


# ---------------------------------------------------------------- what changes them


def test_an_edit_changes_the_codes_of_the_pages_that_show_it_and_no_others(
    built: Desk, wuxiao: Command
) -> None:
    before = codes(built)
    built.edit("name: 尉迟晨", "name: 尉迟辰")
    wuxiao("build", built.folder, "-o", built.output, "--only", "nomination_form")
    path = FORM.replace("晨", "辰")
    was, now = parsed(before[FORM]), parsed(codes(built)[path])
    assert len(was) == len(now)
    assert {each.paper for each in was} == {each.paper for each in now}
    same = [one.digest == other.digest for one, other in zip(was, now, strict=True)]
    shown = pages_saying("尉迟辰", (built.out / path).read_bytes())
    assert same == [page not in shown for page in range(1, len(now) + 1)]
    assert True in same
    others = {each for each in before if "尉迟晨" not in each}
    assert {each: codes(built)[each] for each in others} == {each: before[each] for each in others}


def pages_saying(words: str, pdf: bytes) -> list[int]:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    texts = ["".join(page.get_textpage().get_text_range().split()) for page in document]
    document.close()
    return [number for number, text in enumerate(texts, start=1) if words in text]


def test_drafts_and_blank_forms_carry_no_codes(desk: Desk, wuxiao: Command) -> None:
    wuxiao("build", desk.folder, "-o", desk.output, "--draft", "--only", "lead_pledge")
    (first, *_) = papers(desk).values()
    assert not any(each.codes or each.zones or each.paper_id for each in papers(desk).values())
    assert seen((desk.out / first.path).read_bytes()) == [[]]
    blank = plan_blank_forms(
        "jiangsu-wuxiao-2023", Settings(templates=ROOT / "templates"), desk.out
    )
    assert not any(map(blank.carries_codes, blank.papers))


# ---------------------------------------------------------------- pages by LibreOffice


@pytest.mark.office
def test_pages_by_libreoffice_carry_codes_and_have_zones(desk: Desk, wuxiao: Command) -> None:
    own = desk.folder / "templates" / "nomination_letter"
    own.mkdir(parents=True)
    shutil.copy(ROOT / "templates" / "nomination_letter" / "word.docx", own)
    assert wuxiao("build", desk.folder, "-o", desk.output, "--only", "nomination_letter").code == 0
    (letter,) = papers(desk).values()
    first = desk.files()
    assert [each.page for each in parsed(letter.codes)] == list(range(1, (letter.pages or 0) + 1))
    assert seen(first[letter.path]) == [[code] * 2 for code in letter.codes]
    assert [(zone.kind, zone.role) for zone in letter.zones] == [("seal", "unit")]
    wuxiao("build", desk.folder, "-o", desk.output, "--only", "nomination_letter", "--force")
    assert desk.files() == first


def text_page(*rows: float) -> bytes:
    """A page with lines of black from edge to edge, at heights in points from the lower edge."""
    document = pypdfium2.PdfDocument.new()
    document.new_page(595.28, 841.89)
    for row in rows:
        _line(document[0], row)
    stream = io.BytesIO()
    document.save(stream)
    document.close()
    return stream.getvalue()


def _line(page: pypdfium2.PdfPage, row: float) -> None:
    import pypdfium2.raw as pdfium

    shape = pdfium.FPDFPageObj_CreateNewRect(0, row, 595, 3)
    pdfium.FPDFPage_InsertObject(page, shape)
    pdfium.FPDFPath_SetDrawMode(shape, 1, 0)
    pdfium.FPDFPage_GenerateContent(page)


def test_codes_give_way_to_what_is_printed_on_a_page_that_is_not_ours(tmp_path: Path) -> None:
    plan = replace(plan_in(tmp_path), name="材料")
    page = text_page(770)
    over = overlays(plan, PACKET.papers[0], page)
    assert seen(overlaid(page, over.contents)) == [[over.codes[0]] * 2]
    assert over.doubts == ()


def test_a_page_without_room_for_codes_carries_none_and_is_told_of(tmp_path: Path) -> None:
    page = text_page(*(row * 20.0 for row in range(42)))
    over = overlays(plan_in(tmp_path), PACKET.papers[0], page)
    assert (len(over.codes), over.contents) == (1, (b"",))
    assert [doubt[:13] for doubt in over.doubts] == ["第1页没有空处印二维码（离"]


def test_a_template_without_the_words_beside_a_seal_is_told_of(desk: Desk, wuxiao: Command) -> None:
    own = desk.folder / "templates" / "nomination_letter"
    own.mkdir(parents=True)
    page = (ROOT / "templates" / "nomination_letter" / "print.html").read_text(encoding="utf-8")
    start, end = page.index("{{ seal_block"), page.index("<!-- flow")
    (own / "print.html").write_text(page[:start] + page[end:], encoding="utf-8")
    built = wuxiao("build", desk.folder, "-o", desk.output, "--only", "nomination_letter")
    (letter,) = papers(desk).values()
    assert (built.code, letter.zones) == (0, ())
    assert any("没有“提名单位（盖章）：”这几个字" in doubt for doubt in letter.doubts)
    assert "没有“提名单位（盖章）：”这几个字" in (desk.out / "report.html").read_text(
        encoding="utf-8"
    )
