"""Nothing is read from outside of a Word file, and that is told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.errors import TemplateError
from pipeline.tools.word.links import outside_of, without_outside
from pipeline.tools.word.notices import notices
from pipeline.tools.word.office_copy import office_copy
from pipeline.tools.word.package import pack_parts, read_parts
from tests.tools.word.test_template import paragraph, run, template

RELATIONS = "word/_rels/document.xml.rels"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def field(code: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f"<w:r><w:instrText>{code[:4]}</w:instrText></w:r><w:r><w:instrText>{code[4:]}</w:instrText></w:r>"
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("图")}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def linked(tmp_path: Path, kind: str, target: str, *blocks: str) -> bytes:
    """A Word file with a relationship that leads outside."""
    parts = read_parts(template(tmp_path, *blocks).read_bytes(), "a.docx")
    entry = f'<Relationship Id="rIdOut" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="External"/>'
    parts[RELATIONS] = parts[RELATIONS].replace(
        b"</Relationships>", entry.encode() + b"</Relationships>"
    )
    return pack_parts(parts)


@pytest.mark.parametrize(
    ("kind", "target", "name"),
    [
        ("image", "file:///C:/Users/li/logo.png", "logo.png"),
        ("image", "http://example.com/a/logo.png", "logo.png"),
        ("image", "../../secret/%E5%9B%BE.png", "图.png"),
        ("oleObject", "file:///D:\\表.xlsx", "表.xlsx"),
        ("subDocument", "part.docx", "part.docx"),
    ],
)
def test_what_is_linked_is_named_without_its_folders_and_not_given_to_libreoffice(
    kind: str, target: str, name: str, tmp_path: Path
) -> None:
    """jodconverter#293 and #425: LibreOffice takes files of the machine and addresses of its network in."""
    data = linked(tmp_path, kind, target, paragraph("甲"))
    assert outside_of(read_parts(data, "a.docx")) == (name,)
    [said] = notices(data, "a.docx")
    assert f"“{name}”，没有读取" in said
    assert b"rIdOut" not in read_parts(office_copy(data, "a.docx"), "a.docx")[RELATIONS]


@pytest.mark.parametrize("kind", ["hyperlink", "attachedTemplate"])
def test_what_shows_nothing_is_not_told(kind: str, tmp_path: Path) -> None:
    data = linked(tmp_path, kind, "http://example.com", paragraph("甲"))
    assert notices(data, "a.docx") == ()
    kept = b"rIdOut" in read_parts(office_copy(data, "a.docx"), "a.docx")[RELATIONS]
    assert kept is (kind == "hyperlink")


@pytest.mark.parametrize(
    "block",
    [
        paragraph(field(' INCLUDEPICTURE "C:/logo.png" \\d ')),
        paragraph(field(" INCLUDETEXT /etc/logo.png")),
        paragraph('<w:fldSimple w:instr="LINK Excel.Sheet"><w:r><w:t>图</w:t></w:r></w:fldSimple>'),
    ],
)
def test_fields_that_read_files_keep_what_they_show_and_read_nothing(
    block: str, tmp_path: Path
) -> None:
    data = template(tmp_path, block).read_bytes()
    assert len(notices(data, "a.docx")) == 1
    body = without_outside(read_parts(data, "a.docx"))["word/document.xml"].decode()
    assert "图" in body
    assert not re.search("INCL|LINK|logo", body)


def test_other_fields_stay(tmp_path: Path) -> None:
    data = template(tmp_path, paragraph(field(" PAGE "))).read_bytes()
    assert notices(data, "a.docx") == ()
    assert b"PAGE" in without_outside(read_parts(data, "a.docx"))["word/document.xml"].replace(
        b"</w:instrText></w:r><w:r><w:instrText>", b""
    )


def test_ends_of_fields_that_never_began_hurt_nothing(tmp_path: Path) -> None:
    stray = (
        '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:instrText>LINK a</w:instrText></w:r>'
    )
    data = template(tmp_path, paragraph(stray, field(" INCLUDETEXT /etc/logo.png"))).read_bytes()
    (said,) = notices(data, "a.docx")
    assert "“logo.png”" in said


def test_a_file_with_broken_references_is_told_as_damaged(tmp_path: Path) -> None:
    parts = read_parts(template(tmp_path, paragraph("甲")).read_bytes(), "a.docx")
    parts[RELATIONS] = parts[RELATIONS][:-20] + b'TargetMode="External"'
    with pytest.raises(TemplateError, match="不是完好的"):
        notices(pack_parts(parts), "a.docx")
