"""Slips in Word templates: what is wrong and where is told as a clerk counts, all of them at once."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from lxml import etree

from pipeline.errors import TemplateError
from pipeline.render.views import specimen
from pipeline.tools.word import refuse_losses, template_sources
from pipeline.tools.word.source import read_template
from tests.render.cases import activity
from tests.tools.word.test_template import fill, paragraph, run, template, texts

NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def row(*cells: str) -> str:
    filled = "".join(f"<w:tc><w:tcPr/>{each}</w:tc>" for each in cells)
    return f"<w:tr>{filled}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


BROKEN = paragraph("甲{% if a %}")
GOOD = paragraph("甲")
BOX = (
    '<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox>'
    f"<w:txbxContent>{BROKEN}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
)


@pytest.mark.parametrize(
    ("blocks", "place"),
    [
        ((BROKEN,), "第1段"),
        ((GOOD, "<w:p></w:p>", table(row(GOOD)), BROKEN), "第3段"),
        ((table(row(GOOD)), table(row(GOOD), row(GOOD, GOOD, BROKEN))), "第2个表格第2行第3格"),
        ((table(row(GOOD + BROKEN)),), "第1个表格第1行第1格"),
        (
            (table(row(GOOD, table(row(GOOD), row(BROKEN)) + GOOD)),),
            "第1个表格第1行第2格里第1个表格第2行第1格",
        ),
        ((GOOD, paragraph("乙", BOX)), "第2段的文本框"),
    ],
)
def test_the_place_is_counted_as_a_clerk_counts(
    blocks: tuple[str, ...], place: str, tmp_path: Path
) -> None:
    with pytest.raises(TemplateError, match=rf"：{place}“{{% if a %}}”没有结束标记"):
        template_sources(template(tmp_path, *blocks))


def test_head_and_foot_are_named(tmp_path: Path) -> None:
    path = template(tmp_path, GOOD, header="{{ unit.name", footer="{ unit.name }")
    with pytest.raises(
        TemplateError, match=r"页眉第2段占位符的花括号没有配对.*页脚第2段“{ unit.name }”"
    ):
        template_sources(path)


def test_every_slip_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    path = template(tmp_path, paragraph("{ unit.name }"), GOOD, paragraph("｛｛ unit.name ｝｝"))
    with pytest.raises(TemplateError) as caught:
        template_sources(path)
    assert "第1段“{ unit.name }”" in str(caught.value)
    assert "第3段占位符用了全角花括号" in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "甲{1, 2}乙", "{x}", "{{ unit.name }}", "{{ '{unit.name}' }}", "“甲”。",
        "{# 见 {{ unit.name }} #}", "甲#}乙", "{% raw %}{% if a %}{% endraw %}",
    ],
)  # fmt: skip
def test_braces_that_are_no_slip_are_let_be(text: str, tmp_path: Path) -> None:
    assert template_sources(template(tmp_path, paragraph(text)))


def test_a_condition_that_is_left_open_in_a_loop_is_the_one_that_is_named(tmp_path: Path) -> None:
    path = template(
        tmp_path, paragraph("{% for a in all %}"), paragraph("{% if a %}甲{% endfor %}")
    )
    with pytest.raises(TemplateError, match=r"第2段“{% if a %}”没有结束标记") as caught:
        template_sources(path)
    assert "{% for" not in str(caught.value)


@pytest.mark.parametrize(
    "field",
    [
        f'<w:fldSimple w:instr=" MERGEFIELD 单位名称 ">{run("«单位名称»")}</w:fldSimple>',
        (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            '<w:r><w:instrText xml:space="preserve"> MERGEFIELD "单位名称" \\* MERGEFORMAT </w:instrText></w:r>'
            f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("云江")}'
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        ),
    ],
)
def test_a_field_of_mail_merge_is_named(field: str, tmp_path: Path) -> None:
    path = template(tmp_path, table(row(GOOD, paragraph("单位：", field))))
    with pytest.raises(
        TemplateError, match=r"第1个表格第1行第2格有邮件合并域“单位名称”.*改写成占位符"
    ):
        template_sources(path)


@pytest.mark.parametrize(
    ("blocks", "said"),
    [
        (
            (paragraph("{%p if a %}"), paragraph("{%p else %}没有{%p endif %}")),
            "第2段“{%p else %}”要单独占一段，这一段里的“没有{%p endif %}”会丢",
        ),
        (
            (table(row(paragraph("{%tr for n in a %}{{ n }}")), row(paragraph("{%tr endfor %}"))),),
            "第1个表格第1行第1格“{%tr for n in a %}”要单独占一行，这一行里的“{{ n }}”会丢",
        ),
        (
            (
                table(
                    row(paragraph("{%tr for n in a %}"), paragraph("名称")),
                    row(paragraph("{%tr endfor %}")),
                ),
            ),
            "这一行里的“名称”会丢",
        ),
    ],
)
def test_what_would_go_with_a_tag_that_takes_its_whole_place_is_named(
    blocks: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    """python-docx-template#161: what stands beside such a tag is gone, and the file torn."""
    sources = template_sources(template(tmp_path, *blocks)).values()
    with pytest.raises(TemplateError, match=re.escape(said)):
        refuse_losses(sources, "word.docx")


