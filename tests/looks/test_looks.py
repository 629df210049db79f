"""A few pages look as they did when someone looked at them."""

from __future__ import annotations

import pytest
from PIL import Image, ImageChops, ImageFilter

from pipeline.make.layouts import lay_out, write_pages
from pipeline.make.pages import Page
from pipeline.render.html import render_html
from pipeline.tools.weasyprint import drawing, layout
from pipeline.tools.weasyprint.stand_ins import stand_ins
from tests.looks.pictures import (
    FOLDER,
    MAX_BYTES,
    MOST_DIFFERENCE,
    PAGES,
    WIDTH_PX,
    difference,
    draw,
    reference,
)
from tests.render import cases
from tests.render.test_pages import photos, rendered

MM_PER_PX = 210 / WIDTH_PX


def page_of(name: str) -> Image.Image:
    document, page = PAGES[name]
    return draw(rendered(document, "full")[0].pdf, page)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_looks_as_it_was_accepted(name: str) -> None:
    """If it was meant to change: make references, and look at the pictures."""
    if not {"仿宋_GB2312", "方正小标宋简体"} <= stand_ins(cases.TEMPLATES).keys():
        pytest.skip("the references show the free fonts; this computer has the official ones")
    found = difference(page_of(name), reference(name))
    assert found <= MOST_DIFFERENCE, f"{name} looks different: {found:.0f}"


def test_the_references_are_small_and_none_is_left_over() -> None:
    assert {path.stem for path in FOLDER.glob("*.png")} == set(PAGES)
    for name in PAGES:
        assert (FOLDER / f"{name}.png").stat().st_size <= MAX_BYTES
        assert reference(name).width == WIDTH_PX


# ------------------------------------------------------------------------------ the comparison itself


def moved(picture: Image.Image, box: tuple[int, int, int, int], down_px: int) -> Image.Image:
    """The picture with a part of it moved down."""
    other = picture.copy()
    part = picture.crop(box)
    other.paste(255, box)
    other.paste(part, (box[0], box[1] + down_px))
    return other


@pytest.mark.parametrize("name", PAGES)
def test_smoothing_is_no_difference(name: str) -> None:
    picture = page_of(name)
    softer = picture.filter(ImageFilter.GaussianBlur(0.4))
    fainter = picture.point(lambda grey: min(255, grey + 6))
    halfway = Image.blend(picture, ImageChops.offset(picture, 1, 0), 0.15)
    for other in (softer, fainter, halfway):
        assert difference(picture, other) <= MOST_DIFFERENCE / 2
    assert difference(picture, picture) == 0


@pytest.mark.parametrize("down_px", [1, 2, 14])
@pytest.mark.parametrize("name", PAGES)
def test_a_part_that_moved_is_a_difference(name: str, down_px: int) -> None:
    """From 0.7 mm on; a third of the page is moved."""
    picture = page_of(name)
    part = (0, 90, WIDTH_PX, 230)
    assert difference(picture, moved(picture, part, down_px)) > MOST_DIFFERENCE


@pytest.mark.parametrize("name", PAGES)
def test_a_line_that_is_gone_is_a_difference(name: str) -> None:
    picture = page_of(name)
    darkest = (picture.crop((60, row, 240, row + 1)).getextrema()[0] for row in range(60, 360))
    first = next(row for row, grey in enumerate(darkest, start=60) if grey < 128)  # type: ignore[operator]
    gone = picture.copy()
    gone.paste(255, (0, first - 1, WIDTH_PX, first + 9))
    assert difference(picture, gone) > MOST_DIFFERENCE


def test_text_that_is_set_lower_or_in_another_font_is_a_difference() -> None:
    (values,) = cases.contexts("employer_pledge", "full")
    accepted = page_of("单位承诺书-1")
    for style in (".pledge { padding-top: 2mm }", "body { font-family: var(--kai) }"):
        laid_out = with_style("employer_pledge", values, style)
        assert (
            difference(accepted, draw(write_pages(drawing.draw(laid_out)).pdf, 1)) > MOST_DIFFERENCE
        )


def with_style(document: str, values: dict[str, object], style: str) -> layout.LaidOut:
    """A document with one style more."""
    html = render_html(document, values, templates=[cases.TEMPLATES])
    html = html.replace("</head>", f"<style>{style}</style></head>")
    return lay_out(Page(document=document, html=html, templates=[cases.TEMPLATES], photos=photos()))


def test_another_size_of_paper_is_a_difference() -> None:
    picture = Image.new("L", (WIDTH_PX, 424), 255)
    assert difference(picture, Image.new("L", (WIDTH_PX, 420), 255)) == 255
