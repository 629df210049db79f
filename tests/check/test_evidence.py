"""Evidence files: sound, damaged, hostile, and of kinds we have no means for."""

from __future__ import annotations

import builtins
import struct
import subprocess
import sys
import zipfile
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image, ImageFile
from pypdf import PdfWriter

from pipeline.check.evidence import inspect, lost
from pipeline.dossier.intake import FileFacts
from tests.load.test_damaged import Locked
from tests.tools.videos import mp4

HEIC_HEAD = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(40)


def picture(form: str = "JPEG", size: tuple[int, int] = (64, 48), **options: Any) -> bytes:
    out = BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, form, **options)
    return out.getvalue()


CASES = Path(__file__).parent.parent / "data/cases"


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
    ("content", "kind"),
    [
        (picture(), "jpeg"), (picture("PNG"), "png"), (picture("GIF"), "gif"), (picture("BMP"), "bmp"),
        (picture("TIFF"), "tiff"), (picture("WEBP"), "webp"), (pdf(), "pdf"), (mp4(3), "video"),
        (zipped("[Content_Types].xml"), "office"), (zipped("a.txt"), "zip"),
        ("文字".encode(), "text"), ("文字".encode("gb18030"), "text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "office"),
    ],
)  # fmt: skip
def test_content_tells_the_kind(tmp_path: Path, content: bytes, kind: str) -> None:
    found = look(tmp_path, content)
    assert (found.kind, found.problem, found.unknown) == (kind, "", "")
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


def test_a_file_that_another_program_holds_is_told_with_what_helps(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(picture())
    found = inspect(Locked(tmp_path) / "a.jpg")
    assert "读不出来" in found.problem
    assert found.remedy


def test_missing_files_and_folders_are_problems(tmp_path: Path) -> None:
    assert inspect(tmp_path / "x").problem == "不存在"
    assert inspect(tmp_path).problem == "不是文件"


def locked(*, user: str = "", strength: int = 6, packed: bool = False) -> bytes:
    """A PDF with an owner's password (8032-2:2020, 7.6), of three pages; maybe with object streams."""
    document = pikepdf.new()
    for _ in range(3):
        document.add_blank_page()
    aes = strength >= 4
    out = BytesIO()
    document.save(
        out,
        encryption=pikepdf.Encryption(owner="o", user=user, R=strength, aes=aes, metadata=aes),  # type: ignore[arg-type]
        object_stream_mode=pikepdf.ObjectStreamMode.generate
        if packed
        else pikepdf.ObjectStreamMode.disable,
    )
    return out.getvalue()


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("strength", [2, 3, 4, 6])
def test_a_pdf_that_only_forbids_things_opens(tmp_path: Path, strength: int, packed: bool) -> None:
    """Case f3c (PageIndex#435; pdfdir#33: "cryptography is required for AES algorithm")."""
    found = look(tmp_path, locked(strength=strength, packed=packed))
    assert (found.pages, found.problem, found.unknown) == (3, "", "")


def test_the_certificate_of_case_f3c_opens() -> None:
    found = inspect(CASES / "f3c-owner-password/certificate.pdf")
    assert (found.pages, found.problem, found.unknown) == (1, "", "")


@pytest.mark.parametrize("strength", [2, 3, 4, 6])
def test_a_pdf_with_a_password_for_opening_says_so(tmp_path: Path, strength: int) -> None:
    found = look(tmp_path, locked(user="x", strength=strength))
    assert found.problem == "设了打开密码"
    assert "不带密码" in found.remedy


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
@pytest.mark.parametrize("packed", [False, True])
def test_a_pdf_that_did_not_come_whole_does_not_pass(
    tmp_path: Path, part: float, packed: bool
) -> None:
    """Sent by a phone that lost the net: readers mend such files, and pages are missing."""
    out = BytesIO()
    pages = [Image.effect_noise((300, 400), 60) for _ in range(4)]
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:])
    if packed:
        document = pikepdf.open(BytesIO(out.getvalue()))
        out = BytesIO()
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    whole = out.getvalue()
    assert look(tmp_path, whole).pages == 4
    found = look(tmp_path, whole[: int(len(whole) * part)])
    assert "传完整" in found.problem + found.unknown
    assert found.remedy


def test_a_pdf_whose_pages_are_no_pages_is_damaged(tmp_path: Path) -> None:
    """Found by fuzzing: qpdf has errors besides those of files that are no PDF."""
    broken = pdf().replace(b"/Kids [ 4 0 R 5 0 R", b"/Kids [ 4 0 R (   )")
    found = look(tmp_path, broken.replace(b"/Count 2", b"/Count 0"))
    assert found.problem
    assert found.remedy


@pytest.mark.parametrize("more", [b"\x00" * 3000, b"<html>" * 1000])
def test_what_others_add_behind_the_end_of_a_pdf_does_not_matter(
    tmp_path: Path, more: bytes
) -> None:
    """moodle-mod_customcert#115: a web page at the end; pypdf#442: the end is not in the last kilobyte."""
    found = look(tmp_path, pdf() + more)
    assert (found.pages, found.problem, found.unknown) == (2, "", "")


def test_a_library_that_is_missing_is_not_laid_to_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "pipeline.tools.pdf.inspection", raising=False)
    monkeypatch.setitem(sys.modules, "pikepdf", None)
    found = look(tmp_path, pdf())
    assert (found.problem, found.unknown) == ("", "本程序缺少组件pikepdf，没有检查")
    assert "重新安装" in found.remedy


@pytest.mark.parametrize(
    ("error", "said"), [(MemoryError, "内存太多"), (AttributeError, "本程序出错（AttributeError）")]
)
def test_our_own_faults_are_not_laid_to_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[Exception], said: str
) -> None:
    def fail(path: Path) -> FileFacts:
        raise error

    monkeypatch.setattr("pipeline.tools.pdf.inspection.inspect_pdf", fail)
    found = look(tmp_path, pdf())
    assert said in found.unknown
    assert not found.problem


@pytest.mark.parametrize("hung", [False, True])
def test_a_process_that_was_lost_is_never_all_that_is_said(hung: bool) -> None:
    found = lost(hung=hung, out_of_memory=False)
    assert found.problem
    assert found.remedy
    assert "内存" in lost(hung=False, out_of_memory=True).unknown


def test_only_who_looks_loads_what_reads_evidence() -> None:
    code = (
        "import sys, pipeline.run, pipeline.load, pipeline.check.evidence, pipeline.make.plan; "
        "sys.exit(bool({'pikepdf', 'pymediainfo', 'pi_heif'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_photo_of_a_hdr_camera_is_a_jpeg(tmp_path: Path) -> None:
    """Pillow#1138, cropgui#85: JPEGs with a second picture inside are "MPO", not "JPEG"."""
    out = BytesIO()
    pages = [Image.new("RGB", (1600, 1200), name) for name in ("red", "blue")]
    pages[0].save(out, "MPO", save_all=True, append_images=pages[1:])
    found = look(tmp_path, out.getvalue())
    assert (found.kind, found.problem, found.width_px) == ("jpeg", "", 1600)
