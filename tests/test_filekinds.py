"""Files are told by their bytes: what a clerk takes for a scan may be something else."""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from pipeline.filekinds import KINDS, UNKNOWN, Group, kind_of, named
from tests.check.test_evidence import pdf, picture
from tests.tools.videos import mp4


def zipped(*names: str, stored: bytes = b"x") -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, stored)
    return out.getvalue()


def compound(stream: str) -> bytes:
    """A compound file whose directory names one stream, as far as its first sector says."""
    head = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\x00"))
    struct.pack_into("<H", head, 30, 9)  # sectors of 512 bytes
    struct.pack_into("<I", head, 48, 1)  # the directory is the second
    entries = b"".join(
        name.encode("utf-16-le").ljust(128, b"\x00") for name in ("Root Entry", stream)
    )
    return bytes(head) + bytes(512) + entries.ljust(512, b"\x00")


def program() -> bytes:
    head = bytearray(b"MZ".ljust(256, b"\x01"))
    struct.pack_into("<I", head, 60, 128)
    head[128:132] = b"PE\x00\x00"
    return bytes(head)


NOISE = bytes(range(256)) * 8
OFD = zipped("Doc_0/Document.xml", "OFD.xml")
DOCX = zipped("[Content_Types].xml", "_rels/.rels", "word/document.xml")
DAMAGED = zipped("word/document.xml").replace(b"PK\x01\x02", b"PK\x09\x09")
"""Its list of contents is none; what its first file is called still tells."""

FILES = {
    "jpeg": [picture(), b"\xff\xd8\xff\xe1" + NOISE],
    "png": [picture("PNG")],
    "webp": [picture("WEBP")],
    "gif": [picture("GIF")],
    "bmp": [picture("BMP")],
    "tiff": [picture("TIFF")],
    "heic": [b"\x00\x00\x00\x18ftypheic" + bytes(40), b"\x00\x00\x00\x18ftypmif1" + bytes(40)],
    "avif": [b"\x00\x00\x00\x18ftypavif" + bytes(40)],
    "pdf": [pdf(), b"\xef\xbb\xbf\n" + pdf()],
    "ofd": [OFD],
    "ceb": [b"Founder CEB\x00" + NOISE],
    "docx": [DOCX, DAMAGED, zipped("word\\document.xml")],
    "xlsx": [zipped("[Content_Types].xml", "xl/workbook.xml")],
    "pptx": [zipped("[Content_Types].xml", "ppt/presentation.xml")],
    "office": [
        zipped("[Content_Types].xml"), DOCX[: len(DOCX) // 2], compound("Package"), compound("")[:300],
    ],
    "odt": [zipped("mimetype", stored=b"application/vnd.oasis.opendocument.text")],
    "doc": [compound("WordDocument")],
    "xls": [compound("Workbook")],
    "locked": [compound("EncryptedPackage")],
    "mail": [compound("__substg1.0_0037001F")],
    "rtf": [b"{\\rtf1\\ansi}"],
    "zip": [b"PK\x03\x04", zipped("a.jpg"), zipped("a.docx", stored=DOCX), zipped("a.ofd", stored=OFD)],
    "rar": [b"Rar!\x1a\x07\x01\x00" + NOISE],
    "7z": [b"7z\xbc\xaf\x27\x1c" + NOISE],
    "video": [
        mp4(3), b"\x1a\x45\xdf\xa3" + NOISE, b"RIFF1234AVI " + NOISE, b"FLV\x01" + NOISE, b".RMF" + NOISE,
        b"\x30\x26\xb2\x75\x8e\x66\xcf\x11" + NOISE, (b"G" + bytes(187)) * 4,
    ],
    "audio": [b"ID3\x04" + NOISE, b"\x00\x00\x00\x18ftypM4A " + bytes(40)],
    "esafenet": [b"b\x14#e\x02\x01" + NOISE, b"\x00\x01E-SafeNet\x00" + NOISE],
    "tsd": [b"%TSD-Header-###%" + NOISE],
    "wechat": [bytes(byte ^ 0x5A for byte in picture()), b"\x07\x08V2\x08\x07" + NOISE],
    "html": [b"\xef\xbb\xbf\r\n<!DOCTYPE html><title>x</title>", "<html>登录".encode("gb18030")],
    "svg": [b"<?xml version='1.0'?><svg/>"],
    "shortcut": [b"L\x00\x00\x00\x01\x14\x02\x00" + NOISE, b"[InternetShortcut]\r\nURL=x"],
    "program": [program()],
    "text": ["文字".encode(), "文字".encode("gb18030"), "很长的文字".encode("gb18030") * 2000],
    "zeros": [bytes(9000)],
    "empty": [b""],
    "": [b"MZ" + NOISE, NOISE, b"\x00\x01\x02\x03" * 20, b"PK"[:1] + NOISE, b"\xff\xfe\xfd" * 90],
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "content"), [(kind, content) for kind, some in FILES.items() for content in some]
)
def test_the_bytes_tell_the_kind_and_the_name_does_not(
    tmp_path: Path, kind: str, content: bytes
) -> None:
    path = tmp_path / "一线职工证明.pdf"
    path.write_bytes(content)
    assert kind_of(path).id == kind


@pytest.mark.parametrize("kind", [*KINDS.values(), UNKNOWN], ids=lambda kind: kind.id)
def test_each_kind_that_is_of_no_use_says_what_helps(kind: object) -> None:
    found = named(getattr(kind, "id", ""))
    assert found.label
    usable = {Group.VIDEO, Group.PDF}
    assert found.remedy or found.group in usable or found.id in {"jpeg", "png", "webp", "audio"}


def test_a_long_list_of_contents_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped(*(f"{number:0200}" for number in range(5_000)), "word/document.xml"))
    assert kind_of(path).id == "zip"
