"""Every character of 通用规范汉字表, and rare ones of people's names, is drawn: in both engines."""

from __future__ import annotations

import io
import re
import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from pipeline.convert.proof import proofread
from pipeline.dossier.milestones import Milestone
from pipeline.dossier.models import Dossier, Lead, Nomination, Person, Unit
from pipeline.errors import ExitCode, MissingGlyphError
from pipeline.papers.documents import Paper, Scope
from pipeline.papers.manifest import FileKind
from pipeline.render import missing_glyphs
from pipeline.render.views import context
from pipeline.render.word import render_word
from pipeline.tools.pictures.photos import Photo
from pipeline.tools.weasyprint import assembling, drawing, layout
from pipeline.tools.weasyprint.drawn import Drawn
from pipeline.tools.word.fonts import requested_fonts
from pipeline.typefaces.table import TYPEFACES
from tests.conftest import Command, Desk
from tests.converted import to_pdf
from tests.render.cases import DOCUMENTS, ROOT, TEMPLATES, activity, contexts, picture, subjects

CHARACTERS = ROOT / "tests" / "data" / "chars"
UNKNOWN = "\U000f1234"
"""A private character that no font has."""

CHAINS = {each.chinese: each.variable for each in TYPEFACES}
OFFICIAL_FONTS = [each.word for each in TYPEFACES]
HANZI_FONTS = ("Fandol", "Noto", "BabelStone", "HanaMin")


@cache
def characters(name: str) -> str:
    lines = (CHARACTERS / name).read_text(encoding="utf-8").splitlines()
    return "".join(line.strip() for line in lines if not line.startswith("#"))


def everything() -> str:
    return characters("tongyong-8105.txt") + characters("rare-names.txt")


def test_the_lists_are_whole() -> None:
    assert len(set(characters("tongyong-8105.txt"))) == len(characters("tongyong-8105.txt")) == 8105
    assert len(characters("rare-names.txt")) > 90


def set_in(chain: str, text: str) -> Drawn:
    html = (
        '<html lang="zh-CN"><head><title>字</title><link rel="stylesheet" href="official.css">'
        f'</head><body style="font: 7pt/1.1 var({chain}); overflow-wrap: anywhere">{text}</body></html>'
    )
    resources = layout.Resources((TEMPLATES / "_shared",))
    return drawing.draw(layout.lay_out(html, resources=resources, where="字"))


@pytest.mark.parametrize("name", CHAINS)
def test_every_character_is_drawn_in_every_official_typeface(name: str) -> None:
    drawn = set_in(CHAINS[name], everything())
    pdf = assembling.write(drawn)
    assert all(family.startswith(HANZI_FONTS) for family in drawn.fonts), drawn.fonts
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        shown = {one for page in document for one in page.get_textpage().get_text_range()}
    assert not set(everything()) - shown
    assert len(pdf) < 8_000_000  # subsets, not whole fonts


def in_word(font: str) -> bytes:
    """Characters in a font, in one run: the rare ones, and its share of all.

    Each typeface draws every character above; here it is asked whether LibreOffice draws what it is asked for.
    """
    document = Document()
    place = OFFICIAL_FONTS.index(font)
    share = characters("tongyong-8105.txt")[place :: len(OFFICIAL_FONTS)]
    run = document.add_paragraph().add_run(share + characters("rare-names.txt"))
    run.font.size = Pt(7)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def rare_groups() -> list[tuple[str, str]]:
    """The rare characters in three parts, each in two halves, with a common one between."""
    groups = re.findall(".{1,32}", characters("rare-names.txt"))
    return [("明".join(each[:16]), "明".join(each[16:])) for each in groups]


def rare_part(document: str) -> tuple[str, str]:
    """The part that a document is asked for: together they are asked for each several times."""
    groups = rare_groups()
    return groups[[*DOCUMENTS].index(document) % len(groups)]


def with_rare_names(document: str, first: str, second: str) -> bytes:
    """The Word face of a document; rare characters in the names of people and units, and in titles."""
    subject = next(subjects(document, "full"))

    def renamed(each: Nomination) -> Nomination:
        lead, employer = replace(each.lead, name=first), replace(each.employer, name=second)
        return replace(each, lead=lead, employer=employer, title=second + first)

    dossier = replace(
        subject.dossier,
        filing=replace(subject.dossier.filing, full_name=first, address=second),
        unit=replace(subject.dossier.unit, name=first),
        nominations=tuple(map(renamed, subject.dossier.nominations)),
    )
    subject = replace(
        subject,
        dossier=dossier,
        nominations=tuple(map(renamed, subject.nominations)),
        nomination=subject.nomination and renamed(subject.nomination),
        signing=tuple(
            replace(block, rows=tuple(replace(row, subject=first + second) for row in block.rows))
            for block in subject.signing
        ),
    )
    photo = Photo(picture(400, 300), 400, 300)
    values = context(subject, activity())
    return render_word(document, values, templates=[TEMPLATES], photos=lambda path: photo).pack()


