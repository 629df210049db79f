"""The Word templates that are shipped: what is in them, and that code and files agree."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from pipeline.render.sources import misspelt_in
from pipeline.render.views import specimen
from pipeline.tools.word import template_sources
from pipeline.tools.word.styles import value
from templates._word.build import build_all, builders
from tests.render.cases import DOCUMENTS, TEMPLATES, activity

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FONTS = {"仿宋_GB2312", "楷体_GB2312", "黑体", "宋体", "方正小标宋简体"}
GROWING = re.compile(r"\{%tr for \w+ in (nominations|nomination\.contributors|block\.rows)\b")
"""A table that has a row for each nomination, person or paper: it may go over pages."""


def parts(document: str) -> dict[str, bytes]:
    with zipfile.ZipFile(TEMPLATES / document / "word.docx") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def tree(document: str, name: str = "word/document.xml") -> etree._Element:
    return etree.fromstring(parts(document)[name])


def text(element: etree._Element) -> str:
    return "".join(node.text or "" for node in element.iter(f"{W}t"))


def test_every_document_has_a_template_and_what_builds_one_builds_that_of_a_document() -> None:
    assert all((TEMPLATES / document / "word.docx").is_file() for document in DOCUMENTS)
    assert builders().keys() - {"_kit", "_disposal_list"} <= set(DOCUMENTS)


def test_the_shipped_files_are_what_the_code_makes(tmp_path: Path) -> None:
    for path in build_all(tmp_path):
        shipped = TEMPLATES / path.parent.name / path.name
        assert path.read_bytes() == shipped.read_bytes(), (
            f"{path.parent.name}/word.docx differs: run `make templates`"
        )


def test_building_twice_gives_the_same_bytes() -> None:
    for build in builders().values():
        assert build().bytes() == build().bytes()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_no_font_comes_in_by_the_back_door(document: str) -> None:
    for name, content in parts(document).items():
        assert b"Mincho" not in content, name
        assert "明朝".encode() not in content, name
        assert b"theme" not in name.encode(), name
    styles = tree(document, "word/styles.xml")
    for fonts in styles.iter(f"{W}rFonts"):
        named = {fonts.get(f"{W}{kind}") for kind in ("ascii", "hAnsi", "eastAsia")}
        assert len(named) == 1
        assert named <= FONTS
        assert not [key for key in fonts.attrib if "Theme" in str(key)]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_paragraph_style_has_a_chinese_font_and_a_chinese_name(document: str) -> None:
    styles = tree(document, "word/styles.xml").findall(f"{W}style[@{W}type='paragraph']")
    for style in styles:
        assert style.find(f"{W}rPr/{W}rFonts") is not None
        name = style.find(f"{W}name")
        assert name is not None
        shown = name.get(f"{W}val", "")
        alias = style.find(f"{W}aliases")
        shown += "" if alias is None else alias.get(f"{W}val", "")
        assert shown == "Normal" or not shown.isascii()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_headings_are_those_that_word_knows(document: str) -> None:
    styles = {
        each.get(f"{W}styleId", ""): each
        for each in tree(document, "word/styles.xml").iter(f"{W}style")
    }
    levels = {name: value(each, "pPr", "outlineLvl") for name, each in styles.items()}
    roots = {"heading 1": "0", "heading 2": "1", "heading 3": "2"}
    for style_id, level in levels.items():
        if level:
            chain = [styles[style_id]]
            while (base := value(chain[-1], "basedOn")) != "Normal":
                chain.append(styles[base])
            assert roots[value(chain[-1], "name")] == level, style_id
    used = {each.get(f"{W}val", "") for each in tree(document).iter(f"{W}pStyle")}
    assert "0" in {levels[each] for each in used}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_nothing_is_spaced_by_blanks(document: str) -> None:
    spaced = [text(each) for each in tree(document).iter(f"{W}p")]
    assert not [each for each in spaced if re.search("[年月]　", each)]


def test_a_number_and_what_it_counts_stay_on_one_line() -> None:
    settings = tree("nomination_letter", "word/settings.xml")
    first, last = (
        settings.find(f"{W}noLineBreaks{where}[@{W}lang='zh-CN']") for where in ("Before", "After")
    )
    assert first is not None
    assert last is not None
    not_first, not_last = first.get(f"{W}val", ""), last.get(f"{W}val", "")
    assert set("年月日个项％，。」”") <= set(not_first)
    assert set("（“《月") <= set(not_last)
    assert len(not_first) <= 100  # more the dialogue of Word does not take
    assert len(not_last) <= 50


@pytest.mark.parametrize("document", DOCUMENTS)
def test_paragraphs_and_tables_use_styles_that_exist(document: str) -> None:
    known = {
        each.get(f"{W}styleId") for each in tree(document, "word/styles.xml").iter(f"{W}style")
    }
    used = {
        element.get(f"{W}val")
        for name, content in parts(document).items()
        if name.startswith("word/") and name.endswith(".xml") and "styles" not in name
        for element in etree.fromstring(content).iter(f"{W}pStyle", f"{W}tblStyle")
    }
    assert used <= known


def is_turned(document: str) -> bool:
    """Whether a document stands on a landscape page."""
    size = tree(document).find(f".//{W}sectPr/{W}pgSz")
    return size is not None and size.get(f"{W}orient") == "landscape"


def rows_that_split(document: str) -> list[etree._Element]:
    return [
        row for row in tree(document).iter(f"{W}tr") if row.find(f"{W}trPr/{W}cantSplit") is None
    ]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_no_row_splits_but_one_of_paragraphs(document: str) -> None:
    for row in rows_that_split(document):
        assert "| paragraphs" in text(row), text(row)


def test_the_row_that_fills_the_filing_form_splits() -> None:
    [row] = rows_that_split("filing_form")
    assert "filing.summary" in text(row)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_lists_repeat_their_header_rows(document: str) -> None:
    for table in tree(document).iter(f"{W}tbl"):
        rows = table.findall(f"{W}tr")
        heads = [row for row in rows if row.find(f"{W}trPr/{W}tblHeader") is not None]
        loop = next((place for place, row in enumerate(rows) if GROWING.search(text(row))), 0)
        assert heads == rows[:loop]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_tables_have_fixed_widths_that_fill_the_measure(document: str) -> None:
    for table in tree(document).iter(f"{W}tbl"):
        layout = table.find(f"{W}tblPr/{W}tblLayout")
        assert layout is not None
        assert layout.get(f"{W}type") == "fixed"
        columns = [int(each.get(f"{W}w", "0")) for each in table.iter(f"{W}gridCol")]
        measure_mm = 225 if is_turned(document) else 156
        assert sum(columns) == pytest.approx(measure_mm * 1440 / 25.4, abs=2)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_page_and_margins_are_those_of_the_standard(document: str) -> None:
    size = tree(document).find(f".//{W}sectPr/{W}pgSz")
    margins = tree(document).find(f".//{W}sectPr/{W}pgMar")
    assert size is not None
    assert margins is not None
    in_mm = {
        side: round(int(margins.get(f"{W}{side}", "0")) * 25.4 / 1440)
        for side in ("top", "bottom", "left", "right")
    }
    upright = {"top": 37, "bottom": 35, "left": 28, "right": 26}
    turned = {"top": 28, "bottom": 26, "left": 37, "right": 35}
    assert in_mm == (turned if is_turned(document) else upright)
    paper_mm = [round(int(size.get(f"{W}{side}", "0")) * 25.4 / 1440) for side in ("w", "h")]
    assert paper_mm == ([297, 210] if is_turned(document) else [210, 297])


def test_the_summary_table_alone_is_turned_on_its_side() -> None:
    assert [document for document in DOCUMENTS if is_turned(document)] == ["summary_table"]


def test_letters_have_22_lines_of_28_characters() -> None:
    grid = tree("nomination_letter").find(f".//{W}docGrid")
    assert grid is not None
    assert grid.get(f"{W}type") == "lines"  # LibreOffice cuts the measure to a grid of characters
    assert int(225 / 25.4 * 1440 / int(grid.get(f"{W}linePitch", "0"))) == 22
    styles = tree("nomination_letter", "word/styles.xml")
    [body] = [each for each in styles if each.get(f"{W}styleId") == "WxBody"]
    spacing, indent = body.find(f"{W}rPr/{W}spacing"), body.find(f"{W}pPr/{W}ind")
    assert spacing is not None
    assert indent is not None
    measure = 156 / 25.4 * 1440 - int(indent.get(f"{W}right", "0"))
    assert int(measure / (320 + int(spacing.get(f"{W}val", "0")))) == 28


def test_page_numbers_differ_on_odd_and_even_pages() -> None:
    content = parts("publicity_notice")
    footers = [etree.fromstring(content[name]) for name in content if "footer" in name]
    assert (
        sorted("".join(str(each) for each in footer.itertext()) for footer in footers)
        == ["— 1 —"] * 2
    )
    assert tree("publicity_notice", "word/settings.xml").find(f"{W}evenAndOddHeaders") is not None


@pytest.mark.parametrize("document", DOCUMENTS)
def test_templates_carry_no_name_and_no_rest_of_python_docx(document: str) -> None:
    content = parts(document)
    assert not [
        word for word in (b"python-docx", b"Macintosh") if word in b"".join(content.values())
    ]
    assert not [name for name in content if "thumbnail" in name or "customXml" in name]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_template_can_be_analysed(document: str) -> None:
    sources = template_sources(TEMPLATES / document / "word.docx")
    assert "{{" in sources["word/document.xml"].text


def test_long_official_sentences_stand_in_no_template() -> None:
    for document in DOCUMENTS:
        for paragraph in tree(document).iter(f"{W}p"):
            words = text(paragraph)
            assert "{" in words or len(words) <= 45, words


def test_python_docx_opens_them(tmp_path: Path) -> None:
    from docx import Document

    for document in DOCUMENTS:
        opened = Document(io.BytesIO((TEMPLATES / document / "word.docx").read_bytes()))
        assert opened.paragraphs


@pytest.mark.parametrize("document", DOCUMENTS)
def test_an_office_that_starts_from_ours_passes_the_check_of_placeholders(document: str) -> None:
    path = TEMPLATES / document / "word.docx"
    assert misspelt_in(path, specimen(activity()), where=document) == []
