"""Files of scanners and telephones as pages."""

from __future__ import annotations

import io
import os
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image, ImageDraw

from pipeline.errors import InputError
from pipeline.tools.scan import pdfpages, picturepages
from pipeline.tools.scan.pages import count_pages, read_pages
from pipeline.tools.scan.raw import WANTED_PIXELS, PageImage


def _page(number: int, size: tuple[int, int] = (400, 560)) -> Image.Image:
    image = Image.new("RGB", size, (250, 248, 244))
    ImageDraw.Draw(image).rectangle((40, 40, 40 + 30 * number, 90), fill=(200, 30, 30))
    return image


def _jpeg(number: int, **options: object) -> bytes:
    buffer = io.BytesIO()
    _page(number).save(buffer, "JPEG", quality=80, **options)
    return buffer.getvalue()


def _pdf(path: Path, jpegs: list[bytes], **saving: object) -> Path:
    """A PDF as scanners make it: one JPEG a page."""
    pdf = pikepdf.new()
    for jpeg in jpegs:
        image = pdf.make_stream(jpeg)
        image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        image.Width, image.Height, image.BitsPerComponent = 400, 560, 8
        image.ColorSpace, image.Filter = pikepdf.Name.DeviceRGB, pikepdf.Name.DCTDecode
        page = pdf.add_blank_page(page_size=(144, 201.6))
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=image))
        page.Contents = pdf.make_stream(b"q 144 0 0 201.6 0 0 cm /Im Do Q")
    pdf.save(path, **saving)  # type: ignore[arg-type]
    return path


def _loaded(path: Path) -> list[PageImage]:
    return [raw.load() for raw in read_pages(path)]


def _told(path: Path) -> list[str]:
    """What is said of each page; nothing of one that is whole."""
    found = []
    for raw in read_pages(path):
        try:
            found.append("" if raw.load().pixels.shape == (560, 400, 3) else "another page")
        except InputError as error:
            found.append(str(error))
    return found


def test_the_jpeg_of_a_scanned_page_comes_out_as_it_is(tmp_path: Path) -> None:
    jpegs = [_jpeg(1), _jpeg(2)]
    path = _pdf(tmp_path / "scan.pdf", jpegs)
    assert count_pages(path) == 2
    loaded = [(raw.index, raw.load()) for raw in read_pages(path)]
    assert [(index, page.jpeg) for index, page in loaded] == [(1, jpegs[0]), (2, jpegs[1])]
    page = loaded[0][1]
    assert page.dpi == pytest.approx(200)
    assert page.pixels.shape == (560, 400, 3)
    assert (page.scale, page.width_px, page.height_px) == (1.0, 400, 560)


def test_a_stretch_of_pages_can_be_asked_for(tmp_path: Path) -> None:
    path = _pdf(tmp_path / "scan.pdf", [_jpeg(number) for number in range(1, 6)])
    assert [raw.index for raw in read_pages(path, 2, 4)] == [2, 3, 4]
    assert [raw.index for raw in read_pages(path, 5)] == [5]


def test_a_page_with_more_than_a_picture_is_drawn(tmp_path: Path) -> None:
    path = _pdf(tmp_path / "plain.pdf", [_jpeg(1)])
    with pikepdf.open(path) as pdf:
        more = pdf.make_stream(b" 0 0 1 rg 10 10 60 60 re f")
        pdf.pages[0].contents_add(more)
        pdf.save(tmp_path / "more.pdf")
    (page,) = _loaded(tmp_path / "more.pdf")
    assert page.jpeg is None
    assert page.pixels.shape[:2] == pytest.approx((560, 400), abs=1)
    assert page.pixels[480, 80].tolist() == [0, 0, 255]
    assert page.pixels[60, 50, 0] > 150 > page.pixels[60, 50, 1]  # red stays red


def _with_more(path: Path, content: bytes) -> PageImage:
    """A scanned page with more on it."""
    _pdf(path, [_jpeg(1)])
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        pdf.pages[0].Resources.Font = pikepdf.Dictionary(F=font)
        pdf.pages[0].contents_add(pdf.make_stream(content))
        pdf.save(path)
    (page,) = _loaded(path)
    return page


def test_text_that_ocr_laid_unseen_over_a_page_leaves_it_the_jpeg_that_it_is(
    tmp_path: Path,
) -> None:
    words = b" BT /F 12 Tf %d Tr 20 100 Td (words) Tj ET"
    assert _with_more(tmp_path / "ocr.pdf", words % 3).jpeg == _jpeg(1)
    assert _with_more(tmp_path / "seen.pdf", words % 0).jpeg is None


def test_a_page_of_thousands_of_pieces_is_drawn(tmp_path: Path) -> None:
    words = b" BT /F 12 Tf 3 Tr 20 100 Td (words) Tj ET"
    page = _with_more(tmp_path / "many.pdf", words * 5001)
    assert page.jpeg is None
    assert page.pixels.shape[:2] == pytest.approx((560, 400), abs=1)


