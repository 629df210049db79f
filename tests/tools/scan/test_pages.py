"""Files of scanners and telephones as pages."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image, ImageDraw

from pipeline.errors import InputError
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


def test_what_is_wrong_with_a_page_stays_with_it(tmp_path: Path) -> None:
    path = _pdf(tmp_path / "scan.pdf", [_jpeg(1), _jpeg(2)[:1500], _jpeg(3)])
    found: list[object] = []
    for raw in read_pages(path):
        try:
            found.append(raw.load().pixels.shape)
        except InputError as error:
            found.append(str(error))
    assert found[0] == found[2] == (560, 400, 3)
    assert "scan.pdf 第2页" in str(found[1])


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
    Image.new("1", (14_000, 14_000)).save(path, "PNG")


def _line(path: Path) -> None:
    Image.new("L", (4000, 60)).save(path, "PNG")


def _locked(path: Path) -> None:
    _pdf(path, [_jpeg(1)], encryption=pikepdf.Encryption(user="secret", owner="secret"))


def _garbage(path: Path) -> None:
    path.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 8)


def _half(path: Path) -> None:
    path.write_bytes(_jpeg(1)[:900])


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (_bomb, "太大|像素过多"),
        (_line, "不像一页纸"),
        (_locked, "设了打开密码"),
        (_garbage, "没有传完整或已损坏"),
        (_half, "没有传完整或已损坏"),
        (lambda path: path.write_bytes(b""), "空文件"),
        (lambda path: path.write_bytes("说明".encode()), "不是扫描件"),
        (lambda path: None, "找不到"),
    ],
    ids=["bomb", "line", "locked", "garbage", "half", "empty", "text", "missing"],
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


@pytest.mark.parametrize("suffix", ["png", "tiff"])
def test_sixteen_bits_of_grey_are_read_by_their_upper_eight(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"scan.{suffix}"
    values = np.full((560, 400), 60_000, dtype=np.uint16)
    values[40:90, 40:200] = 8_000
    Image.fromarray(values).save(path)
    (page,) = _loaded(path)
    assert (page.pixels[300, 300], page.pixels[60, 60]) == (60_000 >> 8, 8_000 >> 8)
