"""Chinese paragraphs end flush: measured on the finished PDF, glyph by glyph."""

from __future__ import annotations

import ctypes
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from itertools import pairwise

import pypdf
import pypdfium2
import pypdfium2.raw as pdfium_c
import pytest
import weasyprint
from weasyprint.layout import inline
from weasyprint.text.fonts import FontConfiguration

from pipeline.errors import ToolMissingError
from pipeline.tools.weasyprint import justify

MM_PT = 72 / 25.4
LEFT_PT, RIGHT_PT = 28 * MM_PT, 184 * MM_PT  # type area of GB/T 9704
TOLERANCE_PT = 1.0
EXACT_PT = 0.1  # without letter spacing nothing but rounding is left
# 28 characters fill 156 mm; a first line is indented by two such characters.
GRID_CSS = "p { letter-spacing: -0.21pt; text-indent: 31.58pt }"

_PARAGRAPHS = """\
根据《江苏省总工会关于开展职工“五小”活动的通知》（苏工发〔2023〕15号）精神，现将我单位职工开展\
“小发明”“小创造”“小革新”“小设计”“小建议”活动的有关情况报告如下，请予审核。
该成果采用PLC与RS-485总线控制，由张三丰和Suzhou Precision Tooling Co., Ltd.共同完成，把换模\
时间由45 min压缩到12.5 min，降幅达72.2%；每年节约电费￥128,000元、钢材3.6 t，车间占地由320 m²\
降至210 m²，温升不超过5℃，合格率由98.6％提高到99.95％——在同行业中居于前列……经专家组（组长：\
李四）评议，一致认为：“技术路线正确，效益显著，值得推广！”
本单位承诺：所报材料真实、准确、完整，不存在知识产权争议；如有不实，愿承担一切责任。经公示5个\
工作日（2023年8月20日～8月26日），无异议。阿依古丽·买买提、欧阳修·司马迁等参与。"""
MIXED = [
    pytest.param(text, id=name)
    for text, name in zip(_PARAGRAPHS.splitlines(), ("quotes", "latin", "names"), strict=True)
]
REPORT = _PARAGRAPHS.splitlines()[0]
PLAIN = "江苏省总工会职工五小活动成果汇编" * 12
ALL = [*MIXED, pytest.param(PLAIN, id="plain")]


@dataclass(frozen=True)
class Glyph:
    character: str
    left_pt: float
    right_pt: float


@pytest.fixture(scope="module", autouse=True)
def _installed() -> None:
    justify.install()


@cache
def _fonts() -> FontConfiguration:
    return FontConfiguration()


def _pdf(body: str, css: str = "") -> bytes:
    style = (
        "@page { size: A4; margin: 37mm 26mm 35mm 28mm } body { margin: 0; "
        "font: 16pt/29pt FandolFang, 'Noto Serif CJK SC', 'Noto Sans CJK SC' }"
        "p { margin: 0; text-align: justify; text-indent: 2em }" + css
    )
    html = f'<html lang="zh-CN"><style>{style}</style><body>{body}'
    return bytes(weasyprint.HTML(string=html).write_pdf(font_config=_fonts()))


def _paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def _lines(pdf: bytes) -> list[list[Glyph]]:
    """Glyphs of the first page, line by line, from left to right."""
    rows: dict[int, list[Glyph]] = {}
    document = pypdfium2.PdfDocument(pdf)
    text_page = document[0].get_textpage()
    for index in range(text_page.count_chars()):
        character = chr(pdfium_c.FPDFText_GetUnicode(text_page, index))
        if pdfium_c.FPDFText_IsGenerated(text_page, index) or character.isspace():
            continue
        x, y = ctypes.c_double(), ctypes.c_double()
        pdfium_c.FPDFText_GetCharOrigin(text_page, index, x, y)
        right_pt = text_page.get_charbox(index, loose=True)[2]
        rows.setdefault(round(y.value), []).append(Glyph(character, x.value, right_pt))
    document.close()
    return [sorted(rows[y], key=lambda glyph: glyph.left_pt) for y in sorted(rows, reverse=True)]


def _texts(pdf: bytes) -> list[str]:
    return ["".join(glyph.character for glyph in line) for line in _lines(pdf)]


def _full_lines(*texts: str, css: str = "") -> list[list[Glyph]]:
    """All lines but the last of each paragraph, each set on a page of its own."""
    pdfs = [_pdf(_paragraphs(text), css) for text in texts]
    return [line for pdf in pdfs for line in _lines(pdf)[:-1]]


