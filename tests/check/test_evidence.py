"""Evidence files: sound, damaged, hostile, and of kinds we have no means for."""

from __future__ import annotations

import builtins
import struct
import sys
import zipfile
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageFile
from pypdf import PdfWriter

from pipeline.check.evidence import inspect
from pipeline.dossier.models import FileFacts
from tests.tools.videos import mp4

HEIC_HEAD = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(40)


def picture(form: str = "JPEG", size: tuple[int, int] = (64, 48), **options: Any) -> bytes:
    out = BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, form, **options)
    return out.getvalue()


def pdf(password: str = "") -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.add_blank_page(595, 842)
    if password:
        writer.encrypt(password)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A PNG that claims a size and has next to nothing in it."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        body = kind + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(99)))
        + chunk(b"IEND", b"")
    )


def zipped(name: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "x")
    return out.getvalue()


def look(tmp_path: Path, content: bytes, name: str = "文件") -> FileFacts:
    path = tmp_path / name
    path.write_bytes(content)
    return inspect(path)


@pytest.mark.parametrize(
    ("content", "family"),
    [
        (picture(), "jpeg"), (picture("PNG"), "png"), (picture("GIF"), "gif"), (picture("BMP"), "bmp"),
        (picture("TIFF"), "tiff"), (picture("WEBP"), "webp"), (pdf(), "pdf"), (mp4(3), "video"),
        (zipped("[Content_Types].xml"), "office"), (zipped("a.txt"), "archive"),
        ("文字".encode(), "text"), ("文字".encode("gb18030"), "text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "office"),
    ],
)  # fmt: skip
def test_content_tells_the_kind(tmp_path: Path, content: bytes, family: str) -> None:
    found = look(tmp_path, content)
    assert (found.family, found.problem, found.unknown) == (family, "", "")
    assert found.size_bytes == len(content)


def test_content_tells_whether_two_files_are_the_same(tmp_path: Path) -> None:
    one, again, another = (
        look(tmp_path, content, name)
        for name, content in {
            "甲.jpg": picture(),
            "乙.png": picture(),
            "丙.jpg": picture("PNG"),
        }.items()
    )
    assert one.digest == again.digest != another.digest
    assert look(tmp_path, mp4(3)).digest == ""


def test_sizes_pages_and_lengths(tmp_path: Path) -> None:
    assert (look(tmp_path, picture()).width_px, look(tmp_path, picture()).height_px) == (64, 48)
    assert look(tmp_path, pdf()).pages == 2
    assert look(tmp_path, mp4(3)).milliseconds == 3000


def test_a_picture_turned_by_its_camera_has_the_width_it_is_shown_with(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert look(tmp_path, picture(exif=exif)).width_px == 48


@pytest.mark.parametrize(
    "content",
    [
        picture(size=(400, 300))[:-400], picture("PNG", (400, 300))[:-400], pdf()[:40],
        b"\xff\xd8\xff\xe0" + bytes(200), b"%PDF-1.7\n" + bytes(200), b"",
        png_of(30_000, 30_000), png_of(8_000, 20_000), png_of(0, 9), HEIC_HEAD, pdf("x"),
    ],
)  # fmt: skip
def test_damaged_and_hostile_files_are_problems(tmp_path: Path, content: bytes) -> None:
    found = look(tmp_path, content)
    assert found.problem
    assert found.size_bytes == len(content)


def test_truncation_shows_though_weasyprint_would_have_it_ignored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    assert look(tmp_path, picture(size=(400, 300))[:-400]).problem


@pytest.mark.parametrize("content", [b"\x00\x01\x02\x03" * 20, mp4(3)[:90]])
def test_what_we_cannot_judge_says_so(tmp_path: Path, content: bytes) -> None:
    found = look(tmp_path, content)
    assert found.unknown or found.problem


def test_heic_without_the_extra_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "pi_heif":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.delitem(sys.modules, "pi_heif", raising=False)
    monkeypatch.setattr(builtins, "__import__", without)
    found = look(tmp_path, HEIC_HEAD)
    assert "HEIC" in found.unknown
    assert not found.problem


def test_missing_files_and_folders_are_problems(tmp_path: Path) -> None:
    assert inspect(tmp_path / "x").problem == "不存在"
    assert inspect(tmp_path).problem == "不是文件"