def test_a_jpeg_of_printing_colours_is_drawn_as_the_pdf_means_it(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    Image.new("CMYK", (400, 560), (255, 0, 0, 0)).save(buffer, "JPEG", quality=95)
    path = _pdf(tmp_path / "cmyk.pdf", [buffer.getvalue()])
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        (image,) = pdf.pages[0].get_images().values()
        assert isinstance(image, pikepdf.Stream)
        image.ColorSpace = pikepdf.Name.DeviceCMYK
        image.Decode = pikepdf.Array([1, 0] * 4)  # Pillow writes it as Adobe does, upside down
        pdf.save(path)
    (page,) = _loaded(path)
    red, green, blue = page.pixels[300, 200].tolist()
    assert page.jpeg is None
    assert max(red, 80) < min(green, blue)  # cyan


def test_a_page_that_is_none_is_told_with_its_number(tmp_path: Path) -> None:
    path = _pdf(tmp_path / "scan.pdf", [_jpeg(1), _jpeg(2)])
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[1].obj.Type = pikepdf.Name.Font
        pdf.save(path)
    first, second = _told(path)
    assert first == ""
    assert second.startswith("scan.pdf 第2页：这一页打不开；页面已损坏")


def test_what_is_wrong_with_a_page_stays_with_it(tmp_path: Path) -> None:
    path = _pdf(tmp_path / "scan.pdf", [_jpeg(1), _jpeg(2)[:1500], _jpeg(3)])
    first, second, third = _told(path)
    assert first == third == ""
    assert "scan.pdf 第2页" in second


def test_a_tiff_has_its_pages(tmp_path: Path) -> None:
    first, *rest = (_page(number).convert("1") for number in (1, 2, 3))
    first.save(tmp_path / "scan.tif", save_all=True, append_images=rest, compression="group4")
    assert count_pages(tmp_path / "scan.tif") == 3
    widths = [int((raw.load().pixels[65] < 128).sum()) for raw in read_pages(tmp_path / "scan.tif")]
    assert widths == sorted(widths)
    assert widths[0] < widths[2]


def test_pixels_of_a_fax_are_made_square(tmp_path: Path) -> None:
    _page(2, (816, 539)).convert("1").save(
        tmp_path / "fax.tif", dpi=(204, 98), compression="group4"
    )
    (page,) = _loaded(tmp_path / "fax.tif")
    assert page.pixels.shape == (1122, 816)
    assert page.dpi == 204


def test_a_large_jpeg_is_made_smaller_and_says_so(tmp_path: Path) -> None:
    width, height = 5000, 7000
    Image.new("L", (width, height), 255).save(tmp_path / "large.jpg", quality=30)
    (page,) = _loaded(tmp_path / "large.jpg")
    assert page.pixels.size <= WANTED_PIXELS
    assert (page.width_px, page.height_px) == (width, height)
    assert page.scale == pytest.approx(width / page.pixels.shape[1])


def _bomb(path: Path) -> None:
    Image.new("1", (16_000, 16_000)).save(path, "PNG")


def _large(path: Path) -> None:
    Image.new("1", (10_100, 10_000)).save(path, "PNG")


def _line(path: Path) -> None:
    Image.new("L", (4000, 60)).save(path, "PNG")


def _locked(path: Path) -> None:
    _pdf(path, [_jpeg(1)], encryption=pikepdf.Encryption(user="secret", owner="secret"))


def _garbage(path: Path) -> None:
    path.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 8)


def _half(path: Path) -> None:
    path.write_bytes(_jpeg(1)[:900])


def _endless(path: Path) -> None:
    path.write_bytes(_jpeg(1))
    os.truncate(path, 4_000_000_001)  # holes take no room on the disk


def _sized(path: Path, size: tuple[float, float]) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=size)
        pdf.save(path)


