"""Scanned pages laid straight without being encoded again; pages of other PDFs taken as they are."""

from __future__ import annotations

import io
import math
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageDraw

from pipeline.errors import InputError
from pipeline.tools.pdf.placing import (
    PdfPages,
    PlacedFax,
    PlacedJpeg,
    affine_of,
    page_size_mm,
    put_together,
    shrunk,
)
from pipeline.tools.pictures.encoding import as_jpeg, smaller_jpeg

DPI = 100
PX = DPI / 25.4


def turned(angle_deg: float) -> tuple[bytes, tuple[float, ...]]:
    """A sheet with a black square at (50, 80) mm as a scanner saw it, turned; and the way back to paper."""
    sheet = Image.new("RGB", (round(210 * PX), round(297 * PX)), "white")
    ImageDraw.Draw(sheet).rectangle([50 * PX, 80 * PX, 70 * PX, 100 * PX], fill="black")
    seen = sheet.rotate(
        angle_deg, expand=True, fillcolor="white", resample=Image.Resampling.BICUBIC
    )
    angle = math.radians(angle_deg)
    cos, sin = math.cos(angle) / PX, math.sin(angle) / PX
    # PIL turns anticlockwise about the middle: back is clockwise about it.
    cx, cy, mx, my = seen.width / 2, seen.height / 2, sheet.width / 2 / PX, sheet.height / 2 / PX
    c = mx - cos * cx + sin * cy
    f = my - sin * cx - cos * cy
    return as_jpeg(seen), (cos, -sin, c, sin, cos, f, 0.0, 0.0, 1.0)


def square_of(pdf: bytes) -> tuple[float, float, float, float]:
    """Where the black square is on a page, in mm: left, top, right, bottom."""
    document = pypdfium2.PdfDocument(pdf)
    image = document[0].render(scale=2).to_pil().convert("L").point(lambda v: 255 * (v < 128))
    document.close()
    box = image.getbbox()
    assert box is not None
    left, top, right, bottom = (each / 2 / 72 * 25.4 for each in box)
    return left, top, right, bottom


@pytest.mark.parametrize("angle", [0.0, 1.3, -4.0, 90.0, 180.0, 271.0])
def test_a_page_that_lay_aslant_comes_out_straight_where_it_was_printed(angle: float) -> None:
    data, homography = turned(angle)
    width, height = Image.open(io.BytesIO(data)).size
    matrix = affine_of(homography, width, height)
    assert matrix is not None
    made = put_together([PlacedJpeg(data=data, matrix=matrix)], title="页")
    assert square_of(made) == pytest.approx((50, 80, 70, 100), abs=0.5)


def test_the_scanners_bytes_are_in_it_unchanged_and_the_same_pieces_give_the_same_bytes() -> None:
    data, homography = turned(1.0)
    width, height = Image.open(io.BytesIO(data)).size
    matrix = affine_of(homography, width, height)
    assert matrix is not None
    pieces = [PlacedJpeg(data=data, matrix=matrix)]
    made = put_together(pieces, title="页")
    with pikepdf.open(io.BytesIO(made)) as pdf:
        (image,) = pdf.pages[0].get_images().values()
        assert image.read_raw_bytes() == data
        assert pdf.docinfo["/Title"] == "页"
    assert put_together(pieces, title="页") == made


def test_a_page_seen_in_perspective_is_not_laid_straight_by_a_matrix_that_cannot() -> None:
    assert affine_of((0.1, 0.0, 0.0, 0.0, 0.1, 0.0, 1e-5, 0.0, 1.0), 2000, 3000) is None
    assert affine_of((0.1, 0.0, 0.0, 0.0, 0.1, 0.0, 1e-8, 0.0, 1.0), 2000, 3000) is not None


def pdf_of(path: Path, *sizes_mm: tuple[float, float]) -> Path:
    with pikepdf.new() as pdf:
        for width, height in sizes_mm:
            pdf.add_blank_page(page_size=(width * 72 / 25.4, height * 72 / 25.4))
        pdf.save(path)
    return path


def test_pages_of_other_pdfs_come_along_one_or_all_at_their_size(tmp_path: Path) -> None:
    source = pdf_of(tmp_path / "a.pdf", (210, 297), (297, 210))
    made = tmp_path / "b.pdf"
    made.write_bytes(put_together([PdfPages(source, 2), PdfPages(source)], title="合"))
    assert [page_size_mm(made, page)[0] for page in (1, 2, 3)] == pytest.approx([297, 210, 297])


def test_what_a_strangers_page_would_do_is_left_out(tmp_path: Path) -> None:
    source = tmp_path / "a.pdf"
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        page.AA = pikepdf.Dictionary(O=action)
        pdf.Root.OpenAction = action
        pdf.save(source)
    made = put_together([PdfPages(source)], title="合")
    assert b"JavaScript" not in made
    assert b"alert" not in made


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4 nothing", b"no pdf at all"])
def test_a_pdf_that_cannot_be_read_is_named(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "坏.pdf").write_bytes(data)
    with pytest.raises(InputError, match=r"坏\.pdf"):
        put_together([PdfPages(tmp_path / "坏.pdf")], title="合")


def test_a_pdf_with_a_password_is_named_with_what_to_do(tmp_path: Path) -> None:
    source = tmp_path / "密.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(source, encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(InputError, match=r"密\.pdf：设了打开密码.*不带密码") as told:
        put_together([PdfPages(source)], title="合")
    assert told.value.where == "密.pdf"


