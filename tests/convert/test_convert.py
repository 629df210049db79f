"""Stage convert: Word files to PDF, all or none."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest

from pipeline import convert as stage
from pipeline.convert import Converted, convert, to_pdf
from pipeline.convert.proof import Proof
from pipeline.errors import InputError, ToolFailedError, UsageError
from pipeline.render.word import render_word
from pipeline.tools.pictures.photos import Photo
from pipeline.tools.word.final import FINAL_TEXT_COUNTS
from tests.render.cases import DOCUMENTS, TEMPLATES, contexts, picture
from tests.render.test_faces import word_text
from tests.render.test_pages import PAGES

ZIP = b"PK\x03\x04"
"""How a Word file begins."""


def fake(files: list[Path], folder: Path) -> list[Path]:
    made = []
    for number, file in enumerate(files):
        if "坏" in file.name:
            raise ToolFailedError("LibreOffice 没有转出这些文件：" + file.name)
        made.append(folder / f"{number}.pdf")
        made[-1].write_bytes(b"%PDF " + file.read_bytes())
    return made


@pytest.fixture
def without_office(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "convert_to_pdf", fake)
    monkeypatch.setattr(stage, "proofread", lambda word, pdf, name: Proof())
    monkeypatch.setattr(stage, "notices", lambda word, where: ())


def files(folder: Path, *names: str) -> list[Path]:
    folder.mkdir(exist_ok=True, parents=True)
    for name in names:
        (folder / name).write_bytes(ZIP + name.encode())
    return [folder / name for name in names]


@pytest.mark.usefixtures("without_office")
class TestPlaces:
    def test_beside_the_word_file_by_default(self, tmp_path: Path) -> None:
        [made] = convert(files(tmp_path, "提名函.docx"))
        assert made.path == tmp_path / "提名函.pdf"

    def test_or_in_a_folder_that_is_made(self, tmp_path: Path) -> None:
        [made] = convert(files(tmp_path, "a.docx"), tmp_path / "新" / "夹")
        assert made.path.read_bytes() == b"%PDF " + ZIP + b"a.docx"

    def test_an_older_pdf_is_replaced(self, tmp_path: Path) -> None:
        (tmp_path / "a.pdf").write_bytes(b"old")
        convert(files(tmp_path, "a.docx"))
        assert (tmp_path / "a.pdf").read_bytes() == b"%PDF " + ZIP + b"a.docx"

    def test_nothing_is_written_where_one_fails(self, tmp_path: Path) -> None:
        with pytest.raises(ToolFailedError):
            convert(files(tmp_path, "好.docx", "坏.docx"))
        assert sorted(path.name for path in tmp_path.iterdir()) == ["坏.docx", "好.docx"]

    def test_a_missing_file_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"没有\.docx：找不到"):
            convert([tmp_path / "没有.docx"])

    def test_a_workbook_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="不是 Word 文件"):
            convert(files(tmp_path, "a.xlsx"))

    def test_text_that_calls_itself_docx_is_refused(self, tmp_path: Path) -> None:
        file = tmp_path / "提名函.docx"
        file.write_text("提名函", encoding="utf-8")
        with pytest.raises(InputError, match="内容不是 Word 文件"):
            convert([file])

    def test_two_files_for_one_pdf_are_refused(self, tmp_path: Path) -> None:
        double = files(tmp_path / "1", "a.docx") + files(tmp_path / "2", "a.docx")
        with pytest.raises(UsageError, match="同一个 PDF"):
            convert(double, tmp_path)

    def test_in_memory_names_are_kept(self) -> None:
        made = to_pdf({"P01-甲-提名书": b"1", "P02-乙-提名书": b"2"})
        assert made == {"P01-甲-提名书": b"%PDF 1", "P02-乙-提名书": b"%PDF 2"}


def pdf_text(data: bytes) -> str:
    with pypdfium2.PdfDocument(io.BytesIO(data)) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def characters(text: str) -> str:
    """Chinese characters, letters and digits alone, sorted: layout moves columns about."""
    return "".join(sorted(re.sub(r"[^\w☑☐]|_", "", text)))


@pytest.mark.office
@pytest.mark.parametrize("case", ["full", "empty"])
def test_libreoffice_lays_every_document_out_without_losing_a_word(case: str) -> None:
    photo = Photo(picture(400, 300), 400, 300)
    made = {
        document: render_word(
            document, contexts(document, case)[0], templates=[TEMPLATES], photos=lambda path: photo
        ).pack()
        for document in DOCUMENTS
    }
    pdfs = to_pdf(made)
    assert pdfs == to_pdf(made)
    for document, data in pdfs.items():
        with pypdfium2.PdfDocument(io.BytesIO(data)) as pdf:
            assert len(pdf) == PAGES.get(document, {}).get(case, [len(pdf)])[0], document
        shown = characters(pdf_text(data))
        for character in set(characters(word_text(made[document]))):
            wanted = characters(word_text(made[document])).count(character)
            assert shown.count(character) >= wanted, (document, character)


def test_converting_does_not_need_what_lays_out_pages() -> None:
    """WeasyPrint starts slowly, and its libraries may be missing where only Word files are converted."""
    code = "import sys, pipeline.convert; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_what_is_told_of_a_word_file_names_its_pdf(tmp_path: Path) -> None:
    told = Converted(tmp_path / "函.pdf", notices=(FINAL_TEXT_COUNTS, "乙"))
    assert told.said_of_file == (f"! 函.pdf：{FINAL_TEXT_COUNTS}。", "! 函.pdf：乙。")
    assert not Converted(tmp_path / "函.pdf").said_of_file
