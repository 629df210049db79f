"""What built PDFs carry besides their pages: title, language, tags, bookmarks, labels; no person."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from pipeline.papers.manifest import FileKind
from pipeline.render.views import specimen
from tests.conftest import Command, Desk, made_entries
from tests.render.cases import TEMPLATES, activity
from tests.test_kept import faults, is_claimed

_FONT = re.compile(
    r"/[A-Z]{6}\+(Fandol(Song|Fang|Kai|Hei)-\w+|Noto-\w+-CJK-SC.*|BabelStone.*|DejaVu.*|HanaMin.*)"
)


@pytest.fixture(scope="session")
def readers(model: Desk) -> dict[str, PdfReader]:
    """Every PDF of one build, by its path."""
    return {
        path: PdfReader(io.BytesIO(data))
        for path, data in model.files().items()
        if path.endswith(".pdf")
    }


def titles(outline: Any) -> list[str]:
    return [str(each["/Title"]) for each in outline if isinstance(each, dict)]


def test_every_pdf_is_chinese_tagged_and_opens_at_actual_size(
    readers: dict[str, PdfReader],
) -> None:
    for path, reader in readers.items():
        catalog: Any = reader.trailer["/Root"]
        assert catalog["/Lang"] == "zh-CN", path
        assert catalog["/MarkInfo"]["/Marked"], path
        assert catalog["/StructTreeRoot"]["/K"], path
        assert catalog["/ViewerPreferences"]["/DisplayDocTitle"], path
        assert str(catalog["/OpenAction"][1:]) == "['/XYZ', NullObject, NullObject, 1]", path
        assert titles(reader.outline), path


def test_properties_say_the_title_and_nothing_of_a_person(
    readers: dict[str, PdfReader], model: Desk
) -> None:
    wording = specimen(activity())["wording"]
    entries = model.manifest().by_path()
    for path, reader in readers.items():
        metadata = reader.metadata
        assert metadata is not None
        assert set(metadata) == {"/Title", "/Producer"}, path
        told = reader.xmp_metadata
        assert told is not None
        assert told.dc_title == {"x-default": metadata.title}, path
        assert not told.dc_creator, path
        assert told.xmp_create_date is told.xmp_modify_date is None, path
        document = entries[path].document
        if document is None:  # a packet: what its file name says, no more
            assert metadata.title == Path(path).stem
        else:
            assert metadata.title == str(getattr(wording, document).title), path


def test_pages_are_labelled_as_they_are_numbered(
    readers: dict[str, PdfReader], model: Desk
) -> None:
    for path in made_entries(model, FileKind.PDF):
        labels = readers[path].page_labels
        assert labels == [str(number + 1) for number in range(len(labels))], path


def test_in_a_packet_each_page_is_labelled_as_in_its_paper_and_blank_backs_not_at_all(
    readers: dict[str, PdfReader], model: Desk
) -> None:
    backs = 0
    for entry in model.manifest().files:
        if entry.kind is not FileKind.PRINT:
            continue
        if not entry.parts:  # 打印清单
            continue
        wanted = [""] * (entry.pages or 0)
        for part in entry.parts:
            for number in range(part.pages):
                wanted[part.first_page - 1 + number] = str(part.of_page + number)
        assert readers[entry.path].page_labels == wanted, entry.path
        backs += wanted.count("")
    assert backs


def test_fonts_go_by_their_own_names(readers: dict[str, PdfReader], model: Desk) -> None:
    for path, reader in readers.items():
        for page in reader.pages:
            fonts: Any = page["/Resources"].get("/Font", {})  # type: ignore[attr-defined]
            for font in fonts.values():
                base = font.get_object()
                descendant = base["/DescendantFonts"][0].get_object()
                names = {base["/BaseFont"], descendant["/BaseFont"]}
                names.add(descendant["/FontDescriptor"]["/FontName"])
                assert len(names) == 1, (path, names)
                assert _FONT.fullmatch(str(names.pop())), path
    named = {font for entry in model.manifest().files for font in entry.fonts}
    assert "FandolFang-Regular" in named
    assert not [font for font in named if font.endswith(("Text", "Title", "Yen"))]


@pytest.mark.office
def test_packets_of_papers_by_libreoffice_are_fit_for_both_whole_or_in_part(
    desk: Desk, wuxiao: Command
) -> None:
    own = desk.folder / "templates" / "nomination_form"
    own.mkdir(parents=True)
    shutil.copy(TEMPLATES / own.name / "word.docx", own)
    assert wuxiao("build", desk.folder, "-o", desk.output, "--only", own.name).code == 0
    files = desk.files()
    packets = [entry for entry in desk.manifest().files if entry.parts]
    starts = {part.of_page for entry in packets for part in entry.parts}
    assert min(starts) == 1 < max(starts)  # forms, and the pledges of each
    for entry in packets:
        assert all(b"LibreOffice" in files[part.path] for part in entry.parts)
        assert is_claimed(files[entry.path])
        assert not faults(files[entry.path])