# ---------------------------------------------------------------- edges


@pytest.mark.parametrize("text", ALL)
@pytest.mark.parametrize(
    ("css", "tolerance_pt"), [("", EXACT_PT), (GRID_CSS, TOLERANCE_PT / 2)], ids=["16pt", "grid"]
)
def test_every_full_line_ends_at_the_right_edge(text: str, css: str, tolerance_pt: float) -> None:
    lines = _full_lines(text, css=css)
    assert len(lines) >= 2
    for line in lines:
        assert line[-1].right_pt == pytest.approx(RIGHT_PT, abs=tolerance_pt), line
    for line in lines[1:]:
        assert line[0].left_pt == pytest.approx(LEFT_PT, abs=0.2)


@pytest.mark.parametrize("text", MIXED)
@pytest.mark.parametrize("width_mm", [61, 83, 110, 171])
def test_narrow_and_wide_measures_are_filled_too(text: str, width_mm: float) -> None:
    css = f"@page {{ size: 210mm 900mm }} p {{ width: {width_mm}mm; text-align-last: left }}"
    edge_pt = LEFT_PT + width_mm * MM_PT
    for line in _full_lines(text, css=css):
        assert line[-1].right_pt == pytest.approx(edge_pt, abs=EXACT_PT), line


def test_last_line_of_a_paragraph_is_not_stretched() -> None:
    *_, last = _lines(_pdf(_paragraphs(REPORT)))
    steps = {round(b.left_pt - a.left_pt, 1) for a, b in pairwise(last)}
    assert last[-1].right_pt < RIGHT_PT - 16
    assert steps == {16.0}


def test_line_before_a_forced_break_is_not_stretched() -> None:
    first, *_ = _lines(_pdf("<p>第一行<br>第二行</p>"))
    assert first[-1].right_pt == pytest.approx(LEFT_PT + 5 * 16, abs=EXACT_PT)


@pytest.mark.parametrize("align", ["left", "center", "right"])
def test_other_alignments_are_left_alone(align: str) -> None:
    line = _lines(_pdf(_paragraphs(PLAIN), f"p {{ text-align: {align}; text-indent: 0 }}"))[0]
    steps = {round(b.left_pt - a.left_pt, 1) for a, b in pairwise(line)}
    rest_pt = RIGHT_PT - LEFT_PT - 27 * 16
    before_pt = {"left": 0.0, "center": rest_pt / 2, "right": rest_pt}[align]
    assert steps == {16.0}
    assert line[0].left_pt == pytest.approx(LEFT_PT + before_pt, abs=EXACT_PT)


def test_latin_text_is_justified_as_weasyprint_does() -> None:
    words = "The quick brown fox jumps over the lazy dog and comes home again. " * 4
    with_patch = [[round(glyph.left_pt, 2) for glyph in line] for line in _full_lines(words)]
    original = inline.justify_line.args[0]
    patched, inline.justify_line = inline.justify_line, original
    try:
        without = [[round(glyph.left_pt, 2) for glyph in line] for line in _full_lines(words)]
    finally:
        inline.justify_line = patched
    assert with_patch == without


def test_28_characters_fill_a_line_and_26_an_indented_one() -> None:
    first, *others = [len(line) for line in _full_lines(PLAIN, css=GRID_CSS)]
    assert first == 26
    assert set(others) == {28}


# ---------------------------------------------------------------- where gaps open


def _gaps_pt(line: list[Glyph]) -> dict[str, float]:
    """Distance from each glyph's end to the next one's start, by the two characters."""
    return {a.character + b.character: b.left_pt - a.right_pt for a, b in pairwise(line)}


def test_rest_goes_between_characters_not_into_words_numbers_and_pairs_of_marks() -> None:
    text = "我厂（一线）用PLC把温度控制在25℃以内——每年节电3600度……说：“好！”请审核我们的材料"
    gaps = _gaps_pt(_full_lines(text, css="p { text-indent: 0; width: 500pt }")[0])
    assert gaps["我厂"] > 0.1
    assert gaps["把温"] == pytest.approx(gaps["我厂"], abs=0.02)
    for whole in ("PL", "LC", "25", "5℃", "——", "36", "……", "（一", "线）"):
        assert gaps[whole] == pytest.approx(0, abs=0.05), whole