# ---------------------------------------------------------------- as Word stores it


def test_a_tag_in_pieces_that_stand_in_a_link_is_put_together(tmp_path: Path) -> None:
    """python-docx-template#10: Word stores what was typed at different times apart."""
    link = f'<w:hyperlink w:anchor="a">{run(".name }}")}</w:hyperlink>'
    path = template(tmp_path, paragraph("单位：{", "{ un", "it", link, "。"))
    assert texts(fill(path, unit={"name": "甲会"})) == ["单位：甲会。"]


def test_what_cannot_be_seen_in_a_tag_is_passed_over(tmp_path: Path) -> None:
    path = template(tmp_path, paragraph("{{ unit.\u200bname\ufeff }}"))
    assert texts(fill(path, unit={"name": "甲会"})) == ["甲会"]


def test_a_line_break_in_a_tag_goes(tmp_path: Path) -> None:
    """After docx2html#27, where a line break stood inside of a link."""
    path = template(tmp_path, paragraph("{{ unit.", "<w:r><w:br/></w:r>", "name }}后"))
    assert texts(fill(path, unit={"name": "甲会"})) == ["甲会后"]


def test_what_is_meant_to_be_shown_as_it_stands_is_shown_as_it_stands(tmp_path: Path) -> None:
    path = template(tmp_path, paragraph("{% raw %}{{ a }}{% endraw %}"), paragraph("{{ a }}"))
    assert texts(fill(path, a="甲")) == ["{{ a }}", "甲"]


def test_a_group_of_values_in_the_place_of_one_is_told_in_our_own_words(tmp_path: Path) -> None:
    path = template(tmp_path, paragraph("承诺人：{{ lead }}"))
    lead = specimen(activity())["lead"]
    with pytest.raises(TemplateError, match=r"第1段.*一组内容.*lead\.name"):
        fill(path, lead=lead)


def test_the_place_of_a_name_that_is_not_there_survives_rows_that_docxtpl_moves(
    tmp_path: Path,
) -> None:
    rows = (
        row(paragraph("{%tr for a in all %}")),
        row(paragraph("{{ a }}"), paragraph("{{ b }}")),
        row(paragraph("{%tr endfor %}")),
    )
    path = template(tmp_path, paragraph("{# 一 #}{{ all }}"), table(*rows))
    with pytest.raises(TemplateError, match=r"第1个表格第2行第2格模板里的“b”不存在（“{{ b }}”）"):
        fill(path, all=["一"])


def test_a_condition_that_tears_a_table_is_named_with_its_end(tmp_path: Path) -> None:
    path = template(tmp_path, paragraph("{% if a %}甲"), table(row(paragraph("乙{% endif %}"))))
    assert texts(fill(path, a="是")) == ["甲", "乙"]
    said = r"不是有效的Word内容.*第1段“{% if a %}”到第1个表格第1行第1格的“{% endif %}”才结束"
    with pytest.raises(TemplateError, match=said):
        fill(path, a="")


# ---------------------------------------------------------------- tracked changes


def tracked(change: Callable[[etree._Element], None], *runs: str) -> bytes:
    document = Document()
    added = document.add_paragraph()
    for each in runs:
        added.add_run(each)
    change(added._element)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def delete_last(paragraph_of_word: etree._Element) -> None:
    last = paragraph_of_word[-1]
    mark = etree.SubElement(
        paragraph_of_word, f"{{{NS}}}del", {f"{{{NS}}}id": "1", f"{{{NS}}}author": "甲"}
    )
    mark.append(last)
    for node in last.iter(f"{{{NS}}}t"):
        node.tag = f"{{{NS}}}delText"


def test_a_tag_that_is_deleted_in_tracked_changes_is_none() -> None:
    data = tracked(delete_last, "甲", "{% for n in all %}")
    assert not read_template(data, "a.docx").sources["word/document.xml"].tags


def test_half_a_tag_deleted_in_tracked_changes_is_told_with_the_reason() -> None:
    with pytest.raises(
        TemplateError, match=r"第1段占位符的花括号没有配对：“甲{{ unit.name”；文件里有修订"
    ):
        read_template(tracked(delete_last, "甲{{ unit.name", " }}"), "a.docx")