def _fine_picture(path: Path) -> None:
    """A page with a picture of more pixels than paper has, that is no JPEG."""
    with pikepdf.open(_pdf(path, [_jpeg(1)]), allow_overwriting_input=True) as pdf:
        (image,) = pdf.pages[0].get_images().values()
        assert isinstance(image, pikepdf.Stream)
        image.write(zlib.compress(bytes(10_000 // 8 * 10_400)), filter=pikepdf.Name.FlateDecode)
        image.Width, image.Height, image.BitsPerComponent = 10_000, 10_400, 1
        image.ColorSpace = pikepdf.Name.DeviceGray
        pdf.save(path)


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (_bomb, "太大，打不开"),
        (_large, "像素过多（10100×10000），打不开"),
        (_line, "不像一页纸"),
        (_locked, "设了打开密码"),
        (_garbage, "没有传完整或已损坏"),
        (_half, "没有传完整或已损坏"),
        (lambda path: path.write_bytes(b""), "空文件"),
        (lambda path: path.write_bytes("说明".encode()), "不是扫描件"),
        (lambda path: None, "找不到"),
        (Path.mkdir, "读不出来"),
        (lambda path: _pdf(path, []), "PDF打不开"),
        (lambda path: _sized(path, (6000, 144)), "纸张尺寸不合常理"),
        (_fine_picture, "像素过多"),
        (_endless, "文件超过4 GB"),
    ],
    ids=[
        "bomb",
        "large",
        "line",
        "locked",
        "garbage",
        "half",
        "empty",
        "text",
        "missing",
        "folder",
        "no pages",
        "huge paper",
        "fine picture",
        "endless",
    ],
)
def test_what_is_no_scan_ends_in_a_clear_line(
    make: Callable[[Path], object], why: str, tmp_path: Path
) -> None:
    path = tmp_path / "file"
    make(path)
    with pytest.raises(InputError, match=why) as caught:
        _loaded(path)
    assert str(caught.value).startswith("file")
    assert caught.value.remedy


def test_a_pdf_that_only_forbids_copying_opens(tmp_path: Path) -> None:
    path = _pdf(
        tmp_path / "owner.pdf", [_jpeg(1)], encryption=pikepdf.Encryption(user="", owner="secret")
    )
    (page,) = _loaded(path)
    assert page.jpeg == _jpeg(1)


def test_pages_are_loaded_one_at_a_time(tmp_path: Path) -> None:
    path = _pdf(tmp_path / "scan.pdf", [_jpeg(1)] * 300)
    pages = read_pages(path)
    first = next(pages)
    assert np.asarray(first.load().pixels).shape == (560, 400, 3)
    assert next(pages).index == 2
    pages.close()  # type: ignore[attr-defined]


def test_a_large_page_that_is_no_jpeg_is_made_smaller_and_says_so(tmp_path: Path) -> None:
    image = Image.new("1", (5000, 7000), 1)
    image.paste(0, (1000, 2000, 3000, 4000))
    image.save(tmp_path / "large.png")
    (page,) = _loaded(tmp_path / "large.png")
    assert (page.width_px, page.height_px, page.scale) == (5000, 7000, 2.0)
    assert page.pixels.shape == (3500, 2500)
    assert (page.pixels[1500, 1000], page.pixels[900, 1000]) == (0, 255)


@pytest.mark.parametrize("suffix", ["pdf", "tif"])
def test_a_file_of_more_pages_than_anybody_scans_is_not_read(
    suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"scan.{suffix}"
    if suffix == "pdf":
        _pdf(path, [_jpeg(1)] * 3)
    else:
        _page(1).save(path, save_all=True, append_images=[_page(2), _page(3)])
    for most, is_read in ((3, True), (2, False)):
        monkeypatch.setattr(pdfpages, "MAX_PAGES", most)
        monkeypatch.setattr(picturepages, "MAX_PAGES", most)
        if is_read:
            assert count_pages(path) == 3
        else:
            with pytest.raises(InputError, match=r"scan\..*2页"):
                count_pages(path)


def test_a_page_that_a_picture_does_not_have_is_not_given(tmp_path: Path) -> None:
    (tmp_path / "scan.jpg").write_bytes(_jpeg(1))
    assert count_pages(tmp_path / "scan.jpg") == 1
    assert [raw.index for raw in read_pages(tmp_path / "scan.jpg", 1, 3)] == [1]
    assert list(read_pages(tmp_path / "scan.jpg", 2, 2)) == []


def test_what_is_see_through_lies_on_white(tmp_path: Path) -> None:
    image = Image.new("RGBA", (400, 560), (0, 0, 0, 0))
    image.paste((200, 30, 30, 255), (40, 40, 70, 90))
    image.save(tmp_path / "scan.png")
    (page,) = _loaded(tmp_path / "scan.png")
    assert page.pixels[300, 300].tolist() == [255, 255, 255]
    assert page.pixels[60, 50].tolist() == [200, 30, 30]


@pytest.mark.parametrize("has_extra", [True, False])
def test_a_photo_by_an_iphone_that_cannot_be_read_says_what_helps(
    has_extra: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if has_extra:
        pytest.importorskip("pi_heif")
    else:
        monkeypatch.setitem(sys.modules, "pi_heif", None)
    (tmp_path / "scan.heic").write_bytes(b"\x00\x00\x00\x18ftypheic" + bytes(60))
    with pytest.raises(
        InputError, match="打不开" if has_extra else "没有安装读取它的组件"
    ) as caught:
        _loaded(tmp_path / "scan.heic")
    assert "JPG" in (caught.value.remedy or "")


@pytest.mark.parametrize("suffix", ["png", "tiff"])
def test_sixteen_bits_of_grey_are_read_by_their_upper_eight(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"scan.{suffix}"
    values = np.full((560, 400), 60_000, dtype=np.uint16)
    values[40:90, 40:200] = 8_000
    Image.fromarray(values).save(path)
    (page,) = _loaded(path)
    assert (page.pixels[300, 300], page.pixels[60, 60]) == (60_000 >> 8, 8_000 >> 8)