@pytest.mark.parametrize(
    ("text", "width_pt"),
    [
        ("13800001234，电子邮箱：wangwu@example.com。本单位承诺所报材料真实", 423),
        ("由Suzhou Precision Tooling Co., Ltd.共同完成，采用PLC与RS-485-2总线控制技术", 447),
    ],
)
def test_large_rest_goes_to_marks_and_spaces_before_it_is_seen(text: str, width_pt: int) -> None:
    css = f"p {{ text-indent: 0; width: {width_pt}pt }}"
    line = _full_lines(text, css=css)[0]
    assert line[-1].right_pt == pytest.approx(LEFT_PT + width_pt, abs=EXACT_PT)
    words = ("uP", "nT", "gC", ",L")  # a space stood there
    assert max(gap for pair, gap in _gaps_pt(line).items() if pair not in words) < 1.6


@pytest.mark.parametrize("style", ["border-bottom: 1pt solid red", "text-decoration: underline"])
def test_underline_of_a_span_ends_with_its_text(style: str) -> None:
    body = (
        f'<p>该成果由<span style="{style}">张三丰高级技师</span>牵头并联合园区内'
        "多家企业共同完成现已在全市推广应用取得良好的经济效益和社会效益</p>"
    )
    pdf = _pdf(body, "p { text-indent: 0 }")
    line = _lines(pdf)[0]
    assert line[-1].right_pt == pytest.approx(RIGHT_PT, abs=EXACT_PT)
    name = line[4:11]
    content = pypdf.PdfReader(BytesIO(pdf)).pages[0].get_contents()
    assert content is not None
    numbers = [float(x) for x in re.findall(rb"[-\d.]+", _border_path(content.get_data()))]
    xs_pt = [x * 0.75 for x in numbers[0::2]]  # WeasyPrint draws in CSS pixels
    assert min(xs_pt) == pytest.approx(name[0].left_pt, abs=0.1)
    assert max(xs_pt) == pytest.approx(name[-1].right_pt, abs=0.1)


def _border_path(content: bytes) -> bytes:
    """The corner points of the quadrilateral clipped for a border, or ends of a drawn line."""
    found = re.search(rb"((?:[-\d.]+ [-\d.]+ [ml]\s+)+)(?:h\s+)?[WS]\s", content)
    if found:
        return found[1]
    rectangle = re.search(rb"([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+) re\s+f", content)
    assert rectangle, content
    x, y, width, height = (float(part) for part in rectangle.groups())
    return f"{x} {y} {x + width} {y + height}".encode()


def test_superscript_and_picture_keep_their_distance() -> None:
    box = '<i style="display: inline-block; width: 16pt; font-style: normal">甲</i>'
    body = (
        f"<p>面积三百平方米<sup>2</sup>计算{box}减少二氧化碳排放总量并且在全市各个企业当中加以推广"
        "应用取得良好的经济效益</p>"
    )
    pdf = _pdf(body, "p { text-indent: 0 } sup { line-height: 0; font-size: 8pt }")
    raised = next(line for line in _lines(pdf) if line[0].character == "2")[0]
    line = next(line for line in _lines(pdf) if line[0].character == "面")
    assert line[-1].right_pt == pytest.approx(RIGHT_PT, abs=EXACT_PT)
    assert raised.left_pt == pytest.approx(line[6].right_pt, abs=0.05)
    assert _gaps_pt(line)["算甲"] == pytest.approx(0, abs=0.05)
    assert _gaps_pt(line)["甲减"] == pytest.approx(0, abs=0.05)


# ---------------------------------------------------------------- text


def _by_pypdf(pdf: bytes) -> str:
    """pypdf takes a gap of a fifth of a character for a space."""
    return pypdf.PdfReader(BytesIO(pdf)).pages[0].extract_text()


def _by_poppler(pdf: bytes) -> str:
    tool = shutil.which("pdftotext")
    if not tool:
        pytest.skip("pdftotext is not installed")
    run = subprocess.run([tool, "-", "-"], input=pdf, capture_output=True, check=True)
    return run.stdout.decode().replace("\f", "")


