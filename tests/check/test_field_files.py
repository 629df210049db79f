"""Files as employers hand them in, through all checks: what each is, and what helps."""

from __future__ import annotations

import os
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from pipeline.check import check
from pipeline.check.evidence import inspect
from pipeline.dossier.findings import Finding
from pipeline.errors import InputError
from pipeline.load import load
from pipeline.settings import Settings
from pipeline.tools.pictures.photos import prepare_photo
from tests.check.test_evidence import CASES, locked, picture
from tests.conftest import Command, Desk
from tests.test_filekinds import DOCX, NOISE, OFD, compound, zipped
from tests.tools.videos import mp4


@dataclass(frozen=True)
class Folder:
    """A dossier folder, whose files are looked at in this process: `engine` has tests of its own."""

    path: Path

    def findings(self, field: str = "", rule: str = "") -> list[Finding]:
        """What the checks say, of a field or by a rule if one is given."""
        settings = Settings()
        review = check(
            [load(self.path, settings.find_activity)],
            settings.find_activity,
            look=lambda paths: {path: inspect(path) for path in paths},
        )
        return [
            each
            for each in review.findings
            if field in {"", each.field} and rule in {"", each.rule}
        ]

    def put(self, name: str, content: bytes, *, instead: str = "") -> Path:
        """Put a file into the folder of P01."""
        home = self.path / "files" / "P01"
        if instead:
            (home / instead).unlink()
        path = home / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        return path


@pytest.fixture
def folder(desk: Desk) -> Folder:
    return Folder(desk.folder)


CERTIFICATE = "frontline_certificate.pdf"


