"""Pictures without a size of their own are fitted into their cell or page, and seen whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.enum.text import WD_LINE_SPACING
from docx.shared import Pt
from lxml import etree

from pipeline.tools.word import Picture, Pictures, fill_word
from pipeline.tools.word.template import About
from tests.tools.word.test_template import ENVIRONMENT, W, paragraph, parts, run, template

WIDE = Picture(b"\xff\xd8\xff", 4000, 3000)
TALL = Picture(b"\xff\xd8\xff", 3000, 6000)
EMU_PER_MM = 36000
TWIPS_PER_MM = 1440 / 25.4


def cell(width_twips: int, row: str = "", properties: str = "", grid: str = "") -> str:
    width = f'<w:tcW w:w="{width_twips}" w:type="dxa"/>' if width_twips else ""
    return (
        f"<w:tbl>{grid}<w:tr>{row}<w:tc><w:tcPr>{width}{properties}</w:tcPr>"
        f"{paragraph('{{ photo }}')}</w:tc></w:tr></w:tbl>"
    )


def filled(path: Path, picture: Picture) -> etree._Element:
    pictures = Pictures()
    photo = pictures.inline(picture, None, "实施前1")
    made = fill_word(
        path, {"photo": photo}, ENVIRONMENT, about=About(title="文书"), pictures=pictures
    )
    return etree.fromstring(parts(made.pack())["word/document.xml"])


def size_mm(root: etree._Element) -> tuple[float, float]:
    [extent] = (each for each in root.iter() if str(each.tag).endswith("}extent"))
    [inner] = (each for each in root.iter() if str(each.tag).endswith("main}ext"))
    assert (extent.get("cx"), extent.get("cy")) == (inner.get("cx"), inner.get("cy"))
    return int(extent.get("cx", "0")) / EMU_PER_MM, int(extent.get("cy", "0")) / EMU_PER_MM


GRID = '<w:tblGrid><w:gridCol w:w="2000"/><w:gridCol w:w="1500"/></w:tblGrid>'
SPAN = '<w:gridSpan w:val="2"/>'
MARGINS = '<w:tcMar><w:left w:w="0" w:type="dxa"/><w:right w:w="500" w:type="dxa"/></w:tcMar>'
EXACT = '<w:trPr><w:trHeight w:val="1000" w:hRule="exact"/></w:trPr>'
AT_LEAST = '<w:trPr><w:trHeight w:val="1000" w:hRule="atLeast"/></w:trPr>'


@pytest.mark.parametrize(
    ("block", "picture", "width_mm", "height_mm"),
    [
        (paragraph("{{ photo }}"), WIDE, 76, 57),
        (paragraph("{{ photo }}"), TALL, 28.5, 57),
        (cell(9000), WIDE, 76, 57),
        (cell(2216), WIDE, 2000 / TWIPS_PER_MM, 1500 / TWIPS_PER_MM),
        (cell(0, grid=GRID), WIDE, 1784 / TWIPS_PER_MM, 1338 / TWIPS_PER_MM),
        (cell(0, properties=SPAN, grid=GRID), WIDE, 3284 / TWIPS_PER_MM, 2463 / TWIPS_PER_MM),
        (cell(2500, properties=MARGINS), WIDE, 2000 / TWIPS_PER_MM, 1500 / TWIPS_PER_MM),
        (cell(9000, row=EXACT), WIDE, 1280 / TWIPS_PER_MM, 960 / TWIPS_PER_MM),
        (cell(9000, row=AT_LEAST), WIDE, 76, 57),
        (cell(0), WIDE, 76, 57),
        (cell(2216).replace('"2216"', '"50%"'), WIDE, 76, 57),
        (f"<w:sdt><w:sdtContent>{paragraph('{{ photo }}')}</w:sdtContent></w:sdt>", WIDE, 76, 57),
    ],
)
def test_a_picture_is_as_large_as_its_place_allows(
    block: str, picture: Picture, width_mm: float, height_mm: float, tmp_path: Path
) -> None:
    root = filled(template(tmp_path, block), picture)
    assert size_mm(root) == pytest.approx((width_mm, height_mm), abs=0.05)
    assert b"wuxiaoFits" not in etree.tostring(root)


def test_a_picture_in_lines_of_exact_height_is_shown_whole(tmp_path: Path) -> None:
    """After html2docx#72: only a strip as high as the line is to be seen."""
    exact = (
        '<w:p><w:pPr><w:spacing w:before="60" w:line="560" w:lineRule="exact"/>'
        f'<w:ind w:firstLine="640" w:firstLineChars="200"/></w:pPr>{run("{{ photo }}")}</w:p>'
    )
    root = filled(template(tmp_path, exact), WIDE)
    [spacing] = root.iter(f"{W}spacing")
    assert {etree.QName(name).localname: value for name, value in spacing.attrib.items()} == {
        "before": "60",
        "line": "240",
        "lineRule": "auto",
    }
    [indent] = root.iter(f"{W}ind")
    assert indent.get(f"{W}firstLine") == indent.get(f"{W}firstLineChars") == "0"


def test_a_picture_in_a_style_of_exact_lines_is_shown_whole(tmp_path: Path) -> None:
    path = template(tmp_path, paragraph("{{ photo }}"))
    document: Any = Document(str(path))
    spacing = document.styles["Normal"].paragraph_format
    spacing.line_spacing_rule, spacing.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(28)
    document.save(path)
    (own,) = filled(path, WIDE).iter(f"{W}spacing")
    assert (own.get(f"{W}line"), own.get(f"{W}lineRule")) == ("240", "auto")