def test_a_page_that_a_pdf_does_not_have_is_told_with_its_name(tmp_path: Path) -> None:
    source = pdf_of(tmp_path / "a.pdf", (210, 297))
    with pytest.raises(InputError, match=r"a\.pdf"):
        put_together([PdfPages(source, 2)], title="合")


def test_a_stamp_that_was_put_on_a_page_on_the_screen_stays_to_be_seen(tmp_path: Path) -> None:
    source = tmp_path / "a.pdf"
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(210 / 25.4 * 72, 297 / 25.4 * 72))
        look = pikepdf.Stream(pdf, b"0 g 0 0 100 100 re f")
        look.Type, look.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        look.BBox = pikepdf.Array([0, 0, 100, 100])
        stamp = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Stamp,
            Rect=pikepdf.Array([72, 72, 144, 144]),
            F=4,
            AP=pikepdf.Dictionary(N=look),
        )
        page.obj.Annots = pikepdf.Array([pdf.make_indirect(stamp)])
        pdf.save(source)
    made = put_together([PdfPages(source)], title="合")
    inch = 25.4
    assert square_of(made) == pytest.approx((inch, 297 - 2 * inch, 2 * inch, 297 - inch), abs=0.5)
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert "/Annots" not in pdf.pages[0]


def test_a_jpeg_in_the_colours_of_print_keeps_them() -> None:
    stream = io.BytesIO()
    Image.new("CMYK", (40, 40), (0, 255, 255, 0)).save(stream, "JPEG")
    matrix = (210 / 40, 0.0, 0.0, 0.0, 297 / 40, 0.0)
    made = put_together([PlacedJpeg(data=stream.getvalue(), matrix=matrix)], title="页")
    with pypdfium2.PdfDocument(made) as document:
        red, green, blue = document[0].render(scale=1).to_pil().convert("RGB").getpixel((300, 400))
    assert red > 200
    assert max(green, blue) < 80


def test_bytes_that_fill_up_before_a_marker_are_passed_over() -> None:
    data = as_jpeg(Image.new("RGB", (30, 20), "white"))
    frame = data.index(b"\xff\xc0")
    filled = data[:frame] + b"\xff\xff" + data[frame:]
    made = put_together([PlacedJpeg(data=filled, matrix=(1, 0, 0, 0, 1, 0))], title="页")
    with pikepdf.open(io.BytesIO(made)) as pdf:
        (image,) = pdf.pages[0].get_images().values()
        assert (int(image.Width), int(image.Height)) == (30, 20)


@pytest.mark.parametrize(
    "segments",
    [
        b"\xff\xda\x00\x02\xff\xc0\x00\x0b\x08\x00\x10\x00\x10\x01\x11\x00\x00",  # the picture comes first
        b"\xff\xc0\x00\x0b\x08\x00\x00\x00\x10\x01\x11\x00\x00",  # no height
        b"\xff\xc0\x00\x0b\x08\x00\x10\x00\x10\x02\x11\x00\x00",  # two colours
    ],
)
def test_a_jpeg_without_a_size_and_colours_is_refused(segments: bytes) -> None:
    piece = PlacedJpeg(data=b"\xff\xd8" + segments, matrix=(1, 0, 0, 0, 1, 0))
    with pytest.raises(InputError, match="不是完好的JPEG"):
        put_together([piece], title="页")


def test_what_is_no_jpeg_is_refused() -> None:
    with pytest.raises(InputError, match="不是完好的JPEG"):
        put_together([PlacedJpeg(data=b"\xff\xd8\xff\xd9", matrix=(1, 0, 0, 0, 1, 0))], title="页")


def test_pictures_are_made_smaller_and_no_coarser_than_asked() -> None:
    noise = Image.effect_noise((1654, 2339), 60).convert("RGB")
    data = as_jpeg(noise, quality=95)
    matrix = (210 / 1654, 0.0, 0.0, 0.0, 297 / 2339, 0.0)
    whole = put_together([PlacedJpeg(data=data, matrix=matrix)], title="页")
    for dpi, width in ((200, 1654), (100, 827)):
        small = shrunk(whole, lambda jpeg, page: smaller_jpeg(jpeg, page, quality=50, dpi=dpi))  # noqa: B023
        assert len(small) < len(whole)
        with pikepdf.open(io.BytesIO(small)) as pdf:
            (image,) = pdf.pages[0].get_images().values()
            assert int(image.Width) == pytest.approx(width, abs=3)
            assert Image.open(io.BytesIO(image.read_raw_bytes())).width == int(image.Width)


def test_only_jpegs_that_become_smaller_are_encoded_anew_each_once() -> None:
    jpeg = as_jpeg(Image.effect_noise((300, 200), 60).convert("RGB"))
    fax = PlacedFax(data=b"\x00\x10\x01", matrix=(1, 0, 0, 0, 1, 0), width_px=8, height_px=1)
    pieces = (PlacedJpeg(data=jpeg, matrix=(1, 0, 0, 0, 1, 0)), fax)
    with pikepdf.open(io.BytesIO(put_together(pieces, title="页"))) as pdf:
        pdf.pages.append(pdf.pages[0])
        stream = io.BytesIO()
        pdf.save(stream)
    asked: list[bytes] = []

    def larger(data: bytes, _: tuple[int, int]) -> bytes:
        asked.append(data)
        return data + bytes(100)

    with pikepdf.open(io.BytesIO(shrunk(stream.getvalue(), larger))) as pdf:
        (image,) = pdf.pages[0].get_images().values()
        assert image.read_raw_bytes() == jpeg
    assert asked == [jpeg]