@pytest.mark.parametrize("extract", [_by_pypdf, _by_poppler])
@pytest.mark.parametrize("css", ["", GRID_CSS], ids=["16pt", "grid"])
@pytest.mark.parametrize("text", ALL)
def test_extracted_text_is_the_source(text: str, css: str, extract: Callable[[bytes], str]) -> None:
    # A space at which a line broke is gone from the page; all others are those of the text.
    extracted = extract(_pdf(_paragraphs(text), css)).strip()
    if extract is _by_pypdf:
        assert "".join(extracted.split()) == "".join(text.split())
    else:
        assert re.fullmatch(" ?".join(map(re.escape, extracted.splitlines())), text)


# ---------------------------------------------------------------- line breaks

NOT_FIRST = set("。，、；：？！）》”’】〕％%℃²·～")
NOT_LAST = set("（《“‘【〔")


@pytest.mark.parametrize("text", MIXED)
def test_no_line_starts_or_ends_with_a_forbidden_mark(text: str) -> None:
    # Every measure from 8 characters on, so that many marks meet the edge.
    seen = set()
    for width_pt in range(130, 460, 11):
        css = f"@page {{ size: 210mm 1200mm }} p {{ text-indent: 0; width: {width_pt}pt }}"
        lines = _texts(_pdf(_paragraphs(text), css))
        for line, following in pairwise(lines):
            seen.add((line[-1], following[0]))
            assert following[0] not in NOT_FIRST, (line, following)
            assert line[-1] not in NOT_LAST, (line, following)
            assert line[-1] + following[0] not in {"——", "……"}, (line, following)
    assert len(seen) > 40


@pytest.mark.parametrize(
    ("line", "rest", "width_pt"),
    [  # the first forbidden break is the last that fits
        ("阿依古", "丽·买", 68),
        ("八二十", "日～二", 68),
        ("电压为", "五²伏", 68),
        ("通过是", "或/否", 76),
        ("压力比", "50：1", 84),
        ("从第", "1—3", 60),
        ("提名等", "20个项目", 68),
        ("节约了", "35万元", 68),
        ("他们自", "2023年7月20日起", 116),  # a date stands on one line
        ("一直到", "7月20日为止", 84),
        ("2023年7月", "20日", 84),  # but does not tear a line open
    ],
)
def test_marks_that_pango_would_strand_stay_with_their_neighbours(
    line: str, rest: str, width_pt: int
) -> None:
    lines = _texts(_pdf(_paragraphs(line + rest), f"p {{ text-indent: 0; width: {width_pt}pt }}"))
    assert lines[0] == line
    assert "".join(lines[1:]) == rest


@pytest.mark.parametrize(
    ("text", "characters", "first"),
    [
        ("开展“小革新”“小发明”", 7, "开展“小革新”"),
        ("开展“小革新”“小发明”", 2, "开展"),
        ("开展“小革新”活动", 7, "开展“小革新”"),
        ("他说，“好”", 3, "他说，"),
        ("开展“<b>小革新</b>”活动", 7, "开展“小革新”"),
        ("开展<b>“小革新”</b>活动", 2, "开展"),
    ],
)
def test_lines_break_outside_quotation_marks(text: str, characters: int, first: str) -> None:
    css = f"p {{ text-indent: 0; width: {16 * characters + 1}pt }} b {{ font-weight: 400 }}"
    assert _texts(_pdf(_paragraphs(text), css))[0] == first


def test_unbreakable_text_wider_than_the_line_is_kept_whole() -> None:
    assert _texts(_pdf(_paragraphs("——·——·——"), "p { width: 20pt; text-indent: 0 }"))
    assert _texts(_pdf(_paragraphs("1～2"), "p { width: 1pt; text-indent: 0 }"))


# ---------------------------------------------------------------- the version


def test_weasyprint_in_use_is_the_one_this_module_was_made_for() -> None:
    """When this goes red: read what changed in layout/inline.py and draw/text.py first."""
    assert weasyprint.__version__ == "70.0"


def test_installing_twice_changes_nothing() -> None:
    before = inline.justify_line, inline.split_first_line, inline.can_break_text
    justify.install()
    assert (inline.justify_line, inline.split_first_line, inline.can_break_text) == before