@pytest.mark.parametrize(
    ("name", "content", "is_a", "helps"),
    [
        ("一线职工证明.ofd", OFD, "是OFD文件，这里要PDF或图片", "另存（导出）为PDF"),
        ("一线职工证明.docx", DOCX, "是Word文件，这里要PDF或图片", "打印盖章后扫描成PDF"),
        ("一线职工证明.doc", compound("WordDocument"), "是Word文件（旧格式）", "打印盖章后扫描"),
        ("一线职工证明.xlsx", zipped("xl/workbook.xml"), "是Excel文件", "打印盖章后扫描"),
        ("一线职工证明.rar", b"Rar!\x1a\x07\x01\x00" + NOISE, "是压缩包（RAR）", "解压"),
        ("一线职工证明.7z", b"7z\xbc\xaf\x27\x1c" + NOISE, "是压缩包（7Z）", "解压"),
        ("一线职工证明.zip", zipped("证明.pdf"), "是压缩包（ZIP）", "解压"),
        (CERTIFICATE, b"<!DOCTYPE html><title>log in</title>", "是网页文件", "重新下载"),
        (CERTIFICATE, OFD, "是OFD文件", "另存（导出）为PDF"),
        (CERTIFICATE, b"b\x14#e\x02\x01" + NOISE, "被安全软件加密的文件（亿赛通）", "解密"),
        (CERTIFICATE, b"\x01\x00E-SafeNet\x00" + NOISE, "被安全软件加密的文件（亿赛通）", "解密"),
        (CERTIFICATE, b"%TSD-Header-###%" + NOISE, "被安全软件加密的文件（绿盾）", "解密"),
        (CERTIFICATE, locked(user="x"), "设了打开密码", "不带密码"),
        (CERTIFICATE, b"", "是空文件", "重新复制"),
        (CERTIFICATE, mp4(1), "是视频，这里要PDF或图片", "换成PDF或图片"),
        (CERTIFICATE, bytes(5000), "内容全是零", "重新复制"),
        ("一线职工证明.dat", bytes(byte ^ 0x5A for byte in picture()), "微信缓存的图片", "右键“另存为”"),
        ("一线职工证明.ceb", b"Founder CEB\x00" + NOISE, "CEB文件", "打印成PDF"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_certificate_is_told_for_what_it_is(
    folder: Folder, name: str, content: bytes, is_a: str, helps: str
) -> None:
    """The table of cases; Founder CEB, zero bytes (czkawka#20), masked pictures of WeChat
    (WechatImageDecoder#3) and heads of security software are from public reports."""
    folder.put(name, content, instead=CERTIFICATE)
    (finding,) = folder.findings(field="evidence.frontline_certificate[0]")
    assert finding.severity == "error"
    assert is_a in finding.message
    assert helps in finding.remedy
    assert folder.findings(rule="evidence.frontline_certificate") == []


def jpeg(size: tuple[int, int], mode: str = "RGB", **options: Any) -> bytes:
    out = BytesIO()
    Image.new(mode, size).save(out, "JPEG", **options)
    return out.getvalue()


def png(mode: str) -> bytes:
    out = BytesIO()
    Image.new(mode, (1600, 1200)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "is_a", "helps"),
    [
        (b"MZ" + NOISE, "认不出的文件", "另存为PDF或JPG"),
        (jpeg((60_000, 1)), "太窄太长（60000×1像素）", "原图"),
        (jpeg((1600, 1200), quality=95)[:9000], "读到一半就断了", "看图软件"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(60), "是HEIC图片（苹果手机的照片格式）", "兼容性最佳"),
        (b"\x00\x00\x00\x18ftypavif" + bytes(60), "是AVIF图片", "另存为JPG"),
        (OFD, "是OFD文件", "截图"),
        (DOCX, "是Word文件", "另存为图片"),
        (b"Rar!\x1a\x07\x01\x00" + NOISE, "是压缩包（RAR）", "解压"),
        (b"%TSD-Header-###%" + NOISE, "被安全软件加密", "解密"),
        (b"", "是空文件", "重新复制"),
    ],
    ids=["noise", "line", "cut", "heic", "avif", "ofd", "docx", "rar", "locked", "empty"],
)
def test_a_photo_that_papers_cannot_show_is_an_error_and_both_say_why(
    folder: Folder, content: bytes, is_a: str, helps: str
) -> None:
    """The table of cases: check found nothing, then build failed."""
    path = folder.put("before-1.jpg", content)
    (finding,) = folder.findings(field="before.photos[0]")
    assert finding.severity == "error"
    assert is_a in finding.message
    assert helps in finding.remedy
    with pytest.raises(InputError) as caught:
        prepare_photo(path, width_mm=76, height_mm=57)
    assert is_a in caught.value.what
    assert caught.value.remedy == finding.remedy


@pytest.mark.parametrize(
    "content",
    [
        jpeg((1600, 1200), "CMYK"), png("RGB"), png("I;16"), png("RGBA"), png("LA"), png("P"), png("1"),
        jpeg((1600, 1200), progressive=True),
    ],
)  # fmt: skip
def test_a_photo_of_the_right_kind_is_used_whatever_its_suffix(
    folder: Folder, content: bytes
) -> None:
    path = folder.put("before-1.jpg", content)
    assert folder.findings(field="before.photos[0]") == []
    assert prepare_photo(path, width_mm=76, height_mm=57).width_px > 800


@pytest.mark.parametrize("packed", [False, True])
def test_a_certificate_with_an_owners_password_is_accepted(folder: Folder, packed: bool) -> None:
    """Case f3c."""
    content = (CASES / "f3c-owner-password/certificate.pdf").read_bytes()
    folder.put(CERTIFICATE, locked(packed=True) if packed else content)
    assert folder.findings(field="evidence.frontline_certificate[0]") == []


def test_a_picture_named_pdf_is_used_for_a_certificate(folder: Folder) -> None:
    """libheif#111, canvas-lms#1206: files whose name says another kind are good all the same."""
    folder.put(CERTIFICATE, jpeg((1600, 1200)))
    assert folder.findings(field="evidence.frontline_certificate[0]") == []


def test_a_subfolder_and_a_name_in_gbk_are_named(folder: Folder) -> None:
    folder.put("照片/a.jpg", picture())
    folder.put(os.fsdecode("形象照-3.jpg".encode("gb18030")), picture())
    messages = [each.message for each in folder.findings() if each.severity == "warning"]
    assert "不知道“照片/a.jpg”是什么材料，没有读取" in messages
    assert any("形象照-3.jpg”的文件名编码不对" in message for message in messages)


def test_whatever_is_wrong_with_files_no_command_stops(desk: Desk, wuxiao: Command) -> None:
    folder = Folder(desk.folder)
    folder.put("before-1.jpg", NOISE)
    folder.put(os.fsdecode(b"\xff\xfe.jpg"), NOISE)
    folder.put(os.fsdecode("证书.pdf".encode("gb18030")), NOISE)
    for shape in ("text", "json", "html"):
        outcome = wuxiao("check", desk.folder, "--format", shape)
        assert outcome.code == 4
        assert "证书.pdf" in outcome.out
        assert "before-1.jpg”是认不出的文件" in outcome.out
        assert "失去响应" not in outcome.out
    outcome = wuxiao("build", desk.folder, "-o", desk.output, "--only", "lead_pledge")
    assert outcome.code == 0
    assert len(desk.papers()) == 2