@pytest.fixture(scope="module")
def by_office() -> dict[str, tuple[bytes, bytes]]:
    """Word files and their PDFs, made in one call."""
    words = {font: in_word(font) for font in OFFICIAL_FONTS}
    words |= {document: with_rare_names(document, *rare_part(document)) for document in DOCUMENTS}
    pdfs = to_pdf(words)
    return {name: (word, pdfs[name]) for name, word in words.items()}


@pytest.mark.office
@pytest.mark.parametrize("font", OFFICIAL_FONTS)
def test_every_character_is_drawn_by_libreoffice(
    font: str, by_office: dict[str, tuple[bytes, bytes]]
) -> None:
    proof = proofread(*by_office[font], name=font)
    assert {each.asked for each in proof.stand_ins} <= {font}
    assert all(each.expected for each in proof.stand_ins), proof.stand_ins


@pytest.mark.office
@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_word_face_of_every_document_shows_rare_names(
    document: str, by_office: dict[str, tuple[bytes, bytes]]
) -> None:
    word, pdf = by_office[document]
    proof = proofread(word, pdf, name=document)
    assert all(each.expected for each in proof.stand_ins), proof.stand_ins
    asked = {one for text, _ in requested_fonts(word, document) for one in text}
    assert not set("".join(rare_part(document))) - asked


@pytest.mark.office
def test_a_character_that_libreoffice_leaves_out_is_told() -> None:
    values = contexts("filing_form", "full")[0]
    values["filing"] = values["filing"].with_(address=f"南京市{UNKNOWN}路")
    word = render_word("filing_form", values, templates=[TEMPLATES]).pack()
    with pytest.raises(MissingGlyphError, match=r"备案\.docx：.*U\+F1234.*安装"):
        proofread(word, to_pdf({"备案": word})["备案"], name="备案.docx")


# ------------------------------------------------------------------------------ whose it is

PAPER = Paper(
    document="lead_pledge", scope=Scope.NOMINATION, stem="P03", title="承诺书", subject="P03 李某",
    milestone=Milestone.NOMINATE, recipient="",
    nomination="P03", members=(1,), packet="P03",
)  # fmt: skip


def dossier(*, lead: str = "李某", story: str = "", contact: str = "") -> Dossier:
    nomination = Nomination(id="P03", lead=Lead(name=lead), introduction=story)
    unit = Unit(name="某会", contact=Person(name=contact))
    return Dossier(unit=unit, nominations=(Nomination(id="P01"), nomination))


def told(given: Dossier) -> str:
    error = MissingGlyphError.of(UNKNOWN, where="lead_pledge/print.html")
    return str(missing_glyphs.locate(error, PAPER, given, activity()))


def test_the_message_names_person_field_code_and_remedy() -> None:
    message = told(dossier(lead=f"李{UNKNOWN}"))
    assert message.startswith("P03 第一完成人-姓名“李")
    assert "U+F1234" in message
    assert "BabelStone Han" in message


def test_a_long_text_is_shown_around_the_character_and_hides_a_phone() -> None:
    message = told(dossier(story="甲" * 50 + "13800000401" + UNKNOWN + "乙" * 50))
    assert "项目简介“…" in message
    assert "甲" * 10 not in message
    assert "13800000401" not in message


def test_the_unit_is_named_too_and_a_template_keeps_its_place() -> None:
    assert told(dossier(contact=UNKNOWN)).startswith("提名单位-联系人-姓名")
    assert told(dossier()).startswith("lead_pledge/print.html：")


def test_an_error_comes_back_whole_from_a_worker() -> None:
    import pickle

    again = pickle.loads(pickle.dumps(MissingGlyphError.of(UNKNOWN, where="函")))
    assert isinstance(again, MissingGlyphError)
    assert again.characters == UNKNOWN


def test_a_file_that_is_no_pdf_is_refused_by_name(tmp_path: Path) -> None:
    from pipeline.errors import InputError

    with pytest.raises(InputError, match=r"函\.docx"):
        proofread(b"", b"%PDF-1.7 nothing", name="函.docx")


# ------------------------------------------------------------------------------ through a build


def own_word_template(desk: Desk) -> None:
    own = desk.folder / "templates" / "employer_pledge"
    own.mkdir(parents=True)
    shutil.copy(TEMPLATES / "employer_pledge" / "word.docx", own)


@pytest.mark.parametrize("engine", ["print", pytest.param("office", marks=pytest.mark.office)])
def test_one_bad_character_fails_its_papers_and_no_others(
    desk: Desk, wuxiao: Command, engine: str
) -> None:
    if engine == "office":
        own_word_template(desk)
    desk.edit("尉迟晨", f"尉迟{UNKNOWN}")
    outcome = wuxiao(
        "build", desk.folder, "-o", desk.output, "--draft", "--only", "employer_pledge"
    )
    assert outcome.code == ExitCode.OUTPUT
    (failure,) = desk.manifest().failures
    assert failure.nomination == "P01"
    assert failure.message.startswith("P01 第一完成人-姓名“尉迟")
    assert "U+F1234" in failure.message
    assert desk.papers() == {"P02-晁砺寒-第一完成人所在单位承诺书"}
    (made,) = [entry for entry in desk.manifest().files if entry.kind is FileKind.PDF]
    assert any(font.startswith("FandolFang") for font in made.fonts)
