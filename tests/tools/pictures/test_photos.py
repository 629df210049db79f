"""Photos come out upright, clean and no larger than needed; hostile files are refused."""

from __future__ import annotations

import io
import os
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms, ImageFile

from pipeline.errors import InputError, OutputError
from pipeline.tools.pdf.thumbnails import thumbnail
from pipeline.tools.pictures.inspection import inspect_picture
from pipeline.tools.pictures.photos import Photo, prepare_photo
from pipeline.tools.pictures.reading import MAX_FILE_BYTES, MAX_PIXELS

FRAME_PX = (886, 664)
RED, BLUE = (200, 30, 30), (40, 60, 180)

# How a picture with its red corner at the top left has to be stored for each EXIF orientation.
STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def picture(width: int, height: int, mode: str = "RGB") -> Image.Image:
    image = Image.new("RGB", (width, height), BLUE)
    image.paste(RED, (0, 0, width // 4, height // 4))
    return image.convert(mode)


def saved(folder: Path, image: Image.Image, kind: str = "JPEG", **options: Any) -> Path:
    path = folder / f"照片.{kind.lower()}"
    image.save(path, kind, **options)
    return path


def prepared(path: Path) -> Photo:
    return prepare_photo(path, width_mm=75, height_mm=56.25)


def opened(photo: Photo) -> Image.Image:
    return Image.open(io.BytesIO(photo.data))


def near(pixel: Any, colour: tuple[int, int, int]) -> bool:
    return all(abs(one - other) < 24 for one, other in zip(pixel, colour, strict=True))


@pytest.mark.parametrize("orientation", STORED)
def test_a_photo_stands_upright_whatever_the_camera_said(tmp_path: Path, orientation: int) -> None:
    upright = picture(1600, 1000)
    turn = STORED[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = upright if turn is None else upright.transpose(turn)
    path = saved(tmp_path, stored, exif=exif, quality=92)

    photo = prepared(path)

    assert (photo.width_px, photo.height_px) == (886, 554)
    image = opened(photo)
    assert near(image.getpixel((20, 20)), RED)
    assert near(image.getpixel((photo.width_px - 20, photo.height_px - 20)), BLUE)


def test_place_camera_comment_and_profile_are_gone(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Canon", "EOS R5"
    exif.get_ifd(0x8825)[2] = (32.0, 3.0, 38.0)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    path = saved(
        tmp_path, picture(1200, 900), exif=exif, comment=b"by somebody", icc_profile=profile
    )

    photo = prepared(path)

    for trace in (b"Exif", b"Canon", b"EOS", b"somebody", b"ICC_PROFILE", b"GPS"):
        assert trace not in photo.data
    assert not opened(photo).getexif()


@pytest.mark.parametrize(
    ("size", "expected"),
    [((4000, 3000), (885, 664)), ((3000, 4000), (498, 664)), ((300, 200), (300, 200))],
)
def test_a_photo_fits_its_frame_and_is_never_enlarged(
    tmp_path: Path, size: tuple[int, int], expected: tuple[int, int]
) -> None:
    photo = prepared(saved(tmp_path, picture(*size)))
    assert (photo.width_px, photo.height_px) == expected
    assert opened(photo).size == expected
    assert photo.width_px <= FRAME_PX[0]
    assert photo.height_px <= FRAME_PX[1]


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("PNG", "RGB"), ("PNG", "L"), ("PNG", "1"), ("PNG", "P"), ("WEBP", "RGB"), ("JPEG", "CMYK")],
)
def test_other_kinds_become_rgb_jpeg(tmp_path: Path, kind: str, mode: str) -> None:
    photo = prepared(saved(tmp_path, picture(1000, 800, mode), kind))
    image = opened(photo)
    assert (image.format, image.mode) == ("JPEG", "RGB")


def test_transparent_parts_become_white(tmp_path: Path) -> None:
    image = Image.new("RGBA", (400, 300), (0, 0, 0, 0))
    image.paste((*RED, 255), (0, 0, 100, 100))
    result = opened(prepared(saved(tmp_path, image, "PNG")))
    assert near(result.getpixel((300, 200)), (255, 255, 255))
    assert near(result.getpixel((30, 30)), RED)


def test_a_16_bit_picture_keeps_its_tones(tmp_path: Path) -> None:
    image = Image.new("I;16", (400, 300), 128 * 256)
    result = opened(prepared(saved(tmp_path, image, "PNG")))
    assert near(result.getpixel((200, 150)), (128, 128, 128))


def test_the_same_photo_gives_the_same_bytes(tmp_path: Path) -> None:
    path = saved(tmp_path, picture(2000, 1500))
    assert prepared(path) == prepared(path)


def bomb() -> bytes:
    """A PNG of a few bytes that claims to be 40 000 × 40 000."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)

    header = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1000))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


def large() -> bytes:
    """Just over the limit, below what Pillow itself refuses."""
    buffer = io.BytesIO()
    Image.new("1", (MAX_PIXELS // 10_000 + 1, 10_000)).save(buffer, "PNG")
    return buffer.getvalue()


def truncated() -> bytes:
    buffer = io.BytesIO()
    picture(1600, 1200).save(buffer, "JPEG")
    return buffer.getvalue()[: len(buffer.getvalue()) // 3]


def line() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (60_000, 1)).save(buffer, "JPEG")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "不是能用的照片，是空文件"),
        (b"no picture at all" * 20, "不是能用的照片，是文本文件"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "是SVG图形"),
        (b"MZ" + bytes(range(256)) * 8, "不是能用的照片，是认不出的文件"),
        (truncated(), "读到一半就断了"),
        (bomb(), "图片太大"),
        (large(), "图片太大"),
        (line(), "60000×1像素"),
        (b"\xff\xd8\xff\xe1\x00\x10Exif\x00\x00" + bytes(400), "文件头已损坏"),
    ],
    ids=["empty", "text", "svg", "noise", "truncated", "bomb", "large", "line", "hostile"],
)
def test_what_is_no_good_picture_is_refused_by_name(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "实施前-1.jpg"
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        prepared(path)
    assert "实施前-1.jpg" in str(caught.value)
    assert said in str(caught.value)
    assert caught.value.remedy


@pytest.mark.parametrize(
    "data", [truncated(), bomb(), large(), line(), b"\xff\xd8\xff" + bytes(99)]
)
def test_checks_say_of_a_photo_what_papers_say(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "实施前-1.jpg"
    path.write_bytes(data)
    found = inspect_picture(path, "png" if data.startswith(b"\x89PNG") else "jpeg")
    with pytest.raises(InputError) as caught:
        prepared(path)
    assert (found.problem, found.remedy) == (caught.value.what, caught.value.remedy)
    assert found.problem


def test_a_photo_between_the_limits_of_pillow_and_ours_passes_both(tmp_path: Path) -> None:
    """Pillow warns above 89 megapixels; papers took the warning for an error, checks did not."""
    path = tmp_path / "1.png"
    Image.new("1", (9_600, 9_600)).save(path, "PNG")
    assert inspect_picture(path, "png").problem == ""
    assert prepared(path).width_px == 664


def test_a_photo_of_a_phone_with_200_megapixels_is_read(tmp_path: Path) -> None:
    """realesrgan-gui#34, video2x#897: pictures above 179 megapixels are refused by Pillow as bombs."""
    path = tmp_path / "1.jpg"
    Image.new("L", (16_320, 12_240)).save(path, "JPEG")
    assert inspect_picture(path, "jpeg").width_px == 16_320
    assert prepared(path).height_px == 664


def test_a_truncated_photo_is_refused_even_after_weasyprint_allowed_them(tmp_path: Path) -> None:
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    path = tmp_path / "1.jpg"
    path.write_bytes(truncated())
    with pytest.raises(InputError, match="断了"):
        prepared(path)


def test_a_file_that_no_photo_fills_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = saved(tmp_path, picture(80, 60))
    os.truncate(path, MAX_FILE_BYTES + 1)  # holes take no room on the disk
    with pytest.raises(InputError, match=r"照片\.jpeg：图片太大，打不开：超过\d+ MB"):
        prepared(path)


def test_a_damaged_profile_of_colours_leaves_them_as_they_are(tmp_path: Path) -> None:
    path = saved(tmp_path, picture(400, 300), icc_profile=b"no profile at all")
    assert near(opened(prepared(path)).getpixel((10, 10)), RED)


def test_a_missing_photo_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"2\.jpg：找不到图片"):
        prepared(tmp_path / "2.jpg")


def test_a_folder_in_place_of_a_photo_is_refused(tmp_path: Path) -> None:
    (tmp_path / "3.jpg").mkdir()
    with pytest.raises(InputError, match="读不出来"):
        prepared(tmp_path / "3.jpg")


def test_colours_of_another_profile_are_converted(tmp_path: Path) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = srgb.replace(b"rXYZ", b"____", 1).replace(b"bXYZ", b"rXYZ", 1)
    swapped = swapped.replace(b"____", b"bXYZ", 1).replace(b"\0s\0R\0G\0B", b"\0o\0t\0h\0e")
    for profile, colour in ((srgb, (200, 0, 0)), (swapped, (0, 0, 200))):
        image = Image.new("RGB", (400, 300), (200, 0, 0))
        photo = prepared(saved(tmp_path, image, "PNG", icc_profile=profile))
        assert near(opened(photo).getpixel((10, 10)), colour)


def test_a_profile_that_fits_no_picture_changes_nothing(tmp_path: Path) -> None:
    xyz = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    photo = prepared(saved(tmp_path, picture(400, 300), "PNG", icc_profile=xyz))
    assert near(opened(photo).getpixel((10, 10)), RED)


def test_a_thumbnail_has_the_width_asked_for() -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (1240, 1754), "white").save(buffer, "PDF", resolution=150)
    image = Image.open(io.BytesIO(thumbnail(buffer.getvalue(), width_px=120)))
    assert image.format == "WEBP"
    assert abs(image.width - 120) <= 1
    assert image.height > image.width


def test_no_thumbnail_of_what_is_no_pdf() -> None:
    with pytest.raises(OutputError):
        thumbnail(b"not a PDF")