@pytest.mark.parametrize("installed", ["69.1", "71.0", "7.0"])
def test_other_versions_are_refused(installed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(justify, "version", lambda name: installed)
    with pytest.raises(ToolMissingError, match=re.escape(installed)):
        justify.install()


def test_installing_is_left_to_the_caller() -> None:
    code = (
        "import pipeline.tools.weasyprint.justify; from weasyprint.layout import inline; "
        "raise SystemExit(type(inline.justify_line).__name__ != 'function')"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("shift", range(12))
def test_a_web_address_goes_over_the_line_and_leaves_no_gaps(shift: int) -> None:
    """It is broken at its slashes and dots; no more than its longest part is spread over the line above."""
    address = "https://yunjiang-union.example.com/gongshi"
    lines = _lines(_pdf(_paragraphs("公" * (8 + shift) + f"网站{address}，公示内容包括项目名称。")))
    texts = ["".join(glyph.character for glyph in line) for line in lines]
    assert address in "".join(texts)
    gap_pt = max(
        after.left_pt - before.left_pt
        for before, after in pairwise(lines[0])
        if before.character == "公"
    )
    assert gap_pt < 16 + 8 * len("https://yunjiang-union.") / (8 + shift)
    for line, following in pairwise(texts):
        is_within = line[-1].isascii() and following[0].isascii()
        assert line[-1] in "/." if is_within else not following.startswith("，")


@pytest.mark.parametrize("shift", [0, 3, 9, 14])
def test_a_mail_address_is_broken_at_its_marks_and_begins_in_the_line_of_its_label(
    shift: int,
) -> None:
    address = "a.very.long.mailbox.name.without.any.break.at.all@subdomain.example.com"
    text = "公" * shift + f"电子邮箱：<span>{address}</span>，通讯地址"
    texts = ["".join(glyph.character for glyph in line) for line in _lines(_pdf(_paragraphs(text)))]
    assert address in "".join(texts)
    assert "：a.very" in texts[0]
    for line, following in pairwise(texts):
        if line[-1].isascii() and following[0].isascii():
            assert line[-1] == "." or following[0] == "@"


@pytest.mark.parametrize("shift", range(20, 26))
def test_a_bracket_goes_over_the_line_with_the_web_address_in_it(shift: int) -> None:
    text = "公" * shift + "（https://jtny-union.example.com/notice/2023-19）及大楼公示栏。"
    lines = _lines(_pdf(_paragraphs(text, "p { text-indent: 0 }")))
    assert not any(line[-1].character == "（" for line in lines)


def test_a_line_that_ends_within_a_web_address_is_not_stretched_wide() -> None:
    text = "址）：促进会网站“通知公告”栏（https://qiaojiang.example.com/gs/202308）。公示期内，如对公示项目有异议。"
    first, *_ = _lines(_pdf(_paragraphs(text), "p { text-indent: 0 }"))
    assert "".join(glyph.character for glyph in first).endswith("https://qiaojiang.")
    chinese = [glyph for glyph in first if not glyph.character.isascii()]
    gaps = [
        after.left_pt - before.right_pt
        for before, after in pairwise(first)
        if before in chinese and after in chinese
    ]
    assert max(gaps) < 16 * (justify.WIDEST_TORN_GAP_EM + 0.5)  # marks bring half a character along
    assert first[-1].right_pt < RIGHT_PT - 16


def test_lines_with_ligatures_end_at_the_right_edge_and_no_ligature_is_torn() -> None:
    text = "经 efficient official 验收，affirm 小组确认 offline 数据，" * 8
    css = "body { font-family: 'DejaVu Serif', FandolFang }"
    lines = _full_lines(text, css=css)
    assert len(lines) > 3
    for line in lines:
        assert line[-1].right_pt == pytest.approx(RIGHT_PT, abs=TOLERANCE_PT + 16 / 2)
    assert "".join(_texts(_pdf(_paragraphs(text), css))) == text.replace(" ", "")


def test_words_from_right_to_left_stay_whole_in_a_line_that_is_stretched() -> None:
    name = "שלום"
    text = f"本项目与{name}公司合作，经专家评议，技术路线正确，效益显著，值得推广应用。" * 6
    css = "body { font-family: FandolFang, 'DejaVu Sans' }"
    lines = _full_lines(text, css=css)
    assert len(lines) > 4
    for line in lines:
        assert line[-1].right_pt == pytest.approx(RIGHT_PT, abs=16 / 2 + TOLERANCE_PT)
        hebrew = [glyph for glyph in line if glyph.character in name]
        gaps = [
            second.left_pt - first.right_pt
            for first, second in pairwise(hebrew)
            if second.left_pt - first.right_pt < 16  # of one word
        ]
        assert all(abs(gap) < TOLERANCE_PT for gap in gaps)
