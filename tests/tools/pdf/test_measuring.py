"""Where glyphs, lines and pictures of a PDF stand."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
import weasyprint
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, RectangleObject

from pipeline.errors import InputError
from pipeline.tools.geometry import MeasuredPage, MeasuredPaper
from pipeline.tools.pdf import measuring
from pipeline.tools.pdf.measuring import measure

MM = 72 / 25.4
PAGE = """<html lang="zh-CN"><style>
@page { size: 210mm 297mm; margin: 0 } body { margin: 0; font-family: FandolFang }
p { position: absolute; margin: 0; font-size: 16pt; line-height: 1; white-space: pre }
div { position: absolute }
</style>"""


def pdf_of(body: str) -> bytes:
    data: bytes = weasyprint.HTML(string=PAGE + body).write_pdf()
    return data


def written(writer: PdfWriter) -> bytes:
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def content(data: bytes) -> DecodedStreamObject:
    stream = DecodedStreamObject()
    stream.set_data(data)
    return stream


def measured(tmp_path: Path, data: bytes) -> MeasuredPaper:
    path = tmp_path / "函.pdf"
    path.write_bytes(data)
    return measure(path)


def page_of(tmp_path: Path, body: str) -> MeasuredPage:
    (page,) = measured(tmp_path, pdf_of(body)).pages
    return page


# ------------------------------------------------------------------------------ glyphs


def test_a_glyph_has_its_place_size_and_font(tmp_path: Path) -> None:
    page = page_of(tmp_path, '<p style="left:28mm;top:37mm;color:#c00">永 字</p>')
    first, second = page.glyphs
    assert (first.character, second.character) == ("永", "字")
    assert first.font.startswith("FandolFang")
    assert first.left_pt == pytest.approx(28 * MM, abs=0.05)
    assert first.right_pt == pytest.approx(28 * MM + 16, abs=0.05)
    assert first.size_pt == pytest.approx(16, abs=0.01)
    assert first.top_pt == pytest.approx(37 * MM, abs=3)
    assert first.baseline_pt == pytest.approx(37 * MM + 14, abs=1.5)
    assert first.top_pt < first.baseline_pt < first.bottom_pt
    assert first.colour == (204, 0, 0)
    assert first.missing is False
    assert not first.bold
    assert (page.width_pt, page.height_pt) == pytest.approx((210 * MM, 297 * MM), abs=0.1)


def test_what_is_not_seen_is_not_measured(tmp_path: Path) -> None:
    page = page_of(
        tmp_path,
        '<p style="left:28mm;top:37mm;color:transparent">透明</p>'
        '<p style="left:28mm;top:67mm;transform:rotate(-30deg)">草稿</p>'
        '<p style="left:28mm;top:97mm">见</p>',
    )
    assert [glyph.character for glyph in page.glyphs] == ["见"]


def test_the_invisible_text_of_a_scan_is_not_measured(tmp_path: Path) -> None:
    writer = PdfWriter(io.BytesIO(pdf_of('<p style="left:28mm;top:37mm">永</p>')))
    page = writer.pages[0]
    drawn = page.get_contents()
    assert drawn is not None
    page[NameObject("/Contents")] = writer._add_object(content(b"3 Tr\n" + drawn.get_data()))
    assert measured(tmp_path, written(writer)).pages[0].glyphs == ()


def test_a_character_without_a_glyph_is_seen(tmp_path: Path) -> None:
    page = page_of(tmp_path, '<p style="left:28mm;top:37mm">永\u0378字</p>')
    assert [glyph.missing for glyph in page.glyphs] == [False, True, False]


def test_a_character_beyond_the_basic_plane_is_one_and_not_judged(tmp_path: Path) -> None:
    page = page_of(tmp_path, '<p style="left:28mm;top:37mm;font-family:HanaMinB">𬬭</p>')
    assert [(glyph.character, glyph.missing) for glyph in page.glyphs] == [("𬬭", None)]


def test_a_cropped_page_is_measured_from_what_is_shown(tmp_path: Path) -> None:
    writer = PdfWriter(io.BytesIO(pdf_of('<p style="left:28mm;top:37mm">永</p>')))
    box = writer.pages[0].mediabox
    writer.pages[0].cropbox = RectangleObject((10, 0, float(box.right), float(box.top) - 20))
    (glyph,) = measured(tmp_path, written(writer)).pages[0].glyphs
    assert glyph.left_pt == pytest.approx(28 * MM - 10, abs=0.1)
    assert glyph.baseline_pt == pytest.approx(37 * MM + 14 - 20, abs=1.5)


def test_a_font_that_is_not_in_the_file_is_told(tmp_path: Path) -> None:
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    font = DictionaryObject({
        NameObject("/Type"): NameObject("/Font"),
        NameObject("/Subtype"): NameObject("/Type1"),
        NameObject("/BaseFont"): NameObject("/Helvetica"),
    })  # fmt: skip
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
    )
    drawn = content(b"BT /F1 16 Tf 2 Tr 100 700 Td (abc) Tj ET")
    page[NameObject("/Contents")] = writer._add_object(drawn)
    paper = measured(tmp_path, written(writer))
    assert paper.fonts == {"Helvetica": False}
    assert all(glyph.bold for glyph in paper.pages[0].glyphs)


def test_the_name_of_a_font_is_read_as_chinese_programs_write_it(tmp_path: Path) -> None:
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    font = DictionaryObject({
        NameObject("/Type"): NameObject("/Font"),
        NameObject("/Subtype"): NameObject("/TrueType"),
        NameObject("/BaseFont"): NameObject("/twelve_chars"),
    })  # fmt: skip
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
    )
    drawn = content(b"BT /F1 16 Tf 100 700 Td (abc) Tj ET")
    page[NameObject("/Contents")] = writer._add_object(drawn)
    in_gbk = "".join(f"#{byte:02X}" for byte in "黑体".encode("gbk")).encode()
    paper = measured(tmp_path, written(writer).replace(b"twelve_chars", in_gbk))
    assert paper.fonts == {"黑体": False}


def test_the_name_of_a_subset_is_that_of_the_font(tmp_path: Path) -> None:
    paper = measured(tmp_path, pdf_of('<p style="left:28mm;top:37mm">永</p>'))
    ((name, embedded),) = paper.fonts.items()
    assert "+" not in name
    assert embedded


# ------------------------------------------------------------------------------ shapes, pictures

RULE = '<div style="left:20mm;top:50mm;width:170mm;height:2pt;background:#d00"></div>'


def test_a_rule_has_its_place_length_thickness_and_colour(tmp_path: Path) -> None:
    (rule,) = page_of(tmp_path, RULE).rules
    assert rule.left_pt == pytest.approx(20 * MM, abs=0.1)
    assert rule.width_pt == pytest.approx(170 * MM, abs=0.1)
    assert rule.top_pt == pytest.approx(50 * MM, abs=0.1)
    assert rule.thickness_pt == pytest.approx(2, abs=0.05)
    assert rule.colour == (221, 0, 0)


def test_a_rule_inside_a_form_stands_where_it_is_seen(tmp_path: Path) -> None:
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    form = content(b"0.8667 0 0 rg 10 20 170 2 re f")
    form.update({
        NameObject("/Type"): NameObject("/XObject"),
        NameObject("/Subtype"): NameObject("/Form"),
        NameObject("/BBox"): RectangleObject((0, 0, 595, 842)),
    })  # fmt: skip
    forms = DictionaryObject({NameObject("/Fm1"): writer._add_object(form)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): forms})
    page[NameObject("/Contents")] = writer._add_object(content(b"2 0 0 2 30 40 cm /Fm1 Do"))
    (rule,) = measured(tmp_path, written(writer)).pages[0].rules
    assert (rule.left_pt, rule.width_pt) == pytest.approx((50, 340))
    assert (rule.bottom_pt, rule.thickness_pt) == pytest.approx((842 - 80, 4))
    assert rule.colour == (221, 0, 0)


def test_borders_are_measured_side_by_side(tmp_path: Path) -> None:
    """WeasyPrint fills the ring between two boxes, once for each side."""
    page = page_of(
        tmp_path,
        '<div style="left:20mm;top:50mm;width:170mm;height:1mm;border:0 solid #d00;'
        'border-width:2pt 0 .75pt"></div>',
    )
    upper, lower = sorted(page.rules, key=lambda rule: rule.top_pt)
    assert upper.top_pt == pytest.approx(50 * MM, abs=0.1)
    assert upper.thickness_pt == pytest.approx(2, abs=0.05)
    assert lower.thickness_pt == pytest.approx(0.75, abs=0.05)
    assert lower.top_pt - upper.bottom_pt == pytest.approx(MM, abs=0.1)


def test_the_lines_of_a_table_are_rules(tmp_path: Path) -> None:
    page = page_of(
        tmp_path,
        "<style>table { position:absolute; left:28mm; top:60mm; border-collapse:collapse }"
        "td { width:50mm; height:20mm; border:.5pt solid }</style>"
        "<table><tr><td></td><td></td></tr></table>",
    )
    upright = {round(rule.left_pt / MM) for rule in page.rules if rule.height_pt > 20}
    assert len(upright) == 3
    assert min(upright) == 28
    assert all(rule.thickness_pt == pytest.approx(0.5, abs=0.05) for rule in page.rules)


def test_a_picture_has_its_frame(tmp_path: Path) -> None:
    stream = io.BytesIO()
    Image.new("L", (827, 1170), "white").save(stream, "PDF", resolution=100)
    (page,) = measured(tmp_path, stream.getvalue()).pages
    (frame,) = page.pictures
    assert frame.width_pt == pytest.approx(page.width_pt, abs=1)
    assert page.glyphs == ()


# ------------------------------------------------------------------------------ files that cannot be read


def test_no_pdf_an_empty_one_and_none_at_all_are_errors_of_the_input(tmp_path: Path) -> None:
    for content in (b"", b"\xd0\xcf\x11\xe0 word", b"%PDF-1.7\n", b"%PDF-1.7\n%%EOF"):
        with pytest.raises(InputError, match=r"函\.pdf"):
            measured(tmp_path, content)
    with pytest.raises(InputError, match="找不到"):
        measure(tmp_path / "没有.pdf")
    with pytest.raises(InputError):
        measure(tmp_path)


def test_a_locked_file_is_an_error_of_the_input(tmp_path: Path) -> None:
    writer = PdfWriter(io.BytesIO(pdf_of("<p>永</p>")))
    writer.encrypt("geheim", algorithm="RC4-128")
    with pytest.raises(InputError, match="密码"):
        measured(tmp_path, written(writer))


@pytest.mark.parametrize("limit", ["MAX_FILE_BYTES", "MAX_PAGES", "MAX_MARKS"])
def test_what_is_too_large_is_refused(
    limit: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measuring, limit, 0)
    with pytest.raises(InputError, match="不能检查"):
        measured(tmp_path, pdf_of('<p style="left:28mm;top:37mm">永</p>'))


def test_a_page_with_too_many_characters_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measuring, "MAX_MARKS", 3)
    assert len(page_of(tmp_path, '<p style="left:28mm;top:37mm">永字八</p>').glyphs) == 3
    with pytest.raises(InputError, match="第1页的字太多"):
        page_of(tmp_path, '<p style="left:28mm;top:37mm">永字八法</p>')


def test_a_page_that_is_counted_and_not_there_is_told(tmp_path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    data = written(writer)
    assert b"/Count 1" in data
    with pytest.raises(InputError, match="有的页读不出来"):
        measured(tmp_path, data.replace(b"/Count 1", b"/Count 2"))


def test_a_damaged_file_is_read_or_refused_and_never_more(tmp_path: Path) -> None:
    whole = pdf_of(f'<p style="left:28mm;top:37mm">永字八法</p>{RULE}')
    chance = random.Random(4)
    refused = 0
    for _ in range(60):
        data = bytearray(whole[: chance.randrange(20, len(whole))])
        for _ in range(20):
            data[chance.randrange(9, len(data))] = chance.randrange(256)
        try:
            measured(tmp_path, bytes(data))
        except InputError:
            refused += 1
    assert refused > 10
