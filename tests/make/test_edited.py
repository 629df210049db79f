"""A Word file that a hand has changed becomes the source of its paper (`build --from-word`)."""

from __future__ import annotations

import io
import re
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from pipeline.errors import InputError, UsageError
from pipeline.make.edited import find_edited
from pipeline.papers.documents import load_documents
from pipeline.papers.manifest import FileEntry, FileKind
from pipeline.papers.plan import plan_papers
from pipeline.store import sha256
from pipeline.tools.pdf.lasting import STANDARD, LastingPage, made_to_last
from pipeline.tools.pdf.placing import PdfPages
from pipeline.tools.word.differences import differences
from tests.conftest import Command, Desk
from tests.render.cases import CASES, TEMPLATES
from tests.test_kept import faults, is_claimed

PAPERS = plan_papers(CASES["full"], load_documents(TEMPLATES))
LETTER, ASIDE = "提名函", "提名函.手工修改1"
ONLY = ("--only", "nomination_letter")
PACKET = "print/本单位/01-提名函.pdf"


# ---------------------------------------------------------------- which file is meant


@pytest.fixture
def out(tmp_path: Path) -> Path:
    (tmp_path / "word").mkdir()
    for name in (LETTER, ASIDE):
        (tmp_path / "word" / f"{name}.docx").write_bytes(name.encode())
    return tmp_path


@pytest.mark.parametrize(
    "name", [LETTER, "提名函.docx", "输出/word/提名函.docx", "word\\提名函.docx"]
)
def test_a_file_is_named_as_it_is_called_or_by_its_path(name: str, out: Path) -> None:
    assert find_edited([name], PAPERS, {}, out) == {LETTER: out / "word" / "提名函.docx"}


def test_a_file_that_was_set_aside_stands_for_its_paper(out: Path) -> None:
    assert find_edited([ASIDE], PAPERS, {}, out) == {LETTER: out / "word" / f"{ASIDE}.docx"}


def test_an_unknown_name_is_refused_with_the_nearest(out: Path) -> None:
    with pytest.raises(UsageError, match="改为 --from-word 提名函"):
        find_edited(["提名"], PAPERS, {}, out)


def test_a_file_that_is_not_there_or_that_nobody_changed_is_refused(out: Path) -> None:
    with pytest.raises(InputError, match="没有这个Word文件"):
        find_edited(["公示"], PAPERS, {}, out)
    path = "word/提名函.docx"
    made = FileEntry(path=path, kind=FileKind.WORD, sha256=sha256(LETTER.encode()))
    with pytest.raises(InputError, match="没有改过"):
        find_edited([LETTER], PAPERS, {path: made}, out)


# ---------------------------------------------------------------- what was changed


def word_of(*paragraphs: str) -> bytes:
    made = docx.Document()
    for text in paragraphs:
        made.add_paragraph(text)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def test_what_a_hand_changed_is_said_paragraph_by_paragraph() -> None:
    before = word_of("甲", "经遴选，提名一个项目。", "乙", "丙")
    after = word_of("甲", "经认真遴选，提名一个项目。", "乙", "丁", "戊")
    assert differences(before, after, name="x") == (
        "“经遴选，提名一个项目。”改为“经认真遴选，提名一个项目。”", "“丙”改为“丁”", "增加“戊”",
    )  # fmt: skip
    assert differences(after, after, name="x") == ()
    longer = differences(
        word_of("经遴选，提名一个项目"), word_of("经遴选，提名一个项目。"), name="x"
    )
    assert longer == ("“…选，提名一个项目”改为“…选，提名一个项目。”",)
    assert differences(before, word_of("甲"), name="x")[0] == "删去“经遴选，提名一个项目。”"


# ---------------------------------------------------------------- the whole way


def edit(desk: Desk, old: str, new: str) -> bytes:
    path = desk.out / "word" / "提名函.docx"
    file = docx.Document(str(path))
    changed = 0
    for paragraph in file.paragraphs:
        for run in paragraph.runs:
            changed += old in run.text
            run.text = run.text.replace(old, new)
    assert changed
    file.save(str(path))
    return path.read_bytes()


def said_in(desk: Desk, path: str) -> str:
    pages = PdfReader(io.BytesIO(desk.files()[path])).pages
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pages))


@pytest.mark.office
def test_an_edited_file_is_the_source_of_pdf_and_packet_until_the_data_change(
    desk: Desk, wuxiao: Command
) -> None:
    def build(*options: str) -> tuple[int, str]:
        outcome = wuxiao("build", desk.folder, "-o", desk.output, *ONLY, *options)
        return outcome.code, outcome.err

    assert build()[0] == 0
    by_hand = edit(desk, "经遴选", "经认真遴选")
    code, said = build("--from-word", LETTER)
    assert (code, "用的是您改过的Word文件" in said) == (0, True)
    for path in ("pdf/提名函.pdf", PACKET):
        assert "经认真遴选" in said_in(desk, path)
        assert is_claimed(desk.files()[path])
        assert not faults(desk.files()[path])
    kept = made_to_last([LastingPage(PdfPages(desk.out / "pdf/提名函.pdf", 1))], title="函")
    assert kept.standard == STANDARD  # a page of it that is filed as it was printed
    assert desk.files()["word/提名函.docx"] == by_hand
    edited = desk.manifest().by_path()["word/提名函.docx"].edited
    assert any("经认真遴选" in each for each in edited)
    assert "经认真遴选" in (desk.out / "report.html").read_text(encoding="utf-8")

    before = desk.files()
    assert build()[0] == 0
    assert desk.files() == before

    desk.edit("letter_date: 2023-08-25", "letter_date: 2023-08-26")
    code, said = build()
    assert (code, "--from-word 提名函" in said) == (4, True)
    assert desk.files()["word/提名函.docx"] == by_hand
    assert not {"pdf/提名函.pdf", PACKET} & desk.files().keys()  # neither is right any more

    code, said = build("--force")
    assert (code, "另存为" in said) == (0, True)
    assert "2023年8月26日" in said_in(desk, "pdf/提名函.pdf")
    assert "经认真遴选" not in said_in(desk, PACKET)
    assert desk.files()[f"word/{ASIDE}.docx"] == by_hand

    code, said = build()
    assert "没有变化" not in said
    assert f"要以它为准，加 --from-word {ASIDE}" in said
    code, said = build("--from-word", ASIDE)
    assert (code, "没有采用" in said) == (0, False)
    assert "经认真遴选" in said_in(desk, PACKET)
    assert desk.files()["word/提名函.docx"] == by_hand
