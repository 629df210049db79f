"""Stage convert: Word files to PDF, each by itself."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pypdfium2
import pytest

from pipeline import convert as stage
from pipeline.convert import Converted, claimed, convert, to_pdf
from pipeline.convert.proof import Proof
from pipeline.errors import (
    InputError,
    MissingGlyphError,
    OutputError,
    ToolFailedError,
    UsageError,
    WuxiaoError,
)
from pipeline.render.word import render_word
from pipeline.tools.pictures.photos import Photo
from pipeline.tools.word.final import FINAL_TEXT_COUNTS
from tests import converted
from tests.load.test_damaged import Locked
from tests.render.cases import DOCUMENTS, TEMPLATES, contexts, picture
from tests.render.test_faces import word_text
from tests.test_filekinds import OFD, compound
from tests.test_kept import faults, is_claimed

RTF = b"{\\rtf1 "
"""How a Word file may begin."""


def fake(files: list[Path], folder: Path) -> list[Path | WuxiaoError]:
    made: list[Path | WuxiaoError] = []
    for number, file in enumerate(files):
        if "坏" in file.name:
            made.append(ToolFailedError("LibreOffice没有转出这个文件", where=file.name))
        else:
            pdf = folder / f"{number}.pdf"
            pdf.write_bytes(b"%PDF " + file.read_bytes())
            made.append(pdf)
    return made


@pytest.fixture
def without_office(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "convert_to_pdf", fake)
    monkeypatch.setattr(stage, "proofread", lambda word, pdf, name: Proof())
    monkeypatch.setattr(stage, "notices", lambda word, where: ())
    monkeypatch.setattr(stage, "claimed", lambda pdf, title: pdf)


def files(folder: Path, *names: str) -> list[Path]:
    folder.mkdir(exist_ok=True, parents=True)
    for name in names:
        (folder / name).write_bytes(RTF + name.encode())
    return [folder / name for name in names]


@pytest.mark.usefixtures("without_office")
class TestPlaces:
    def test_beside_the_word_file_by_default(self, tmp_path: Path) -> None:
        [made] = convert(files(tmp_path, "提名函.docx"))
        assert made.path == tmp_path / "提名函.pdf"

    def test_or_in_a_folder_that_is_made(self, tmp_path: Path) -> None:
        [made] = convert(files(tmp_path, "a.docx"), tmp_path / "新" / "夹")
        assert made.path.read_bytes() == b"%PDF " + RTF + b"a.docx"

    def test_an_older_pdf_is_replaced(self, tmp_path: Path) -> None:
        (tmp_path / "a.pdf").write_bytes(b"old")
        convert(files(tmp_path, "a.docx"))
        assert (tmp_path / "a.pdf").read_bytes() == b"%PDF " + RTF + b"a.docx"

    def test_only_what_is_open_word_is_read_over(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        read_over: list[str] = []

        def note(word: bytes, pdf: bytes, name: str) -> Proof:
            read_over.append(name)
            return Proof()

        monkeypatch.setattr(stage, "proofread", note)
        made = convert(files(tmp_path, "a.docx", "b.doc"))
        assert [(each.path.name, each.error) for each in made] == [("a.pdf", None), ("b.pdf", None)]
        assert read_over == ["a.docx"]

    def test_a_word_file_that_is_open_elsewhere_fails_alone(self, tmp_path: Path) -> None:
        held, free = files(tmp_path, "a.docx", "b.docx")
        first, second = convert([Locked(held), free])
        assert "a.docx：打不开；没有权限；请关闭正在使用它的程序" in str(first.error)
        assert second.error is None

    @pytest.mark.parametrize("empties", [1, 2])
    def test_one_that_fails_does_not_stop_the_others(self, tmp_path: Path, empties: int) -> None:
        """The table of cases: one empty .docx among fifty."""
        good = files(tmp_path, *(f"{number}.docx" for number in range(50)))
        bad = files(tmp_path, *("空.docx", "空2.docx")[:empties], "坏.docx")
        for file in bad[:empties]:
            file.write_bytes(b"")
        made = convert([*good[:20], *bad, *good[20:]])
        failed = made[20 : 20 + len(bad)]
        assert [type(each.error) for each in failed] == [*[InputError] * empties, ToolFailedError]
        for each in failed[:empties]:
            assert "空" in str(each.error)
            assert "内容不是Word文件；是空文件" in str(each.error)
        others = [each for each in made if not each.error]
        assert [each.path for each in others] == [each.with_suffix(".pdf") for each in good]
        assert {each.name for each in tmp_path.glob("*.pdf")} == {each.path.name for each in others}

    def test_an_older_pdf_stays_where_the_new_one_fails(self, tmp_path: Path) -> None:
        (tmp_path / "坏.pdf").write_bytes(b"old")
        convert(files(tmp_path, "坏.docx"))
        assert (tmp_path / "坏.pdf").read_bytes() == b"old"

    def test_what_the_proof_or_the_disk_refuses_fails_alone(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(word: bytes, pdf: bytes, name: str) -> Proof:
            if name == "b.docx":
                raise MissingGlyphError.of("㐂", where=name)
            return Proof()

        monkeypatch.setattr(stage, "proofread", refuse)
        (tmp_path / "a.pdf").mkdir()
        a, b, c = convert(files(tmp_path, "a.docx", "b.docx", "c.docx"))
        assert isinstance(a.error, OutputError)
        assert isinstance(b.error, MissingGlyphError)
        assert c.error is None
        assert not (tmp_path / "b.pdf").exists()

    @pytest.mark.parametrize(
        ("name", "content", "why"),
        [
            ("没有.docx", None, r"没有\.docx：找不到"),
            ("a.xlsx", RTF, "不是Word文件"),
            ("提名函.docx", "提名函".encode(), "内容不是Word文件；是文本文件"),
            ("提名函.doc", b"<html><body>x", "内容不是Word文件；是网页文件；请用Word"),
            ("提名函.docx", OFD, "内容不是Word文件；是OFD文件"),
            ("提名函.docx", compound("EncryptedPackage"), "设了打开密码.*去掉密码"),
            ("提名函.docx", b"%TSD-Header-###%" + bytes(99), "被安全软件加密"),
        ],
    )
    def test_what_cannot_be_converted_is_named_for_what_it_is(
        self, tmp_path: Path, name: str, content: bytes | None, why: str
    ) -> None:
        """scout.rt#482: a .docx with a password begins as a .doc does."""
        file = tmp_path / name
        if content is not None:
            file.write_bytes(content)
        (made,) = convert([file])
        assert isinstance(made.error, InputError)
        assert re.search(why, str(made.error))

    def test_two_files_for_one_pdf_are_refused(self, tmp_path: Path) -> None:
        double = files(tmp_path / "1", "a.docx") + files(tmp_path / "2", "a.docx")
        with pytest.raises(UsageError, match="同一个PDF"):
            convert(double, tmp_path)

    def test_in_memory_names_are_kept(self) -> None:
        made = to_pdf({"P01-甲-提名书": b"1", "P02-乙-提名书": b"2"})
        assert made == {"P01-甲-提名书": b"%PDF 1", "P02-乙-提名书": b"%PDF 2"}

    def test_in_memory_one_that_fails_does_not_stop_the_others(self) -> None:
        made = to_pdf({"坏": b"1", "好": b"2"})
        assert isinstance(made["坏"], ToolFailedError)
        assert made["好"] == b"%PDF 2"


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
    pdfs = converted.to_pdf(made)
    if case == "empty":  # twice the same bytes, whatever they show
        assert pdfs == converted.to_pdf(made)
    for document, data in pdfs.items():
        shown = Counter(characters(pdf_text(data)))
        wanted = Counter(characters(word_text(made[document])))
        assert not wanted - shown, document
        kept = claimed(data, document)
        assert is_claimed(kept), document
        assert not faults(kept), document


def test_converting_does_not_need_what_lays_out_pages() -> None:
    """WeasyPrint starts slowly, and its libraries may be missing where only Word files are converted."""
    code = "import sys, pipeline.convert; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_what_is_told_of_a_word_file_names_its_pdf(tmp_path: Path) -> None:
    told = Converted(tmp_path / "函.pdf", notices=(FINAL_TEXT_COUNTS, "乙"))
    assert told.said_of_file == (f"! 函.pdf：{FINAL_TEXT_COUNTS}。", "! 函.pdf：乙。")
    assert not Converted(tmp_path / "函.pdf").said_of_file
